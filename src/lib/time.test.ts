import { describe, expect, test } from "vitest";
import { addDays, dateOf, isDate, parseTimestamp, timestampMs, toTimestamp } from "./time";

describe("parseTimestamp", () => {
  test.each([
    ["2026-03-04T12:00:00Z", "2026-03-04T12:00:00.000000Z"],
    ["2026-03-04t12:00:00.5z", "2026-03-04T12:00:00.500000Z"],
    ["2026-03-04T23:59:59.999999999Z", "2026-03-04T23:59:59.999999Z"],
    ["2026-03-04T00:30:00+02:00", "2026-03-03T22:30:00.000000Z"],
    ["2026-12-31T23:30:00.1234567-01:00", "2027-01-01T00:30:00.123456Z"],
    ["1970-01-01T00:00:00.1234567Z", "1970-01-01T00:00:00.123456Z"],
    ["2026-02-28T23:59:59.1Z", "2026-02-28T23:59:59.100000Z"],
    ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000000Z"],
    ["2016-12-31T23:59:60Z", "2016-12-31T23:59:59.999999Z"],
    ["2017-01-01T00:59:60.5+01:00", "2016-12-31T23:59:59.999999Z"],
    ["1969-12-31T23:30:00-01:00", "1970-01-01T00:30:00.000000Z"],
    ["9999-12-31T23:59:59Z", "9999-12-31T23:59:59.000000Z"],
  ])("reads %s in UTC, cut to microseconds", (sent, stored) => {
    expect(parseTimestamp(sent)).toBe(stored);
  });

  test.each([
    "2026-02-30T00:00:00Z",
    "2027-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-00-01T00:00:00Z",
    "2026-03-04T24:00:00Z",
    "2026-03-04T12:60:00Z",
    "2026-03-04T12:00:60Z",
    "2026-03-04T12:00:00",
    "2026-03-04 12:00:00Z",
    "2026-03-04",
    "2026-03-04T12:00:00+24:00",
    "2026-03-04T12:00:00.Z",
    "1969-12-31T23:59:59Z",
    "9999-12-31T23:59:59-01:00",
    "10000-01-01T00:00:00Z",
    "",
  ])("refuses %s", (sent) => {
    expect(parseTimestamp(sent)).toBeUndefined();
  });
});

test("takes exactly the days that the calendar has, whichever way they are read", () => {
  const two = (count: number) => String(count).padStart(2, "0");
  for (const year of [1970, 1999, 2000, 2026, 2028, 2100, 9999]) {
    for (let month = 0; month <= 13; month++) {
      for (let day = 0; day <= 32; day++) {
        const moment = new Date(Date.UTC(year, month - 1, day));
        const isKnown = moment.getUTCMonth() === month - 1 && moment.getUTCDate() === day;
        const date = `${year}-${two(month)}-${two(day)}`;

        expect(parseTimestamp(`${date}T01:02:03.5Z`), date).toBe(isKnown ? `${date}T01:02:03.500000Z` : undefined);
        expect(parseTimestamp(`${date}T01:02:03.5+00:00`), date).toBe(isKnown ? `${date}T01:02:03.500000Z` : undefined);
      }
    }
  }
});

describe("times", () => {
  test("come from a moment and go back to it", () => {
    const moment = new Date("2026-03-04T12:00:00.123Z");

    expect(toTimestamp(moment)).toBe("2026-03-04T12:00:00.123000Z");
    expect(timestampMs("2026-03-04T12:00:00.123456Z")).toBe(moment.getTime());
    expect(timestampMs("1970-01-01T00:00:00.000000Z")).toBe(0);
    expect(timestampMs("9999-12-31T23:59:59.999999Z")).toBe(Date.parse("9999-12-31T23:59:59.999Z"));
    expect(timestampMs("2026-03-04T01:02:03.040999Z")).toBe(Date.parse("2026-03-04T01:02:03.040Z"));
    expect(dateOf("2026-03-04T12:00:00.123456Z")).toBe("2026-03-04");
  });

  test("are counted in days over months and leap years", () => {
    expect(addDays("2028-02-28", 2)).toBe("2028-03-01");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(isDate("2026-02-29")).toBe(false);
    expect(isDate("2028-02-29")).toBe(true);
  });
});
