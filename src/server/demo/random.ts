/** A source of numbers that gives the same ones for the same seed, on every machine. */
export type Random = {
  /** From 0 up to, but never, 1. */
  next(): number;
  /** A whole number, both ends included. */
  int(min: number, max: number): number;
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]]): T;
  /** Between the given quantiles, which lie at equal distances from the least to the greatest. */
  quantile(values: readonly [number, ...number[]]): number;
  /** Long-tailed around its median. */
  logNormal(median: number, spread: number): number;
  hex(digits: number): string;
  uuid(): string;
};

export function createRandom(seed: string): Random {
  const next = sfc32(hash(seed));
  const int = (min: number, max: number) => min + Math.floor(next() * (max - min + 1));
  const hex = (digits: number) => Array.from({ length: digits }, () => int(0, 15).toString(16)).join("");
  return {
    next,
    int,
    hex,
    chance: (probability) => next() < probability,
    pick: (items) => items[int(0, items.length - 1)] ?? items[0],
    quantile: (values) => interpolate(values, next()),
    logNormal: (median, spread) => median * Math.exp(spread * normal(next)),
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${"89ab"[int(0, 3)]}${hex(3)}-${hex(12)}`,
  };
}

function interpolate(values: readonly [number, ...number[]], at: number): number {
  const place = at * (values.length - 1);
  const below = values[Math.floor(place)] ?? values[0];
  const above = values[Math.ceil(place)] ?? below;
  return below + (above - below) * (place - Math.floor(place));
}

/** Box and Muller's transform of two uniform numbers. */
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}

function hash(text: string): [number, number, number, number] {
  const state: [number, number, number, number] = [0x9e3779b9, 0x243f6a88, 0xb7e15162, 0xdeadbeef];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    for (let index = 0; index < 4; index++) {
      state[index] = Math.imul((state[index] ?? 0) ^ (code + index), 0x01000193 + 2 * index) >>> 0;
    }
  }
  return state;
}

/** Chris Doty-Humphrey's small fast counter generator; the first numbers are thrown away, they still resemble the seed. */
function sfc32([a, b, c, d]: [number, number, number, number]): () => number {
  const step = () => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let round = 0; round < 16; round++) step();
  return step;
}
