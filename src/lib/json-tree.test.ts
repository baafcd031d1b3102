import { describe, expect, it } from "vitest";
import { jsonObject, readJson, valueAt, writeJson } from "./json-tree";

function rewritten(text: string): string {
  const value = readJson(text);
  return value === undefined ? "unreadable" : writeJson(value);
}

describe("reading and writing JSON", () => {
  it("keeps every digit of a number", () => {
    expect(rewritten("[1152921504606846976, 0.10000000000000000555, 1.50, 1e400]")).toBe(
      "[1152921504606846976,0.10000000000000000555,1.50,1e400]",
    );
  });

  it("sorts the keys of every object and drops white space", () => {
    expect(rewritten('{ "b": {"d": 1, "c": 2}, "a": [ ] }')).toBe('{"a":[],"b":{"c":2,"d":1}}');
  });

  it("treats __proto__ as an ordinary member", () => {
    expect(rewritten('{"__proto__":{"a":1}}')).toBe('{"__proto__":{"a":1}}');
    expect(writeJson(jsonObject([["__proto__", "x"]]))).toBe('{"__proto__":"x"}');
  });

  it("calls text that is no JSON unreadable", () => {
    expect(rewritten("{")).toBe("unreadable");
  });

  it("finds only members that the object has itself", () => {
    const value = readJson('{"a":[{"b":"x"}]}');

    expect(valueAt(value, ["a", 0, "b"])).toBe("x");
    expect(valueAt(value, ["constructor"])).toBeUndefined();
    expect(valueAt(value, ["a", "length"])).toBeUndefined();
  });
});
