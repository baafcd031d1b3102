import { describe, expect, test } from "vitest";
import { coverAllDays } from "./date-ranges";

describe("coverAllDays", () => {
  test("names every day once, newest first, with ranges of their own for days without a partition", () => {
    const partitions = [
      { from: "2026-05-01", to: "2026-05-31" },
      { from: "2026-03-01", to: "2026-03-31" },
      { from: "2026-04-01", to: "2026-04-30" },
      { from: "2026-08-01", to: "2026-08-31" },
    ];

    expect(coverAllDays(partitions)).toEqual([
      { from: "2026-09-01", to: "9999-12-31" },
      { from: "2026-08-01", to: "2026-08-31" },
      { from: "2026-06-01", to: "2026-07-31" },
      { from: "2026-05-01", to: "2026-05-31" },
      { from: "2026-04-01", to: "2026-04-30" },
      { from: "2026-03-01", to: "2026-03-31" },
      { from: "1970-01-01", to: "2026-02-28" },
    ]);
  });

  test("is one range when there is no partition at all", () => {
    expect(coverAllDays([])).toEqual([{ from: "1970-01-01", to: "9999-12-31" }]);
  });
});
