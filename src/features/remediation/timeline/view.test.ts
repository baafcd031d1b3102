import { describe, expect, test } from "vitest";
import { FIT, makeScale } from "./scale";
import { fitSpan, keepSame, panBy, reveal, viewOf, visibleSpan, zoomAt } from "./view";

const input = { totalMs: 481_000, width: 800, folds: [{ fromMs: 195_000, toMs: 481_000 }], view: FIT };
const scaleOf = (view: typeof FIT) => makeScale({ ...input, view });

describe("zoomAt", () => {
  test("the moment under the pointer stays under the pointer", () => {
    const anchor = 300;
    const moment = scaleOf(FIT).ms(anchor);

    const view = zoomAt(input, 4, anchor);

    expect(scaleOf(view).x(moment)).toBeCloseTo(anchor, 3);
  });

  test("zooming out ends at everything, not beyond", () => {
    expect(zoomAt({ ...input, view: { zoom: 3, shift: 200 } }, 0.1, 10)).toEqual(FIT);
  });

  test("zooming in ends where a tenth of a second fills the plot", () => {
    const view = zoomAt(input, 1e9, 300);

    expect(800 / scaleOf(view).pxPerMs).toBeCloseTo(100, 3);
  });
});

describe("panBy", () => {
  test("the view never leaves the content", () => {
    const view = { zoom: 5, shift: 0 };

    expect(panBy({ ...input, view }, -500).shift).toBe(0);
    const end = panBy({ ...input, view }, 1e6);
    expect(end.shift).toBeCloseTo(makeScale({ ...input, view }).contentWidth - 800, 6);
  });

  test("there is nothing to move while everything is in view", () => {
    expect(panBy(input, 300)).toEqual(FIT);
  });
});

describe("fitSpan", () => {
  test("a stretch takes most of the plot, and asking again shows everything", () => {
    const span = { fromMs: 166_000, toMs: 171_000 };

    const view = fitSpan(input, span);
    const scale = scaleOf(view);

    expect(scale.x(span.toMs) - scale.x(span.fromMs)).toBeGreaterThan(560);
    expect(scale.x(span.fromMs)).toBeGreaterThan(0);
    expect(scale.x(span.toMs)).toBeLessThan(800);
    expect(fitSpan({ ...input, view }, span)).toEqual(FIT);
  });
});

describe("reveal", () => {
  test("a moment outside the view is brought inside, one inside moves nothing", () => {
    const view = { zoom: 10, shift: 0 };

    const moved = reveal({ ...input, view }, 190_000);

    expect(scaleOf(moved).x(190_000)).toBeLessThanOrEqual(800 - 48 + 0.001);
    expect(reveal({ ...input, view: moved }, 190_000)).toEqual(moved);
  });
});

test("a move against the edge is no new view", () => {
  const view = { zoom: 5, shift: 0 };

  expect(keepSame(view, reveal({ ...input, view }, 0))).toBe(view);
  expect(keepSame(view, panBy({ ...input, view }, -100))).toBe(view);
  expect(keepSame(view, panBy({ ...input, view }, 100))).not.toBe(view);
});

test("a view survives the way through its stretch of time", () => {
  const view = { zoom: 6, shift: 700 };

  const again = viewOf(input, visibleSpan(scaleOf(view)));

  expect(again.zoom).toBeCloseTo(view.zoom, 3);
  expect(again.shift).toBeCloseTo(view.shift, 1);
});
