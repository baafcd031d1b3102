import { expect, it } from "vitest";
import { BoundedMap } from "./bounded-map";

it("forgets what was not used for longest, and no more than it must", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("b", 2);
  map.get("a");
  map.set("c", 3);

  expect([map.get("a"), map.get("b"), map.get("c"), map.size]).toEqual([1, undefined, 3, 2]);
});

it("keeps one entry for a key that is set twice", () => {
  const map = new BoundedMap<string, number>(2);
  map.set("a", 1);
  map.set("a", 2);

  expect([map.get("a"), map.size]).toEqual([2, 1]);
});
