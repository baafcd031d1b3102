import { APIError } from "better-auth/api";
import { betterAuth } from "better-auth/minimal";
import { twoFactor } from "better-auth/plugins/two-factor";
import type { BetterAuthOptions } from "better-auth/types";
import { PASSWORD_LENGTH } from "@/lib/password-length";
import { ADDRESS_HEADER } from "@/server/infra/client-address";
import type { Ctx } from "@/server/infra/context";
import { createAuthAdapter } from "./adapter";
import { type Attempts, createAttempts } from "./attempts";
import { createRecorder } from "./changes";
import { oidcGate, oidcPlugin } from "./oidc";
import { authRequest } from "./request";
import { takeCode } from "./second-factor";
import { COOKIE_PREFIX, needsSecureCookies, type PeopleSettings } from "./settings";
import { signInHooks } from "./sign-in-hooks";
import { selectAccount } from "./sql";
import { forgetEndedSessions } from "./sql-sessions";
import { ACCOUNT_TABLE, PEOPLE_TABLE, SESSION_TABLE, TWO_FACTOR_SCHEMA, VERIFICATION_TABLE } from "./tables";
import { createUsedCodes, type UsedCodes } from "./used-codes";

export const AUTH_PATH = "/api/auth";

/** The sign-in library over our schema, our transactions and our records. */
export function createAuth(ctx: Ctx, settings: PeopleSettings) {
  const attempts = createAttempts(ctx);
  const usedCodes = createUsedCodes(attempts);
  return betterAuth({
    appName: "Holdfast",
    baseURL: settings.publicUrl,
    basePath: AUTH_PATH,
    secret: settings.secret,
    trustedOrigins: [settings.publicUrl, ...settings.otherOrigins],
    database: createAuthAdapter(ctx.db, createRecorder(ctx)),
    telemetry: { enabled: false },
    logger: {
      level: "error",
      log: (_level, message, ...details) => ctx.log.error({ err: details.find(isError) }, message),
    },
    user: { ...PEOPLE_TABLE, validateUserInfo: oidcGate(ctx, settings) },
    session: {
      ...SESSION_TABLE,
      expiresIn: Math.trunc(settings.sessionMaxMs / 1000),
      disableSessionRefresh: true,
    },
    account: {
      ...ACCOUNT_TABLE,
      updateAccountOnSignIn: false,
      // An address that the identity provider has verified counts as proof of whose account it is.
      accountLinking: { enabled: true, requireLocalEmailVerified: false, allowDifferentEmails: false },
    },
    verification: { ...VERIFICATION_TABLE, storeIdentifier: "hashed" },
    emailAndPassword: {
      enabled: settings.isPasswordAllowed,
      disableSignUp: true,
      minPasswordLength: PASSWORD_LENGTH.min,
      maxPasswordLength: PASSWORD_LENGTH.max,
      revokeSessionsOnPasswordReset: true,
    },
    rateLimit: addressLimits(attempts),
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      useSecureCookies: needsSecureCookies(settings),
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", path: "/" },
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
    },
    onAPIError: {
      errorURL: `${settings.publicUrl}/sign-in`,
      onError: (err) => {
        if (!(err instanceof APIError) || err.cause !== undefined) ctx.log.error({ err }, "sign-in failed");
      },
    },
    plugins: [
      // Our own hook counts codes, strictly even when many come at once; the library's lock is not needed beside it.
      twoFactor({ issuer: "Holdfast", schema: TWO_FACTOR_SCHEMA, accountLockout: { enabled: false } }),
      ...(settings.oidc === undefined ? [] : [oidcPlugin(settings.oidc)]),
    ],
    hooks: signInHooks(ctx, { attempts, usedCodes }),
    databaseHooks: databaseHooks(ctx, settings, { attempts, usedCodes }),
  });
}

export type Auth = ReturnType<typeof createAuth>;

/** Who may have a session, how long it lasts, and how it began. */
function databaseHooks(
  ctx: Ctx,
  settings: PeopleSettings,
  { attempts, usedCodes }: { attempts: Attempts; usedCodes: UsedCodes },
): BetterAuthOptions["databaseHooks"] {
  const lifeMs = Math.min(settings.sessionIdleMs, settings.sessionMaxMs);
  return {
    session: {
      create: {
        before: async (session, call) => {
          const now = ctx.clock.now();
          const account = await selectAccount(ctx.db, session.userId, now.toISOString());
          if (!account?.is_open)
            throw new APIError("FORBIDDEN", { code: "ACCOUNT_CLOSED", message: "This account is closed." });
          const { provider = "password", groups = [], address = null } = authRequest() ?? {};
          await takeCode({ attempts, usedCodes }, account.id, call?.body);
          if (provider === "password") await attempts.forgetAccount(account.email);
          await forgetEndedSessions(ctx.db, account.id, now.toISOString());
          const expiresAt = new Date(now.getTime() + lifeMs);
          // The library knows the network only: it is what attempts are counted by.
          return { data: { ...session, ipAddress: address, expiresAt, provider, groups } };
        },
      },
    },
    account: { create: { before: async (account) => ({ data: { ...account, ...NO_TOKENS } }) } },
  };
}

/** Tokens of the identity provider are of no further use here, and what is not stored can't leak. */
const NO_TOKENS = {
  accessToken: null,
  refreshToken: null,
  idToken: null,
  accessTokenExpiresAt: null,
  refreshTokenExpiresAt: null,
};

/** Attempts of one address, by path; those of one account are counted by our own hook. */
function addressLimits(attempts: Attempts) {
  const trying = { window: 60, max: 20 };
  return {
    enabled: true,
    window: 60,
    max: 120,
    customRules: {
      "/sign-in/*": trying,
      "/two-factor/*": trying,
      "/reset-password": trying,
      "/change-password": trying,
    },
    customStorage: {
      consume: async (key: string, { window, max }: { window: number; max: number }) => {
        const { isAllowed, retryAfterSeconds } = await attempts.take(key, { max, windowSeconds: window });
        return { allowed: isAllowed, retryAfter: isAllowed ? null : retryAfterSeconds };
      },
    },
  };
}

function isError(value: unknown): value is Error {
  return value instanceof Error;
}
