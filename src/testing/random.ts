/** A small seeded generator, so that a failing property can be run again. */
export function seeded(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  const pick = <T>(items: readonly T[]): T => items[below(items.length)] as T;
  return { next, below, pick };
}
export type Random = ReturnType<typeof seeded>;

const numbers = [
  "0",
  "-0",
  "-0.0",
  "1",
  "1.0",
  "1.50",
  "1e2",
  "1E+2",
  "12e-3",
  "0.1",
  "100",
  "-17",
  "9007199254740993",
];
const bigNumbers = [
  "1152921504606846976",
  "0.10000000000000000555",
  "1e-7",
  "1E21",
  "123456789012345678901234",
  "1e400",
  "-1e-400",
  "0.000001",
];
const keys = ["a", "b", "10", "9", "é", "z z", "__proto__", "constructor", "\\u0061", "\\ud83d\\ude00", "", "A", "aa"];
const strings = [
  "",
  "x",
  "a<b>&c",
  '\\n\\t\\\\\\"',
  "\\u001f",
  "😀",
  "\\ud83d\\ude00",
  "1e5",
  "é",
  "\\/",
  "9".repeat(30),
  ",1e9",
];

/** A random JSON text with repeated keys, escapes, white space and numbers that no double can hold. */
export function randomJson(random: Random, depth = 0): string {
  const kind = random.below(depth > 4 ? 4 : 6);
  const space = () => random.pick(["", "", "", " ", "\n", "\t "]);
  if (kind === 0) return random.pick([...numbers, ...bigNumbers]);
  if (kind === 1) return `"${random.pick(strings)}"`;
  if (kind === 2) return random.pick(["true", "false", "null"]);
  if (kind === 3) return random.pick(numbers);
  const items = Array.from({ length: random.below(5) }, () => {
    const value = `${space()}${randomJson(random, depth + 1)}${space()}`;
    return kind === 4 ? value : `${space()}"${random.pick(keys)}"${space()}:${value}`;
  });
  return kind === 4 ? `[${items.join(",")}]` : `{${items.join(",")}}`;
}

export function randomObject(random: Random): string {
  return `{"payload":${randomJson(random)},"more":${randomJson(random)}}`;
}
