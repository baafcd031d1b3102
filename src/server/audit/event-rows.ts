import { type CopyPart, CopyRows } from "@/server/infra/copy-rows";
import { HASH_VERSION } from "./chain";
import type { ChainedEvent, ReadyEvent } from "./ready-event";

/** Known before anything is locked, in the order in which `writeSettled` writes them. */
const settledColumns = [
  "event_id",
  "event_date",
  "event_timestamp",
  "received_at",
  "hash_version",
  "event_outcome",
  "parent_event_id",
  "parent_event_date",
  "duration_ms",
  "is_sensitive",
  "event_version",
  "event_type",
  "event_category",
  "event_action",
  "actor_type",
  "actor_id",
  "actor_ip",
  "resource_type",
  "resource_id",
  "correlation_id",
  "namespace",
  "cluster_name",
  "severity",
  "error_code",
  "error_message",
  "event_data",
];
/** Known under the lock, in the order in which `eventRows` writes them. */
const linkColumns = ["retention_days", "chain_seq", "event_hash", "previous_event_hash"];
const columns = [...settledColumns, ...linkColumns];

export const COPY_EVENTS = `copy audit_events (${columns.join(", ")}) from stdin (format binary)`;

/** What an event takes beside its payload, generously, and its link exactly. */
const SETTLED_BYTES = 1024;
const LINK_BYTES = 4 + 4 + 4 + 8 + 2 * (4 + 64);
/** The format's own beginning and end. */
const FRAME_BYTES = 32;

type Settled = Omit<ReadyEvent, "row">;

/** Room for the settled part of the rows of some events. */
export function rowsFor(events: readonly Pick<ReadyEvent, "eventData">[]): CopyRows {
  let payloads = 0;
  let longest = 0;
  for (const { eventData } of events) {
    payloads += eventData.length;
    longest = Math.max(longest, eventData.length);
  }
  // The last one is given room as if every character of it took three bytes.
  return new CopyRows(payloads + 2 * longest + events.length * SETTLED_BYTES);
}

/** All of an event's row but its link: three quarters of the work, done before anybody waits for a lock. */
export function writeSettled(rows: CopyRows, event: Settled): CopyPart {
  const from = rows.length;
  rows.begin(columns.length);
  rows.uuid(event.eventId);
  rows.date(event.eventDate);
  rows.timestamptz(event.eventTimestamp);
  rows.timestamptz(event.receivedAt);
  rows.int2(HASH_VERSION);
  rows.text(event.eventOutcome);
  rows.uuid(event.parentEventId);
  rows.date(event.parentEventDate);
  rows.int8(event.durationMs === null ? null : BigInt(event.durationMs));
  rows.bool(event.isSensitive);
  rows.text(event.eventVersion);
  rows.text(event.eventType);
  rows.text(event.eventCategory);
  rows.text(event.eventAction);
  rows.text(event.actorType);
  rows.text(event.actorId);
  rows.text(event.actorIp);
  rows.text(event.resourceType);
  rows.text(event.resourceId);
  rows.text(event.correlationId);
  rows.text(event.namespace);
  rows.text(event.clusterName);
  rows.text(event.severity);
  rows.text(event.errorCode);
  rows.text(event.errorMessage);
  rows.jsonb(event.eventData);
  return rows.partFrom(from);
}

/** The message of `COPY_EVENTS` for events that have their place in the chain. */
export function eventRows(events: readonly ChainedEvent[]): Buffer {
  const size = events.reduce((sum, { event }) => sum + event.row.to - event.row.from + LINK_BYTES, 0);
  const rows = new CopyRows(size + FRAME_BYTES);
  for (const { event, retentionDays, chainSeq, eventHash, previousEventHash } of events) {
    rows.append(event.row);
    rows.int4(retentionDays);
    rows.int8(BigInt(chainSeq));
    rows.ascii(eventHash);
    rows.ascii(previousEventHash);
  }
  return rows.finish();
}
