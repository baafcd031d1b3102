import { expect, test } from "vitest";
import { axisTicks, clockLabel } from "./axis";
import { FIT, makeScale } from "./scale";

test("labels never touch, at any length of trail, width and zoom", () => {
  for (const totalMs of [900, 481_000, 3_600_000 * 5, 86_400_000 * 40]) {
    for (const width of [210, 800, 1600]) {
      for (const zoom of [1, 3, 50]) {
        const scale = makeScale({ totalMs, width, folds: [], view: { zoom, shift: 0 } });
        const places = axisTicks(scale).map((tick) => tick.x);

        const gaps = places.slice(1).map((x, index) => x - (places[index] ?? 0));

        expect(Math.min(...gaps, 41)).toBeGreaterThan(40);
      }
    }
  }
});

test("no label stands in or at a fold, and the end keeps room for its own", () => {
  const scale = makeScale({ totalMs: 481_000, width: 800, folds: [{ fromMs: 71_000, toMs: 119_000 }], view: FIT });
  const fold = scale.segments.find((segment) => segment.isFold);

  for (const tick of axisTicks(scale)) {
    expect(tick.x < (fold?.x0 ?? 0) - 19 || tick.x > (fold?.x1 ?? 0) + 19).toBe(true);
    expect(scale.x(481_000) - tick.x).toBeGreaterThan(30);
  }
});

test("the first label gives way to a fold that follows it at once", () => {
  const scale = makeScale({ totalMs: 1_221_000, width: 800, folds: [{ fromMs: 0, toMs: 1_220_000 }], view: FIT });

  expect(axisTicks(scale).map((tick) => tick.ms)).not.toContain(0);
});

test("labels read as a clock and gain parts only when needed", () => {
  expect([clockLabel(0), clockLabel(125_000), clockLabel(3_725_000), clockLabel(90_000_000)]).toEqual([
    "0:00",
    "2:05",
    "1:02:05",
    "1 d 1:00",
  ]);
  expect([clockLabel(1_250, 50), clockLabel(1_200, 200), clockLabel(1_203, 1)]).toEqual([
    "0:01.25",
    "0:01.2",
    "0:01.203",
  ]);
});
