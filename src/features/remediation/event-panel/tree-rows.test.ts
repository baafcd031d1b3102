import { expect, test } from "vitest";
import { type JsonNode, readJson } from "./json-node";
import { treeRows } from "./tree-rows";

const read = (value: unknown): JsonNode => readJson(JSON.stringify(value)) ?? { kind: "null", path: "", text: "null" };
const paths = (value: unknown, flips = new Map<string, boolean>(), query = "") =>
  treeRows(read(value), flips, query).map((row) => row.path);

test("small containers are open, large ones closed until asked", () => {
  const large = Object.fromEntries(Array.from({ length: 12 }, (_, index) => [`k${index}`, index]));
  const value = { small: { a: 1 }, large };

  expect(paths(value)).toEqual(["small", "small.a", "large"]);
  expect(paths(value, new Map([["large", true]]))).toHaveLength(15);
  expect(paths(value, new Map([["small", false]]))).toEqual(["small", "large"]);
});

test("a search leaves the matches and the way to them", () => {
  const value = { alerts: [{ name: "KubeNodeNotReady", at: "now" }, { name: "Other" }], kind: "Node" };

  expect(paths(value, new Map(), "node")).toEqual(["alerts", "alerts[0]", "alerts[0].name", "kind"]);
  expect(
    treeRows(read(value), new Map(), "node")
      .filter((row) => row.isMatch)
      .map((row) => row.path),
  ).toEqual(["alerts[0].name", "kind"]);
});

test("an empty container opens nothing", () => {
  expect(treeRows(read({ a: {}, b: [] }), new Map(), "").map((row) => row.isOpen)).toEqual([null, null]);
});
