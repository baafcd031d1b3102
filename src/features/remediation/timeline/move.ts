import type { TimelineEvent } from "@/contracts/timeline";
import type { Row } from "./rows";

export type Direction = "left" | "right" | "up" | "down";

type Drawn = { rows: readonly Row[]; events: readonly TimelineEvent[] };
type Place = { rowId: string; event: TimelineEvent };

/** Where the arrow keys go from an event: along its row by time, or to the nearest event of the next row that has any. */
export function moveInChart({ rows, events }: Drawn, from: Place, direction: Direction): Place | null {
  const index = rows.findIndex((row) => row.id === from.rowId);
  const row = rows[index];
  if (row === undefined) return null;
  if (direction === "left" || direction === "right") {
    const stops = stopsOf(row, events);
    const at = stops.findIndex((stop) => stop.n === from.event.n);
    const next = stops[at + (direction === "right" ? 1 : -1)];
    return next === undefined ? null : { rowId: row.id, event: next };
  }
  const order = direction === "down" ? rows.slice(index + 1) : rows.slice(0, index).reverse();
  for (const other of order) {
    const nearest = nearestTo(stopsOf(other, events), from.event.offsetMs);
    if (nearest !== undefined) return { rowId: other.id, event: nearest };
  }
  return null;
}

/** The events a row lets one reach: those its bars open, its single events, its failures. */
export function stopsOf(row: Row, events: readonly TimelineEvent[]): TimelineEvent[] {
  const byNumber = new Map<number, TimelineEvent>();
  for (const bar of row.bars) {
    const event = events[bar.event - 1];
    if (event !== undefined) byNumber.set(event.n, event);
  }
  for (const event of [...row.ticks, ...row.failures]) byNumber.set(event.n, event);
  return [...byNumber.values()].sort((a, b) => a.n - b.n);
}

function nearestTo(events: readonly TimelineEvent[], offsetMs: number): TimelineEvent | undefined {
  let best: TimelineEvent | undefined;
  for (const event of events) {
    if (best === undefined || Math.abs(event.offsetMs - offsetMs) < Math.abs(best.offsetMs - offsetMs)) best = event;
  }
  return best;
}
