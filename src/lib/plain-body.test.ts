import { describe, expect, test } from "vitest";
import { parsePlainBody } from "./plain-body";

describe("a body is parsed natively", () => {
  test.each([
    '{"a":1,"b":-2.5,"c":[0.12828668077816094,1e+21],"d":"x"}',
    '[ {"a" : 0.9000000000000001 } , [ 123456789012345 ] ]',
    '{"note":"sha256:45e12f, at 12:30"}',
    '{"emoji":"\ud83d\ude00","escaped":"\\u00e9"}',
    '{"__proto__":{"a":1},"a":1,"a":2}',
  ])("when nothing of it is lost: %s", (text) => {
    expect(parsePlainBody(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ["an integer that a double can't hold", '{"a":9007199254740993}'],
    ["a decimal that a double can't hold", '{"a":0.10000000000000000555}'],
    ["a decimal that rounds to an integer", "[0.99999999999999999999]"],
    ["a scale that would be forgotten", '{"a":1.0}'],
    ["a scale in the middle of a list", "[2.5,1.50,3]"],
    ["an exponent", '{"a":1e2}'],
    ["a huge exponent behind white space", '{"a": \n\t-1E400 }'],
    ["an escaped NUL", '{"a":"\\u0000"}'],
    ["half of a surrogate pair", '{"a":"\\ud83d"}'],
    ["text that ends too early", '{"a":'],
    ["a bare number", "12345678901234567890"],
    ["nothing", ""],
  ])("never with %s", (_, text) => {
    expect(parsePlainBody(text)).toBeUndefined();
  });
});
