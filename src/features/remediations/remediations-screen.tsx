"use client";

import { useCallback, useMemo, useRef, useState } from "react";
import { ScreenHead } from "@/components/frame/screen";
import { useShortcuts } from "@/components/frame/shortcuts";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorState } from "@/components/ui/error-state";
import { cn } from "@/lib/cn";
import { errorWords } from "@/trpc/client";
import { FacetColumn } from "./facet-column";
import { FilterChips } from "./filter-chips";
import { HeadSentence } from "./head-sentence";
import { ListBody } from "./list-body";
import { CopyListMenu, useListView, ViewMenus } from "./list-menus";
import type { ListView } from "./list-view";
import { Peek } from "./peek";
import { FIELDS } from "./query/fields";
import { formatQuery } from "./query/format";
import type { Query } from "./query/parse";
import { QueryBar } from "./query-bar";
import { StatusLine } from "./status-line";
import { useListData } from "./use-list-data";
import { useListState } from "./use-list-state";
import { useRowCursor } from "./use-row-cursor";
import { useSelection } from "./use-selection";

type RemediationsScreenProps = { storedView: ListView; serverNow: number };

export function RemediationsScreen({ storedView, serverNow }: RemediationsScreenProps) {
  const state = useListState();
  const { setPeek, setQuery } = state;
  const data = useListData(state, serverNow);
  const { rows } = data;
  const [view, setView] = useListView(storedView);
  const [areFiltersOpen, setAreFiltersOpen] = useState(false);
  const selection = useSelection(rows);
  const input = useRef<HTMLInputElement>(null);

  const isPeeking = state.peek !== null;
  const onMove = useCallback(
    (index: number) => {
      if (isPeeking) setPeek(rows[index]?.correlationId ?? null);
    },
    [isPeeking, rows, setPeek],
  );
  const cursor = useRowCursor(rows, onMove);
  const peekAt = (index: number) => {
    cursor.place(index);
    setPeek(rows[index]?.correlationId ?? null);
  };
  const query = state.parsed.isValid ? state.parsed.query : {};
  const editFilter = (key: keyof Query) => editInBox(input.current, query, key);

  useShortcuts(
    "Remediations",
    useMemo(() => {
      const current = rows[cursor.index]?.correlationId;
      return [
        { key: "j", does: "Next row", run: () => cursor.moveTo(cursor.index + 1) },
        { key: "k", does: "Previous row", run: () => cursor.moveTo(cursor.index - 1) },
        { key: "o", does: "Look into the row", run: () => setPeek(isPeeking ? null : (current ?? null)) },
        { key: "Enter", does: "Open the row" },
        { key: "x", does: "Select the row", run: () => current && selection.toggle(current) },
        { key: "/", does: "Query", run: () => input.current?.select() },
        { key: "Escape", does: "Close the panel", run: () => setPeek(null) },
      ];
    }, [cursor, rows, isPeeking, setPeek, selection]),
  );

  const facets = data.facets.data;
  const facetColumn = data.facets.isError ? (
    <div className="px-6 py-4 max-wide:px-4">
      <ErrorState
        size="card"
        title="No counts"
        {...errorWords(data.facets.error)}
        onRetry={() => void data.facets.refetch()}
      />
    </div>
  ) : (
    <FacetColumn facets={facets} query={query} onQuery={setQuery} />
  );
  const peekedIndex = rows.findIndex((row) => row.correlationId === state.peek);
  return (
    <>
      <ScreenHead
        title="Remediations"
        beside={
          <p className="min-h-5 text-ink-soft text-sm">{facets && <HeadSentence facets={facets} query={query} />}</p>
        }
        actions={
          <div className="max-phone:hidden">
            <CopyListMenu
              ids={selection.count > 0 ? [...selection.ids] : rows.map((row) => row.correlationId)}
              isSelection={selection.count > 0}
            />
          </div>
        }
      />
      <div className="grid shrink-0 grid-cols-[minmax(0,1fr)_auto] gap-x-3 gap-y-2 border-line border-b px-6 pb-2.5 max-wide:px-4">
        <QueryBar text={state.text} onText={state.setText} inputRef={input} />
        <div className="flex h-8 items-center">
          <Button variant="quiet" icon="filter" className="min-narrow:hidden" onClick={() => setAreFiltersOpen(true)}>
            Filters
          </Button>
          <ViewMenus view={view} onView={setView} />
        </div>
        <FilterChips query={query} onQuery={setQuery} onEdit={editFilter} />
      </div>
      <div
        className={cn(
          "grid min-h-0 flex-1 max-narrow:grid-cols-1",
          isPeeking
            ? "grid-cols-[196px_minmax(0,1fr)_344px] max-wide:grid-cols-[176px_minmax(0,1fr)_320px] max-narrow:pb-[46vh]"
            : "grid-cols-[196px_minmax(0,1fr)] max-wide:grid-cols-[176px_minmax(0,1fr)]",
        )}
      >
        <aside
          aria-label="Filters"
          className="thin-scroll overflow-y-auto border-line border-r pt-1.5 pb-4 max-narrow:hidden"
        >
          {facetColumn}
        </aside>
        <div className="@container/grid flex min-h-0 min-w-0 flex-col">
          <ListBody state={state} data={data} view={view} cursor={cursor} selection={selection} onPeek={peekAt} />
          <StatusLine data={data} selectedCount={selection.count} onUnselect={selection.clear} />
        </div>
        {state.peek !== null && (
          <Peek
            correlationId={state.peek}
            row={rows[peekedIndex]}
            position={
              peekedIndex < 0
                ? "Not among the loaded rows"
                : `Row ${peekedIndex + 1} of ${facets?.matching ?? rows.length}`
            }
            onPrevious={() => cursor.moveTo(peekedIndex - 1)}
            onNext={() => cursor.moveTo(peekedIndex + 1)}
            onClose={() => setPeek(null)}
          />
        )}
      </div>
      <Dialog isOpen={areFiltersOpen} onOpenChange={setAreFiltersOpen} title="Filters">
        <div className="thin-scroll overflow-y-auto py-2">{facetColumn}</div>
      </Dialog>
    </>
  );
}

/** Selects the clause of a filter in the query box; a filter that is not there is begun at the end. */
function editInBox(input: HTMLInputElement | null, query: Query, key: keyof Query): void {
  if (!input) return;
  input.focus();
  if (key === "text") {
    input.select();
    return;
  }
  const clause = formatQuery({ [key]: query[key] });
  const at = clause === "" ? -1 : input.value.indexOf(clause);
  if (at >= 0) {
    input.setSelectionRange(at, at + clause.length);
    return;
  }
  const { word } = FIELDS[key];
  const joint = input.value.trim() === "" ? "" : " and ";
  input.setRangeText(`${joint}${word}:`, input.value.length, input.value.length, "end");
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
