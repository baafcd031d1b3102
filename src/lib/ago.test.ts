import { expect, test } from "vitest";
import { formatAgo } from "./ago";

const NOW = Date.parse("2026-05-13T21:00:00Z");

test.each([
  [2_000, "just now"],
  [42_000, "42 s ago"],
  [61_000, "1 min ago"],
  [3_600_000 * 47, "47 h ago"],
  [86_400_000 * 3, "3 d ago"],
  [-7_200_000, "in 2 h"],
])("a moment %d ms back reads %s", (gap, words) => {
  expect(formatAgo(NOW - gap, NOW)).toBe(words);
});
