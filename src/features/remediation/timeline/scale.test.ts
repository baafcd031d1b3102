import { describe, expect, test } from "vitest";
import { chooseFolds, makeScale } from "./scale";

const minutes = (n: number) => n * 60_000;
const base = { totalMs: 481_000, width: 800, view: { zoom: 1, shift: 0 } };

describe("makeScale", () => {
  test("everything fits the measured width at zoom 1, folded or not", () => {
    for (const width of [210, 420, 800, 1600]) {
      for (const folds of [
        [],
        [
          { fromMs: 71_000, toMs: 119_000 },
          { fromMs: 195_000, toMs: 481_000 },
        ],
      ]) {
        const scale = makeScale({ ...base, width, folds });

        expect(scale.contentWidth).toBeCloseTo(width, 6);
        expect(scale.x(base.totalMs)).toBeLessThan(width);
        expect(scale.x(0)).toBeGreaterThan(0);
      }
    }
  });

  test("places grow with time and lead back to the same moment", () => {
    const scale = makeScale({ ...base, folds: [{ fromMs: 71_000, toMs: 119_000 }] });
    let last = Number.NEGATIVE_INFINITY;

    for (let ms = 0; ms <= base.totalMs; ms += 1_000) {
      expect(scale.x(ms)).toBeGreaterThanOrEqual(last);
      expect(scale.ms(scale.x(ms))).toBeCloseTo(ms, 3);
      last = scale.x(ms);
    }
  });

  test("a fold takes the same room whatever it hides and at every zoom", () => {
    const widths = [1, 8].flatMap((zoom) =>
      [minutes(1), minutes(600)].map((toMs) => {
        const scale = makeScale({
          totalMs: minutes(601),
          width: 800,
          folds: [{ fromMs: 1000, toMs }],
          view: { zoom, shift: 0 },
        });
        const fold = scale.segments.find((segment) => segment.isFold);
        return fold === undefined ? 0 : fold.x1 - fold.x0;
      }),
    );

    for (const width of widths) expect(width).toBeCloseTo(78, 6);
  });

  test("events on the edges of a fold stay outside of it", () => {
    const scale = makeScale({ ...base, folds: [{ fromMs: 71_000, toMs: 119_000 }] });
    const fold = scale.segments.find((segment) => segment.isFold);

    expect(scale.x(71_000)).toBeLessThan(fold?.x0 ?? 0);
    expect(scale.x(119_000)).toBeGreaterThan(fold?.x1 ?? Number.POSITIVE_INFINITY);
  });

  test("a trail of one moment has a place", () => {
    const scale = makeScale({ totalMs: 0, width: 800, folds: [], view: { zoom: 1, shift: 0 } });

    expect(scale.x(0)).toBe(14);
    expect(scale.ms(400)).toBe(0);
  });
});

describe("chooseFolds", () => {
  test("folds never take more than two fifths of the plot", () => {
    const idle = Array.from({ length: 6 }, (_, index) => ({
      fromMs: minutes(index * 500),
      toMs: minutes(index * 500 + 499),
    }));

    const folds = chooseFolds(idle, minutes(3000), 800);

    expect(folds.length).toBeGreaterThan(0);
    expect(folds.length * 88).toBeLessThanOrEqual(800 * 0.4);
  });

  test("the longest are folded and they come in order of time", () => {
    const idle = Array.from({ length: 20 }, (_, index) => ({
      fromMs: minutes(index * 100),
      toMs: minutes(index * 100 + 20 + (index % 7)),
    }));

    const folds = chooseFolds(idle, minutes(2000), 800);

    expect(folds.every((fold) => fold.toMs - fold.fromMs >= minutes(25))).toBe(true);
    expect(folds.map((fold) => fold.fromMs)).toEqual(folds.map((fold) => fold.fromMs).toSorted((a, b) => a - b));
  });

  test("a stretch that would be narrower unfolded is left alone", () => {
    expect(chooseFolds([{ fromMs: 0, toMs: 31_000 }], minutes(60), 800)).toEqual([]);
  });
});
