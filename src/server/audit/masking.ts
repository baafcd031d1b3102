import { MASKED_PAYLOAD } from "@/contracts/audit";
import type { Principal } from "@/contracts/principal";
import { type AddValue, revealableTo } from "@/server/remediations";

/** Condition on `audit_events`: the principal may see the payload even when it is sensitive. */
export function mayReveal(principal: Principal, table: string, add: AddValue): string {
  const revealable = revealableTo(principal, add);
  if (revealable === "true" || revealable === "false") return revealable;
  return `${table}.correlation_id in (select r.correlation_id from remediations r where ${revealable})`;
}

/** The payload's text where the condition holds, else the notice that it is masked. */
export function shownPayload(table: string, isShown: string): string {
  return `case when ${isShown} then ${table}.event_data::text else '${MASKED_PAYLOAD}' end`;
}
