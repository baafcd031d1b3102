import { type Given, ROLE_SCOPES, Role } from "@/contracts/access";
import { BoundedMap } from "@/lib/bounded-map";
import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import type { Clock } from "@/server/infra/clock";
import type { Db } from "@/server/infra/db";
import type { Freshness } from "./freshness";
import { type GrantRow, type Subject, selectGrants } from "./sql";

const SUBJECTS_MAX = 10_000;
const FRESH_MS = 60_000;
const LOOKUP_MS = 1000;
/** After the database did not answer it is not waited for again for so long. */
const OUTAGE_PAUSE_MS = 1000;

export type Grants = { of(subject: Subject): Promise<Given[]> };

/** The roles of a subject, remembered while nothing is heard of a change. Throws while the database can't be asked. */
export function createGrants(options: { db: Db; clock: Clock; freshness: Freshness }): Grants {
  const { db, clock, freshness } = options;
  const known = new BoundedMap<string, { rows: GrantRow[]; readMs: number; epoch: number }>(SUBJECTS_MAX);
  let outUntil = 0;
  return {
    async of(subject) {
      const key = JSON.stringify([subject.kind, subject.id, subject.provider, subject.groups]);
      const now = clock.now().getTime();
      const found = known.get(key);
      if (
        found !== undefined &&
        found.epoch === freshness.epoch() &&
        freshness.isLive() &&
        now - found.readMs < FRESH_MS
      )
        return given(found.rows, now);
      if (now < outUntil) throw new AppError("UNAVAILABLE", "the database does not answer", { retryAfterSeconds: 1 });
      const epoch = freshness.epoch();
      const rows = await within(LOOKUP_MS, selectGrants(db, subject)).catch((error: unknown) => {
        outUntil = clock.now().getTime() + OUTAGE_PAUSE_MS;
        throw error;
      });
      known.set(key, { rows, readMs: now, epoch });
      return given(rows, now);
    },
  };
}

function given(rows: readonly GrantRow[], now: number): Given[] {
  return rows.flatMap(({ role, expires_ms, namespaces, clusters }) => {
    const known = Role.safeParse(role);
    if (!known.success || (expires_ms !== null && Number(expires_ms) <= now)) return [];
    return [{ scopes: ROLE_SCOPES[known.data], roles: [known.data], namespaces, clusters }];
  });
}
