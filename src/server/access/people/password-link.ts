import { createHash, randomBytes } from "node:crypto";
import type { PasswordLink } from "@/contracts/people";
import type { Ctx } from "@/server/infra/context";
import { forgetPasswordLinks, insertVerification } from "./sql-people";

const LIFE_MS = 3 * 86_400_000;

/** A link by which a person sets a password once. It replaces earlier ones; only a digest of it is stored. */
export async function newPasswordLink(ctx: Ctx, personId: string): Promise<PasswordLink> {
  const token = randomBytes(24).toString("base64url");
  const expiresAt = new Date(ctx.clock.now().getTime() + LIFE_MS).toISOString();
  await forgetPasswordLinks(ctx.db, personId);
  await insertVerification(ctx.db, {
    identifier: storedIdentifier(`reset-password:${token}`),
    value: personId,
    expiresAt,
  });
  // Behind the hash sign it stays in the browser: neither a log nor a referrer ever holds the token.
  return { personId, path: `/set-password#${token}`, expiresAt };
}

/** As the sign-in library stores what may be used once: it looks such values up by the same digest. */
export function storedIdentifier(identifier: string): string {
  return createHash("sha256").update(identifier).digest("base64url");
}
