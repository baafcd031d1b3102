import { expect, test } from "vitest";
import { yamlTokens } from "./yaml-tokens";

test.each([
  ["metadata:", ["key metadata:"]],
  ["  name: rr-1", ["space   ", "key name:", "value  rr-1"]],
  ['    "a: b": "c: d"', ["space     ", 'key "a: b":', 'value  "c: d"']],
  ["  # uid: set by the server", ["space   ", "comment # uid: set by the server"]],
  ["  - https://host:8080/x", ["space   - ", "value https://host:8080/x"]],
  ["  - kind: Node", ["space   - ", "key kind:", "value  Node"]],
  ["", []],
])("%j", (line, expected) => {
  expect(yamlTokens(line).map((token) => `${token.kind} ${token.text}`)).toEqual(expected);
});

test.each(["  key:", "x: |", "    text <b>: y", "- ", "? long", "   "])("no character of %j is lost", (line) => {
  expect(
    yamlTokens(line)
      .map((token) => token.text)
      .join(""),
  ).toBe(line);
});
