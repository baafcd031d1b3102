"use client";

import { useCallback, useMemo } from "react";
import { replaceSearch, useSearch } from "@/components/ui/use-search";
import type { RemediationSort } from "@/contracts/remediations";
import { LIST_PARAM, type ListState, readListState } from "./list-state";
import { formatQuery } from "./query/format";
import type { Query } from "./query/query";

export type ListActions = {
  setText: (text: string) => void;
  setQuery: (query: Query) => void;
  setSort: (sort: RemediationSort, query?: Query) => void;
  setPeek: (correlationId: string | null) => void;
};

/** The list's state in the address, and the ways to change it. A new filter is a step that "back" undoes. */
export function useListState(): ListState & ListActions {
  const params = useSearch();
  const state = useMemo(() => readListState((name) => params.get(name)), [params]);

  const setText = useCallback((text: string) => {
    replaceSearch((search) => setOrDelete(search, LIST_PARAM.query, text.trim()), "push");
  }, []);
  const setQuery = useCallback((query: Query) => setText(formatQuery(query)), [setText]);
  const setSort = useCallback((sort: RemediationSort, query?: Query) => {
    replaceSearch((search) => {
      setOrDelete(search, LIST_PARAM.sort, sort === "started_desc" ? "" : sort);
      if (query) setOrDelete(search, LIST_PARAM.query, formatQuery(query));
    }, "push");
  }, []);
  const setPeek = useCallback((correlationId: string | null) => {
    replaceSearch((search) => setOrDelete(search, LIST_PARAM.peek, correlationId ?? ""));
  }, []);

  return { ...state, setText, setQuery, setSort, setPeek };
}

function setOrDelete(search: URLSearchParams, name: string, value: string): void {
  if (value === "") search.delete(name);
  else search.set(name, value);
}
