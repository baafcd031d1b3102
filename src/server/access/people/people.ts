import { randomUUID } from "node:crypto";
import type {
  InvitePerson,
  PasswordLink,
  Person,
  PersonInput,
  PersonStatus,
  SetPersonExpiry,
} from "@/contracts/people";
import { AppError } from "@/lib/errors";
import { toTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { refuseLockOut } from "../lock-out";
import { recordAccess } from "../record";
import { newPasswordLink } from "./password-link";
import {
  forgetPasswordLinks,
  insertPerson,
  lockPerson,
  type PersonRow,
  selectPeople,
  setDeactivated,
  setExpiry,
} from "./sql-people";
import { deleteSessions } from "./sql-sessions";

export async function listPeople(ctx: Ctx): Promise<{ people: Person[] }> {
  requireScope(ctx, "access:admin");
  const rows = await selectPeople(ctx.db, ctx.clock.now().toISOString());
  return { people: rows.map(toPerson) };
}

/** Makes an account without a password and the link that sets one; there is no mail server, so the caller hands it on. */
export async function invitePerson(ctx: Ctx, input: InvitePerson): Promise<PasswordLink> {
  requireScope(ctx, "access:admin");
  return ctx.db.tx(async () => {
    const id = randomUUID();
    if (!(await insertPerson(ctx.db, { id, ...input })))
      throw new AppError("CONFLICT", "somebody has an account with this e-mail address already", {
        fieldErrors: [{ path: "email", message: "somebody has an account with this address already" }],
      });
    const link = await newPasswordLink(ctx, id);
    await record(ctx, id, "access.person.invited", { email: input.email, expires_at: input.expiresAt });
    return link;
  });
}

/** A link that sets a new password, for somebody who has lost theirs. Their sessions end when they use it. */
export async function linkForPassword(ctx: Ctx, { personId }: PersonInput): Promise<PasswordLink> {
  requireScope(ctx, "access:admin");
  return changePerson(ctx, personId, async ({ email }) => {
    await record(ctx, personId, "access.password.link_made", { email });
    return newPasswordLink(ctx, personId);
  });
}

/** Closes an account at once, wherever its person is signed in. */
export async function deactivatePerson(ctx: Ctx, { personId }: PersonInput): Promise<{ endedSessions: number }> {
  requireScope(ctx, "access:admin");
  return changePerson(ctx, personId, async ({ email }) => {
    if (ctx.principal.kind === "person" && ctx.principal.id === email)
      throw new AppError("CONFLICT", "you can't close your own account; another administrator can");
    await setDeactivated(ctx.db, personId, ctx.clock.now().toISOString());
    await refuseLockOut(ctx);
    await forgetPasswordLinks(ctx.db, personId);
    const ended = await deleteSessions(ctx.db, personId, null);
    await record(ctx, personId, "access.person.deactivated", { email, ended_sessions: ended });
    return { endedSessions: ended.length };
  });
}

export async function reactivatePerson(ctx: Ctx, { personId }: PersonInput): Promise<void> {
  requireScope(ctx, "access:admin");
  await changePerson(ctx, personId, async ({ email }) => {
    await setDeactivated(ctx.db, personId, null);
    await record(ctx, personId, "access.person.reactivated", { email });
  });
}

export async function setPersonExpiry(ctx: Ctx, { personId, expiresAt }: SetPersonExpiry): Promise<void> {
  requireScope(ctx, "access:admin");
  await changePerson(ctx, personId, async ({ email }) => {
    await setExpiry(ctx.db, personId, expiresAt);
    await refuseLockOut(ctx);
    await record(ctx, personId, "access.person.expiry_set", { email, expires_at: expiresAt });
  });
}

async function changePerson<T>(ctx: Ctx, id: string, work: (person: { email: string }) => Promise<T>): Promise<T> {
  return ctx.db.tx(async () => {
    const person = await lockPerson(ctx.db, id);
    if (person === undefined) throw new AppError("NOT_FOUND", "there is no such person");
    return work(person);
  });
}

function record(ctx: Ctx, id: string, type: string, data: Record<string, unknown>): Promise<void> {
  const action = type.slice(type.lastIndexOf(".") + 1);
  return recordAccess(ctx, [{ type, action, resource: { type: "person", id }, data }]);
}

function toPerson(row: PersonRow): Person {
  return {
    id: row.id,
    name: row.name,
    email: row.email,
    status: statusOf(row),
    hasSecondFactor: row.two_factor_enabled,
    signInBy: row.sign_in_by,
    createdAt: toTimestamp(new Date(row.created_at)),
    expiresAt: moment(row.expires_at),
    lastSeenAt: moment(row.last_seen_at),
    sessions: row.sessions,
  };
}

function moment(text: string | null): string | null {
  return text === null ? null : toTimestamp(new Date(text));
}

function statusOf(row: PersonRow): PersonStatus {
  if (row.deactivated_at !== null) return "deactivated";
  if (row.is_expired) return "expired";
  return row.sign_in_by.length === 0 ? "invited" : "active";
}
