import { APIError, createAuthMiddleware } from "better-auth/api";
import type { Ctx } from "@/server/infra/context";
import type { Attempts } from "./attempts";
import { type Call, textIn, tooManyAttempts } from "./call";
import { recordRefusal } from "./record-refusal";
import { admitCode, noteCode } from "./second-factor";
import { refuseSentCodes } from "./sent-codes";
import { selectAccountByEmail } from "./sql";
import { refuseTrust } from "./trusted-devices";
import type { UsedCodes } from "./used-codes";

const PASSWORD_PATH = "/sign-in/email";

/** Around each call of the library: the limit of attempts on one account, and what a refused one leaves behind. */
export function signInHooks(ctx: Ctx, counters: { attempts: Attempts; usedCodes: UsedCodes }) {
  return {
    before: createAuthMiddleware(async (call) => {
      refuseTrust(call.body);
      refuseSentCodes(call);
      await admitCode(ctx, counters, call);
      if (call.path !== PASSWORD_PATH) return;
      const { isAllowed, retryAfterSeconds } = await counters.attempts.takeForAccount(textIn(call.body, "email"));
      if (!isAllowed) throw tooManyAttempts(retryAfterSeconds);
    }),
    after: createAuthMiddleware(async (call) => {
      const { newSession, returned } = call.context;
      if (newSession) await endEarlierSession(call);
      if (call.path === PASSWORD_PATH && returned instanceof APIError && returned.statusCode === 401)
        await recordWrongPassword(ctx, textIn(call.body, "email"));
      await noteCode(ctx, call);
    }),
  };
}

/** A sign-in replaces the session that the browser had before, so that a token from then is worth nothing. */
async function endEarlierSession(call: Call): Promise<void> {
  const { newSession, authCookies, secret, internalAdapter } = call.context;
  const earlier = await call.getSignedCookie(authCookies.sessionToken.name, secret);
  if (typeof earlier === "string" && earlier !== newSession?.session.token)
    await internalAdapter.deleteSession(earlier);
}

async function recordWrongPassword(ctx: Ctx, email: string): Promise<void> {
  const account = await selectAccountByEmail(ctx.db, email, ctx.clock.now().toISOString());
  await recordRefusal(ctx, account, { type: "access.sign_in.refused", data: { provider: "password" } });
}
