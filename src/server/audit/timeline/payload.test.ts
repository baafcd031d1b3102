import { describe, expect, test } from "vitest";
import { childOf, opening, plain, readPayload, textOf, textsOf } from "./payload";

describe("plain text", () => {
  test("stays text, on one line, without characters that hide or turn others", () => {
    const hostile = "<img src=x onerror=alert(1)>\n\u202Eevil\u0000\u001b[31m \u2066x\u2069";
    expect(plain(hostile)).toBe("<img src=x onerror=alert(1)> evil [31m x");
  });

  test("is cut at a word and never inside a pair of surrogates", () => {
    expect(plain("the kubelet stopped posting", 20)).toBe("the kubelet stopped…");
    expect(plain("😀".repeat(50), 10)).toBe(`${"😀".repeat(4)}…`);
  });
});

test("an opening ends with a sentence where one fits", () => {
  expect(opening("First. Second one. Third is long.", 20)).toBe("First. Second one.");
  expect(opening("version 1.2.3 has no full stop inside but is much too long", 30)).toBe("version 1.2.3 has no full…");
});

describe("a payload", () => {
  test("is read with every kind of wrong type in it", () => {
    const payload = readPayload('{"a":1,"b":["x",2,"y"],"c":{"d":"e"},"f":"  ","g":null}');
    expect(textOf(payload, "a")).toBeUndefined();
    expect(textOf(payload, "f")).toBeUndefined();
    expect(textsOf(payload, "b")).toEqual(["x", "y"]);
    expect(textOf(childOf(payload, "c"), "d")).toBe("e");
    expect(childOf(payload, "b")).toEqual({});
    expect(textOf(payload, "toString")).toBeUndefined();
  });

  test("that is no object counts as empty", () => {
    for (const json of [null, "null", "[1]", '"text"', "7"]) expect(readPayload(json)).toEqual({});
  });

  test("keeps __proto__ as an ordinary key", () => {
    const payload = readPayload('{"__proto__":{"polluted":true},"a":"b"}');
    expect(Object.hasOwn(payload, "__proto__")).toBe(true);
    expect(Object.getPrototypeOf(payload)).toBe(Object.prototype);
    expect(textOf(payload, "a")).toBe("b");
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test("of 256 KiB or of depth 100 is reduced to a few thousand characters", () => {
    const wide = Object.fromEntries(Array.from({ length: 250 }, (_, n) => [`key_${n}`, "x".repeat(1_000)]));
    const deep = `${'{"a":'.repeat(100)}1${"}".repeat(100)}`;
    for (const json of [JSON.stringify(wide), deep]) {
      expect(JSON.stringify(readPayload(json)).length).toBeLessThan(7_500);
    }
  });
});
