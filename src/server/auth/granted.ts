import type { Given, Role } from "@/contracts/access";
import type { Principal, Scope } from "@/contracts/principal";
import { addUp } from "./given";
import type { Grants } from "./grants";
import { type Need, providerDown } from "./request";
import type { Subject } from "./sql";

/**
 * What a provider vouches for, and what was granted in the database besides. While the database can't be asked, the
 * former is enough for what the caller is about to do, or they are told to come again.
 */
export async function withGrants(
  grants: Grants,
  subject: Subject,
  own: { scopes: readonly Scope[]; roles?: readonly Role[]; need: Need },
): Promise<Pick<Principal, "scopes" | "limits" | "roles">> {
  const vouched: Given = { scopes: own.scopes, roles: own.roles, namespaces: null, clusters: null };
  try {
    return addUp([vouched, ...(await grants.of(subject))]);
  } catch (error) {
    if (own.need.scope === null || !own.scopes.includes(own.need.scope)) throw providerDown(subject.provider, error);
    return addUp([vouched]);
  }
}
