import type { TimelineBar } from "@/contracts/timeline";
import { endX } from "./labels";
import type { Scale } from "./scale";

/** Leaves out bars that would be drawn wholly on the one before, so that their number is bounded by the plot's width. */
export function thinBars(bars: readonly TimelineBar[], scale: Scale): TimelineBar[] {
  const kept: TimelineBar[] = [];
  let covered = Number.NEGATIVE_INFINITY;
  for (const bar of bars) {
    const right = endX(bar, scale);
    if (right < 0 || scale.x(bar.fromMs) > scale.width) continue;
    if (right < covered + 2 && !bar.isCritical) continue;
    kept.push(bar);
    covered = Math.max(covered, right);
  }
  return kept;
}
