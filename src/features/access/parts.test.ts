import { expect, test } from "vitest";
import { endOfDay, namesIn, placesOf } from "./parts";

test("names between commas are trimmed and named once; none means no limit", () => {
  expect(namesIn(" shop, bank ,shop,")).toEqual(["shop", "bank"]);
  expect(namesIn(" , ")).toBeNull();
});

test("a limit is said in words, and no limit too", () => {
  expect(placesOf({ namespaces: ["a", "b"], clusters: ["east"] })).toBe("namespace a, b; cluster east");
  expect(placesOf({ namespaces: null, clusters: null })).toBe("everywhere");
});

test("a last day counts to its end", () => {
  expect(endOfDay("2026-03-04")).toBe("2026-03-04T23:59:59Z");
  expect(endOfDay("")).toBeNull();
});
