import { APIError, createAuthMiddleware } from "better-auth/api";
import type { Ctx } from "@/server/infra/context";
import { recordAccess } from "../record";
import type { Attempts } from "./attempts";
import { authRequest } from "./request";
import { selectAccountByEmail } from "./sql";

const PASSWORD_PATH = "/sign-in/email";

/** Around each call of the library: the limit of attempts on one account, and what a refused one leaves behind. */
export function signInHooks(ctx: Ctx, attempts: Attempts) {
  return {
    before: createAuthMiddleware(async (call) => {
      if (call.path !== PASSWORD_PATH) return;
      const { isAllowed, retryAfterSeconds } = await attempts.takeForAccount(emailIn(call.body));
      if (isAllowed) return;
      const words = { code: "ACCOUNT_LIMIT", message: "Too many attempts on this account." };
      throw new APIError("TOO_MANY_REQUESTS", words, { "X-Retry-After": String(retryAfterSeconds) });
    }),
    after: createAuthMiddleware(async (call) => {
      const { newSession, returned } = call.context;
      if (newSession) await endEarlierSession(call);
      if (call.path === PASSWORD_PATH && returned instanceof APIError && returned.statusCode === 401)
        await recordRefusal(ctx, emailIn(call.body));
    }),
  };
}

type Call = Parameters<Parameters<typeof createAuthMiddleware>[0]>[0];

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

function emailIn(body: unknown): string {
  if (typeof body !== "object" || body === null || !("email" in body)) return "";
  return typeof body.email === "string" ? body.email : "";
}
