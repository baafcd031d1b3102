import { EmptyState } from "./empty-state";

/** Why something can't be used, for its title and for words beside it. */
export function scopeReason(scope: string): string {
  return `This needs the scope ${scope}`;
}

/** In the place of what a scope is needed for. */
export function MissingScope({ scope, does }: { scope: string; does: string }) {
  return (
    <EmptyState title={scopeReason(scope)} mark="blocked">
      {does} You don't have it. An administrator can grant you a role that does.
    </EmptyState>
  );
}
