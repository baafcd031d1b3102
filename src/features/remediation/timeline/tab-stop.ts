import type { TimelineEvent } from "@/contracts/timeline";
import { stopsOf } from "./move";
import { type Row, rowOfEvent } from "./rows";

export type Stop = { rowId: string; n: number };

/** The one place of the chart that the Tab key reaches: the open event, the bar it lies in, or the first thing drawn. */
export function tabStop(
  rows: readonly Row[],
  selected: TimelineEvent | null,
  events: readonly TimelineEvent[],
): Stop | null {
  const row = selected === null ? undefined : rowOfEvent(rows, selected);
  if (row !== undefined && selected !== null) {
    if (stopsOf(row, events).some((event) => event.n === selected.n)) return { rowId: row.id, n: selected.n };
    const around =
      row.bars.find((bar) => bar.fromMs <= selected.offsetMs && bar.toMs >= selected.offsetMs) ?? row.bars[0];
    if (around !== undefined) return { rowId: row.id, n: around.event };
  }
  for (const candidate of rows) {
    const first = stopsOf(candidate, events)[0];
    if (first !== undefined) return { rowId: candidate.id, n: first.n };
  }
  return null;
}
