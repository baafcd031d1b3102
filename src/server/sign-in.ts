import type { IncomingMessage, RequestListener } from "node:http";
import type { Role } from "@/contracts/access";
import type { Env } from "@/env";
import { createPageGuard, createPeople, type PeopleSettings, prepareFirstAdministrator } from "@/server/access";
import type { AuthProvider, Grants } from "@/server/auth";
import type { Ctx } from "./infra/context";

const RETRY_MS = 2000;

/** What the sign-in page offers. */
export type SignInOptions = { isPasswordAllowed: boolean; oidcName: string | null };

export type SignIn = {
  /** Undefined without access control. */
  options: SignInOptions | undefined;
  door: RequestListener;
  /** Undefined when people can't sign in here. */
  provider: ((grants: Grants) => AuthProvider) | undefined;
  guardPages(pages: RequestListener, enter: (req: IncomingMessage) => Promise<Ctx>): RequestListener;
  stop(): void;
};

/** The way in for people, as far as the configuration opens one. */
export function createSignIn(env: Env, ctx: Ctx): SignIn {
  if (env.HOLDFAST_AUTH === "off")
    return { options: undefined, door: nothingHere, provider: undefined, guardPages: (pages) => pages, stop: () => {} };
  const settings = env.AUTH_SECRET === undefined ? undefined : settingsFrom(env, env.AUTH_SECRET);
  const people = settings && createPeople(ctx, settings);
  return {
    options: { isPasswordAllowed: settings?.isPasswordAllowed ?? false, oidcName: settings?.oidc?.name ?? null },
    door: people?.door ?? nothingHere,
    provider: people?.provider,
    guardPages: (pages, enter) => createPageGuard({ pages, principalOf: async (req) => (await enter(req)).principal }),
    stop: settings === undefined ? () => {} : makeFirst(env, ctx, settings),
  };
}

/** Tries until the database answers: a server may start before it. The link is printed, once, and never logged. */
function makeFirst(env: Env, ctx: Ctx, { publicUrl }: PeopleSettings): () => void {
  const { HOLDFAST_ADMIN_EMAIL: email, HOLDFAST_ADMIN_PASSWORD: password } = env;
  let timer: NodeJS.Timeout | undefined;
  const attempt = async () => {
    try {
      const given = email === undefined || password === undefined ? undefined : { email, password };
      const path = await prepareFirstAdministrator(ctx, given);
      if (path !== undefined)
        process.stdout.write(
          `\nNobody has an account yet. This link makes the first administrator, once:\n  ${publicUrl}${path}\n\n`,
        );
    } catch (err) {
      ctx.log.warn({ err }, "the first administrator can't be made yet");
      timer = setTimeout(() => void attempt(), RETRY_MS);
    }
  };
  void attempt();
  return () => clearTimeout(timer);
}

function settingsFrom(env: Env, secret: string): PeopleSettings {
  const { AUTH_OIDC_ISSUER: issuer, AUTH_OIDC_CLIENT_ID: clientId } = env;
  const host = env.HOST.includes(":") ? `[${env.HOST}]` : env.HOST;
  const protocol = env.TLS_CERT_FILE === undefined ? "http" : "https";
  const publicUrl = env.PUBLIC_URL ?? `${protocol}://${host}:${env.PORT}`;
  return {
    publicUrl,
    otherOrigins: env.PUBLIC_URL === undefined ? [`${protocol}://localhost:${env.PORT}`] : [],
    secret,
    isPasswordAllowed: env.AUTH_PASSWORD_SIGN_IN === "on",
    sessionIdleMs: env.AUTH_SESSION_IDLE_MINUTES * 60_000,
    sessionMaxMs: env.AUTH_SESSION_HOURS * 3_600_000,
    oidc:
      issuer === undefined || clientId === undefined
        ? undefined
        : {
            issuer,
            clientId,
            clientSecret: env.AUTH_OIDC_CLIENT_SECRET,
            name: env.AUTH_OIDC_NAME,
            scopes: env.AUTH_OIDC_SCOPES,
            groupClaim: env.AUTH_OIDC_GROUPS_CLAIM,
            roleMap: rolesByGroup(env.AUTH_OIDC_ROLE_MAP),
          },
  };
}

/** A group may have several roles; its name may hold an equals sign, a role none. */
function rolesByGroup(pairs: Env["AUTH_OIDC_ROLE_MAP"]): Map<string, Role[]> {
  const roles = new Map<string, Role[]>();
  for (const pair of pairs) {
    const at = pair.lastIndexOf("=");
    const group = pair.slice(0, at);
    roles.set(group, [...(roles.get(group) ?? []), pair.slice(at + 1) as Role]);
  }
  return roles;
}

const nothingHere: RequestListener = (_req, res) => {
  res.writeHead(404, { "content-type": "application/json" });
  res.end(JSON.stringify({ code: "NOT_FOUND", message: "There is nothing here." }));
};
