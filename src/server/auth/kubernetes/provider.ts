import type { Scope } from "@/contracts/principal";
import type { Clock } from "@/server/infra/clock";
import { withGrants } from "../granted";
import type { Grants } from "../grants";
import { looksLikeKey } from "../keys/key-text";
import { createRemembered, digestOf } from "../remembered";
import { type AuthProvider, bearerToken, credentialOf, providerDown, type Verb } from "../request";
import type { KubernetesApi } from "./api";
import { type ClusterUser, reviewAccess, reviewToken } from "./reviews";

/** The object in the cluster whose access rules are asked; existing services have roles for this one. */
const SERVICE = "data-storage-service";
const SERVICE_ACCOUNT = "system:serviceaccount:";
const ENTRIES_MAX = 10_000;
const KEEP_MS = 10_000;
/** A refused token may be one that the cluster has made a moment ago. */
const KEEP_REFUSED_MS = 2000;

/** What a verb on the service stands for. */
const VERB_SCOPES: Readonly<Record<Verb, readonly Scope[]>> = {
  get: ["audit:read", "export"],
  create: ["audit:write", "reconstruct", "verify", "catalog:write"],
  update: ["hold:write", "hold:release", "catalog:write"],
};

export type KubernetesProviderOptions = {
  api: KubernetesApi;
  grants: Grants;
  clock: Clock;
  /** Audiences that a token must have been made for; none are asked for when empty. */
  audiences: readonly string[];
  /** Namespace of the service in the cluster. */
  namespace: string;
};

/** Whoever the cluster knows, with the rights that it gives them on our service. Nobody while it can't be asked. */
export function createKubernetesProvider(options: KubernetesProviderOptions): AuthProvider {
  const { api, clock, audiences, namespace } = options;
  const now = () => clock.now().getTime();
  const users = createRemembered<ClusterUser | undefined>(ENTRIES_MAX, now);
  const accesses = createRemembered<boolean>(ENTRIES_MAX, now);

  const userOf = (token: string) =>
    users.get(digestOf(token), async () => {
      const user = await orDown(reviewToken(api, token, audiences));
      return { value: user, keepMs: user === undefined ? KEEP_REFUSED_MS : KEEP_MS };
    });
  const mayUse = (token: string, user: ClusterUser, verb: Verb) =>
    accesses.get(`${verb} ${digestOf(token)}`, async () => {
      const isAllowed = await orDown(reviewAccess(api, user, { namespace, name: SERVICE, verb }));
      return { value: isAllowed, keepMs: isAllowed ? KEEP_MS : KEEP_REFUSED_MS };
    });

  return {
    name: "kubernetes",
    async authenticate(request) {
      const token = bearerToken(request);
      if (token === undefined || looksLikeKey(token)) return undefined;
      const user = await userOf(token);
      if (user === undefined) return undefined;
      const { need } = request;
      const isService = user.username.startsWith(SERVICE_ACCOUNT);
      const scopes = (await mayUse(token, user, need.verb)) ? scopesOf(need.verb, isService) : [];
      const subject = { kind: "service", id: user.username, provider: "kubernetes", groups: user.groups } as const;
      return {
        kind: isService ? "machine" : "person",
        id: user.username,
        provider: "kubernetes",
        ...(await withGrants(options.grants, subject, { scopes, need })),
      };
    },
    isKnown(request) {
      const token = credentialOf(request);
      return token !== undefined && users.last(digestOf(token)) !== undefined;
    },
  };
}

/** Services read whole events; people see sensitive payloads by a role only. */
function scopesOf(verb: Verb, isService: boolean): readonly Scope[] {
  return verb === "get" && isService ? [...VERB_SCOPES.get, "audit:reveal"] : VERB_SCOPES[verb];
}

async function orDown<T>(asked: Promise<T>): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw providerDown("kubernetes", error);
  }
}
