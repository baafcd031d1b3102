import { clamp, FIT, makeScale, type Scale, type ScaleInput, type Span, type View } from "./scale";

/** Shortest stretch that may fill the plot. */
const SHORTEST_VIEW_MS = 100;

/** Zooms by a factor while the moment under `anchorX` stays where it is. */
export function zoomAt(input: ScaleInput, factor: number, anchorX: number): View {
  const before = makeScale(input);
  const zoom = clamp(input.view.zoom * factor, 1, largestZoom(input));
  if (zoom === 1) return FIT;
  const moment = before.ms(anchorX);
  const after = makeScale({ ...input, view: { zoom, shift: 0 } });
  return clampView({ ...input, view: { zoom, shift: after.x(moment) - anchorX } });
}

/** Moves the view by pixels; positive goes later. */
export function panBy(input: ScaleInput, deltaX: number): View {
  return clampView({ ...input, view: { ...input.view, shift: input.view.shift + deltaX } });
}

/** The view in which a stretch takes four fifths of the plot; asking for what is already shown goes back to everything. */
export function fitSpan(input: ScaleInput, span: Span): View {
  const fit = makeScale({ ...input, view: FIT });
  const inside = input.folds.filter((fold) => fold.fromMs < span.toMs && fold.toMs > span.fromMs);
  const hiddenMs = inside.reduce(
    (sum, one) => sum + Math.min(one.toMs, span.toMs) - Math.max(one.fromMs, span.fromMs),
    0,
  );
  const liveMs = Math.max(span.toMs - span.fromMs - hiddenMs, SHORTEST_VIEW_MS);
  const room = input.width * 0.8 - foldRoom(fit, inside.length);
  const zoom = clamp(room / (liveMs * (fit.pxPerMs || 1)), 1, largestZoom(input));
  const target = makeScale({ ...input, view: { zoom, shift: 0 } });
  const middle = (target.x(span.fromMs) + target.x(span.toMs)) / 2;
  const view = clampView({ ...input, view: { zoom, shift: middle - input.width / 2 } });
  return isSameView(view, input.view) ? FIT : view;
}

/** Moves the view just enough that a moment is at least `edge` pixels inside it. */
export function reveal(input: ScaleInput, moment: number, edge = 48): View {
  const x = makeScale(input).x(moment);
  if (x < edge) return panBy(input, x - edge);
  if (x > input.width - edge) return panBy(input, x - input.width + edge);
  return input.view;
}

/** The stretch of time in the view. */
export function visibleSpan(scale: Scale): Span {
  return { fromMs: scale.ms(0), toMs: scale.ms(scale.width) };
}

/** The view that shows a stretch from edge to edge, for the minimap's window and for addresses. */
export function viewOf(input: ScaleInput, span: Span): View {
  const fit = makeScale({ ...input, view: FIT });
  const shown = Math.max(fit.x(span.toMs) - fit.x(span.fromMs), 1);
  const zoom = clamp(input.width / shown, 1, largestZoom(input));
  const start = makeScale({ ...input, view: { zoom, shift: 0 } }).x(span.fromMs);
  if (zoom === 1) return FIT;
  return clampView({ ...input, view: { zoom, shift: span.fromMs <= 0 ? 0 : start } });
}

/** The old view when the new one would draw the same, so that a move against the edge draws nothing. */
export function keepSame(before: View, after: View): View {
  return before.zoom === after.zoom && before.shift === after.shift ? before : after;
}

function clampView(input: ScaleInput): View {
  const { contentWidth } = makeScale({ ...input, view: { ...input.view, shift: 0 } });
  return { zoom: input.view.zoom, shift: clamp(input.view.shift, 0, Math.max(contentWidth - input.width, 0)) };
}

function largestZoom(input: ScaleInput): number {
  const { pxPerMs } = makeScale({ ...input, view: FIT });
  return pxPerMs > 0 ? Math.max(input.width / SHORTEST_VIEW_MS / pxPerMs, 1) : 1;
}

function foldRoom(scale: Scale, count: number): number {
  const fold = scale.segments.find((segment) => segment.isFold);
  return fold === undefined ? 0 : count * (fold.x1 - fold.x0);
}

const isSameView = (a: View, b: View) => Math.abs(a.zoom / b.zoom - 1) < 0.001 && Math.abs(a.shift - b.shift) < 1;
