"use client";

import { useCallback, useEffect, useMemo, useRef } from "react";
import { type Shortcut, useShortcuts } from "@/components/frame/shortcuts";
import { useZone } from "@/components/ui/use-zone";
import type { LaneId, Timeline, TimelineEvent } from "@/contracts/timeline";
import { cn } from "@/lib/cn";
import type { ScreenState } from "../screen-state";
import type { ChangeScreen } from "../use-screen-state";
import { axisTicks } from "./axis";
import { AxisRow } from "./axis-row";
import { Chart } from "./chart";
import styles from "./chart.module.css";
import { Ledger } from "./ledger";
import { Legend } from "./legend";
import { Minimap } from "./minimap";
import { buildRows, type Openness, type Row } from "./rows";
import { Toolbar } from "./toolbar";
import { useChart } from "./use-chart";
import { useWidth } from "./use-width";

type TimelineTabProps = {
  timeline: Timeline;
  state: ScreenState;
  change: ChangeScreen;
  selected: TimelineEvent | null;
  onOpen: (event: TimelineEvent) => void;
  onFailure: (by: 1 | -1) => void;
};

/** The chart, its legend and its table twin. */
export function TimelineTab({ timeline, state, change, selected, onOpen, onFailure }: TimelineTabProps) {
  const plot = useRef<HTMLDivElement>(null);
  const map = useRef<HTMLDivElement>(null);
  const zone = useZone();
  const chart = useChart(timeline, state, change, plot);
  const mapWidth = useWidth(map);
  const { closedLanes, openSublanes, areTurnsFolded } = state;
  const rows = useMemo(
    () => buildRows(timeline, { closedLanes, openSublanes, areTurnsFolded }),
    [timeline, closedLanes, openSublanes, areTurnsFolded],
  );
  const ticks = useMemo(() => (chart.scale.width === 0 ? [] : axisTicks(chart.scale)), [chart.scale]);
  const folded = useMemo(() => chart.scale.segments.filter((segment) => segment.isFold), [chart.scale]);
  const counts = useMemo(() => countsOf(timeline), [timeline]);
  const onToggle = useCallback(
    (row: Row) => change(toggled({ closedLanes, openSublanes, areTurnsFolded }, row)),
    [change, closedLanes, openSublanes, areTurnsFolded],
  );
  const { reveal } = chart;
  const selectedMs = selected?.offsetMs ?? null;
  useEffect(() => {
    if (selectedMs !== null) reveal(selectedMs);
  }, [selectedMs, reveal]);
  useChartKeys(chart);

  return (
    <>
      <Toolbar state={state} change={change} chart={chart} counts={counts} folded={folded} onFailure={onFailure} />
      <div className={cn("border-line border-y", styles.chart)}>
        <div className="sticky top-0 z-10 bg-surface">
          <div className={cn("h-[30px] border-line border-b bg-canvas", styles.columns)}>
            <div className="flex items-center pl-6 text-2xs text-ink-faint max-narrow:pl-2 max-wide:pl-4">
              True scale
            </div>
            <div className="min-w-0 pr-4 pl-2 max-narrow:pr-2">
              <div ref={map}>
                <Minimap
                  timeline={timeline}
                  scale={chart.scale}
                  isZoomed={chart.isZoomed}
                  width={mapWidth}
                  onShow={chart.show}
                  onPan={chart.panShare}
                />
              </div>
            </div>
          </div>
          <AxisRow
            startedAt={timeline.startedAt}
            zone={zone}
            scale={chart.scale}
            ticks={ticks}
            unfolded={chart.unfolded}
            selectedMs={selectedMs}
            onToggleFold={(span) => change({ unfolded: flipped(state.unfolded, Math.round(span.fromMs)) })}
          />
        </div>
        <div className={cn("h-0", styles.columns)} aria-hidden="true">
          <span />
          <div ref={plot} />
        </div>
        <Chart
          timeline={timeline}
          rows={rows}
          chart={chart}
          ticks={ticks}
          selected={selected}
          isPathShown={state.isPathShown}
          onToggle={onToggle}
          onOpen={onOpen}
        />
      </div>
      <Legend />
      <Ledger timeline={timeline} />
    </>
  );
}

function useChartKeys({ zoomBy, fit, panShare }: ReturnType<typeof useChart>): void {
  const shortcuts = useMemo<Shortcut[]>(
    () => [
      { key: "+", does: "Zoom in", run: () => zoomBy(2) },
      { key: "=", does: "Zoom in, without Shift", run: () => zoomBy(2) },
      { key: "-", does: "Zoom out", run: () => zoomBy(0.5) },
      { key: "0", does: "Show everything", run: fit },
      { key: "h", does: "Move earlier", run: () => panShare(-0.25) },
      { key: "l", does: "Move later", run: () => panShare(0.25) },
    ],
    [zoomBy, fit, panShare],
  );
  useShortcuts("Timeline", shortcuts);
}

function countsOf(timeline: Timeline) {
  return {
    failures: timeline.events.filter((event) => event.outcome === "failure").length,
    absent: timeline.lanes.reduce((sum, lane) => sum + lane.absent.length, 0),
    turns: timeline.lanes.reduce((sum, lane) => sum + lane.sublanes.reduce((all, sub) => all + sub.turns.length, 0), 0),
  };
}

/** Opening or closing one row: a phase by its id, the turns of a part by the part's id. */
function toggled(openness: Openness, row: Row): Partial<ScreenState> {
  if (row.level === "lane") return { closedLanes: flipped<LaneId>(openness.closedLanes, row.laneId) };
  if (openness.areTurnsFolded) return { openSublanes: flipped(openness.openSublanes, row.id) };
  return { areTurnsFolded: true, openSublanes: new Set() };
}

function flipped<Item>(items: ReadonlySet<Item>, item: Item): Set<Item> {
  const next = new Set(items);
  if (!next.delete(item)) next.add(item);
  return next;
}
