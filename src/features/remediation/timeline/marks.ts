import type { TimelineEvent } from "@/contracts/timeline";
import type { Scale } from "./scale";

/** What is drawn for one event or for several that would overlap. `events` holds their `n` in trail order. */
export type Mark = { x: number; width: number; events: number[]; isBox: boolean };

type MarkEvent = Pick<TimelineEvent, "n" | "offsetMs">;

/** Lanes with many single events draw thin strokes instead of boxed numbers. */
const STRIP_FROM = 20;
const STRIP_PITCH = 3;
/** Diamonds are 12 px wide. */
const FAILURE_PITCH = 14;
const TICK_WIDTH = 3;
const TICK_GAP = 2;
/** Marks this far outside the plot are still drawn, cut by its edge. */
const OUTSIDE = 16;

/** Groups the events of a lane by the pixels they would take; the number of marks is bounded by the plot's width. */
export function groupMarks(
  events: readonly MarkEvent[],
  scale: Scale,
  look: "strokes" | "failures" = "strokes",
): Mark[] {
  const placed = events
    .map((event) => ({ n: event.n, x: scale.x(event.offsetMs) }))
    .filter(({ x }) => x > -OUTSIDE && x < scale.width + OUTSIDE)
    .sort((a, b) => a.x - b.x || a.n - b.n);
  if (look === "failures") return within(placed, FAILURE_PITCH);
  return isStrip(events, scale) ? within(placed, STRIP_PITCH) : boxes(placed);
}

/** Strokes say more than numbers when the events are many and mostly apart from each other. */
function isStrip(events: readonly MarkEvent[], scale: Scale): boolean {
  if (events.length < STRIP_FROM) return false;
  const places = new Set(events.map((event) => Math.round(scale.x(event.offsetMs) / STRIP_PITCH)));
  return places.size >= STRIP_FROM / 2;
}

type Placed = { n: number; x: number };

function within(placed: readonly Placed[], pitch: number): Mark[] {
  const marks: Mark[] = [];
  for (const { n, x } of placed) {
    const last = marks.at(-1);
    if (last !== undefined && x - last.x < pitch) last.events.push(n);
    else marks.push({ x, width: 2, events: [n], isBox: false });
  }
  return marks;
}

function boxes(placed: readonly Placed[]): Mark[] {
  const marks: (Mark & { first: number; last: number })[] = [];
  for (const { n, x } of placed) {
    const previous = marks.at(-1);
    if (previous === undefined || !isNear(previous, x)) {
      marks.push({ x, first: x, last: x, width: TICK_WIDTH, events: [n], isBox: false });
      continue;
    }
    previous.events.push(n);
    previous.last = x;
    previous.x = (previous.first + x) / 2;
    previous.isBox = true;
    previous.width = boxWidth(previous.events.length);
  }
  return marks.map(({ x, width, events, isBox }) => ({ x, width, events, isBox }));
}

/** A boxed number stands for at most its own width of time, so a dense lane reads like a histogram. */
function isNear(mark: Mark & { first: number; last: number }, x: number): boolean {
  const reach = mark.width / 2 + TICK_WIDTH / 2 + TICK_GAP;
  return x - mark.last < reach && x - mark.first < boxWidth(mark.events.length + 1) + TICK_GAP;
}

/** Width of a boxed number by its digits. */
export function boxWidth(count: number): number {
  return Math.max(16, String(count).length * 7 + 8);
}
