import { describe, expect, test } from "vitest";
import { type Random, randomJson, seeded } from "@/testing/random";
import { AppError } from "./errors";
import { readCanonical } from "./json-reader";
import { JsonScanner } from "./json-scanner";
import { KeyTable } from "./key-table";

const DEPTH = 200;

function scan(source: string | Buffer, bytesMax?: number): string | undefined {
  const scanner = new JsonScanner(Buffer.from(source));
  const canonical = scanner.canonical(DEPTH, bytesMax);
  return canonical && scanner.isAtEnd() ? canonical.toString() : undefined;
}

function scanAnyNumbers(source: string): string | undefined {
  const scanner = new JsonScanner(Buffer.from(source), "any");
  const canonical = scanner.canonical(DEPTH);
  return canonical && scanner.isAtEnd() ? canonical.toString() : undefined;
}

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

describe("JsonScanner", () => {
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

  test("counts what was sent, white space and escapes too, but not the white space in front", () => {
    const sent = '[ 1 , "\\u0061", {"b":2, "a":true } ]';

    expect(scan(sent, sent.length)).toBe('[1,"a",{"a":true,"b":2}]');
    expect(scan(` \n ${sent} `, sent.length)).toBe('[1,"a",{"a":true,"b":2}]');
    expect(scan(sent, sent.length - 1)).toBeUndefined();
  });

  test.each([
    ["items", `[${"1,".repeat(1000)}1]`],
    ["members", `{${'"a":1,'.repeat(1000)}"b":1}`],
    ["a text", `["${"x".repeat(1000)}"]`],
    ["a key", `{"${"x".repeat(1000)}":1}`],
    ["white space", `[${" ".repeat(1000)}]`],
    ["digits", `[${"7".repeat(1000)}]`],
  ])("reads no further than it may: %s", (_, source) => {
    const scanner = new JsonScanner(Buffer.from(source));

    expect(scanner.canonical(DEPTH, 100)).toBeUndefined();
    expect(scanner.peek()).not.toBe(0);
    expect(scanner.canonical(DEPTH, 100)).toBeUndefined();
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

  test("leaves a value out without a look at the order of its members", () => {
    const scanner = new JsonScanner(Buffer.from('{"b":{"d":1,"c":2},"a":1,"b":[]},{"b":1,"a":2}'));

    expect(scanner.skip(DEPTH, 100)).toBe(true);
    expect(scanner.takes(0x2c)).toBe(true);
    expect(scanner.canonical(DEPTH)?.toString()).toBe('{"a":2,"b":1}');
  });
});

describe("keys and plain values", () => {
  const names = new KeyTable(["id", "kind", "a", "size"]);

  function read(source: string): unknown[] {
    const scanner = new JsonScanner(Buffer.from(source));
    const found: unknown[] = [];
    if (!scanner.takes(0x7b)) return found;
    do found.push(scanner.key(names), scanner.plain());
    while (scanner.takes(0x2c));
    return found;
  }

  test("are found in any order, again and again", () => {
    expect(read('{"id":"x","kind":null,"a":true,"size":12}')).toEqual([0, "x", 1, null, 2, true, 3, 12]);
    expect(read('{ "size" : -1.5 , "id" : "é" }')).toEqual([3, -1.5, 0, "é"]);
    expect(read('{"size":1,"id":"x","id":"y","ids":false,"i":"","":"z"}')).toEqual([
      3,
      1,
      0,
      "x",
      0,
      "y",
      -1,
      false,
      -1,
      "",
      -1,
      "z",
    ]);
  });

  test("are texts as native parsing makes them", () => {
    const text = '"a\\u00e9\\n\\"\\\\é😀\\/"';

    expect(read(`{"a":${text}}`)).toEqual([2, JSON.parse(text)]);
  });

  test("are read no further than they may be", () => {
    const plain = (source: string) => new JsonScanner(Buffer.from(source)).plain(10);

    expect([plain('"12345678"'), plain('"123456789"'), plain('"1234\\n78"'), plain('"1234\\n789"')]).toEqual([
      "12345678",
      undefined,
      "1234\n78",
      undefined,
    ]);
  });

  test.each(['{"a":{}}', '{"a":[1]}', '{"a":"\\ud83d"}', '{"a":"x', '{"a":1e2}'])("are refused: %s", (source) => {
    expect(read(source).at(-1)).toBeUndefined();
  });
});
