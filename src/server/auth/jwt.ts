import { createRemoteJWKSet, decodeJwt, errors, type JWTPayload, jwtVerify } from "jose";
import { ROLE_SCOPES, type Role } from "@/contracts/access";
import { Scope } from "@/contracts/principal";
import type { Clock } from "@/server/infra/clock";
import { withGrants } from "./granted";
import type { Grants } from "./grants";
import { looksLikeKey } from "./keys/key-text";
import { createRemembered, digestOf } from "./remembered";
import { type AuthProvider, bearerToken, credentialOf, invalidToken, providerDown } from "./request";

const ENTRIES_MAX = 10_000;
/** A token that was verified is not verified again for so long, and never beyond its own end. */
const KEEP_MS = 30_000;
const CLOCK_TOLERANCE_S = 5;
const FETCH_MS = 2000;
const KEYS_KEPT_MS = 600_000;
/** The name becomes the actor of events, whose column ends there. */
const NAME_CHARACTERS_MAX = 200;

/** Only signatures that the issuer alone can make: no shared secrets, and never `none`. */
export const JWT_ALGORITHMS = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
] as const;

export type JwtOptions = {
  issuer: string;
  audience: string;
  jwksUrl: string;
  algorithms: readonly (typeof JWT_ALGORITHMS)[number][];
  /** Claims by name, dotted when nested. */
  claims: { subject: string; scopes: string; roles: string; groups: string };
  /** The role for a value of the roles claim; a value that is not listed gives nothing. */
  roleMap: ReadonlyMap<string, Role>;
};

/** Tokens of one issuer whose public keys are fetched from it. */
export function createJwtProvider(options: JwtOptions & { grants: Grants; clock: Clock }): AuthProvider {
  const { issuer, audience, claims, clock } = options;
  const now = () => clock.now().getTime();
  const keySet = createRemoteJWKSet(new URL(options.jwksUrl), {
    timeoutDuration: FETCH_MS,
    cacheMaxAge: KEYS_KEPT_MS,
  });
  const verified = createRemembered<JWTPayload>(ENTRIES_MAX, now);
  const verify = (token: string) =>
    verified.get(digestOf(token), async () => {
      const checks = {
        issuer,
        audience,
        algorithms: [...options.algorithms],
        requiredClaims: ["exp"],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: clock.now(),
      };
      const { payload } = await orRefuse(jwtVerify(token, keySet, checks));
      return { value: payload, keepMs: Math.min(KEEP_MS, (payload.exp ?? 0) * 1000 - now()) };
    });

  return {
    name: "jwt",
    async authenticate(request) {
      const token = bearerToken(request);
      if (token === undefined || looksLikeKey(token) || issuerOf(token) !== issuer) return undefined;
      const payload = await verify(token);
      const [name] = textsOf(payload, claims.subject);
      if (name === undefined || name === "" || name.length > NAME_CHARACTERS_MAX) throw invalidToken();
      const words = textsOf(payload, claims.scopes).flatMap((text) => text.split(" "));
      const scopes = words.flatMap((word) => Scope.safeParse(word).data ?? []);
      const roles = textsOf(payload, claims.roles).flatMap((text) => options.roleMap.get(text) ?? []);
      const subject = { kind: "service", id: name, provider: "jwt", groups: textsOf(payload, claims.groups) } as const;
      const own = { scopes: [...scopes, ...roles.flatMap((role) => ROLE_SCOPES[role])], roles, need: request.need };
      return {
        kind: "machine",
        id: `jwt:${name}`,
        provider: "jwt",
        ...(await withGrants(options.grants, subject, own)),
      };
    },
    isKnown(request) {
      const token = credentialOf(request);
      return token !== undefined && verified.last(digestOf(token)) !== undefined;
    },
  };
}

/** What an unverified token says, to find out whose it is; nothing else is taken from it. */
function issuerOf(token: string): string | undefined {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
}

function textsOf(payload: JWTPayload, path: string): string[] {
  const value = path
    .split(".")
    .reduce<unknown>(
      (parent, step) =>
        typeof parent === "object" && parent !== null
          ? Object.entries(parent).find(([key]) => key === step)?.[1]
          : undefined,
      payload,
    );
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

async function orRefuse<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (isRefusal(error)) throw invalidToken(error);
    throw providerDown("jwt", error);
  }
}

/** Anything but a verdict on the token means that the keys could not be had. */
function isRefusal(error: unknown): boolean {
  return (
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== "ERR_JOSE_GENERIC"
  );
}
