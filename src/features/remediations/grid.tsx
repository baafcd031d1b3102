"use client";

import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type MouseEvent, useEffect, useRef } from "react";
import type { RemediationRow, RemediationSort } from "@/contracts/remediations";
import { cn } from "@/lib/cn";
import { GridHead } from "./grid-head";
import type { ListView } from "./list-view";
import { Row } from "./row";
import { SkeletonRow } from "./skeleton-row";
import type { RowCursor } from "./use-row-cursor";
import { ROW_HEIGHT_CLASS, useRowHeight } from "./use-row-height";

type GridProps = {
  /** Tells one list from another: a new one begins at its top. */
  list: string;
  rows: readonly RemediationRow[];
  /** These are the rows of the query before, until the new ones come. */
  isBusy: boolean;
  /** Rows that match in all, when that is known exactly. */
  matching: number | undefined;
  view: ListView;
  sort: RemediationSort;
  cursor: RowCursor;
  peek: string | null;
  selected: ReadonlySet<string>;
  hasMore: boolean;
  onMore: () => void;
  onSort: (sort: RemediationSort) => void;
  onSelect: (correlationId: string) => void;
  onSelectAll: () => void;
  onPeek: (index: number) => void;
};

/** Rows are walked with the keyboard, so the table is a grid to assistive technology. */
const GRID = { role: "grid", "aria-multiselectable": true } as const;
const HEAD_PX = 30;
const OVERSCAN = 5;
const FIRST_VIEW = { width: 0, height: 900 };

/** Rows of any number; only those in view are in the document. */
export function Grid({
  list,
  rows,
  isBusy,
  matching,
  view,
  sort,
  cursor,
  peek,
  selected,
  hasMore,
  onMore,
  ...on
}: GridProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight(view.density);
  const count = rows.length + (hasMore ? 1 : 0);
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    initialRect: FIRST_VIEW,
    scrollPaddingEnd: HEAD_PX,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;

  useEffect(() => {
    if (virtual.measurementsCache[0]?.size !== rowHeight) virtual.measure();
  }, [virtual, rowHeight]);
  useEffect(() => {
    if (hasMore && last >= rows.length - 1) onMore();
  }, [hasMore, last, rows.length, onMore]);
  useEffect(() => {
    if (cursor.isFocusWanted) virtual.scrollToIndex(cursor.index, { align: "auto" });
  }, [virtual, cursor.index, cursor.isFocusWanted]);

  const shownList = useRef(list);
  useEffect(() => {
    if (shownList.current === list) return;
    shownList.current = list;
    scroller.current?.scrollTo({ top: 0 });
  }, [list]);

  const isActiveMounted = items.some((item) => item.index === cursor.index);
  const tabStop = isActiveMounted ? cursor.index : (items[0]?.index ?? 0);
  return (
    <div ref={scroller} className="thin-scroll min-h-0 flex-1 overflow-auto">
      <table
        {...GRID}
        aria-label="Remediations"
        aria-busy={isBusy}
        aria-rowcount={matching === undefined ? -1 : matching + 1}
        onClick={(event) => onRow(event, on.onPeek)}
        onKeyDown={(event) => onGridKey(event, cursor)}
        className={cn("block text-sm", ROW_HEIGHT_CLASS[view.density])}
      >
        <GridHead
          view={view}
          sort={sort}
          areAllSelected={rows.length > 0 && selected.size >= rows.length}
          isAnySelected={selected.size > 0}
          onSelectAll={on.onSelectAll}
          onSort={on.onSort}
        />
        <tbody className="relative block" style={{ height: `calc(var(--row) * ${count})` }}>
          {items.map(({ index }) => {
            const row = rows[index];
            if (!row) return <SkeletonRow key="more" index={index} />;
            return (
              <Row
                key={row.correlationId}
                row={row}
                index={index}
                view={view}
                isActive={index === cursor.index}
                isTabStop={index === tabStop}
                isFocusWanted={cursor.isFocusWanted}
                onFocused={cursor.onFocused}
                isPeeked={row.correlationId === peek}
                isSelected={selected.has(row.correlationId)}
                onSelect={on.onSelect}
              />
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** A click beside the link and the box looks into the row. */
function onRow(event: MouseEvent, onPeek: (index: number) => void): void {
  if (!(event.target instanceof Element) || event.target.closest("a, input, button")) return;
  const index = event.target.closest<HTMLElement>("tr[data-index]")?.dataset.index;
  if (index !== undefined) onPeek(Number(index));
}

function onGridKey(event: KeyboardEvent, cursor: RowCursor): void {
  const page = 10;
  const to = {
    ArrowDown: cursor.index + 1,
    ArrowUp: cursor.index - 1,
    PageDown: cursor.index + page,
    PageUp: cursor.index - page,
    Home: 0,
    End: Number.POSITIVE_INFINITY,
  }[event.key];
  if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  cursor.moveTo(to);
}
