import type { IncomingHttpHeaders } from "node:http";
import type { Role } from "@/contracts/access";
import type { Env } from "@/env";
import { AppError } from "@/lib/errors";
import {
  type Authenticate,
  type AuthProvider,
  authenticateNobody,
  createAuthenticate,
  createFailureLimit,
  createFreshness,
  createGrants,
  createJwtProvider,
  createKeyProvider,
  createKubernetesApi,
  createKubernetesProvider,
  createRateLimit,
  type FailureLimit,
  type Grants,
  type JwtOptions,
  type Need,
  noFailureLimit,
} from "@/server/auth";
import { addressOf } from "./infra/client-address";
import type { Clock } from "./infra/clock";
import type { Ctx } from "./infra/context";
import type { Db } from "./infra/db";
import { listen } from "./infra/db-listen";
import type { Log } from "./infra/log";
import type { Metrics } from "./infra/metrics";

/** An API server that is slower than this is as good as away: senders of events wait 5 s in all. */
const KUBERNETES_MS = 1000;
const RETRY_MS = 2000;

export type Entrance = {
  /** The context of a request, with its sender as the principal. Throws when they are not let in. */
  enter(headers: IncomingHttpHeaders, need: Need): Promise<Ctx>;
  stop(): Promise<void>;
};

export type EntranceOptions = {
  env: Env;
  /** For what the providers look up: short limits, since callers wait for it. */
  db: Db;
  clock: Clock;
  log: Log;
  metrics: Pick<Metrics, "failedCredentials" | "limitedCredentials">;
  contextFor(requestId: string): Ctx;
  /** Knows people by their sessions, where people can sign in. They are asked about first: most requests are theirs. */
  people?: (grants: Grants) => AuthProvider;
  /** Stores the key that the configuration brings, unless it is known. */
  storeFirstKey(key: string): Promise<unknown>;
};

/** Where every request comes in, by whatever door. */
export function createEntrance(options: EntranceOptions): Entrance {
  const { authenticate, failures, stop } = options.env.HOLDFAST_AUTH === "on" ? guarded(options) : open;
  const rateLimit = createRateLimit(options.env.RATE_LIMIT_PER_MINUTE, options.clock);
  return {
    async enter(headers, need) {
      const request = { headers, need };
      failures.check(request);
      const ctx = options.contextFor(String(headers["x-request-id"] ?? ""));
      try {
        const principal = await authenticate(request);
        if (need.scope !== "audit:write") rateLimit.spend(principal);
        return { ...ctx, principal, address: addressOf(headers) };
      } catch (error) {
        failures.note(request, error);
        if (!(error instanceof AppError)) ctx.log.error({ err: error }, "a caller could not be authenticated");
        else if (error.code === "UNAVAILABLE") ctx.log.warn({ err: error }, "callers can't be authenticated");
        throw error;
      }
    },
    stop,
  };
}

type Guard = { authenticate: Authenticate; failures: FailureLimit; stop(): Promise<void> };

const open: Guard = { authenticate: authenticateNobody, failures: noFailureLimit, stop: async () => {} };

function guarded(options: EntranceOptions): Guard {
  const { env, db, clock, log, metrics } = options;
  const freshness = createFreshness(() => notices.isLive());
  const notices = listen({
    connectionString: env.DATABASE_URL,
    channel: "holdfast_access",
    log,
    onNotice: freshness.notice,
    onGap: freshness.gap,
  });
  const grants = createGrants({ db, clock, freshness });
  const make: Readonly<Record<Env["AUTH_PROVIDERS"][number], () => AuthProvider>> = {
    "api-key": () => createKeyProvider({ db, clock, log, freshness }),
    jwt: () => createJwtProvider({ ...jwtOptions(env), grants, clock }),
    kubernetes: () => kubernetesProvider(env, { grants, clock }),
  };
  const machines = env.AUTH_PROVIDERS.map((name) => make[name]());
  const providers = options.people === undefined ? machines : [withoutHeader(options.people(grants)), ...machines];
  log.info({ providers: env.AUTH_PROVIDERS }, "access control is on");
  const firstKey = untilDone(() => options.storeFirstKey(env.FIRST_API_KEY ?? ""), { isDone: !env.FIRST_API_KEY, log });
  return {
    authenticate: createAuthenticate(providers),
    failures: createFailureLimit({
      perMinute: env.FAILED_CREDENTIALS_PER_MINUTE,
      clock,
      providers: machines,
      onFailed: () => metrics.failedCredentials.inc(),
      onLimited: () => metrics.limitedCredentials.inc(),
    }),
    async stop() {
      firstKey.stop();
      await notices.close();
    },
  };
}

/** A credential that a request names itself counts before a cookie, which a browser adds to whatever it sends. */
function withoutHeader(people: AuthProvider): AuthProvider {
  return {
    name: people.name,
    authenticate: async (request) =>
      request.headers.authorization === undefined ? people.authenticate(request) : undefined,
  };
}

/** A server may start before its database does. */
function untilDone(work: () => Promise<unknown>, { isDone, log }: { isDone: boolean; log: Log }): { stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const attempt = () =>
    void work().catch((err: unknown) => {
      log.warn({ err }, "the first key can't be stored yet");
      timer = setTimeout(attempt, RETRY_MS);
    });
  if (!isDone) attempt();
  return { stop: () => clearTimeout(timer) };
}

function kubernetesProvider(env: Env, parts: { grants: Grants; clock: Clock }): AuthProvider {
  const api = createKubernetesApi({
    url: env.AUTH_KUBERNETES_URL,
    tokenFile: env.AUTH_KUBERNETES_TOKEN_FILE,
    caFile: env.AUTH_KUBERNETES_CA_FILE,
    timeoutMs: KUBERNETES_MS,
  });
  return createKubernetesProvider({
    ...parts,
    api,
    audiences: env.AUTH_KUBERNETES_AUDIENCES,
    namespace: env.POD_NAMESPACE,
  });
}

function jwtOptions(env: Env): JwtOptions {
  const { AUTH_JWT_ISSUER: issuer, AUTH_JWT_AUDIENCE: audience, AUTH_JWT_JWKS_URL: jwksUrl } = env;
  if (issuer === undefined || audience === undefined || jwksUrl === undefined)
    throw new Error("the configuration was not checked");
  return {
    issuer,
    audience,
    jwksUrl,
    algorithms: env.AUTH_JWT_ALGORITHMS,
    claims: {
      subject: env.AUTH_JWT_SUBJECT_CLAIM,
      scopes: env.AUTH_JWT_SCOPE_CLAIM,
      roles: env.AUTH_JWT_ROLE_CLAIM,
      groups: env.AUTH_JWT_GROUPS_CLAIM,
    },
    roleMap: new Map(env.AUTH_JWT_ROLE_MAP.map(rolePair)),
  };
}

/** The value may hold an equals sign, the role none. */
function rolePair(pair: Env["AUTH_JWT_ROLE_MAP"][number]): [string, Role] {
  const at = pair.lastIndexOf("=");
  return [pair.slice(0, at), pair.slice(at + 1) as Role];
}
