import { describe, expect, test } from "vitest";
import { type Random, randomJson, seeded } from "@/testing/random";
import { AppError } from "./errors";
import { readCanonical } from "./json-reader";
import { SCANNED_BYTES_MAX, scanCanonical } from "./scanner";

const DEPTH = 200;

const scan = (source: string) => scanCanonical(source, { depthMax: DEPTH, numbers: "canonical" })?.toString();
const scanAnyNumbers = (source: string) => scanCanonical(source, { depthMax: DEPTH, numbers: "any" })?.toString();

function readCarefully(source: string): string | undefined {
  try {
    return readCanonical(source, { path: "", depthMax: DEPTH, limits: "enforced" });
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}

const marks = [
  '"',
  "\\",
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  " ",
  "\n",
  "\u0000",
  "\u001f",
  "-",
  ".",
  "0",
  "e",
  "u",
  "é",
  "😀",
];

/** A text with one character put in, left out or put in the place of another. */
function damage(random: Random, source: string): string {
  const at = random.below(source.length + 1);
  const cut = random.below(2);
  const put = random.below(4) === 0 ? "" : random.pick(marks);
  return (source.slice(0, at) + put + source.slice(at + cut)).toWellFormed();
}

describe("the scanner", () => {
  test("writes nothing but what the careful reader writes, of sound and of damaged texts", () => {
    const random = seeded(11);
    let taken = 0;
    for (let n = 0; n < 30_000; n++) {
      const source = n % 2 === 0 ? randomJson(random) : damage(random, randomJson(random));
      const written = scan(source);
      if (written === undefined) continue;
      taken++;
      expect(written, source).toBe(readCarefully(source));
    }
    expect(taken).toBeGreaterThan(5000);
  });

  test("does so with numbers in any form", () => {
    const random = seeded(12);
    let more = 0;
    for (let n = 0; n < 30_000; n++) {
      const source = n % 2 === 0 ? randomJson(random) : damage(random, randomJson(random));
      const written = scanAnyNumbers(source);
      if (written === undefined) continue;
      if (scan(source) === undefined) more++;
      expect(written, source).toBe(readCarefully(source));
    }
    expect(more).toBeGreaterThan(2000);
  });

  test.each([
    ["[1.0,-0,1e2,1.50,-0.0,1E-7,100e-2]", "[1,0,100,1.5,0,1e-7,1]"],
    ["[9007199254740993,0.1000000000000000055]", "[9007199254740993,0.1000000000000000055]"],
    ["[1e20]", undefined],
    ["[1e401]", undefined],
    ["[01.0]", undefined],
    ["[1.]", undefined],
    ["[1e]", undefined],
  ])("writes numbers in any form where they become no longer: %s", (source, written) => {
    expect(scanAnyNumbers(source)).toBe(written);
  });

  test("takes what senders write", () => {
    const sent =
      '{ "b" : [ 1, -2.5, 0.125, true, null, "x\\u003cy\\/\\n\\"é😀" ], "a" : {"n":{},"m":[]}, "a1":0.8212345678901234 }';

    expect(scan(sent)).toBe(
      '{"a":{"m":[],"n":{}},"a1":0.8212345678901234,"b":[1,-2.5,0.125,true,null,"x<y/\\n\\"é😀"]}',
    );
  });

  test.each([23, 24, 25, 400])("puts %i members into order, however they come", (count) => {
    const random = seeded(count);
    const keys = Array.from({ length: count }, (_, n) => `k${(n * 7919) % 1009}${"x".repeat(random.below(120))}`);
    const source = `{${keys.map((key) => `"${key}":{"z":"${key}","a":1}`).join(",")}}`;

    expect(scan(source)).toBe(readCarefully(source));
    expect(scan(source.replace("}}", `},"${keys[3]}":1}`))).toBeUndefined();
  });

  test.each([
    ["a key twice", '{"a":1,"b":2,"a":3}'],
    ["an escaped key", '{"\\u0061":1}'],
    ["a key whose order depends on the encoding", '{"😀":1,"ﬀ":2}'],
    ["NUL", '["\\u0000"]'],
    ["half of a surrogate pair", '["\\ud83d"]'],
    ["a line break in a text", '["a\nb"]'],
    ["an unknown escape", '["\\x"]'],
    ["a cut escape", '["\\u00'],
    ["a scale that would be forgotten", "[1.0]"],
    ["minus zero", "[-0]"],
    ["an exponent", "[1e2]"],
    ["a leading zero", "[01]"],
    ["two points", "[1.2.3]"],
    ["a number without digits", "[-]"],
    ["an integer that no double holds", "[9007199254740993]"],
    ["a small number that is written with an exponent", "[0.0000001]"],
    ["a word that goes on", "[nullx]"],
    ["a cut word", "[tru"],
    ["a comma too many", "[1,]"],
    ["a comma too many in an object", '{"a":1,}'],
    ["the wrong end", '{"a":[1}'],
    ["no end", '{"a":"b'],
    ["nothing", ""],
    ["two values", "{} {}"],
    ["a NUL byte behind it", "{}\u0000"],
    ["too many levels", `${"[".repeat(DEPTH + 1)}${"]".repeat(DEPTH + 1)}`],
  ])("leaves %s to others", (_, source) => {
    expect(scan(source)).toBeUndefined();
  });

  test("takes as many levels as it is told", () => {
    const deepest = `${"[".repeat(DEPTH)}${"]".repeat(DEPTH)}`;

    expect(scan(deepest)).toBe(deepest);
  });

  test("takes what it has room for, and nothing longer", () => {
    const longest = `["${"x".repeat(SCANNED_BYTES_MAX - 4)}"]`;
    const members = `{${Array.from({ length: 60_000 }, (_, n) => `"${60_000 - n}":{"b":0,"a":0}`).join(",")}}`;

    expect(scan(longest)).toBe(longest);
    expect(scan(longest.replace("x", "xx"))).toBeUndefined();
    expect(scan(`["${"é".repeat(SCANNED_BYTES_MAX / 2)}"]`)).toBeUndefined();
    expect(scan(members.slice(0, 1_000_000).replace(/,[^,]*,[^,]*$/, "}"))).toBe(
      readCarefully(members.slice(0, 1_000_000).replace(/,[^,]*,[^,]*$/, "}")),
    );
  });

  test("reads no number that is longer than exact ones are", () => {
    expect(scan("[-0.0000012345678901234567]")).toBe(readCarefully("[-0.0000012345678901234567]"));
    expect(scan("-0.0000012345678901234567")).toBe("-0.0000012345678901234567");
    expect(scan("-0.00000123456789012345670")).toBeUndefined();
  });

  test("writes each code unit that is escaped as the careful reader does", () => {
    for (let unit = 0; unit < 0x1_0000; unit++) {
      const digits = unit.toString(16).padStart(4, "0");
      const source = `"\\u${unit % 2 === 0 ? digits : digits.toUpperCase()}"`;
      expect(scan(source), source).toBe(readCarefully(source));
    }
    for (const digits of ["00g1", "00/1", "00:1", "00@1", "00G1", "00`1", "0x41", "+041", " 041", "-041", "004"]) {
      expect(scan(`"\\u${digits}"`), digits).toBeUndefined();
    }
  });
});
