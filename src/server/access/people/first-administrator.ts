import { randomBytes, randomUUID } from "node:crypto";
import { hashPassword } from "better-auth/crypto";
import type { SetUpFirst } from "@/contracts/people";
import { AppError } from "@/lib/errors";
import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "../record";
import { storedIdentifier } from "./password-link";
import {
  hasPeople,
  insertAdminGrant,
  insertPassword,
  insertPerson,
  insertVerification,
  lockSetUp,
  takeVerification,
} from "./sql-people";

const LINK_LIFE_MS = 86_400_000;

type Administrator = { name: string; email: string; password: string };

/**
 * Before anybody has an account: makes the given administrator, or a link by which one is made, once. Undefined when
 * there is nothing to do.
 */
export async function prepareFirstAdministrator(
  ctx: Ctx,
  given: { email: string; password: string } | undefined,
): Promise<string | undefined> {
  if (await hasPeople(ctx.db)) return undefined;
  if (given !== undefined) {
    await createFirst(
      ctx,
      { name: given.email, email: given.email.toLowerCase(), password: given.password },
      async () => true,
    );
    return undefined;
  }
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(ctx.clock.now().getTime() + LINK_LIFE_MS).toISOString();
  await insertVerification(ctx.db, { identifier: linkIdentifier(token), value: "first-administrator", expiresAt });
  return `/set-up#${token}`;
}

/** What the link leads to. It works once, and only while nobody has an account. */
export async function setUpFirst(ctx: Ctx, input: SetUpFirst): Promise<{ email: string }> {
  const now = ctx.clock.now().toISOString();
  const isMade = await createFirst(ctx, input, () => takeVerification(ctx.db, linkIdentifier(input.token), now));
  if (!isMade)
    throw new AppError("NOT_FOUND", "this link has been used, is too old, or somebody has an account already");
  return { email: input.email };
}

async function createFirst(ctx: Ctx, who: Administrator, mayBe: () => Promise<boolean>): Promise<boolean> {
  const hash = await hashPassword(who.password);
  return ctx.db.tx(async () => {
    await lockSetUp(ctx.db);
    if ((await hasPeople(ctx.db)) || !(await mayBe())) return false;
    const id = randomUUID();
    await insertPerson(ctx.db, { id, name: who.name, email: who.email, expiresAt: null });
    await insertPassword(ctx.db, id, hash);
    const grantId = await insertAdminGrant(ctx.db, id, "holdfast");
    const actor = { type: "system", id: "holdfast", ip: ctx.address ?? null };
    const data = { email: who.email, role: "admin", grant_id: grantId };
    await recordAccess(ctx, [
      { type: "access.person.created", action: "created", resource: { type: "person", id }, actor, data },
      { type: "access.grant.created", action: "created", resource: { type: "role_grant", id: grantId }, actor, data },
    ]);
    return true;
  });
}

function linkIdentifier(token: string): string {
  return storedIdentifier(`first-administrator:${token}`);
}
