"use client";

import dynamic from "next/dynamic";
import { useCallback, useRef, useState } from "react";
import { ScreenHead } from "@/components/frame/screen-head";
import { Button } from "@/components/ui/button";
import { cn } from "@/lib/cn";
import { editClause } from "./edit-clause";
import { FilterChips } from "./filter-chips";
import { HeadSentence } from "./head-sentence";
import { ListBody } from "./list-body";
import { ListFacets } from "./list-facets";
import { CopyListMenu, useListView, ViewMenus } from "./list-menus";
import type { ListView } from "./list-view";
import { Peek } from "./peek";
import { QueryBar } from "./query-bar";
import { StatusLine } from "./status-line";
import { useListData } from "./use-list-data";
import { useListShortcuts } from "./use-list-shortcuts";
import { useListState } from "./use-list-state";
import { useRowCursor } from "./use-row-cursor";
import { useSelection } from "./use-selection";

const FilterDialog = dynamic(() => import("./filter-dialog").then((module) => module.FilterDialog), { ssr: false });

type RemediationsScreenProps = { storedView: ListView; serverNow: number };

export function RemediationsScreen({ storedView, serverNow }: RemediationsScreenProps) {
  const state = useListState();
  const { peek, setPeek, setQuery } = state;
  const data = useListData(state, serverNow);
  const { rows } = data;
  const [view, setView] = useListView(storedView);
  const [areFiltersOpen, setAreFiltersOpen] = useState(false);
  const selection = useSelection(rows);
  const input = useRef<HTMLInputElement>(null);

  const isPeeking = peek !== null;
  const peekAt = useCallback((index: number) => setPeek(rows[index]?.correlationId ?? null), [rows, setPeek]);
  const follow = useCallback((index: number) => isPeeking && peekAt(index), [isPeeking, peekAt]);
  const cursor = useRowCursor(`${state.text} ${state.sort}`, rows, follow);
  useListShortcuts({ rows, cursor, selection, peek, setPeek, input });

  const query = state.parsed.isValid ? state.parsed.query : {};
  const facets = state.parsed.isValid ? data.facets.data : undefined;
  const copied = selection.count > 0 ? [...selection.ids] : rows.map((row) => row.correlationId);
  const peekedIndex = rows.findIndex((row) => row.correlationId === peek);
  return (
    <>
      <ScreenHead
        title="Remediations"
        beside={
          <p className="min-h-5 text-ink-soft text-sm">{facets && <HeadSentence facets={facets} query={query} />}</p>
        }
        actions={
          <div className="max-phone:hidden">
            <CopyListMenu ids={copied} isSelection={selection.count > 0} />
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
        <FilterChips query={query} onQuery={setQuery} onEdit={(key) => editClause(input.current, query, key)} />
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
          <ListFacets state={state} facets={data.facets} />
        </aside>
        <div className="@container/grid flex min-h-0 min-w-0 flex-col">
          <ListBody
            state={state}
            data={data}
            view={view}
            cursor={cursor}
            selection={selection}
            onPeek={(index) => {
              cursor.place(index);
              peekAt(index);
            }}
          />
          <StatusLine data={data} selectedCount={selection.count} onUnselect={selection.clear} />
        </div>
        {isPeeking && (
          <Peek
            correlationId={peek}
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
      {areFiltersOpen && <FilterDialog state={state} facets={data.facets} onClose={() => setAreFiltersOpen(false)} />}
    </>
  );
}
