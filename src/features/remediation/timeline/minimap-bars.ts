import type { LaneId, LedgerRow, TimeKind } from "@/contracts/timeline";

export type MinimapBar = { kind: TimeKind; left: number; width: number; top: number };

const TOP: Record<LaneId, number> = {
  signal: 0,
  processing: 0,
  analysis: 5,
  approval: 10,
  execution: 13,
  verification: 17,
  notification: 17,
};

/** The critical path at true scale; what would be drawn on the same pixels is drawn once. */
export function minimapBars(ledger: readonly LedgerRow[], totalMs: number, width: number): MinimapBar[] {
  const pxPerMs = totalMs > 0 ? width / totalMs : 0;
  const bars: MinimapBar[] = [];
  for (const row of ledger) {
    const left = row.fromMs * pxPerMs;
    const bar = { kind: row.kind, left, width: Math.max((row.toMs - row.fromMs) * pxPerMs, 2), top: TOP[row.lane] };
    const last = bars.findLast((one) => one.top === bar.top);
    const isHidden = last !== undefined && bar.left + bar.width <= last.left + last.width + 0.5;
    if (!isHidden) bars.push(bar);
  }
  return bars;
}
