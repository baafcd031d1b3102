import type { Db } from "@/server/infra/db";

export type PersonRow = {
  id: string;
  name: string;
  email: string;
  two_factor_enabled: boolean;
  deactivated_at: string | null;
  expires_at: string | null;
  is_expired: boolean;
  created_at: string;
  sign_in_by: string[];
  sessions: number;
  last_seen_at: string | null;
};

const PEOPLE_MAX = 2000;

export function selectPeople(db: Db, now: string): Promise<PersonRow[]> {
  return db.query<PersonRow>(
    `select p.id, p.name, p.email, p.two_factor_enabled, p.deactivated_at, p.expires_at, p.created_at,
            coalesce(p.expires_at <= $1, false) as is_expired,
            array(select distinct case a.provider_id when 'credential' then 'password' else a.provider_id end
                    from people_accounts a where a.user_id = p.id order by 1) as sign_in_by,
            (select count(*)::int from people_sessions s where s.user_id = p.id and s.expires_at > $1) as sessions,
            (select max(s.updated_at) from people_sessions s where s.user_id = p.id) as last_seen_at
       from people p order by lower(p.name), p.id limit ${PEOPLE_MAX}`,
    [now],
  );
}

/** Locks the account, so that two changes of it come one after the other. */
export function lockPerson(
  db: Db,
  id: string,
): Promise<{ id: string; email: string; deactivated_at: string | null } | undefined> {
  return db.one("select id, email, deactivated_at from people where id = $1 for update", [id]);
}

export async function insertPerson(
  db: Db,
  person: { id: string; name: string; email: string; expiresAt: string | null },
): Promise<boolean> {
  const rows = await db.query(
    `insert into people (id, name, email, expires_at) values ($1, $2, $3, $4) on conflict (email) do nothing returning id`,
    [person.id, person.name, person.email, person.expiresAt],
  );
  return rows.length > 0;
}

export async function setDeactivated(db: Db, id: string, at: string | null): Promise<void> {
  await db.query("update people set deactivated_at = $2, updated_at = now() where id = $1", [id, at]);
}

export async function setExpiry(db: Db, id: string, at: string | null): Promise<void> {
  await db.query("update people set expires_at = $2, updated_at = now() where id = $1", [id, at]);
}

export async function insertVerification(
  db: Db,
  value: { identifier: string; value: string; expiresAt: string },
): Promise<void> {
  await db.query(
    "insert into verifications (id, identifier, value, expires_at) values (gen_random_uuid()::text, $1, $2, $3)",
    [value.identifier, value.value, value.expiresAt],
  );
}

/** Links of a person that have not been used: a new one makes them void. */
export async function forgetPasswordLinks(db: Db, personId: string): Promise<void> {
  await db.query("delete from verifications where value = $1", [personId]);
}

export async function takeVerification(db: Db, identifier: string, now: string): Promise<boolean> {
  const rows = await db.query("delete from verifications where identifier = $1 and expires_at > $2 returning id", [
    identifier,
    now,
  ]);
  return rows.length > 0;
}

export async function insertPassword(db: Db, personId: string, hash: string): Promise<void> {
  await db.query(
    `insert into people_accounts (id, account_id, provider_id, user_id, password)
     values (gen_random_uuid()::text, $1, 'credential', $1, $2)`,
    [personId, hash],
  );
}

export async function hasPeople(db: Db): Promise<boolean> {
  const row = await db.one<{ found: boolean }>("select exists (select 1 from people) as found");
  return row?.found ?? false;
}

/** One at a time may make the first administrator, whichever replica it asks. */
export async function lockSetUp(db: Db): Promise<void> {
  await db.query("select pg_advisory_xact_lock(hashtext('holdfast: first administrator'))");
}

export async function insertAdminGrant(db: Db, personId: string, by: string): Promise<string> {
  const row = await db.one<{ grant_id: string }>(
    `insert into role_grants (subject_kind, subject, role, granted_by) values ('person', $1, 'admin', $2) returning grant_id`,
    [personId, by],
  );
  return row?.grant_id ?? "";
}
