/** A stretch of time; offsets in milliseconds since the first event. */
export type Span = { fromMs: number; toMs: number };

/** One piece of the axis. A live piece is linear; a fold has a fixed width whatever it hides. */
export type Segment = Span & { isFold: boolean; x0: number; x1: number };

export type Scale = {
  readonly width: number;
  readonly totalMs: number;
  /** Width of the whole axis at this zoom; larger than `width` when zoomed in. */
  readonly contentWidth: number;
  readonly pxPerMs: number;
  readonly segments: readonly Segment[];
  /** Place of a moment inside the plot. Moments outside the view get places outside 0 … width. */
  x(ms: number): number;
  /** Moment at a place; inside a fold it is interpolated. */
  ms(x: number): number;
};

/** What the reader chose: 1 shows everything; `shift` is the part of the content left of the view, in pixels. */
export type View = { zoom: number; shift: number };
export const FIT: View = { zoom: 1, shift: 0 };

export type ScaleInput = { totalMs: number; width: number; folds: readonly Span[]; view: View };

/** Room around the content, narrower on small screens. */
export function margins(width: number) {
  const isNarrow = width < 420;
  return { lead: 14, tail: isNarrow ? 52 : 80, foldWidth: isNarrow ? 50 : 78, foldPad: isNarrow ? 6 : 10 };
}

/** Live stretches joined by folds. Everything fits at zoom 1; zooming stretches live time and leaves folds alone. */
export function makeScale({ totalMs, width, folds, view }: ScaleInput): Scale {
  const { lead, tail, foldWidth, foldPad } = margins(width);
  const hiddenMs = folds.reduce((sum, fold) => sum + fold.toMs - fold.fromMs, 0);
  const liveMs = Math.max(totalMs - hiddenMs, 0);
  const fixed = lead + tail + folds.length * (foldWidth + 2 * foldPad);
  const pxPerMs = liveMs > 0 ? (Math.max(width - fixed, 1) / liveMs) * view.zoom : 0;
  const contentWidth = fixed + liveMs * pxPerMs;
  const shift = clamp(view.shift, 0, Math.max(contentWidth - width, 0));
  const segments = layOut({ totalMs, folds, pxPerMs, start: lead - shift, foldWidth, foldPad });

  return {
    width,
    totalMs,
    contentWidth,
    pxPerMs,
    segments,
    x(ms) {
      const index = lastIndexWhere(segments, (one) => one.fromMs <= ms);
      const segment = segments[Math.max(index, 0)];
      if (segment === undefined) return lead - shift;
      if (segment.isFold && segment.fromMs === ms) return segments[index - 1]?.x1 ?? segment.x0;
      const span = segment.toMs - segment.fromMs;
      if (span === 0) return segment.x0;
      return segment.x0 + (clamp(ms - segment.fromMs, 0, span) / span) * (segment.x1 - segment.x0);
    },
    ms(x) {
      const segment = segments[lastIndexWhere(segments, (one) => one.x0 <= x)] ?? segments[0];
      if (segment === undefined) return 0;
      const span = segment.x1 - segment.x0;
      if (span === 0) return segment.fromMs;
      return segment.fromMs + (clamp(x - segment.x0, 0, span) / span) * (segment.toMs - segment.fromMs);
    },
  };
}

/**
 * Idle stretches worth folding: longest first, as many as leave three fifths of the plot to live time,
 * and none that would be drawn narrower unfolded than folded.
 */
export function chooseFolds(idle: readonly Span[], totalMs: number, width: number): Span[] {
  const { lead, tail, foldWidth, foldPad } = margins(width);
  const each = foldWidth + 2 * foldPad;
  const room = Math.max(width - lead - tail, 1);
  const most = Math.floor((room * 0.4) / each);
  const longest = [...idle].sort((a, b) => lengthOf(b) - lengthOf(a)).slice(0, most);
  let chosen = longest;
  for (;;) {
    const live = Math.max(totalMs - chosen.reduce((sum, one) => sum + lengthOf(one), 0), 1);
    const pxPerMs = (room - chosen.length * each) / live;
    const kept = chosen.filter((one) => lengthOf(one) * pxPerMs > each);
    if (kept.length === chosen.length) break;
    chosen = kept;
  }
  return [...chosen].sort((a, b) => a.fromMs - b.fromMs);
}

type LayOut = {
  totalMs: number;
  folds: readonly Span[];
  pxPerMs: number;
  start: number;
  foldWidth: number;
  foldPad: number;
};

function layOut({ totalMs, folds, pxPerMs, start, foldWidth, foldPad }: LayOut): Segment[] {
  const segments: Segment[] = [];
  let at = 0;
  let x = start;
  for (const fold of folds) {
    const end = x + (fold.fromMs - at) * pxPerMs;
    segments.push({ isFold: false, fromMs: at, toMs: fold.fromMs, x0: x, x1: end });
    segments.push({
      isFold: true,
      fromMs: fold.fromMs,
      toMs: fold.toMs,
      x0: end + foldPad,
      x1: end + foldPad + foldWidth,
    });
    x = end + 2 * foldPad + foldWidth;
    at = fold.toMs;
  }
  segments.push({ isFold: false, fromMs: at, toMs: totalMs, x0: x, x1: x + (totalMs - at) * pxPerMs });
  return segments;
}

/** Index of the last item for which a condition that is true only for a leading run holds, by halving; -1 when none. */
function lastIndexWhere<Item>(items: readonly Item[], holds: (item: Item) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const item = items[middle];
    if (item !== undefined && holds(item)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export const lengthOf = (span: Span) => span.toMs - span.fromMs;
export const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);
