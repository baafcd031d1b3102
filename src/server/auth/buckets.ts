import { BoundedMap } from "@/lib/bounded-map";
import type { Clock } from "@/server/infra/clock";

const KEYS_MAX = 10_000;
const MINUTE_MS = 60_000;

export type Buckets = {
  /** Whether nothing of a key is missing. */
  isFull(key: string): boolean;
  /** How long until there is something to take; 0 while there is. */
  waitSeconds(key: string): number;
  take(key: string): void;
};

/**
 * So many a minute under each key, all of them at once if they like. What is taken beyond that is owed, up to a minute's
 * worth: it may be known only afterwards that there was nothing to take.
 */
export function createBuckets(perMinute: number, clock: Clock): Buckets {
  const buckets = new BoundedMap<string, { left: number; atMs: number }>(KEYS_MAX);
  const nowMs = () => clock.now().getTime();
  const leftOf = (key: string) => {
    const known = buckets.get(key);
    if (known === undefined) return perMinute;
    return Math.min(perMinute, known.left + (Math.max(0, nowMs() - known.atMs) * perMinute) / MINUTE_MS);
  };
  return {
    isFull: (key) => leftOf(key) >= perMinute,
    waitSeconds(key) {
      const left = leftOf(key);
      return left >= 1 ? 0 : Math.ceil(((1 - left) * MINUTE_MS) / perMinute / 1000);
    },
    take: (key) => buckets.set(key, { left: Math.max(-perMinute, leftOf(key) - 1), atMs: nowMs() }),
  };
}
