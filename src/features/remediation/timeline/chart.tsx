"use client";

import { type RefObject, useEffect, useMemo, useRef, useState } from "react";
import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import { useListeners } from "../use-listeners";
import { useVisibleBand } from "../use-visible-band";
import type { AxisTick } from "./axis";
import styles from "./chart.module.css";
import { BackLayer, FrontLayer } from "./chart-overlays";
import { ChartRow } from "./chart-row";
import { criticalPath } from "./critical-path";
import { type Direction, moveInChart } from "./move";
import { heightOf, type Row, rowOfEvent, visibleRows } from "./rows";
import { type Stop, tabStop } from "./tab-stop";
import type { Chart as ChartView } from "./use-chart";
import { useDoubleClick } from "./use-double-click";
import { usePlotGestures } from "./use-plot-gestures";

type ChartProps = {
  timeline: Timeline;
  rows: readonly Row[];
  chart: ChartView;
  ticks: readonly AxisTick[];
  selected: TimelineEvent | null;
  isPathShown: boolean;
  onToggle: (row: Row) => void;
  onOpen: (event: TimelineEvent) => void;
};

const DIRECTIONS: Record<string, Direction | undefined> = {
  ArrowLeft: "left",
  ArrowRight: "right",
  ArrowUp: "up",
  ArrowDown: "down",
};

/** The lanes. Only the rows in the window are mounted; everything is placed by numbers, nothing by measuring. */
export function Chart({ timeline, rows, chart, ticks, selected, isPathShown, onToggle, onOpen }: ChartProps) {
  const area = useRef<HTMLDivElement>(null);
  const band = useVisibleBand(area);
  const mounted = useMemo(() => visibleRows(rows, band), [rows, band]);
  const path = useMemo(() => (isPathShown ? criticalPath(rows, chart.scale) : ""), [rows, chart.scale, isPathShown]);
  const [cursor, setCursor] = useState<Stop | null>(null);
  const isCursorShown = cursor !== null && cursor.n === selected?.n && mounted.some((row) => row.id === cursor.rowId);
  const stop = isCursorShown ? cursor : tabStop(mounted, selected, timeline.events);
  const selectedRow = isCursorShown
    ? cursor.rowId
    : selected === null
      ? null
      : (rowOfEvent(rows, selected)?.id ?? null);
  useFocusFollowsStop(area, stop);
  usePlotGestures(area, chart);

  const open = (rowId: string, n: number) => {
    const event = timeline.events[n - 1];
    if (event === undefined) return;
    setCursor({ rowId, n });
    onOpen(event);
  };
  useListeners(area, {
    click(event) {
      const found = markAt(event.target);
      if (found !== null) open(found.rowId, found.n);
    },
    keydown(event) {
      const direction = DIRECTIONS[event.key];
      const found = markAt(event.target);
      const at = timeline.events[(found?.n ?? 0) - 1];
      if (direction === undefined || found === null || at === undefined) return;
      event.preventDefault();
      const next = moveInChart({ rows, events: timeline.events }, { rowId: found.rowId, event: at }, direction);
      if (next !== null) open(next.rowId, next.event.n);
    },
  });
  useDoubleClick(area, (target) => {
    const found = markAt(target);
    const bar = rows.find((row) => row.id === found?.rowId)?.bars.find((one) => one.id === found?.barId);
    if (bar !== undefined) chart.fitTo(bar);
    else if (found === null) chart.fit();
  });
  const height = heightOf(rows);

  return (
    <div ref={area} className={cn("relative", styles.chart)} style={{ height }}>
      <BackLayer scale={chart.scale} ticks={ticks} />
      <ul aria-label="Phases" data-chart>
        {mounted.map((row) => (
          <ChartRow
            key={row.id}
            row={row}
            scale={chart.scale}
            events={timeline.events}
            selectedN={row.id === selectedRow ? (selected?.n ?? null) : null}
            stopN={row.id === stop?.rowId ? stop.n : null}
            isPathShown={isPathShown}
            onToggle={onToggle}
          />
        ))}
      </ul>
      <FrontLayer scale={chart.scale} path={path} selectedMs={selected?.offsetMs ?? null} height={height} />
    </div>
  );
}

/** While the focus is in the chart it goes where the selection goes. */
function useFocusFollowsStop(area: RefObject<HTMLElement | null>, stop: Stop | null): void {
  const rowId = stop?.rowId;
  const n = stop?.n;
  useEffect(() => {
    const element = area.current;
    const active = document.activeElement;
    if (element === null || n === undefined || rowId === undefined) return;
    if (!(active instanceof HTMLElement) || active.dataset.n === undefined || !element.contains(active)) return;
    const target = element.querySelector<HTMLElement>("[data-stop]");
    if (target !== null && target !== active) target.focus({ preventScroll: false });
  }, [area, rowId, n]);
}

/** The mark or bar that an event hit, by the attributes it carries. */
function markAt(target: EventTarget | null): { rowId: string; n: number; barId: string | undefined } | null {
  if (!(target instanceof Element)) return null;
  const mark = target.closest<HTMLElement>("[data-n]");
  const row = target.closest<HTMLElement>("[data-row]");
  if (mark === null || row?.dataset.row === undefined) return null;
  return { rowId: row.dataset.row, n: Number(mark.dataset.n), barId: mark.dataset.bar };
}
