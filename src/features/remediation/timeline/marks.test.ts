import { describe, expect, test } from "vitest";
import { groupMarks } from "./marks";
import { FIT, makeScale } from "./scale";

const scale = makeScale({ totalMs: 481_000, width: 800, folds: [], view: FIT });
const at = (...offsets: number[]) => offsets.map((offsetMs, index) => ({ n: index + 1, offsetMs }));
const everyMs = (count: number, step: number) => at(...Array.from({ length: count }, (_, index) => index * step));

describe("groupMarks", () => {
  test("events of one second become one boxed number in trail order", () => {
    expect(groupMarks(at(0, 0, 0), scale)).toEqual([{ x: scale.x(0), width: 16, events: [1, 2, 3], isBox: true }]);
  });

  test("events that are apart stay apart", () => {
    expect(groupMarks(at(0, 60_000, 120_000), scale).map((mark) => mark.events)).toEqual([[1], [2], [3]]);
  });

  test("ten thousand events draw a bounded number of marks and lose none", () => {
    for (const step of [0, 1, 48]) {
      const marks = groupMarks(everyMs(10_000, step), scale);

      expect(marks.length).toBeLessThanOrEqual(800 / 3 + 1);
      expect(marks.flatMap((mark) => mark.events)).toHaveLength(10_000);
    }
  });

  test("marks never cover each other", () => {
    for (const events of [
      everyMs(15, 2_000),
      everyMs(19, 900),
      at(0, 0, 6_000, 6_000, 9_000, 14_000),
      everyMs(400, 1_200),
    ]) {
      const marks = groupMarks(events, scale);

      marks.slice(1).forEach((mark, index) => {
        const before = marks[index];
        expect(mark.x - mark.width / 2).toBeGreaterThanOrEqual((before?.x ?? 0) + (before?.width ?? 0) / 2 - 3);
      });
    }
  });

  test("what is far outside the view is not drawn", () => {
    const zoomed = makeScale({ totalMs: 481_000, width: 800, folds: [], view: { zoom: 20, shift: 0 } });

    expect(groupMarks(at(0, 400_000), zoomed).map((mark) => mark.events)).toEqual([[1]]);
  });
});
