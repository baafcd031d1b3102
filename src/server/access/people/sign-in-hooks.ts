import { APIError, createAuthMiddleware } from "better-auth/api";
import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "../record";
import type { Attempts } from "./attempts";
import { authRequest } from "./request";
import { selectAccountByEmail } from "./sql";
import { refuseTrust } from "./trusted-devices";
import type { UsedCodes } from "./used-codes";

const PASSWORD_PATH = "/sign-in/email";
const CODE_PATH = "/two-factor/verify-totp";
/** The library's name for the cookie of somebody whose password was right. */
const CHALLENGE_COOKIE = "two_factor";

/** Around each call of the library: the limit of attempts on one account, and what a refused one leaves behind. */
export function signInHooks(ctx: Ctx, { attempts, usedCodes }: { attempts: Attempts; usedCodes: UsedCodes }) {
  return {
    before: createAuthMiddleware(async (call) => {
      refuseTrust(call.body);
      if (call.path === CODE_PATH) await refuseUsedCode(call, usedCodes);
      if (call.path !== PASSWORD_PATH) return;
      const { isAllowed, retryAfterSeconds } = await attempts.takeForAccount(textIn(call.body, "email"));
      if (isAllowed) return;
      const words = { code: "ACCOUNT_LIMIT", message: "Too many attempts on this account." };
      throw new APIError("TOO_MANY_REQUESTS", words, { "X-Retry-After": String(retryAfterSeconds) });
    }),
    after: createAuthMiddleware(async (call) => {
      const { newSession, returned } = call.context;
      if (newSession) await endEarlierSession(call);
      if (call.path === PASSWORD_PATH && returned instanceof APIError && returned.statusCode === 401)
        await recordRefusal(ctx, textIn(call.body, "email"));
    }),
  };
}

type Call = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

/** Asked before the library looks, so that the sign-in under way goes on with the next code. */
async function refuseUsedCode(call: Call, usedCodes: UsedCodes): Promise<void> {
  const { createAuthCookie, secret, internalAdapter } = call.context;
  const challenge = await call.getSignedCookie(createAuthCookie(CHALLENGE_COOKIE).name, secret);
  if (typeof challenge !== "string") return;
  const person = await internalAdapter.findVerificationValue(challenge);
  if (person && (await usedCodes.isUsed(person.value, textIn(call.body, "code")))) throw codeUsed();
}

/** Called where a session begins: of two who bring one code at the same moment, one is let in. */
export async function useCode(usedCodes: UsedCodes, personId: string, body: unknown): Promise<void> {
  if (authRequest()?.path !== CODE_PATH) return;
  if (!(await usedCodes.use(personId, textIn(body, "code")))) throw codeUsed();
}

function codeUsed(): APIError {
  return new APIError("UNAUTHORIZED", {
    code: "CODE_USED",
    message: "This code has been used. Wait for the next one.",
  });
}

/** A sign-in replaces the session that the browser had before, so that a token from then is worth nothing. */
async function endEarlierSession(call: Call): Promise<void> {
  const { newSession, authCookies, secret, internalAdapter } = call.context;
  const earlier = await call.getSignedCookie(authCookies.sessionToken.name, secret);
  if (typeof earlier === "string" && earlier !== newSession?.session.token)
    await internalAdapter.deleteSession(earlier);
}

/** Only for accounts that exist: a stranger must not be able to fill the records with names. */
async function recordRefusal(ctx: Ctx, email: string): Promise<void> {
  const account = await selectAccountByEmail(ctx.db, email, ctx.clock.now().toISOString());
  if (account === undefined) return;
  const record = {
    type: "access.sign_in.refused",
    action: "refused",
    outcome: "failure" as const,
    resource: { type: "person" as const, id: account.id },
    actor: { type: "user", id: account.email, ip: authRequest()?.address ?? null },
    data: { email: account.email, provider: "password" },
  };
  await recordAccess({ ...ctx, requestId: authRequest()?.id ?? ctx.requestId }, [record]);
}

function textIn(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}
