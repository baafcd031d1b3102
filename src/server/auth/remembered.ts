import { hash } from "node:crypto";
import { BoundedMap } from "@/lib/bounded-map";
import { AppError } from "@/lib/errors";

export type Remembered<T> = {
  get(key: string, ask: () => Promise<{ value: T; keepMs: number }>): Promise<T>;
  /** The last answer, however old; undefined also when it has been refused since. */
  last(key: string): T | undefined;
};

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
        .catch((error: unknown) => {
          if (error instanceof AppError && error.code === "UNAUTHENTICATED") kept.delete(key);
          throw error;
        })
        .finally(() => underWay.delete(key));
      underWay.set(key, answer);
      return answer;
    },
    last: (key) => kept.get(key)?.value,
  };
}

/** Tokens are never kept themselves. */
export function digestOf(token: string): string {
  return hash("sha256", token, "base64");
}
