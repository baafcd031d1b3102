import { type CopyPart, CopyRows } from "@/server/infra/copy-rows";
import { HASH_VERSION } from "./chain";
import type { ChainedEvent, ReadyEvent } from "./ready-event";

/** Columns of text, in the order in which they stand in a row. */
export const TEXT_COLUMNS = [
  "event_version",
  "event_type",
  "event_category",
  "event_action",
  "event_outcome",
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
] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** Known of an event as it was sent, in the order in which `writeSettled` and the scanner write them. */
const settledColumns = [
  "event_data",
  ...TEXT_COLUMNS,
  "duration_ms",
  "is_sensitive",
  "event_timestamp",
  "event_date",
  "parent_event_id",
  "parent_event_date",
];
/** Known later, in the order in which `eventRows` writes them. */
const laterColumns = [
  "event_id",
  "received_at",
  "hash_version",
  "retention_days",
  "chain_seq",
  "event_hash",
  "previous_event_hash",
];
export const COLUMNS: readonly string[] = [...settledColumns, ...laterColumns];

export const COPY_EVENTS = `copy audit_events (${COLUMNS.join(", ")}) from stdin (format binary)`;

/** What an event takes beside its payload, generously, and what is known later exactly. */
const SETTLED_BYTES = 1024;
const LATER_BYTES = 4 + 16 + 4 + 8 + 4 + 2 + 4 + 4 + 4 + 8 + 2 * (4 + 64);
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

/** What of an event's row is known as it was sent: most of the work, done before anybody waits for a lock. */
export function writeSettled(rows: CopyRows, event: Settled): CopyPart {
  const from = rows.length;
  rows.begin(COLUMNS.length);
  rows.jsonb(event.eventData);
  rows.text(event.eventVersion);
  rows.text(event.eventType);
  rows.text(event.eventCategory);
  rows.text(event.eventAction);
  rows.text(event.eventOutcome);
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
  rows.int8(event.durationMs === null ? null : BigInt(event.durationMs));
  rows.bool(event.isSensitive);
  rows.timestamptz(event.eventTimestamp);
  rows.date(event.eventDate);
  rows.uuid(event.parentEventId);
  rows.date(event.parentEventDate);
  return rows.partFrom(from);
}

/** The message of `COPY_EVENTS` for events that have their place in the chain. */
export function eventRows(events: readonly ChainedEvent[]): Buffer {
  const size = events.reduce((sum, { event }) => sum + event.row.to - event.row.from + LATER_BYTES, 0);
  const rows = new CopyRows(size + FRAME_BYTES);
  for (const { event, retentionDays, chainSeq, eventHash, previousEventHash } of events) {
    rows.append(event.row);
    rows.uuid(event.eventId);
    rows.timestamptz(event.receivedAt);
    rows.int2(HASH_VERSION);
    rows.int4(retentionDays);
    rows.int8(BigInt(chainSeq));
    rows.ascii(eventHash);
    rows.ascii(previousEventHash);
  }
  return rows.finish();
}
