import { describe, expect, test } from "vitest";
import { idTimeMs, isUuid, newId, newIdAt } from "./ids";

describe("ids", () => {
  test("are UUIDs of version 7 that carry their moment", () => {
    const id = newIdAt(1_772_625_600_123);

    expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-7[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
    expect(idTimeMs(id)).toBe(1_772_625_600_123);
  });

  test("sort in the order they were made, within a millisecond and when the clock steps back", () => {
    const nowMs = Date.now() + 100_000;
    const made = Array.from({ length: 20_000 }, (_, n) => newId(nowMs - (n % 3)));

    expect(made).toEqual([...made].sort());
    expect(new Set(made).size).toBe(made.length);
  });

  test("tell no time when they are of another version", () => {
    expect(idTimeMs("11111111-1111-4111-8111-111111111111")).toBeUndefined();
    expect(idTimeMs("nonsense")).toBeUndefined();
    expect(isUuid("11111111-1111-4111-8111-11111111111")).toBe(false);
  });
});
