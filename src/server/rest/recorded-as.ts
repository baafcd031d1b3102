import type { NewAuditEvent } from "@/contracts/audit";
import type { Principal } from "@/contracts/principal";

/**
 * Events as they are recorded of their sender. A service may name others as actors, since it reports what they did;
 * whoever is no service is the actor, whatever the body says.
 */
export function recordedAs({ kind, id }: Principal, events: NewAuditEvent[]): NewAuditEvent[] {
  if (kind === "person") for (const event of events) Object.assign(event, { actorType: "user", actorId: id });
  return events;
}
