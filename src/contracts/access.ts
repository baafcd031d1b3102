/**
 * Words of access.
 * role: a set of scopes, in code. grant: a role given to a subject, in the database. limit: where a scope counts.
 * key: a credential of ours for machines; its prefix may be seen, its secret is shown once.
 */
import { z } from "zod";
import { type Limit, Scope } from "./principal";
import { Role, SubjectKind } from "./roles";

export { LIMITABLE_SCOPES, ROLE_SCOPES, Role, SubjectKind } from "./roles";

const Name = (max: number) => z.string().trim().min(1).max(max);
const Places = z.array(Name(255)).min(1).max(200).nullable().default(null);
const Moment = z.iso.datetime({ offset: true }).nullable();

/** A key as everybody who administers access sees it. */
export const ApiKey = z.object({
  keyId: z.uuid(),
  prefix: z.string(),
  name: z.string(),
  owner: z.string(),
  scopes: z.array(Scope),
  namespaces: z.array(z.string()).nullable(),
  clusters: z.array(z.string()).nullable(),
  createdBy: z.string(),
  createdAt: z.string(),
  expiresAt: z.string().nullable(),
  lastUsedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  revokedAt: z.string().nullable(),
  replacedBy: z.uuid().nullable(),
  status: z.enum(["active", "replaced", "expired", "revoked"]),
});
export type ApiKey = z.infer<typeof ApiKey>;

export const CreateKey = z.object({
  name: Name(100),
  owner: Name(255),
  scopes: z.array(Scope).min(1).max(Scope.options.length),
  namespaces: Places,
  clusters: Places,
  expiresAt: Moment.default(null),
});
export type CreateKey = z.infer<typeof CreateKey>;

/** The one answer that holds the secret. */
export const CreatedKey = z.object({ key: ApiKey, secret: z.string() });
export type CreatedKey = z.infer<typeof CreatedKey>;

const OVERLAP_SECONDS_MAX = 30 * 86_400;
export const RotateKey = z.object({
  keyId: z.uuid(),
  /** How long the old secret goes on working. */
  overlapSeconds: z.number().int().min(0).max(OVERLAP_SECONDS_MAX).default(86_400),
  expiresAt: Moment.default(null),
});
export type RotateKey = z.infer<typeof RotateKey>;

export const RevokeKey = z.object({ keyId: z.uuid() });
export type RevokeKey = z.infer<typeof RevokeKey>;

export const RoleGrant = z.object({
  grantId: z.uuid(),
  subjectKind: SubjectKind,
  subject: z.string(),
  provider: z.string().nullable(),
  role: Role,
  namespaces: z.array(z.string()).nullable(),
  clusters: z.array(z.string()).nullable(),
  grantedBy: z.string(),
  grantedAt: z.string(),
  expiresAt: z.string().nullable(),
  isExpired: z.boolean(),
});
export type RoleGrant = z.infer<typeof RoleGrant>;

/** A grant to a group is what maps a group of an identity provider to a role. */
export const GrantRole = z.object({
  subjectKind: SubjectKind,
  subject: Name(255),
  provider: Name(100).nullable().default(null),
  role: Role,
  namespaces: Places,
  clusters: Places,
  expiresAt: Moment.default(null),
});
export type GrantRole = z.infer<typeof GrantRole>;

export const RevokeGrant = z.object({ grantId: z.uuid() });
export type RevokeGrant = z.infer<typeof RevokeGrant>;

/** What the caller may do, and where. A scope without limits counts everywhere. */
export const WhoAmI = z.object({
  kind: z.enum(["system", "machine", "person", "local"]),
  id: z.string(),
  provider: z.string().nullable(),
  /** What they were given by name; scopes of a key or of a token come without a role. */
  roles: z.array(Role),
  scopes: z.array(
    z.object({
      scope: Scope,
      limits: z
        .array(z.object({ namespaces: z.array(z.string()).nullable(), clusters: z.array(z.string()).nullable() }))
        .nullable(),
    }),
  ),
  missing: z.array(Scope),
});
export type WhoAmI = z.infer<typeof WhoAmI>;

/** Scopes and where they count, as a key or a grant gives them. */
export type Given = Limit & { scopes: readonly Scope[]; roles?: readonly Role[] };
