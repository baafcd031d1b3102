import type { Ctx } from "@/server/infra/context";
import { type AccessRecord, recordAccess } from "../record";
import type { AuthChange, RecordChange } from "./adapter";
import { authRequest } from "./request";
import { selectAccount } from "./sql";
import type { AuthRow } from "./sql-auth";

/** Fields that move without anybody's doing. */
const IDLE_FIELDS = new Set(["updated_at", "expires_at"]);

/** Turns what the sign-in library changes into records. The actor is the person whose account it is. */
export function createRecorder(ctx: Ctx): RecordChange {
  return async (change) => {
    const records: AccessRecord[] = [];
    for (const row of change.rows) {
      const record = await recordOf(ctx, change, row);
      if (record !== undefined) records.push(record);
    }
    if (records.length > 0) await recordAccess(inRequest(ctx), records);
  };
}

async function recordOf(ctx: Ctx, change: AuthChange, row: AuthRow): Promise<AccessRecord | undefined> {
  const personId = text(change.table === "people" ? row.id : row.user_id);
  const person = await selectAccount(ctx.db, personId, ctx.clock.now().toISOString());
  const email = person?.email ?? text(row.email);
  const type = typeOf(change, person?.two_factor_enabled ?? false);
  if (type === undefined) return undefined;
  return {
    type,
    action: change.kind,
    resource: { type: "person", id: personId },
    actor: { type: "user", id: email, ip: authRequest()?.address ?? null },
    data: { email, ...details(change, row) },
  };
}

/** Values of columns never enter a record here: among them are digests of passwords and secrets. */
function details(change: AuthChange, row: AuthRow): Record<string, unknown> {
  if (change.table === "people_sessions")
    return { session_id: row.id, provider: row.provider, groups: row.groups, user_agent: row.user_agent };
  if (change.table === "people_accounts") return { provider: providerName(row), fields: named(change) };
  return { fields: named(change) };
}

function typeOf(change: AuthChange, hasSecondFactor: boolean): string | undefined {
  const { table, kind, fields } = change;
  if (table === "people_sessions") return sessionType(kind, hasSecondFactor);
  if (kind === "changed" && named(change).length === 0) return undefined;
  if (table === "two_factors") return `access.second_factor.${kind}`;
  if (table === "people_accounts")
    return kind === "changed" && fields.includes("password")
      ? "access.password.changed"
      : `access.sign_in_method.${kind}`;
  return `access.person.${kind}`;
}

/** After a right password the library opens a session and closes it at once where a second factor is still to come. */
function sessionType(kind: AuthChange["kind"], hasSecondFactor: boolean): string | undefined {
  const isFirstFactor = hasSecondFactor && authRequest()?.path === "/sign-in/email";
  if (kind === "created") return isFirstFactor ? "access.password.accepted" : "access.session.started";
  return kind === "removed" && !isFirstFactor ? "access.session.ended" : undefined;
}

function named({ fields, kind }: AuthChange): string[] {
  return kind === "changed" ? fields.filter((field) => !IDLE_FIELDS.has(field)) : [];
}

function providerName(row: AuthRow): string {
  return row.provider_id === "credential" ? "password" : text(row.provider_id);
}

function inRequest(ctx: Ctx): Ctx {
  return { ...ctx, requestId: authRequest()?.id ?? ctx.requestId };
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
