import type { Db } from "@/server/infra/db";

export type AccountRow = { id: string; email: string; name: string; is_open: boolean; two_factor_enabled: boolean };

const ACCOUNT = `id, email, name, two_factor_enabled,
  deactivated_at is null and (expires_at is null or expires_at > $2) as is_open`;

export function selectAccount(db: Db, id: string, now: string): Promise<AccountRow | undefined> {
  return db.one<AccountRow>(`select ${ACCOUNT} from people where id = $1`, [id, now]);
}

export function selectAccountByEmail(db: Db, email: string, now: string): Promise<AccountRow | undefined> {
  return db.one<AccountRow>(`select ${ACCOUNT} from people where email = lower($1)`, [email, now]);
}

/** Whether a person who comes in like this would have any role at all. */
export async function mayEnter(
  db: Db,
  who: { personId: string | null; provider: string; groups: readonly string[]; now: string },
): Promise<boolean> {
  const row = await db.one<{ found: boolean }>(
    `select exists (
       select 1 from role_grants
        where revoked_at is null and (expires_at is null or expires_at > $4) and (provider is null or provider = $2)
          and (subject_kind = 'group' and subject = any($3::text[]) or subject_kind = 'person' and subject = $1)
     ) as found`,
    [who.personId, who.provider, who.groups, who.now],
  );
  return row?.found ?? false;
}

/** One more attempt under a key. The count starts anew with each window; the start of the window comes back with it. */
export async function countAttempt(
  db: Db,
  attempt: { key: string; nowMs: number; windowMs: number },
): Promise<{ count: number; startedMs: number }> {
  const row = await db.one<{ count: number; last_request: string }>(
    `insert into sign_in_attempts as a (id, key, count, last_request) values (gen_random_uuid()::text, $1, 1, $2)
     on conflict (key) do update set
       count = case when a.last_request + $3 <= $2 then 1 else least(a.count, 1000000) + 1 end,
       last_request = case when a.last_request + $3 <= $2 then $2 else a.last_request end
     returning count, last_request`,
    [attempt.key, attempt.nowMs, attempt.windowMs],
  );
  return { count: row?.count ?? 1, startedMs: Number(row?.last_request ?? attempt.nowMs) };
}

/** Attempts under a key in a window that has begun since then. */
export async function countedAttempts(db: Db, key: string, sinceMs: number): Promise<number> {
  const row = await db.one<{ count: number }>(
    "select count from sign_in_attempts where key = $1 and last_request > $2",
    [key, sinceMs],
  );
  return row?.count ?? 0;
}

export async function forgetAttempts(db: Db, key: string): Promise<void> {
  await db.query("delete from sign_in_attempts where key = $1", [key]);
}

export async function forgetOldAttempts(db: Db, beforeMs: number): Promise<void> {
  await db.query("delete from sign_in_attempts where last_request < $1", [beforeMs]);
}
