import { expect, test } from "vitest";
import { type JsonNode, readJson } from "./json-node";

const leaf = (node: JsonNode | null, ...keys: string[]): JsonNode | undefined =>
  keys.reduce<JsonNode | undefined>((at, key) => {
    if (at?.kind !== "object" && at?.kind !== "array") return undefined;
    return at.children.find((child) => child.key === key)?.node;
  }, node ?? undefined);

test.each(["1152921504606846976", "9007199254740993", "0.10000000000000000555", "1E400", "-0", "1.0"])(
  "the digits of %s are shown as they were written",
  (digits) => {
    expect(leaf(readJson(`{"n": ${digits}}`), "n")).toEqual({ kind: "number", path: "n", text: digits });
  },
);

test("hostile keys are keys like any other", () => {
  const node = readJson('{"__proto__": {"polluted": true}, "constructor": 1, "": 2, "<img>": 3}');

  expect(leaf(node, "__proto__", "polluted")).toEqual({ kind: "boolean", path: "__proto__.polluted", text: "true" });
  expect(leaf(node, "")).toMatchObject({ path: '[""]' });
  expect(leaf(node, "<img>")).toMatchObject({ path: '["<img>"]' });
});

test("paths say where a value is", () => {
  const node = readJson('{"alerts": [{"startsAt": "2026-05-10T02:23:57Z", "a b": [[1]]}]}');

  expect(leaf(node, "alerts", "0", "startsAt")).toEqual({
    kind: "string",
    path: "alerts[0].startsAt",
    text: "2026-05-10T02:23:57Z",
  });
  expect(leaf(node, "alerts", "0", "a b", "0", "0")).toMatchObject({ path: 'alerts[0]["a b"][0][0]' });
});

test("strings come back unescaped, keys in their order", () => {
  const node = readJson('{"z": "a\\n\\u00e9\\"", "a": null, "e": {}, "l": []}');

  expect(node?.kind === "object" && node.children.map((child) => child.key)).toEqual(["z", "a", "e", "l"]);
  expect(leaf(node, "z")).toMatchObject({ text: 'a\né"' });
});

test.each(["", "{", '{"a"}', "[1", "nope", "{} x", '{"a":}'])("text that is no JSON (%j) gives null", (text) => {
  expect(readJson(text)).toBeNull();
});

test("a hundred levels are read", () => {
  expect(readJson("[".repeat(100) + "]".repeat(100))).not.toBeNull();
});
