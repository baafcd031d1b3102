import { Role, type WhoAmI } from "@/contracts/access";
import { Scope } from "@/contracts/principal";
import type { Ctx } from "@/server/infra/context";

/** Who the caller is to this server, what they may do and where, and what they may not. Asking needs no scope. */
export async function whoAmI({ principal }: Ctx): Promise<WhoAmI> {
  const { kind, id, provider = null, roles = [], scopes, limits } = principal;
  const held = Scope.options.filter((scope) => scopes.has(scope));
  return {
    kind,
    id,
    provider,
    roles: Role.options.filter((role) => roles.includes(role)),
    scopes: held.map((scope) => ({ scope, limits: limits?.get(scope)?.map(copy) ?? null })),
    missing: Scope.options.filter((scope) => !scopes.has(scope)),
  };
}

function copy({ namespaces, clusters }: { namespaces: readonly string[] | null; clusters: readonly string[] | null }) {
  return { namespaces: namespaces && [...namespaces], clusters: clusters && [...clusters] };
}
