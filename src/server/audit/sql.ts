import { CopyRows } from "@/server/infra/copy-rows";
import type { Db } from "@/server/infra/db";
import { HASH_VERSION } from "./chain";
import type { StoredLink } from "./chain-walk";
import { type LinkRow, linkColumns, toLink } from "./link-columns";
import type { ReadyEvent } from "./ready-event";

/** Serialises with placing and releasing holds; see the lock order in the migrations. */
const HOLD_EPOCH = 72707370;

/** An event with its place in the chain. */
export type ChainedEvent = {
  event: ReadyEvent;
  retentionDays: number;
  chainSeq: number;
  eventHash: string;
  previousEventHash: string | null;
};

/** Takes the shared hold lock; gives the retention of each category that has a policy. */
export async function lockHoldEpoch(tx: Db): Promise<Map<string, number>> {
  const rows = await tx.query<{ event_category: string; retention_days: number }>(
    `select p.event_category, p.retention_days
       from (select pg_advisory_xact_lock_shared(${HOLD_EPOCH})) as epoch
       left join audit_retention_policies p on true
      where p.event_category is not null`,
    [],
    { name: "audit-hold-epoch" },
  );
  return new Map(rows.map((row) => [row.event_category, row.retention_days]));
}

export type LedgerEntry = { eventId: string; eventDate: string; contentDigest: string };

/** Enters ids that are new; gives those. Ids must be sorted, so that two writers never wait for each other. */
export async function enterLedger(tx: Db, entries: readonly LedgerEntry[]): Promise<Set<string>> {
  const rows = await tx.query<{ event_id: string }>(
    `insert into event_id_ledger (event_id, event_date, content_digest)
     select t.event_id, t.event_date, decode(t.content_digest, 'hex')
       from unnest($1::uuid[], $2::date[], $3::text[]) with ordinality as t(event_id, event_date, content_digest, n)
      order by t.n
     on conflict (event_id) do nothing
     returning event_id`,
    [entries.map((e) => e.eventId), entries.map((e) => e.eventDate), entries.map((e) => e.contentDigest)],
  );
  return new Set(rows.map((row) => row.event_id));
}

/** The ledger's entries of these ids. */
export function findLedgerEntries(db: Db, eventIds: readonly string[]): Promise<LedgerEntry[]> {
  return db.query<LedgerEntry>(
    `select event_id as "eventId", event_date as "eventDate", encode(content_digest, 'hex') as "contentDigest"
       from event_id_ledger where event_id = any($1::uuid[])`,
    [eventIds],
  );
}

export type DateRange = { from: string; to: string };

/** Days of the events with these ids, as far as they lie within the range. */
export async function findEventDates(
  db: Db,
  eventIds: readonly string[],
  range: DateRange,
): Promise<Map<string, string>> {
  const rows = await db.query<{ event_id: string; event_date: string }>(
    `select event_id, event_date from audit_events
      where event_id = any($1::uuid[]) and event_date between $2::date and $3::date`,
    [eventIds, range.from, range.to],
  );
  return new Map(rows.map((row) => [row.event_id, row.event_date]));
}

/** Stored events by id, as far as they lie within the range. */
export async function findLinks(
  db: Db,
  eventIds: readonly string[],
  range: DateRange,
): Promise<Map<string, StoredLink>> {
  const rows = await db.query<LinkRow>(
    `select ${linkColumns("e")} from audit_events e
      where e.event_id = any($1::uuid[]) and e.event_date between $2::date and $3::date`,
    [eventIds, range.from, range.to],
  );
  return new Map(rows.map((row) => [row.event_id, toLink(row)]));
}

/** In the order in which `writeRow` writes them. */
const columns = [
  "event_id",
  "event_date",
  "event_timestamp",
  "received_at",
  "chain_seq",
  "hash_version",
  "event_hash",
  "previous_event_hash",
  "event_outcome",
  "parent_event_id",
  "parent_event_date",
  "duration_ms",
  "retention_days",
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
const copyEvents = `copy audit_events (${columns.join(", ")}) from stdin (format binary)`;

/** What an event takes beside its payload, generously. */
const ROW_BYTES = 1024;

/**
 * Stores events by binary COPY, which costs PostgreSQL about half of `insert … select` from JSON or arrays.
 * `event_date` is the UTC day of the timestamp's own text; a CHECK holds it to that.
 */
export async function insertEvents(tx: Db, events: readonly ChainedEvent[]): Promise<void> {
  const payloads = events.reduce((sum, { event }) => sum + event.eventData.length, 0);
  const rows = new CopyRows(payloads + events.length * ROW_BYTES);
  for (const event of events) writeRow(rows, event);
  await tx.copyIn(copyEvents, rows.finish());
}

function writeRow(rows: CopyRows, chained: ChainedEvent): void {
  const { event } = chained;
  rows.begin(columns.length);
  rows.uuid(event.eventId);
  rows.date(event.eventDate);
  rows.timestamptz(event.eventTimestamp);
  rows.timestamptz(event.receivedAt);
  rows.int8(BigInt(chained.chainSeq));
  rows.int2(HASH_VERSION);
  rows.text(chained.eventHash);
  rows.text(chained.previousEventHash);
  rows.text(event.eventOutcome);
  rows.uuid(event.parentEventId);
  rows.date(event.parentEventDate);
  rows.int8(event.durationMs === null ? null : BigInt(event.durationMs));
  rows.int4(chained.retentionDays);
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
}
