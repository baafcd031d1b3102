import type { EndSession, OwnAccount, PersonInput, PersonSession } from "@/contracts/people";
import { AppError } from "@/lib/errors";
import { toTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "../record";
import { type AccountRow, selectAccount, selectAccountByEmail } from "./sql";
import { deleteSessions, type ListedSession, selectLiveSessions } from "./sql-sessions";

/** The caller themselves, and where they are signed in. Nobody but a person has sessions. */
export async function ownAccount(ctx: Ctx): Promise<OwnAccount> {
  const account = await callerAccount(ctx);
  if (account === undefined) return { account: null, sessions: [] };
  const { id, name, email, two_factor_enabled: hasSecondFactor } = account;
  return { account: { id, name, email, hasSecondFactor }, sessions: await sessionsOf(ctx, id) };
}

export async function listSessions(ctx: Ctx, { personId }: PersonInput): Promise<{ sessions: PersonSession[] }> {
  requireScope(ctx, "access:admin");
  return { sessions: await sessionsOf(ctx, personId) };
}

/** Signs a browser out from afar: one of the caller's own, or with `access:admin` anybody's. */
export async function endSession(ctx: Ctx, { sessionId, personId }: EndSession): Promise<void> {
  if (personId !== undefined) requireScope(ctx, "access:admin");
  const account = personId === undefined ? await callerAccount(ctx) : await accountOf(ctx, personId);
  await ctx.db.tx(async () => {
    const ended = account === undefined ? [] : await deleteSessions(ctx.db, account.id, sessionId);
    if (account === undefined || ended.length === 0) throw new AppError("NOT_FOUND", "there is no such session");
    await recordAccess(ctx, [
      {
        type: "access.session.revoked",
        action: "revoked",
        resource: { type: "person", id: account.id },
        data: { email: account.email, session_id: sessionId },
      },
    ]);
  });
}

async function callerAccount(ctx: Ctx): Promise<AccountRow | undefined> {
  if (ctx.principal.kind !== "person") return undefined;
  return selectAccountByEmail(ctx.db, ctx.principal.id, ctx.clock.now().toISOString());
}

function accountOf(ctx: Ctx, personId: string): Promise<AccountRow | undefined> {
  return selectAccount(ctx.db, personId, ctx.clock.now().toISOString());
}

async function sessionsOf(ctx: Ctx, personId: string): Promise<PersonSession[]> {
  const rows = await selectLiveSessions(ctx.db, personId, ctx.clock.now().toISOString());
  return rows.map((row) => toSession(row, ctx.principal.sessionId));
}

function toSession(row: ListedSession, thisOne: string | undefined): PersonSession {
  return {
    id: row.id,
    provider: row.provider,
    address: row.ip_address,
    userAgent: row.user_agent,
    startedAt: toTimestamp(new Date(row.created_at)),
    lastSeenAt: toTimestamp(new Date(row.updated_at)),
    endsAt: toTimestamp(new Date(row.expires_at)),
    isThisOne: row.id === thisOne,
  };
}
