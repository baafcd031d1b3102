import type { Scope } from "@/contracts/principal";
import type { Db } from "@/server/infra/db";

export type KeyRow = {
  prefix: string;
  name: string;
  /** Hex. */
  hash: string;
  scopes: Scope[];
  namespaces: string[] | null;
  clusters: string[] | null;
  expires_ms: string | null;
  is_revoked: boolean;
};

export function findKey(db: Db, prefix: string): Promise<KeyRow | undefined> {
  return db.one<KeyRow>(
    `select prefix, name, encode(secret_hash, 'hex') as hash, scopes, namespaces, clusters,
            (extract(epoch from expires_at) * 1000)::int8 as expires_ms, revoked_at is not null as is_revoked
       from api_keys where prefix = $1`,
    [prefix],
    { name: "auth-find-key" },
  );
}

/** At most once a minute and key, however many processes see it used. */
export async function touchKey(db: Db, prefix: string, usedAt: Date): Promise<void> {
  await db.query(
    `update api_keys set last_used_at = $2::timestamptz
      where prefix = $1 and (last_used_at is null or last_used_at <= $2::timestamptz - interval '1 minute')`,
    [prefix, usedAt.toISOString()],
    { name: "auth-touch-key" },
  );
}
