import type { Principal } from "@/contracts/principal";
import { Scope } from "@/contracts/principal";
import { AppError } from "@/lib/errors";

/** Throws FORBIDDEN with the missing scope's name unless the principal has it. First line of every verb. */
export function requireScope(ctx: { principal: Principal }, scope: Scope): void {
  if (ctx.principal.scopes.has(scope)) return;
  throw new AppError("FORBIDDEN", `this needs the scope ${scope}`, { extensions: { missing_scope: scope } });
}

export function hasScope(ctx: { principal: Principal }, scope: Scope): boolean {
  return ctx.principal.scopes.has(scope);
}

const everyScope: ReadonlySet<Scope> = new Set(Scope.options);

/** Anybody who reaches a server that only listens on loopback. */
export const localPrincipal: Principal = { kind: "local", id: "local", scopes: everyScope };

/** The server itself: demo data, replay, background loops. */
export const systemPrincipal: Principal = { kind: "system", id: "holdfast", scopes: everyScope };
