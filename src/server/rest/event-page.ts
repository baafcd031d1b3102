import type { AuditEvent, EventPage } from "@/contracts/audit";

/**
 * A page of events as JSON text. The payload and the 64-bit duration are the database's own text and are spliced in unparsed,
 * so that no number is rounded on the way out.
 */
export function eventPageText(page: EventPage): string {
  const pagination = { limit: page.limit, offset: page.offset, total: page.total, has_more: page.hasMore };
  return `{"data":[${page.events.map(eventText).join(",")}],"pagination":${JSON.stringify(pagination)}}`;
}

/** Key order and the omission of empty optional members are what existing clients are generated for. */
export function eventText(event: AuditEvent): string {
  const members = JSON.stringify({
    event_id: event.event_id,
    event_timestamp: trimFraction(event.event_timestamp),
    event_date: event.event_date,
    event_type: event.event_type,
    version: event.event_version,
    event_category: event.event_category,
    event_action: event.event_action,
    event_outcome: event.event_outcome,
    correlation_id: event.correlation_id,
    parent_event_id: event.parent_event_id,
    parent_event_date: event.parent_event_date === null ? null : `${event.parent_event_date}T00:00:00Z`,
    resource_type: event.resource_type,
    resource_id: event.resource_id,
    namespace: event.namespace ?? undefined,
    cluster_name: event.cluster_name ?? undefined,
    severity: event.severity ?? undefined,
    error_code: event.error_code ?? undefined,
    error_message: event.error_message ?? undefined,
    actor_id: event.actor_id,
    actor_type: event.actor_type,
    actor_ip: event.actor_ip ?? undefined,
    retention_days: event.retention_days,
    is_sensitive: event.is_sensitive,
    event_hash: event.event_hash ?? "",
    previous_event_hash: event.previous_event_hash ?? "",
    legal_hold: event.legal_hold,
    legal_hold_reason: event.legal_hold_reason ?? "",
    legal_hold_placed_by: event.legal_hold_placed_by ?? "",
    legal_hold_placed_at: event.legal_hold_placed_at,
    chain_seq: event.chain_seq,
    hash_version: event.hash_version,
    received_at: event.received_at,
  });
  const duration = event.duration_ms === null ? "" : `,"duration_ms":${event.duration_ms}`;
  return `${members.slice(0, -1)}${duration},"event_data":${event.event_data_json}}`;
}

/** `…:00.500000Z` → `…:00.5Z`, `…:00.000000Z` → `…:00Z`. */
function trimFraction(timestamp: string): string {
  return timestamp.replace(/\.(\d*?)0*Z$/, (_, digits: string) => (digits === "" ? "Z" : `.${digits}Z`));
}
