import type { Db } from "@/server/infra/db";

export type SessionRow = {
  id: string;
  user_id: string;
  email: string;
  name: string;
  provider: string;
  groups: string[];
  seen_ms: string;
};

const IS_LIVE = `s.expires_at > $2 and p.deactivated_at is null and (p.expires_at is null or p.expires_at > $2)`;

/** A session that counts now: not over, and its person may still come in. */
export function selectLiveSession(db: Db, token: string, now: string): Promise<SessionRow | undefined> {
  return db.one<SessionRow>(
    `select s.id, s.user_id, p.email, p.name, s.provider, s.groups,
            (extract(epoch from s.updated_at) * 1000)::int8 as seen_ms
       from people_sessions s join people p on p.id = s.user_id
      where s.token = $1 and ${IS_LIVE}`,
    [token, now],
    { name: "people-session" },
  );
}

/** Idle time starts anew; the age since sign-in does not. */
export async function touchSession(
  db: Db,
  id: string,
  limits: { now: string; idleMs: number; maxMs: number },
): Promise<void> {
  await db.query(
    `update people_sessions
        set updated_at = $2::timestamptz,
            expires_at = least(created_at + $4 * interval '1 millisecond', $2::timestamptz + $3 * interval '1 millisecond')
      where id = $1`,
    [id, limits.now, limits.idleMs, limits.maxMs],
  );
}

export type ListedSession = {
  id: string;
  provider: string;
  ip_address: string | null;
  user_agent: string | null;
  created_at: string;
  updated_at: string;
  expires_at: string;
};

export function selectLiveSessions(db: Db, personId: string, now: string): Promise<ListedSession[]> {
  return db.query<ListedSession>(
    `select s.id, s.provider, s.ip_address, s.user_agent, s.created_at, s.updated_at, s.expires_at
       from people_sessions s join people p on p.id = s.user_id
      where s.user_id = $1 and ${IS_LIVE}
      order by s.updated_at desc limit 200`,
    [personId, now],
  );
}

/** Sessions that have ended by themselves: nobody ended them, so nothing is recorded. */
export async function forgetEndedSessions(db: Db, personId: string, now: string): Promise<void> {
  await db.query("delete from people_sessions where user_id = $1 and expires_at <= $2", [personId, now]);
}

/** Ends one session of a person, or all of them. Says which ended. */
export async function deleteSessions(db: Db, personId: string, only: string | null): Promise<string[]> {
  const rows = await db.query<{ id: string }>(
    "delete from people_sessions where user_id = $1 and ($2::text is null or id = $2) returning id",
    [personId, only],
  );
  return rows.map(({ id }) => id);
}
