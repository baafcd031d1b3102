import type { GrantRole, RoleGrant } from "@/contracts/access";
import type { Db } from "@/server/infra/db";

const GRANTS_MAX = 5000;

const time = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

/** A grant as the contract names it; `$1` is the present time. */
const GRANT = `
    grant_id as "grantId", subject_kind as "subjectKind", subject, provider, role, namespaces, clusters,
    granted_by as "grantedBy", ${time("granted_at")} as "grantedAt", ${time("expires_at")} as "expiresAt",
    coalesce(expires_at <= $1::timestamptz, false) as "isExpired"`;

export function selectLiveGrants(db: Db, now: string): Promise<RoleGrant[]> {
  return db.query<RoleGrant>(
    `select ${GRANT} from role_grants where revoked_at is null
      order by subject_kind, subject, granted_at, grant_id limit ${GRANTS_MAX}`,
    [now],
  );
}

/** Undefined when the same was given before and stands. Two at once wait for each other (`lockAccess`). */
export function insertGrant(
  db: Db,
  now: string,
  grant: GrantRole & { grantedBy: string },
): Promise<RoleGrant | undefined> {
  return db.one<RoleGrant>(
    `insert into role_grants (subject_kind, subject, provider, role, namespaces, clusters, expires_at, granted_by, granted_at)
     select $2::text, $3::text, $4::text, $5::text, $6::text[], $7::text[], $8::timestamptz, $9::text, $1::timestamptz
      where not exists (
        select from role_grants g
         where g.revoked_at is null and (g.expires_at is null or g.expires_at > $1::timestamptz)
           and (g.subject_kind, g.subject, g.role) = ($2, $3, $5) and g.provider is not distinct from $4
           and g.namespaces is not distinct from $6 and g.clusters is not distinct from $7)
     returning ${GRANT}`,
    [
      now,
      grant.subjectKind,
      grant.subject,
      grant.provider,
      grant.role,
      grant.namespaces,
      grant.clusters,
      grant.expiresAt,
      grant.grantedBy,
    ],
  );
}

export function setGrantRevoked(db: Db, now: string, grantId: string, by: string): Promise<RoleGrant | undefined> {
  return db.one<RoleGrant>(
    `update role_grants set revoked_at = $1::timestamptz, revoked_by = $3
      where grant_id = $2 and revoked_at is null returning ${GRANT}`,
    [now, grantId, by],
  );
}

export async function isPerson(db: Db, id: string): Promise<boolean> {
  return (await db.one("select 1 as found from people where id = $1", [id])) !== undefined;
}
