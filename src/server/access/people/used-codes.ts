import { createHash } from "node:crypto";
import type { Attempts } from "./attempts";

/** A code of an authenticator app is right for 90 seconds; so long it must not come a second time. */
const ONCE = { max: 1, windowSeconds: 180 };

/** Codes that have let somebody in. The sign-in library would take one again for as long as it is right. */
export function createUsedCodes(attempts: Attempts) {
  return {
    /** False for whoever comes second with the code, on whatever replica. */
    take: async (personId: string, code: string) => (await attempts.take(keyOf(personId, code), ONCE)).isAllowed,
    isUsed: (personId: string, code: string) => attempts.isUsedUp(keyOf(personId, code), ONCE),
  };
}

export type UsedCodes = ReturnType<typeof createUsedCodes>;

function keyOf(personId: string, code: string): string {
  return `code:${createHash("sha256").update(`${personId}\0${code}`).digest("base64url")}`;
}
