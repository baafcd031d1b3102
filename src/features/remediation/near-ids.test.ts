import { expect, test } from "vitest";
import { nearIds } from "./near-ids";

test("the ids of the problem are read, and only ids", () => {
  expect(nearIds({ problem: { near: ["rr-a", 7, "rr-b"] } })).toEqual(["rr-a", "rr-b"]);
});

test.each([undefined, null, {}, { problem: null }, { problem: { near: "rr-a" } }])("%j names none", (data) => {
  expect(nearIds(data)).toEqual([]);
});
