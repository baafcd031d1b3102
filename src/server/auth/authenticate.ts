import type { Principal } from "@/contracts/principal";
import { type AuthProvider, type AuthRequest, bearerToken, invalidToken, unauthenticated } from "./request";
import { localPrincipal } from "./scopes";

export type Authenticate = (request: AuthRequest) => Promise<Principal>;

/** Asks one provider after the other; the first that knows the kind of credential decides. Nobody else is let in. */
export function createAuthenticate(providers: readonly AuthProvider[]): Authenticate {
  return async (request) => {
    const token = bearerToken(request);
    for (const provider of providers) {
      const principal = await provider.authenticate(request);
      if (principal !== undefined) return principal;
    }
    throw token === undefined ? unauthenticated("Missing Authorization header") : invalidToken();
  };
}

/** For a server without access control, which listens on loopback only. */
export const authenticateNobody: Authenticate = async () => localPrincipal;
