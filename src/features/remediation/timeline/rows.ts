import type { AgentTurn, Lane, LaneId, SubLane, Timeline, TimelineBar, TimelineEvent } from "@/contracts/timeline";

/** What the reader opened and closed; part of the address. */
export type Openness = { closedLanes: ReadonlySet<LaneId>; areTurnsFolded: boolean; openSublanes: ReadonlySet<string> };

export type RowLevel = "lane" | "sub" | "turn";

/** One line of the chart: a phase, a part of it, or an agent turn. */
export type Row = {
  id: string;
  laneId: LaneId;
  level: RowLevel;
  label: string;
  measure: string | null;
  /** What its label opens and closes, or null when there is nothing below it. */
  toggle: { isOpen: boolean } | null;
  bars: readonly TimelineBar[];
  ticks: readonly TimelineEvent[];
  failures: readonly TimelineEvent[];
  after: string | null;
  absent: Lane["absent"];
  y: number;
  height: number;
};

export const ROW_HEIGHT: Record<RowLevel, number> = { lane: 32, sub: 24, turn: 20 };

/** All rows from top to bottom with their places; which of them are mounted is decided by `visibleRows`. */
export function buildRows(timeline: Timeline, openness: Openness): Row[] {
  const eventOf = (n: number) => timeline.events[n - 1];
  const pick = (numbers: readonly number[]) => numbers.map(eventOf).filter((event) => event !== undefined);
  const rows: Omit<Row, "y">[] = [];
  for (const lane of timeline.lanes) {
    const isOpen = lane.sublanes.length > 0 && !openness.closedLanes.has(lane.id);
    rows.push(laneRow(lane, isOpen, pick));
    if (!isOpen) continue;
    for (const sub of lane.sublanes) {
      const isUnfolded = !openness.areTurnsFolded || openness.openSublanes.has(sub.id);
      rows.push(subRow(lane.id, sub, isUnfolded, pick));
      if (isUnfolded) rows.push(...sub.turns.map((turn) => turnRow(lane.id, sub, turn, pick)));
    }
  }
  let y = 0;
  return rows.map((row) => {
    const placed = { ...row, y };
    y += row.height;
    return placed;
  });
}

export function heightOf(rows: readonly Row[]): number {
  const last = rows.at(-1);
  return last === undefined ? 0 : last.y + last.height;
}

const SPARE = 4;
const MOUNTED_MAX = 60;

/** The rows that touch a band of the chart, with a few to spare on both sides and never more than sixty. */
export function visibleRows(rows: readonly Row[], { top, bottom }: { top: number; bottom: number }): Row[] {
  const first = rows.findIndex((row) => row.y + row.height > top);
  if (first < 0) return rows.slice(-SPARE);
  let end = first;
  while (end < rows.length && (rows[end]?.y ?? 0) < bottom) end += 1;
  const from = Math.max(first - SPARE, 0);
  return rows.slice(from, Math.min(end + SPARE, from + MOUNTED_MAX));
}

/** The row an event is drawn in: its own part of the lane when that is open, else the lane. */
export function rowOfEvent(rows: readonly Row[], event: TimelineEvent): Row | undefined {
  return (
    rows.find((row) => row.id === event.sublane) ??
    rows.find((row) => row.level === "lane" && row.laneId === event.lane)
  );
}

type Pick = (numbers: readonly number[]) => TimelineEvent[];

/** While its parts are open a lane shows only what belongs to none of them. */
function laneRow(lane: Lane, isOpen: boolean, pick: Pick): Omit<Row, "y"> {
  const parts = new Set(lane.sublanes.map((sub) => sub.id));
  const own = (event: TimelineEvent) => !isOpen || event.sublane === null || !parts.has(event.sublane);
  return {
    id: lane.id,
    laneId: lane.id,
    level: "lane",
    label: lane.label,
    measure: lane.measure,
    toggle: lane.sublanes.length > 0 ? { isOpen } : null,
    bars: lane.bars,
    ticks: withoutFailures(pick(lane.ticks), lane.failures).filter(own),
    failures: pick(lane.failures).filter(own),
    after: lane.after,
    absent: lane.absent,
    height: ROW_HEIGHT.lane,
  };
}

function subRow(laneId: LaneId, sub: SubLane, isOpen: boolean, pick: Pick): Omit<Row, "y"> {
  return {
    id: sub.id,
    laneId,
    level: "sub",
    label: sub.label,
    measure: sub.measure,
    toggle: sub.turns.length > 0 ? { isOpen } : null,
    bars: sub.bars,
    ticks: withoutFailures(pick(sub.ticks), sub.failures),
    failures: pick(sub.failures),
    after: sub.after,
    absent: [],
    height: ROW_HEIGHT.sub,
  };
}

function turnRow(laneId: LaneId, sub: SubLane, turn: AgentTurn, pick: Pick): Omit<Row, "y"> {
  const calls = turn.toolCalls.length;
  const bar: TimelineBar = {
    id: `${sub.id}.turn.${turn.index}`,
    fromMs: turn.fromMs,
    toMs: turn.toMs,
    kind: "machine",
    label: null,
    event: turn.event,
    isCritical: false,
    isOpen: false,
    cuts: [],
  };
  return {
    id: bar.id,
    laneId,
    level: "turn",
    label: `Turn ${turn.index}`,
    measure: calls === 0 ? null : `${calls} call${calls === 1 ? "" : "s"}`,
    toggle: null,
    bars: [bar],
    ticks: [],
    failures: pick(turn.toolCalls.map((call) => call.event)).filter((event) => event.outcome === "failure"),
    after: turn.tokens === null ? null : `${turn.tokens.toLocaleString("en")} tokens`,
    absent: [],
    height: ROW_HEIGHT.turn,
  };
}

function withoutFailures(events: TimelineEvent[], failures: readonly number[]): TimelineEvent[] {
  const failed = new Set(failures);
  return events.filter((event) => !failed.has(event.n));
}
