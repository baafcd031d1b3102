import type { NewAuditEvent } from "@/contracts/audit";
import type { Ctx } from "@/server/infra/context";

/**
 * Events as they are recorded of their sender. A service may name others as actors, since it reports what they did;
 * a person is the actor, at the address that the request came from, whatever the body says.
 */
export function recordedAs({ principal, address = null }: Pick<Ctx, "principal" | "address">, events: NewAuditEvent[]) {
  if (principal.kind !== "person") return events;
  for (const event of events) Object.assign(event, { actorType: "user", actorId: principal.id, actorIp: address });
  return events;
}
