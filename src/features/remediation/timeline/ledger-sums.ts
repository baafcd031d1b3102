import type { LedgerRow } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";

export function ledgerTotal(ledger: readonly LedgerRow[]): { ms: number; events: number } {
  let ms = 0;
  let events = 0;
  for (const row of ledger) {
    ms += row.toMs - row.fromMs;
    events += row.events;
  }
  return { ms, events };
}

/** A share of the whole with one decimal, `32.6 %`. */
export function ledgerShare(ms: number, totalMs: number): string {
  if (totalMs === 0) return "–";
  if (ms === totalMs) return "100 %";
  const share = (ms / totalMs) * 100;
  return `${share > 0 && share < 0.05 ? "< 0.1" : share.toFixed(1)} %`;
}

/** How the sum compares with what a service measured for itself; event clocks may have whole seconds only. */
export function measuredWords(totalMs: number, measuredMs: number | null): string {
  if (measuredMs === null) return ".";
  if (measuredMs === totalMs) return ", which is what the orchestrator measured.";
  const [sum, measured] = [humanDuration(totalMs), humanDuration(measuredMs)];
  if (sum === measured) return ", as the orchestrator measured; event clocks have whole seconds.";
  return `; the orchestrator measured ${measured}, event clocks have whole seconds.`;
}
