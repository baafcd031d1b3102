import { expect, it } from "vitest";
import { isOld, sharedMoment } from "./figure-age";

const NOW = Date.parse("2026-05-13T21:00:00Z");

it("numbers that were read in the last rounds share the earliest moment among them", () => {
  expect(sharedMoment([NOW - 1_000, NOW - 16_000, NOW - 4_000], NOW)).toBe(NOW - 16_000);
});

it("a number that could not be read for a while tells its own age and does not age the others", () => {
  expect(isOld(NOW - 46_000, NOW)).toBe(true);
  expect(sharedMoment([NOW - 46_000, NOW - 2_000], NOW)).toBe(NOW - 2_000);
});

it("no moment is named before anything was read", () => {
  expect(sharedMoment([0, 0], NOW)).toBeUndefined();
});
