"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { ScopesProvider } from "@/components/frame/scopes";
import type { WhoAmI } from "@/contracts/access";
import { askWhoAmIAgain, isSignedOut, useTRPC } from "@/trpc/client";

const ASK_AGAIN_MS = 30_000;
/** Every replica has heard of a change after so long; until then it may answer from what it remembers. */
const HEARD_MS = 1000;
/** A tab that comes to the front changes its visibility; a window beside another one is only given the focus. */
const RETURNS = ["visibilitychange", "focus"];

/**
 * What the reader may do, kept up while the console is open: asked again every half minute, when they come back to the
 * window, and when the server has refused something. Until the first answer it is what the page was sent with.
 */
export function LiveScopes({ sentWith, children }: { sentWith: WhoAmI | undefined; children: ReactNode }) {
  const { data = sentWith, error } = useQuery(
    useTRPC().access.whoAmI.queryOptions(undefined, { refetchInterval: ASK_AGAIN_MS, refetchOnWindowFocus: false }),
  );
  useAskOnReturn();
  useReloadOnChange(data && JSON.stringify(data.scopes));
  const hasNoSession = isSignedOut(error);
  useEffect(() => {
    // The server leads whoever has no session any more to the sign-in page, and back here afterwards.
    if (hasNoSession) window.location.reload();
  }, [hasNoSession]);
  return <ScopesProvider missing={data?.missing ?? []}>{children}</ScopesProvider>;
}

/** Asks at once, and again when everybody has heard of a change that was made just before. */
function useAskOnReturn(): void {
  const client = useQueryClient();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") return;
      void askWhoAmIAgain(client);
      timer = setTimeout(() => void askWhoAmIAgain(client), HEARD_MS);
    };
    for (const event of RETURNS) window.addEventListener(event, ask);
    return () => {
      clearTimeout(timer);
      for (const event of RETURNS) window.removeEventListener(event, ask);
    };
  }, [client]);
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
