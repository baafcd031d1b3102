/**
 * Who the caller is and what they may do. Every domain verb asks here first,
 * so each door (REST, tRPC, page, background loop) is guarded by the same lock.
 * Providers know callers by their credentials; what none of them knows is refused, and so is everybody while the one that
 * would know can't be asked.
 */
export { type Authenticate, authenticateNobody, createAuthenticate } from "./authenticate";
export { createFailureLimit, type FailureLimit, noFailureLimit } from "./failure-limit";
export { createFreshness, type Freshness } from "./freshness";
export { withGrants } from "./granted";
export { createGrants, type Grants } from "./grants";
export { createJwtProvider, type JwtOptions } from "./jwt";
export { keyText, newKey, parseKey, secretHash } from "./keys/key-text";
export { createKeyProvider } from "./keys/provider";
export { createKubernetesApi, type KubernetesApi } from "./kubernetes/api";
export { createKubernetesProvider } from "./kubernetes/provider";
export { createRateLimit } from "./rate-limit";
export type { AuthProvider, AuthRequest, Need, Verb } from "./request";
export { hasScope, localPrincipal, requireScope, systemPrincipal } from "./scopes";
