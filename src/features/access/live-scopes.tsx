"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { ScopesProvider } from "@/components/frame/scopes";
import { isSignedOut, useTRPC } from "@/trpc/client";

const ASK_AGAIN_MS = 30_000;

/**
 * What the reader may do, kept up while the console is open: asked again every half minute, when they come back to the
 * window, and when the server has refused something. Until the first answer it is what the page was sent with.
 */
export function LiveScopes({ missing, children }: { missing: readonly string[]; children: ReactNode }) {
  const who = useQuery(
    useTRPC().access.whoAmI.queryOptions(undefined, { refetchInterval: ASK_AGAIN_MS, refetchOnWindowFocus: "always" }),
  );
  useReloadOnChange(who.data && JSON.stringify(who.data.scopes));
  const hasNoSession = isSignedOut(who.error);
  useEffect(() => {
    // The server leads whoever has no session any more to the sign-in page, and back here afterwards.
    if (hasNoSession) window.location.reload();
  }, [hasNoSession]);
  return <ScopesProvider missing={who.data?.missing ?? missing}>{children}</ScopesProvider>;
}

/** What was loaded, or refused, for the scopes before may be answered otherwise for those of now. */
function useReloadOnChange(scopes: string | undefined): void {
  const client = useQueryClient();
  const known = useRef<string>(undefined);
  useEffect(() => {
    const before = known.current;
    known.current = scopes ?? before;
    if (before !== undefined && scopes !== undefined && before !== scopes) void client.invalidateQueries();
  }, [client, scopes]);
}
