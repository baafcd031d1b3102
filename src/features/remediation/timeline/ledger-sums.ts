import type { LedgerRow } from "@/contracts/timeline";

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
  const share = (ms / totalMs) * 100;
  return `${share > 0 && share < 0.05 ? "< 0.1" : share.toFixed(1)} %`;
}

/** What the sum is, and what a service measured for itself where the two can differ. */
export function measuredWords(totalMs: number, measuredMs: number | null): string {
  const sum = `The path adds up to ${seconds(totalMs)}`;
  if (measuredMs === null) return `${sum}.`;
  if (measuredMs === totalMs) return `${sum}, which is what the orchestrator measured.`;
  return `${sum}; the orchestrator measured ${seconds(measuredMs)}, event clocks have whole seconds.`;
}

const seconds = (ms: number) => `${(ms / 1000).toLocaleString("en-GB", { maximumFractionDigits: 3 })} s`;
