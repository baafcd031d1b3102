import { describe, expect, it } from "vitest";
import { formatOffset, formatTime, isTimeZone } from "./zone-time";

const AT = "2026-06-04T20:21:13.123456Z";

describe("formatTime", () => {
  it.each([
    ["UTC", "list", "4 Jun 20:21"],
    ["UTC", "clock", "20:21:13"],
    ["UTC", "date", "4 Jun 2026"],
    ["UTC", "full", "4 Jun 2026, 20:21:13"],
    ["UTC", "exact", "2026-06-04 20:21:13.123456 UTC+00:00"],
    ["Asia/Kolkata", "exact", "2026-06-05 01:51:13.123456 UTC+05:30"],
    ["America/New_York", "list", "4 Jun 16:21"],
  ] as const)("in %s as %s reads %s", (zone, style, words) => {
    expect(formatTime(AT, zone, style)).toBe(words);
  });

  it("writes midnight as hour 00", () => {
    expect(formatTime("2026-06-04T00:00:05Z", "UTC", "clock")).toBe("00:00:05");
  });

  it("returns text that is no moment unchanged", () => {
    expect(formatTime("never", "UTC", "full")).toBe("never");
  });
});

it("shows the offset in force at the moment, so daylight saving is right on both sides", () => {
  expect(formatOffset("2026-03-29T00:59:59Z", "Europe/Berlin")).toBe("UTC+01:00");
  expect(formatOffset("2026-03-29T01:00:00Z", "Europe/Berlin")).toBe("UTC+02:00");
});

it("knows a zone from a word that is none", () => {
  expect(isTimeZone("Europe/Berlin")).toBe(true);
  expect(isTimeZone("Mars/Olympus")).toBe(false);
});
