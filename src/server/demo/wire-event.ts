import type { NewAuditEvent } from "@/contracts/audit";
import { jsonText } from "@/lib/json-text";

export type WireFields = Readonly<Record<string, unknown>>;

/** One event as JSON text for the API. The payload is spliced in as it is, so no number of it passes through JavaScript. */
export function toWireText(fields: WireFields, eventData: string): string {
  const kept = Object.entries(fields).filter(([, value]) => value !== null && value !== undefined);
  return `${JSON.stringify(Object.fromEntries(kept)).slice(0, -1)},"event_data":${eventData}}`;
}

export function newEventToWire(event: NewAuditEvent): string {
  return toWireText(
    {
      event_id: event.eventId,
      version: event.eventVersion,
      event_timestamp: event.eventTimestamp,
      event_type: event.eventType,
      event_category: event.eventCategory,
      event_action: event.eventAction,
      event_outcome: event.eventOutcome,
      actor_type: event.actorType,
      actor_id: event.actorId,
      resource_type: event.resourceType,
      resource_id: event.resourceId,
      correlation_id: event.correlationId,
      namespace: event.namespace,
      cluster_name: event.clusterName,
      severity: event.severity,
      duration_ms: event.durationMs === null ? null : Number(event.durationMs),
      error_message: event.errorMessage,
      is_sensitive: event.isSensitive,
    },
    jsonText(event.eventData),
  );
}
