import type { GrantRole, RevokeGrant, Role, RoleGrant } from "@/contracts/access";
import { AppError } from "@/lib/errors";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { lockAccess } from "../keys/sql";
import { refuseLockOut } from "../lock-out";
import { type AccessRecord, recordAccess } from "../record";
import { insertGrant, isPerson, selectLiveGrants, setGrantRevoked } from "./sql";

/** What these roles are for counts everywhere or not at all. */
const WHOLE_ROLES: readonly Role[] = ["admin", "catalog-admin"];

export async function listGrants(ctx: Ctx): Promise<{ grants: RoleGrant[] }> {
  requireScope(ctx, "access:admin");
  return { grants: await selectLiveGrants(ctx.db, nowOf(ctx)) };
}

/** Gives a role to a person, to a service, or to everybody whom an identity provider puts into a group. */
export async function grantRole(ctx: Ctx, input: GrantRole): Promise<RoleGrant> {
  requireScope(ctx, "access:admin");
  refuseLimits(input);
  return ctx.db.tx(async (tx) => {
    await lockAccess(tx);
    if (input.subjectKind === "person" && !(await isPerson(tx, input.subject)))
      throw refuse("subject", "is nobody's account");
    const grant = await insertGrant(tx, nowOf(ctx), { ...input, grantedBy: ctx.principal.id });
    if (grant === undefined) throw new AppError("CONFLICT", "this role has been given already");
    await recordAccess(ctx, [recordOf(grant, "created")]);
    return grant;
  });
}

export async function revokeGrant(ctx: Ctx, { grantId }: RevokeGrant): Promise<RoleGrant> {
  requireScope(ctx, "access:admin");
  return ctx.db.tx(async (tx) => {
    await lockAccess(tx);
    const grant = await setGrantRevoked(tx, nowOf(ctx), grantId, ctx.principal.id);
    if (grant === undefined) throw new AppError("NOT_FOUND", `there is no grant ${grantId} to revoke`);
    if (grant.role === "admin") await refuseLockOut(ctx);
    await recordAccess(ctx, [recordOf(grant, "revoked")]);
    return grant;
  });
}

function refuseLimits({ role, namespaces, clusters }: GrantRole): void {
  if (WHOLE_ROLES.includes(role) && (namespaces !== null || clusters !== null))
    throw refuse("role", `${role} can't be limited to namespaces or clusters`);
}

function refuse(path: string, message: string): AppError {
  return new AppError("VALIDATION", `${path}: ${message}`, { fieldErrors: [{ path, message }] });
}

function recordOf(grant: RoleGrant, action: string): AccessRecord {
  const { subjectKind, subject, provider, role, namespaces, clusters, expiresAt } = grant;
  const data = { subject_kind: subjectKind, subject, provider, role, namespaces, clusters, expires_at: expiresAt };
  return { type: `access.grant.${action}`, action, resource: { type: "role_grant", id: grant.grantId }, data };
}

function nowOf(ctx: Ctx): string {
  return ctx.clock.now().toISOString();
}
