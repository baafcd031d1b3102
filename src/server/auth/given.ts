import { type Given, LIMITABLE_SCOPES } from "@/contracts/access";
import type { Limit, Principal, Scope } from "@/contracts/principal";

/**
 * Scopes and limits of somebody to whom several things were given. A scope that is given without limits anywhere counts
 * everywhere; otherwise it counts in all the places it is given for, and one that can't be limited is not given.
 */
export function addUp(given: readonly Given[]): Pick<Principal, "scopes" | "limits" | "roles"> {
  const limits = new Map<Scope, Limit[] | undefined>();
  for (const { scopes, namespaces, clusters } of given) {
    const isLimited = namespaces !== null || clusters !== null;
    for (const scope of scopes) {
      if (!isLimited) limits.set(scope, undefined);
      else if (LIMITABLE_SCOPES.includes(scope)) addLimit(limits, scope, { namespaces, clusters });
    }
  }
  const limited = [...limits].flatMap(([scope, parts]) => (parts === undefined ? [] : [[scope, parts] as const]));
  const roles = [...new Set(given.flatMap((one) => one.roles ?? []))];
  return { scopes: new Set(limits.keys()), limits: new Map(limited), roles };
}

function addLimit(limits: Map<Scope, Limit[] | undefined>, scope: Scope, limit: Limit): void {
  const known = limits.get(scope);
  if (known !== undefined) known.push(limit);
  else if (!limits.has(scope)) limits.set(scope, [limit]);
}
