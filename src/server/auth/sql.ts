import type { SubjectKind } from "@/contracts/access";
import type { Db } from "@/server/infra/db";

/** Somebody to whom roles may have been granted, by name or by group. */
export type Subject = { kind: Exclude<SubjectKind, "group">; id: string; provider: string; groups: readonly string[] };

export type GrantRow = {
  role: string;
  namespaces: string[] | null;
  clusters: string[] | null;
  expires_ms: string | null;
};

/** Roles that stand, whether or not they have expired by now. */
export function selectGrants(db: Db, { kind, id, provider, groups }: Subject): Promise<GrantRow[]> {
  return db.query<GrantRow>(
    `select role, namespaces, clusters, (extract(epoch from expires_at) * 1000)::int8 as expires_ms
       from role_grants
      where revoked_at is null
        and (subject_kind = $1 and subject = $2 or subject_kind = 'group' and subject = any($3::text[]))
        and (provider is null or provider = $4)`,
    [kind, id, groups, provider],
    { name: "auth-grants" },
  );
}
