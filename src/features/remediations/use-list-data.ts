"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { toMinute } from "@/lib/minute";
import { useTRPC } from "@/trpc/client";
import { facetsQuery, listQuery } from "./list-queries";
import type { ListState } from "./list-state";
import { resolveBounds } from "./query/bounds";

/** Rows and counts for the state of the list. Relative bounds are taken from the moment the query was set. */
export function useListData(state: ListState, serverNow: number) {
  const trpc = useTRPC();
  const now = useAnchor(state.text, serverNow);
  const query = state.parsed.isValid ? state.parsed.query : undefined;
  const filters = useMemo(() => resolveBounds(query ?? {}, now), [query, now]);
  const list = useInfiniteQuery({ ...listQuery(trpc, filters, state.sort), enabled: query !== undefined });
  const facets = useQuery({ ...facetsQuery(trpc, filters), enabled: query !== undefined });
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.rows) ?? [], [list.data]);
  return { filters, list, facets, rows };
}

/** The present to the minute, taken anew with each query; at first the server's, so that both load the same. */
function useAnchor(text: string, serverNow: number): number {
  const [anchor, setAnchor] = useState({ text, now: serverNow });
  if (anchor.text === text) return anchor.now;
  const next = { text, now: toMinute(Date.now()) };
  setAnchor(next);
  return next.now;
}
