"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useMemo, useSyncExternalStore } from "react";

type Written = { pathname: string; search: string };

let written: Written | null = null;
const listeners = new Set<() => void>();

/** Changes the query of the address in place: the page renders anew from it, the server is not asked. */
export function replaceSearch(change: (params: URLSearchParams) => void, how: "push" | "replace" = "replace"): void {
  const params = new URLSearchParams(window.location.search);
  change(params);
  written = { pathname: window.location.pathname, search: params.toString() };
  const url = `${addressOf(written.pathname, written.search)}${window.location.hash}`;
  if (how === "push") window.history.pushState(null, "", url);
  else window.history.replaceState(null, "", url);
  for (const listener of listeners) listener();
}

export function addressOf(pathname: string, search: string): string {
  return search === "" ? pathname : `${pathname}?${search}`;
}

/**
 * The query of the address. The router follows a change of ours when it finds the time; what `replaceSearch` wrote
 * shows at once, so that the next key acts on what the key before it did.
 */
export function useSearch(): URLSearchParams {
  const pathname = usePathname();
  const routed = useSearchParams().toString();
  const ahead = useSyncExternalStore(listen, latest, () => null);
  const search = ahead?.pathname === pathname ? ahead.search : routed;
  return useMemo(() => new URLSearchParams(search), [search]);
}

/** What was written last, as long as the address still says so. */
function latest(): Written | null {
  const { pathname, search } = window.location;
  const isThere = written?.pathname === pathname && written.search === search.replace(/^\?/, "");
  return isThere ? written : null;
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
