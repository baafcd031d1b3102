"use client";

import { ErrorState } from "@/components/ui/error-state";
import { errorWords } from "@/trpc/client";
import { FacetColumn } from "./facet-column";
import type { useListData } from "./use-list-data";
import type { useListState } from "./use-list-state";

type ListFacetsProps = { state: ReturnType<typeof useListState>; facets: ReturnType<typeof useListData>["facets"] };

/** The facets, or why there are none. A query that can't be read has no counts. */
export function ListFacets({ state, facets }: ListFacetsProps) {
  if (!state.parsed.isValid) return null;
  if (facets.isError) {
    return (
      <div className="px-6 py-4 max-wide:px-4">
        <ErrorState size="card" title="No counts" {...errorWords(facets.error)} onRetry={() => void facets.refetch()} />
      </div>
    );
  }
  return <FacetColumn facets={facets.data} query={state.parsed.query} onQuery={state.setQuery} />;
}
