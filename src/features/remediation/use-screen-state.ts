"use client";

import { usePathname } from "next/navigation";
import { useCallback, useMemo } from "react";
import { addressOf, replaceSearch, useSearch } from "@/components/ui/use-search";
import { keepEqualParts, readScreenState, type ScreenState, writeScreenState } from "./screen-state";

export type ChangeScreen = (change: Partial<ScreenState>, history?: "replace" | "push") => void;

/** Writes a change into the address. The page renders from it; no page is asked for again. */
export const changeScreen: ChangeScreen = (change, history = "replace") =>
  replaceSearch((params) => writeScreenState(params, change), history);

let latest: ScreenState = readScreenState(new URLSearchParams());

/** The state in the address. Parts that did not change stay the same objects, so that only what changed is drawn anew. */
export function useScreenState(): ScreenState {
  const search = useSearch();
  return useMemo(() => {
    latest = keepEqualParts(latest, readScreenState(search));
    return latest;
  }, [search]);
}

/** Address of the present page with a change, for links. */
export function useScreenHref(): (change: Partial<ScreenState>) => string {
  const pathname = usePathname();
  const search = useSearch();
  return useCallback(
    (change) => {
      const params = new URLSearchParams(search);
      writeScreenState(params, change);
      return addressOf(pathname, params.toString());
    },
    [pathname, search],
  );
}
