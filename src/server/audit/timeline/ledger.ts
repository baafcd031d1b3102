import type { LedgerRow } from "@/contracts/timeline";
import type { Trail } from "./trail";
import { whatItWas } from "./what";

export type Ledger = {
  rows: LedgerRow[];
  /** Ledger row of each event, by its place in the trail; null off the path. */
  rowOfEvent: (number | null)[];
  offPathEvents: number;
  times: { machine: number; queue: number; human: number };
};

/** The critical path as a table: its rows follow each other, so their durations add up to the total exactly. */
export function makeLedger(trail: Trail): Ledger {
  const rows: LedgerRow[] = trail.path
    .filter(({ fromMs, toMs }) => toMs > fromMs)
    .map((stretch) => ({
      lane: stretch.lane,
      kind: stretch.kind,
      fromMs: stretch.fromMs,
      toMs: stretch.toMs,
      events: 0,
      what: whatItWas(trail, stretch),
    }));
  const times = { machine: 0, queue: 0, human: 0 };
  for (const row of rows) times[row.kind] += row.toMs - row.fromMs;

  const rowOfEvent = trail.events.map(({ lane, offsetMs }) => {
    const index = rows.findIndex((row) => row.lane === lane && row.fromMs <= offsetMs && offsetMs <= row.toMs);
    const row = rows[index];
    if (row === undefined) return null;
    row.events++;
    return index;
  });
  return { rows, rowOfEvent, times, offPathEvents: rowOfEvent.filter((index) => index === null).length };
}
