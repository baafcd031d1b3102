import type { NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { jsonBytes } from "@/lib/json-text";
import { parseEventBody } from "@/lib/lossless";
import { toNewEvent } from "./parse-events";
import { prepareEvent } from "./prepare";
import type { BatchReceipt } from "./receipts";

/**
 * An event as the queue holds it: the former service's own form, whose payload is base64 of the JSON bytes,
 * so that either service can replay what the other has queued.
 */
export function encodeQueuedEvent(event: NewAuditEvent, batch?: BatchReceipt): string {
  return JSON.stringify({
    ...(batch && { batch_key: batch.batchKey, batch_generation: batch.generation }),
    event_id: event.eventId,
    version: event.eventVersion,
    event_timestamp: event.eventTimestamp,
    event_type: event.eventType,
    event_category: event.eventCategory,
    event_action: event.eventAction,
    event_outcome: event.eventOutcome,
    actor_type: event.actorType,
    actor_id: event.actorId,
    actor_ip: event.actorIp ?? undefined,
    resource_type: event.resourceType,
    resource_id: event.resourceId,
    correlation_id: event.correlationId,
    parent_event_id: event.parentEventId ?? undefined,
    parent_event_date: event.parentEventDate ?? undefined,
    namespace: event.namespace ?? undefined,
    cluster_name: event.clusterName ?? undefined,
    severity: event.severity ?? undefined,
    duration_ms: event.durationMs === null ? undefined : Number(event.durationMs),
    error_code: event.errorCode ?? undefined,
    error_message: event.errorMessage ?? undefined,
    retention_days: event.retentionDays ?? undefined,
    is_sensitive: event.isSensitive,
    ...((event.idFrom ?? "client") === "client" ? { id_from: "client" } : {}),
    event_data: jsonBytes(event.eventData).toString("base64"),
  });
}

/** Reads either service's entry; its payload may be base64 or a nested object. VALIDATION when it is neither. */
export function decodeQueuedEvent(payload: string): NewAuditEvent {
  const { events } = parseEventBody(payload);
  const [sent] = events;
  if (sent === undefined || events.length !== 1) throw new AppError("VALIDATION", "a queued payload holds one event");
  const isEncoded = sent.eventData?.startsWith('"') === true;
  const eventData = isEncoded ? fromBase64(sent.eventData) : sent.eventData;
  const event = toNewEvent({ fields: sent.fields, eventData }, "");
  if (event.eventId === undefined) throw new AppError("VALIDATION", "a queued event has an event_id");
  const queued: NewAuditEvent = { ...event, idFrom: sent.fields.id_from === "client" ? "client" : "replay" };
  prepareEvent(queued, "");
  return queued;
}

/** The try of a batch that queued this event; undefined for a single event and for what the former service queued. */
export function queuedBatchOf(payload: string): BatchReceipt | undefined {
  const [, batchKey, generation] = /^\{"batch_key":"([0-9a-f]{64})","batch_generation":(\d{1,16}),/.exec(payload) ?? [];
  return batchKey === undefined ? undefined : { batchKey, generation: Number(generation) };
}

function fromBase64(quoted: string | undefined): string {
  return Buffer.from(quoted?.slice(1, -1) ?? "", "base64").toString("utf8");
}
