import { expect, it } from "vitest";
import { normalGoDuration } from "./go-duration";

it.each([
  ["1h", "1h0m0s"],
  ["90s", "1m30s"],
  ["1h0m0s", "1h0m0s"],
  ["1.5h", "1h30m0s"],
  ["5m", "5m0s"],
  ["1500ms", "1.5s"],
  ["113ms", "113ms"],
  ["1.5us", "1.5µs"],
  ["7ns", "7ns"],
  ["0", "0s"],
  ["0s", "0s"],
  ["-1m", "-1m0s"],
  [".5s", "500ms"],
  ["100h0m0.25s", "100h0m0.25s"],
])("%s is printed as %s", (text, normal) => {
  expect(normalGoDuration(text)).toBe(normal);
});

it.each(["", "1", "1d", "h", "1h x", "one hour", "1h-2m", "9999999h", "9".repeat(200)])(
  "refuses %j as Go does",
  (text) => {
    expect(normalGoDuration(text)).toBeUndefined();
  },
);
