import type { TimelineBar } from "@/contracts/timeline";
import type { Row } from "./rows";
import type { Scale } from "./scale";

export type PlacedText = { text: string; x: number; anchor: "start" | "end" };

/** Mean width of a letter at the chart's text size; texts are short, so an estimate with room is enough. */
const LETTER = 6.1;
const GAP = 8;

/** The text beside a row's last bar: right of it, else left of the first bar, else nowhere. */
export function placeAfter(row: Row, scale: Scale): PlacedText | null {
  const first = row.bars[0];
  const last = row.bars.at(-1);
  if (row.after === null || first === undefined || last === undefined || scale.width < 420) return null;
  const need = row.after.length * LETTER;
  const right = endX(last, scale) + GAP;
  const left = scale.x(first.fromMs) - GAP;
  const taken = [...row.ticks, ...row.failures].map((event) => scale.x(event.offsetMs));
  if (isFree(right - 2, right + need, scale, taken)) return { text: row.after, x: right, anchor: "start" };
  if (row.level !== "turn" && isFree(left - need, left - 2, scale, taken))
    return { text: row.after, x: left, anchor: "end" };
  return null;
}

/** A bar's own label, inside it and clear of folds; null when it has no room. */
export function placeInside(bar: TimelineBar, scale: Scale): PlacedText | null {
  if (bar.label === null) return null;
  const need = bar.label.length * LETTER + 12;
  const from = Math.max(scale.x(bar.fromMs), 0) + GAP;
  const to = Math.min(endX(bar, scale), scale.width) - GAP / 2;
  const walls = foldsIn(scale, from - GAP, to);
  const starts = [from, ...walls.map((fold) => fold.x1 + GAP)];
  const ends = [...walls.map((fold) => fold.x0 - GAP), to];
  const index = starts.findIndex((start, at) => (ends[at] ?? 0) - start >= need);
  const x = starts[index];
  return x === undefined ? null : { text: bar.label, x, anchor: "start" };
}

/** Right edge of a bar as drawn: never thinner than 4 px. */
export function endX(bar: TimelineBar, scale: Scale): number {
  return Math.max(scale.x(bar.toMs), scale.x(bar.fromMs) + 4);
}

function isFree(x0: number, x1: number, scale: Scale, taken: readonly number[]): boolean {
  if (x0 < 0 || x1 > scale.width) return false;
  return foldsIn(scale, x0, x1).length === 0 && !taken.some((x) => x > x0 - 12 && x < x1 + 12);
}

function foldsIn(scale: Scale, x0: number, x1: number) {
  return scale.segments.filter((segment) => segment.isFold && segment.x0 - 4 < x1 && segment.x1 + 4 > x0);
}
