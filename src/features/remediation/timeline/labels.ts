import type { TimelineBar } from "@/contracts/timeline";
import type { Mark } from "./marks";
import type { Row } from "./rows";
import type { Scale } from "./scale";

export type PlacedText = { text: string; x: number; anchor: "start" | "end" };
/** A diamond with its count beside it, on whichever side is free, or alone. */
export type PlacedFailure = { mark: Mark; x: number; text: "left" | "right" | "none" };
export type RowTexts = { inside: PlacedText[]; failures: PlacedFailure[]; after: PlacedText | null };

/** Mean width of a letter at the chart's text size; texts are short, so an estimate with room is enough. */
const LETTER = 6.1;
const GAP = 8;
const DIAMOND = 8;

type Extent = { x0: number; x1: number };

/** Places every text of a row so that none covers a bar, a mark, a fold or another text. */
export function placeTexts(row: Row, marks: readonly Mark[], failures: readonly Mark[], scale: Scale): RowTexts {
  const bars = row.bars.map((bar) => ({ x0: scale.x(bar.fromMs), x1: endX(bar, scale) }));
  const boxes = marks.map((mark) => ({ x0: mark.x - mark.width / 2, x1: mark.x + mark.width / 2 }));
  const absent = row.absent.map((one) => ({ x0: scale.x(one.atMs) + 14, x1: scale.x(one.atMs) + 80 }));
  const taken = [...foldsOf(scale), ...bars, ...boxes, ...absent];
  const placedFailures = failures.map((mark) => placeFailure(mark, taken, boxes, scale));
  const diamonds = placedFailures.map((placed) => extentOf(placed));
  return {
    inside: row.bars.map((bar) => placeInside(bar, boxes, scale)).filter((text) => text !== null),
    failures: placedFailures,
    after: placeAfter(row, [...taken, ...diamonds], scale),
  };
}

/** Right edge of a bar as drawn: never thinner than 4 px. */
export function endX(bar: TimelineBar, scale: Scale): number {
  return Math.max(scale.x(bar.toMs), scale.x(bar.fromMs) + 4);
}

function placeFailure(mark: Mark, taken: readonly Extent[], boxes: readonly Extent[], scale: Scale): PlacedFailure {
  const box = boxes.find((one) => one.x0 < mark.x + DIAMOND && one.x1 > mark.x - DIAMOND);
  const x = box === undefined ? mark.x : box.x0 - DIAMOND;
  const need = failureWidth(mark);
  if (mark.events.length === 1 || scale.width < 420) return { mark, x, text: "none" };
  if (isFree(x - DIAMOND - need, x - DIAMOND, taken, scale)) return { mark, x, text: "left" };
  if (isFree(x + DIAMOND, x + DIAMOND + need, taken, scale)) return { mark, x, text: "right" };
  return { mark, x, text: "none" };
}

function extentOf({ mark, x, text }: PlacedFailure): Extent {
  const need = failureWidth(mark);
  return { x0: x - DIAMOND - (text === "left" ? need : 0), x1: x + DIAMOND + (text === "right" ? need : 0) };
}

const failureWidth = (mark: Mark) => `${mark.events.length} failed`.length * LETTER + 6;

/** The text beside a row's last bar: right of it, else left of the first bar, else nowhere. */
function placeAfter(row: Row, taken: readonly Extent[], scale: Scale): PlacedText | null {
  const first = row.bars[0];
  const last = row.bars.at(-1);
  if (row.after === null || first === undefined || last === undefined || scale.width < 420) return null;
  const need = row.after.length * LETTER;
  const starts = [
    endX(last, scale) + GAP,
    ...taken.filter((one) => one.x0 > endX(last, scale) - GAP * 2).map((one) => one.x1 + GAP),
  ];
  const right = starts.find((x) => x < endX(last, scale) + 40 && isFree(x - 2, x + need, taken, scale));
  if (right !== undefined) return { text: row.after, x: right, anchor: "start" };
  const left = scale.x(first.fromMs) - GAP;
  if (row.level !== "turn" && isFree(left - need, left - 2, taken, scale)) {
    return { text: row.after, x: left, anchor: "end" };
  }
  return null;
}

/** A bar's own label, inside it and clear of folds and marks; null when it has no room. */
function placeInside(bar: TimelineBar, boxes: readonly Extent[], scale: Scale): PlacedText | null {
  if (bar.label === null) return null;
  const need = bar.label.length * LETTER + 12;
  const from = Math.max(scale.x(bar.fromMs), 0) + GAP;
  const to = Math.min(endX(bar, scale), scale.width) - GAP / 2;
  const walls = [...foldsOf(scale), ...boxes].filter((one) => one.x1 > from - GAP && one.x0 < to);
  const starts = [from, ...walls.map((wall) => wall.x1 + GAP)];
  const x = starts.find(
    (start) => start + need <= to && !walls.some((wall) => wall.x0 < start + need && wall.x1 > start),
  );
  return x === undefined ? null : { text: bar.label, x, anchor: "start" };
}

function isFree(x0: number, x1: number, taken: readonly Extent[], scale: Scale): boolean {
  return x0 >= 0 && x1 <= scale.width && !taken.some((one) => one.x0 < x1 && one.x1 > x0);
}

function foldsOf(scale: Scale): Extent[] {
  return scale.segments.filter((segment) => segment.isFold).map((fold) => ({ x0: fold.x0 - 4, x1: fold.x1 + 4 }));
}
