import { describe, expect, test } from "vitest";
import { clockOffset, exactDuration, humanDuration, parseGoDuration } from "./duration";

describe("humanDuration", () => {
  test.each([
    [0, "0 s"],
    [0.2, "1 ms"],
    [113, "113 ms"],
    [999, "999 ms"],
    [999.7, "1 s"],
    [5_000, "5 s"],
    [59_499, "59 s"],
    [59_500, "1 min"],
    [165_000, "2 min 45 s"],
    [300_000, "5 min"],
    [481_193, "8 min 1 s"],
    [3_599_600, "1 h"],
    [3_900_000, "1 h 5 min"],
    [86_399_999, "1 d"],
    [266_400_000, "3 d 2 h"],
    [-5_000, "−5 s"],
    [Number.NaN, "unknown"],
  ])("says %d ms as %s", (ms, said) => {
    expect(humanDuration(ms)).toBe(said);
  });
});

test("the exact value keeps every millisecond", () => {
  expect(exactDuration(481_193)).toBe("481.193 s");
  expect(exactDuration(5_000)).toBe("5 s");
  expect(exactDuration(0)).toBe("0 s");
});

test("a position on the axis is cut to whole seconds", () => {
  expect([0, 4_000, 166_999, 3_725_000, -1_000].map(clockOffset)).toEqual(["0:00", "0:04", "2:46", "1:02:05", "−0:01"]);
});

describe("parseGoDuration", () => {
  test.each([
    ["1h0m0s", 3_600_000],
    ["2m32s", 152_000],
    ["10s", 10_000],
    ["113ms", 113],
    ["1.5s", 1_500],
    ["0", 0],
    ["-5m0s", -300_000],
  ])("reads %s", (text, ms) => {
    expect(parseGoDuration(text)).toBe(ms);
  });

  test.each(["", "5", "5 min", "m", "1h2", "five", "9".repeat(100)])("refuses %s", (text) => {
    expect(parseGoDuration(text)).toBeUndefined();
  });
});
