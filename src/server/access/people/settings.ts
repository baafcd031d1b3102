import type { Role } from "@/contracts/access";

/** An identity provider that signs people in by OpenID Connect. */
export type OidcSettings = {
  issuer: string;
  clientId: string;
  clientSecret: string | undefined;
  /** What the button says. */
  name: string;
  scopes: readonly string[];
  groupClaim: string;
  /** Roles for groups by configuration, besides those granted to groups in the database. */
  roleMap: ReadonlyMap<string, readonly Role[]>;
};

export type PeopleSettings = {
  /** Where browsers reach this server, without a path. */
  publicUrl: string;
  /** Further addresses under which browsers may reach it. */
  otherOrigins: readonly string[];
  /** Signs cookies and encrypts second factors. The same on every replica. */
  secret: string;
  /** Whether people may sign in by e-mail and password, too. */
  isPasswordAllowed: boolean;
  sessionIdleMs: number;
  sessionMaxMs: number;
  oidc: OidcSettings | undefined;
};

export const COOKIE_PREFIX = "holdfast";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Cookies are for encrypted connections only, except where a connection never leaves the machine. */
export function needsSecureCookies({ publicUrl }: PeopleSettings): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === "https:" || !LOOPBACK.has(hostname);
}

export function sessionCookieName(settings: PeopleSettings): string {
  const name = `${COOKIE_PREFIX}.session_token`;
  return needsSecureCookies(settings) ? `__Secure-${name}` : name;
}

/** What the configuration gives to somebody who came in by the identity provider with these groups. */
export function configuredRoles({ oidc }: PeopleSettings, groups: readonly string[]): Role[] {
  return groups.flatMap((group) => oidc?.roleMap.get(group) ?? []);
}
