import { describe, expect, test } from "vitest";
import { canonical as canonicalByAnother } from "@/testing/independent-verifier";
import { randomJson, seeded } from "@/testing/random";
import { canonicalJson, canonicalStoredJson, JSON_DEPTH_MAX } from "./canonical-json";
import { AppError } from "./errors";

const text = (bytes: Buffer | undefined) => bytes?.toString();
const canonical = (source: string) => canonicalJson(source).toString();

function refusal(source: string, path = "event_data") {
  try {
    canonicalJson(source, path);
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, path: error.details.fieldErrors?.[0]?.path };
    throw error;
  }
  return undefined;
}

describe("canonicalJson", () => {
  test.each([
    ["1", "1"],
    ["1.0", "1"],
    ["1e2", "100"],
    ["-0", "0"],
    ["-0.0e5", "0"],
    ["0.1", "0.1"],
    ["0.10000000000000000555", "0.10000000000000000555"],
    ["9007199254740993", "9007199254740993"],
    ["1152921504606846976", "1152921504606846976"],
    ["1e-7", "1e-7"],
    ["0.000001", "0.000001"],
    ["1E400", "1e+400"],
    ["123456789012345678901", "123456789012345678901"],
    ["1234567890123456789012", "1.234567890123456789012e+21"],
    ["-12.5e-8", "-1.25e-7"],
  ])("writes the number %s by its exact value", (sent, written) => {
    expect(canonical(sent)).toBe(written);
    expect(canonical(`{"n":[${sent}]}`)).toBe(`{"n":[${written}]}`);
  });

  test("writes every double as ECMAScript does", () => {
    const random = seeded(7);
    const view = new DataView(new ArrayBuffer(8));
    for (let n = 0; n < 20_000; n++) {
      view.setUint32(0, random.below(2 ** 32));
      view.setUint32(4, random.below(2 ** 32));
      const double = view.getFloat64(0);
      if (Number.isFinite(double)) expect(canonical(`[${double}]`)).toBe(`[${Object.is(double, -0) ? 0 : double}]`);
    }
  });

  test("orders members by UTF-16 code units, keeps the last of equal names, and __proto__ like any other", () => {
    expect(canonical('{"b":1,"a":2,"10":3,"9":4,"😀":5,"ﬀ":6}')).toBe('{"10":3,"9":4,"a":2,"b":1,"😀":5,"ﬀ":6}');
    expect(canonical('{"a":1,"\\u0061":2}')).toBe('{"a":2}');
    expect(canonical('{"__proto__":{"x":1},"a":1e0}')).toBe('{"__proto__":{"x":1},"a":1}');
    expect(canonical('{"__proto__":{"x":1}}')).toBe('{"__proto__":{"x":1}}');
  });

  test("escapes strings as ECMAScript does", () => {
    expect(canonical('["\\u0041\\/\\u001f\\b<>&\\u2028"]')).toBe('["A/\\u001f\\b<>&\u2028"]');
  });

  test("is the same by the fast way, by the careful way and by an independent program", () => {
    const random = seeded(1);
    for (let n = 0; n < 3000; n++) {
      const source = randomJson(random);
      const written = canonical(source);

      expect(written, source).toBe(canonicalByAnother(source));
      expect(canonical(written)).toBe(written);
      expect(text(canonicalStoredJson(source))).toBe(written);
    }
  });

  test.each([
    ["NUL in a value", '{"a":{"b":["x","\\u0000"]}}', "event_data.a.b[1]"],
    ["NUL in a name", '{"a":{"x\\u0000":1}}', "event_data.a"],
    ["half of a surrogate pair", '{"a":"\\ud800"}', "event_data.a"],
    ["half of a surrogate pair that isn't escaped", '{"a":"\ud800"}', "event_data.a"],
    ["an exponent beyond 400", '{"a":[1,1e401]}', "event_data.a[1]"],
    ["an exponent below -400", '{"a":1e-401}', "event_data.a"],
    ["a zero with a huge exponent", '{"a":0e99999}', "event_data.a"],
    ["401 significant digits", `{"a b":${"1".repeat(401)}}`, 'event_data["a b"]'],
    ["a thousand zeros", `{"a":0.${"0".repeat(1000)}}`, "event_data.a"],
    ["broken JSON", '{"a":}', "event_data.a"],
    ["nothing", "", "event_data"],
    ["two values", "{} {}", "event_data"],
    ["a broken escape", '{"n":1e1,"a":"\\x"}', "event_data.a"],
    ["a leading zero", '{"n":1e1,"a":01}', "event_data"],
  ])("refuses %s and says where", (_what, source, path) => {
    expect(refusal(source)).toEqual({ code: "VALIDATION", path });
  });

  test("takes 400 digits, exponents of 400 and escaped backslashes before u0000", () => {
    expect(canonical(`[${"1".repeat(400)}]`)).toContain("e+399");
    expect(canonical("[1e400,-1e-400]")).toBe("[1e+400,-1e-400]");
    expect(canonical('["\\\\u0000"]')).toBe('["\\\\u0000"]');
  });

  test("takes 200 levels, refuses more with the path, and never overflows the stack", () => {
    const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;

    expect(canonical(nested(JSON_DEPTH_MAX))).toBe(nested(JSON_DEPTH_MAX));
    expect(refusal(nested(JSON_DEPTH_MAX + 1))?.path).toBe(`event_data${".a".repeat(9)}…${".a".repeat(10)}`);
    expect(refusal("[".repeat(100_000) + "]".repeat(100_000))?.code).toBe("VALIDATION");
    expect(refusal("[".repeat(100_000))?.code).toBe("VALIDATION");
  });

  test("reads a long string by the careful way", () => {
    const long = `{"a":"${"\\u00e9x".repeat(40_000)}","n":1e3}`;

    expect(canonical(long)).toBe(`{"a":"${"éx".repeat(40_000)}","n":1000}`);
  });

  test("judges stored text without refusing it", () => {
    expect(text(canonicalStoredJson('{"a":1e9999}'))).toBe('{"a":1e+9999}');
    expect(canonicalStoredJson("{broken")).toBeUndefined();
  });
});
