import { QUOTE } from "./json-marks";

const BUCKETS = 256;

/** Finds a few known names where they stand as bytes, without making texts of them. ASCII without escapes only. */
export class KeyTable {
  /** With their quotes. */
  private readonly keys: readonly Uint8Array[];
  private readonly buckets: readonly (readonly number[])[];
  /** Which name came behind each of them the last time: most senders write them in one order. */
  private readonly following: number[];
  private last = 0;
  private end = 0;

  constructor(names: readonly string[]) {
    this.keys = names.map((name) => Buffer.from(`"${name}"`));
    const buckets = Array.from({ length: BUCKETS }, (): number[] => []);
    this.keys.forEach((key, index) => {
      buckets[bucketOf(key, 0, key.length)]?.push(index);
    });
    this.buckets = buckets;
    this.following = names.map((_, index) => (index + 1) % names.length);
  }

  /** Place in the list of the key whose quote stands at `from`, if it is the one that is expected; else -1. */
  guess(bytes: Uint8Array, from: number): number {
    const index = this.following[this.last] as number;
    const key = this.keys[index] as Uint8Array;
    if (!equals(key, bytes, from)) return -1;
    this.last = index;
    this.end = from + key.length;
    return index;
  }

  /** Place in the list of the key in quotes; -1 for any other. */
  indexOf(bytes: Uint8Array, from: number, end: number): number {
    for (const index of this.buckets[bucketOf(bytes, from, end)] as readonly number[]) {
      const key = this.keys[index] as Uint8Array;
      if (key.length !== end - from || !equals(key, bytes, from)) continue;
      this.following[this.last] = index;
      this.last = index;
      return index;
    }
    return -1;
  }

  /** Behind the quote that closes the key that was guessed. */
  get guessedEnd(): number {
    return this.end;
  }
}

function bucketOf(bytes: Uint8Array, from: number, end: number): number {
  const middle = bytes[from + ((end - from) >> 1)] ?? QUOTE;
  return ((end - from) * 31 + (bytes[from + 1] ?? 0) * 7 + middle * 3 + (bytes[end - 2] ?? 0)) & (BUCKETS - 1);
}

/** The closing quote is part of the key, so that no longer one is taken for it. */
function equals(key: Uint8Array, bytes: Uint8Array, from: number): boolean {
  for (let i = 0; i < key.length; i++) if (key[i] !== bytes[from + i]) return false;
  return true;
}
