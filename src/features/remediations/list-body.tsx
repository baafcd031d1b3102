"use client";

import { useCallback } from "react";
import { ErrorState } from "@/components/ui/error-state";
import type { RemediationSort } from "@/contracts/remediations";
import { errorWords } from "@/trpc/client";
import { Grid } from "./grid";
import { ListSkeleton, NoMatch, NothingYet, UnreadableQuery } from "./list-states";
import type { ListView } from "./list-view";
import type { useListData } from "./use-list-data";
import type { useListState } from "./use-list-state";
import type { RowCursor } from "./use-row-cursor";
import type { Selection } from "./use-selection";

type ListBodyProps = {
  state: ReturnType<typeof useListState>;
  data: ReturnType<typeof useListData>;
  view: ListView;
  cursor: RowCursor;
  selection: Selection;
  onPeek: (index: number) => void;
};

/** The rows, or why there are none. */
export function ListBody({ state, data, view, cursor, selection, onPeek }: ListBodyProps) {
  const { list, facets, rows, filters } = data;
  const { isFetchingNextPage, isFetchNextPageError, fetchNextPage, isPlaceholderData } = list;
  const hasNextPage = list.hasNextPage && !isPlaceholderData;
  const onMore = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);

  if (!state.parsed.isValid) return <UnreadableQuery onClear={() => state.setQuery({})} />;
  const { query } = state.parsed;
  if (list.isPending || (isPlaceholderData && rows.length === 0)) return <ListSkeleton density={view.density} />;
  if (list.isError && rows.length === 0) {
    return (
      <ErrorState
        title="The list could not be loaded"
        {...errorWords(list.error)}
        onRetry={() => void list.refetch()}
      />
    );
  }
  if (rows.length === 0) {
    if (facets.data?.total === 0) return <NothingYet />;
    return <NoMatch query={query} filters={filters} total={facets.data?.total} onQuery={state.setQuery} />;
  }
  const sort = (next: RemediationSort) =>
    next === "activity_desc" ? state.setSort(next, { ...query, open: true }) : state.setSort(next);
  return (
    <>
      <Grid
        list={`${state.text} ${state.sort}`}
        rows={rows}
        isBusy={isPlaceholderData}
        matching={facets.data && !facets.data.isBounded ? facets.data.matching : undefined}
        view={view}
        sort={state.sort}
        cursor={cursor}
        peek={state.peek}
        selected={selection.ids}
        hasMore={hasNextPage}
        onMore={onMore}
        onSort={sort}
        onSelect={selection.toggle}
        onSelectAll={selection.toggleAll}
        onPeek={onPeek}
      />
      {isFetchNextPageError && (
        <div className="border-line border-t px-4 py-2">
          <ErrorState
            size="card"
            title="The next rows could not be loaded"
            {...errorWords(list.error)}
            onRetry={() => void fetchNextPage()}
          />
        </div>
      )}
    </>
  );
}
