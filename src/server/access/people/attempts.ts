import { createHash } from "node:crypto";
import type { Clock } from "@/server/infra/clock";
import type { Db } from "@/server/infra/db";
import { countAttempt, countedAttempts, forgetAttempts, forgetOldAttempts } from "./sql";

/** Passwords, or codes, of one account, from wherever they come; a right one starts its count anew. */
export const ACCOUNT_LIMIT = { max: 10, windowSeconds: 900 };
const KEPT_MS = 86_400_000;

type Limit = { max: number; windowSeconds: number };
export type Attempt = { isAllowed: boolean; retryAfterSeconds: number };

/** Counts attempts in the database, so that all replicas share one limit. */
export function createAttempts({ db, clock }: { db: Db; clock: Clock }) {
  const take = async (key: string, limit: Limit): Promise<Attempt> => {
    const nowMs = clock.now().getTime();
    const windowMs = limit.windowSeconds * 1000;
    const { count, startedMs } = await countAttempt(db, { key, nowMs, windowMs });
    if (count === 1) await forgetOldAttempts(db, nowMs - KEPT_MS);
    return {
      isAllowed: count <= limit.max,
      retryAfterSeconds: Math.max(1, Math.ceil((startedMs + windowMs - nowMs) / 1000)),
    };
  };
  return {
    take,
    /** Whether a further attempt would be one too many; this is none. */
    isUsedUp: async (key: string, { max, windowSeconds }: Limit) => {
      const sinceMs = clock.now().getTime() - windowSeconds * 1000;
      return (await countedAttempts(db, key, sinceMs)) >= max;
    },
    takeForAccount: (email: string) => take(accountKey(email), ACCOUNT_LIMIT),
    takeForCodes: (personId: string) => take(`codes:${personId}`, ACCOUNT_LIMIT),
    forgetCodes: (personId: string) => forgetAttempts(db, `codes:${personId}`),
    forgetAccount: (email: string) => forgetAttempts(db, accountKey(email)),
  };
}

export type Attempts = ReturnType<typeof createAttempts>;

/** A digest, because an address is personal data and may be of any length. */
function accountKey(email: string): string {
  return `account:${createHash("sha256").update(email.trim().toLowerCase()).digest("base64url")}`;
}
