import { describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { parseTimeExpression } from "./time-expression";

const now = new Date("2026-03-04T12:00:00Z");

describe("parseTimeExpression", () => {
  it.each([
    ["7d", "2026-02-25T12:00:00.000Z"],
    ["0.5d", "2026-03-04T00:00:00.000Z"],
    ["24h", "2026-03-03T12:00:00.000Z"],
    ["1h30m", "2026-03-04T10:30:00.000Z"],
    ["90s", "2026-03-04T11:58:30.000Z"],
    ["500ms", "2026-03-04T11:59:59.500Z"],
    ["-1h", "2026-03-04T13:00:00.000Z"],
    ["2026-03-01T00:00:00+02:00", "2026-03-01T00:00:00+02:00"],
    ["2026-03-01T10:20:30", "2026-03-01T10:20:30Z"],
    ["2026-03-01", "2026-03-01T00:00:00Z"],
  ])("reads %s", (value, expected) => {
    expect(parseTimeExpression(value, "since", now)).toBe(expected);
  });

  it.each(["", "yesterday", "7 d", "-7d", "2026-02-30", "2026-13-01", "1h30", "99999999999d", "2026-03-01 10:20"])(
    "refuses %j and names the parameter",
    (value) => {
      const refused = () => parseTimeExpression(value, "until", now);

      expect(refused).toThrow(AppError);
      expect(refused).toThrow(/^until /);
    },
  );
});
