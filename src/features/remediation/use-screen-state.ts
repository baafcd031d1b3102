"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { keepEqualParts, readScreenState, type ScreenState, writeScreenState } from "./screen-state";

export type ChangeScreen = (change: Partial<ScreenState>, history?: "replace" | "push") => void;

/** Writes a change into the address. The page renders from it; no page is asked for again. */
export const changeScreen: ChangeScreen = (change, history = "replace") => {
  const next = writeScreenState(new URLSearchParams(window.location.search), change).toString();
  const address = next === "" ? window.location.pathname : `${window.location.pathname}?${next}`;
  if (history === "push") window.history.pushState(null, "", address);
  else window.history.replaceState(null, "", address);
};

let latest: ScreenState = readScreenState(new URLSearchParams());

/** The state in the address. Parts that did not change stay the same objects, so that only what changed is drawn anew. */
export function useScreenState(): ScreenState {
  const query = useSearchParams().toString();
  return useMemo(() => {
    latest = keepEqualParts(latest, readScreenState(new URLSearchParams(query)));
    return latest;
  }, [query]);
}

/** Address of the present page with a change, for links. */
export function useScreenHref(): (change: Partial<ScreenState>) => string {
  const pathname = usePathname();
  const query = useSearchParams().toString();
  return useCallback(
    (change) => {
      const next = writeScreenState(new URLSearchParams(query), change).toString();
      return next === "" ? pathname : `${pathname}?${next}`;
    },
    [pathname, query],
  );
}
