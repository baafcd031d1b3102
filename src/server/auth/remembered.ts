import { createHash } from "node:crypto";
import { BoundedMap } from "@/lib/bounded-map";

export type Remembered<T> = { get(key: string, ask: () => Promise<{ value: T; keepMs: number }>): Promise<T> };

/** Answers that are kept for a while, at most so many, and asked for once however many wait for them. Failures are not kept. */
export function createRemembered<T>(entriesMax: number, now: () => number): Remembered<T> {
  const kept = new BoundedMap<string, { value: T; untilMs: number }>(entriesMax);
  const underWay = new Map<string, Promise<T>>();
  return {
    async get(key, ask) {
      const known = kept.get(key);
      if (known !== undefined && now() < known.untilMs) return known.value;
      const asked = underWay.get(key);
      if (asked !== undefined) return asked;
      const answer = ask()
        .then(({ value, keepMs }) => {
          kept.set(key, { value, untilMs: now() + keepMs });
          return value;
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, answer);
      return answer;
    },
  };
}

/** Tokens are never kept themselves. */
export function digestOf(token: string): string {
  return createHash("sha256").update(token, "utf8").digest("base64");
}
