import type { ApiKey, CreateKey } from "@/contracts/access";
import type { Db } from "@/server/infra/db";

const KEYS_MAX = 2000;

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A key as the contract names it; `$1` is the present time. */
const KEY = `
    key_id as "keyId", prefix, name, owner, scopes, namespaces, clusters, created_by as "createdBy",
    ${time("created_at")} as "createdAt", ${time("expires_at")} as "expiresAt", ${time("last_used_at")} as "lastUsedAt",
    revoked_by as "revokedBy", ${time("revoked_at")} as "revokedAt", replaced_by as "replacedBy",
    case when revoked_at is not null then 'revoked' when expires_at <= $1::timestamptz then 'expired'
         when replaced_by is not null then 'replaced' else 'active' end as status`;

/** The newest first. */
export function selectKeys(db: Db, now: string): Promise<ApiKey[]> {
  return db.query<ApiKey>(`select ${KEY} from api_keys order by created_at desc, key_id limit ${KEYS_MAX}`, [now]);
}

export function lockKey(db: Db, now: string, keyId: string): Promise<ApiKey | undefined> {
  return db.one<ApiKey>(`select ${KEY} from api_keys where key_id = $2 for update`, [now, keyId]);
}

export type NewSecret = { prefix: string; hash: Buffer };

/** Undefined when a key of this name, or with this prefix, is there already. */
export function insertKey(
  db: Db,
  now: string,
  key: CreateKey & NewSecret & { createdBy: string },
): Promise<ApiKey | undefined> {
  return db.one<ApiKey>(
    `insert into api_keys (prefix, secret_hash, name, owner, scopes, namespaces, clusters, created_by, created_at, expires_at)
     values ($2, $3, $4, $5, $6, $7, $8, $9, $1::timestamptz, $10::timestamptz)
     on conflict do nothing returning ${KEY}`,
    [
      now,
      key.prefix,
      key.hash,
      key.name,
      key.owner,
      key.scopes,
      key.namespaces,
      key.clusters,
      key.createdBy,
      key.expiresAt,
    ],
  );
}

export type Rotation = NewSecret & {
  newId: string;
  createdBy: string;
  expiresAt: string | null;
  overlapSeconds: number;
};

/** One statement, since the old key must give its name away before the new one takes it, and points to it all the same. */
export function replaceKey(db: Db, now: string, keyId: string, rotation: Rotation): Promise<ApiKey | undefined> {
  return db.one<ApiKey>(
    `with old as (
       update api_keys
          set replaced_by = $3, expires_at = least(expires_at, $1::timestamptz + make_interval(secs => $8))
        where key_id = $2
       returning name, owner, scopes, namespaces, clusters)
     insert into api_keys (key_id, prefix, secret_hash, name, owner, scopes, namespaces, clusters, created_by, created_at, expires_at)
     select $3, $4, $5, name, owner, scopes, namespaces, clusters, $6, $1::timestamptz, $7::timestamptz from old
     returning ${KEY}`,
    [
      now,
      keyId,
      rotation.newId,
      rotation.prefix,
      rotation.hash,
      rotation.createdBy,
      rotation.expiresAt,
      rotation.overlapSeconds,
    ],
  );
}

export async function setRevoked(db: Db, now: string, keyId: string, by: string): Promise<ApiKey | undefined> {
  return db.one<ApiKey>(
    `update api_keys set revoked_at = $1::timestamptz, revoked_by = $3 where key_id = $2 returning ${KEY}`,
    [now, keyId, by],
  );
}

/** Whether somebody could still administer access; changes of access wait for one another here. */
export async function isStillAdministered(db: Db, now: string): Promise<boolean> {
  const row = await db.one<{ is_administered: boolean }>(
    `select exists (select from api_keys
                     where 'access:admin' = any(scopes) and namespaces is null and clusters is null
                       and revoked_at is null and (expires_at is null or expires_at > $1::timestamptz))
         or exists (select from role_grants
                     where role = 'admin' and namespaces is null and clusters is null
                       and revoked_at is null and (expires_at is null or expires_at > $1::timestamptz)
                       and (subject_kind <> 'person'
                            or exists (select from people p
                                        where p.id = subject and p.deactivated_at is null
                                          and (p.expires_at is null or p.expires_at > $1::timestamptz)))) as is_administered`,
    [now],
  );
  return row?.is_administered === true;
}

export async function lockAccess(tx: Db): Promise<void> {
  await tx.query("select pg_advisory_xact_lock(hashtext('holdfast_access'))");
}
