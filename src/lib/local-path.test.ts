import { expect, test } from "vitest";
import { localPath } from "./local-path";

test.each([
  ["/remediations?query=a#b", "/remediations?query=a#b"],
  [undefined, "/"],
  [["/a", "/b"], "/"],
  ["https://evil.example/", "/"],
  ["//evil.example/", "/"],
  ["/\\evil.example/", "/"],
  ["\\\\evil.example", "/"],
  ["javascript:alert(1)", "/"],
])("%j leads to %s", (given, path) => {
  expect(localPath(given)).toBe(path);
});

test("what looks like another host inside a path stays a path", () => {
  expect(localPath("/.//evil.example")).toMatch(/^\/[^/]/);
});
