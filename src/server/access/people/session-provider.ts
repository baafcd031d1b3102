import { ROLE_SCOPES } from "@/contracts/access";
import { type AuthProvider, type Grants, withGrants } from "@/server/auth";
import type { Clock } from "@/server/infra/clock";
import type { Db } from "@/server/infra/db";
import { signedCookie } from "./cookie";
import { OIDC_PROVIDER } from "./oidc";
import { configuredRoles, type PeopleSettings, sessionCookieName } from "./settings";
import { type SessionRow, selectLiveSession, touchSession } from "./sql-sessions";

/** How exactly idle time is measured; fewer writes are worth more than the minute. */
const TOUCH_EVERY_MS = 60_000;

export type ReadSession = (cookies: string | undefined) => Promise<SessionRow | undefined>;

/** Finds the session of a browser. Nothing is remembered between requests: who is put out is out, on every replica. */
export function createSessionReader(parts: { db: Db; clock: Clock; settings: PeopleSettings }): ReadSession {
  const { db, clock, settings } = parts;
  const name = sessionCookieName(settings);
  return async (cookies) => {
    const token = signedCookie(cookies, name, settings.secret);
    if (token === undefined) return undefined;
    const now = clock.now();
    const session = await selectLiveSession(db, token, now.toISOString());
    if (session !== undefined && now.getTime() - Number(session.seen_ms) > TOUCH_EVERY_MS)
      await touchSession(db, session.id, {
        now: now.toISOString(),
        idleMs: settings.sessionIdleMs,
        maxMs: settings.sessionMaxMs,
      });
    return session;
  };
}

/** People by their session cookie. A cookie that is no good any more is as good as none: the sign-in page comes next. */
export function createSessionProvider(parts: {
  read: ReadSession;
  grants: Grants;
  settings: PeopleSettings;
}): AuthProvider {
  return {
    name: "session",
    async authenticate({ headers, need }) {
      const { cookie } = headers;
      const session = await parts.read(Array.isArray(cookie) ? cookie.join("; ") : cookie);
      if (session === undefined) return undefined;
      const { user_id: id, email, provider, groups } = session;
      const roles = provider === OIDC_PROVIDER ? configuredRoles(parts.settings, groups) : [];
      const scopes = roles.flatMap((role) => ROLE_SCOPES[role]);
      const given = await withGrants(parts.grants, { kind: "person", id, provider, groups }, { scopes, roles, need });
      return { kind: "person", id: email, provider, sessionId: session.id, ...given };
    },
  };
}
