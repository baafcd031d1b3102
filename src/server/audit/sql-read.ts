import type { AuditEvent } from "@/contracts/audit";
import { OWN_CATEGORIES } from "@/contracts/own-events";
import type { Principal, Scope } from "@/contracts/principal";
import type { Db } from "@/server/infra/db";
import { type AddValue, eventsVisibleTo, visibleTo } from "@/server/remediations";
import type { ChainGap, ChainHead, StoredLink } from "./chain-walk";
import { type LinkRow, linkColumns, timestampText, toLink } from "./link-columns";
import { mayReveal, shownPayload } from "./masking";
import type { DateRange } from "./sql";

/**
 * All statements of this transaction see one moment. Must come first. The lock, which takes no snapshot, keeps a swap of
 * the default partition out: a snapshot older than the swap would miss the rows that it carries over.
 */
export async function fixSnapshot(tx: Db): Promise<void> {
  await tx.query("set transaction isolation level repeatable read, read only");
  await tx.query("lock table only audit_events in access share mode");
}

export type Extent = ChainHead & DateRange;

/** Who asks, and by which of their scopes. */
export type Asker = { principal: Principal; scope: Scope };

/** Head of a correlation, and the days that its events lie in. One that the asker may not see is not found. */
export async function findExtent(db: Db, correlationId: string, asker: Asker): Promise<Extent | undefined> {
  const values: unknown[] = [correlationId];
  const visible = visibleTo(asker.principal, asker.scope, (value) => `$${values.push(value)}`);
  const row = await db.one<{ chain_seq: string; head_hash: string | null; first_day: string; last_day: string }>(
    `select r.chain_seq, r.head_hash, r.first_event_date as first_day, r.last_event_date as last_day
       from remediations r where r.correlation_id = $1 and ${visible}`,
    values,
    values.length === 1 ? { name: `audit-extent-${visible === "true" ? "any" : "ordinary"}` } : {},
  );
  return row && { chainSeq: Number(row.chain_seq), headHash: row.head_hash, from: row.first_day, to: row.last_day };
}

/** Days of a correlation within one range, for when its head is missing. */
export async function findDaysOf(db: Db, correlationId: string, range: DateRange): Promise<DateRange | undefined> {
  const row = await db.one<{ from: string | null; to: string | null }>(
    `select min(event_date) as "from", max(event_date) as "to" from audit_events
      where correlation_id = $1 and event_date between $2::date and $3::date`,
    [correlationId, range.from, range.to],
  );
  return row?.from && row.to ? { from: row.from, to: row.to } : undefined;
}

/** What retention removed from a chain, in order. */
export async function findGaps(db: Db, correlationId: string): Promise<ChainGap[]> {
  const rows = await db.query<{ from_seq: string; to_seq: string; hash_before: string | null; hash_last: string }>(
    `select from_seq, to_seq, hash_before, hash_last from chain_gaps where correlation_id = $1 order by from_seq`,
    [correlationId],
  );
  return rows.map((row) => ({
    fromSeq: Number(row.from_seq),
    toSeq: Number(row.to_seq),
    hashBefore: row.hash_before,
    hashLast: row.hash_last,
  }));
}

const STREAM_ROWS = 500;

/** The chain of a correlation in order of position, page by page; rows outside the chain come last. */
export async function* streamLinks(db: Db, correlationId: string, range: DateRange): AsyncGenerator<StoredLink> {
  const pages = db.stream<LinkRow>(
    `select ${linkColumns("e")} from audit_events e
      where e.correlation_id = $1 and e.event_date between $2::date and $3::date
      order by e.chain_seq nulls last, e.event_id`,
    [correlationId, range.from, range.to],
    STREAM_ROWS,
  );
  for await (const rows of pages) for (const row of rows) yield toLink(row);
}

export type EventRow = Omit<AuditEvent, "chain_seq"> & { chain_seq: string | null };

const pageColumns = `
  event_id, event_version, event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type,
  actor_id, actor_ip, resource_type, resource_id, correlation_id, parent_event_id, parent_event_date, namespace, cluster_name,
  severity, duration_ms, error_code, error_message, retention_days, is_sensitive, legal_hold, legal_hold_reason,
  legal_hold_placed_by, legal_hold_placed_at, event_hash, previous_event_hash, hash_version, chain_seq, received_at`;

/** Columns of `audit_events e` as the contract names them; the payload is not among them. */
export const eventColumns = `
  e.event_id, e.event_version, ${timestampText("e.event_timestamp")} as event_timestamp, e.event_date, e.event_type,
  e.event_category, e.event_action, e.event_outcome, e.actor_type, e.actor_id, e.actor_ip, e.resource_type, e.resource_id,
  e.correlation_id, e.parent_event_id, e.parent_event_date, e.namespace, e.cluster_name, e.severity, e.duration_ms,
  e.error_code, e.error_message, e.retention_days, e.is_sensitive, e.legal_hold, e.legal_hold_reason, e.legal_hold_placed_by,
  ${timestampText("e.legal_hold_placed_at")} as legal_hold_placed_at, e.event_hash, e.previous_event_hash, e.hash_version,
  e.chain_seq, ${timestampText("e.received_at")} as received_at`;

export function toEvent(row: EventRow): AuditEvent {
  return { ...row, chain_seq: Number(row.chain_seq ?? 0) };
}

export type EventFilter = {
  principal: Principal;
  /** Whether payloads of sensitive events are answered where the principal may see them. Nowhere else can they be searched. */
  isRevealing: boolean;
  correlationId?: string;
  eventType?: string;
  eventCategory?: string;
  eventOutcome?: string;
  severity?: string;
  since?: string;
  until?: string;
  detailKey?: string;
  detailValue?: string;
  withoutOwn?: boolean;
};

/** How many events match, and how many sensitive ones among them were found by their payload. */
export async function countEvents(db: Db, filter: EventFilter, range: DateRange) {
  const { condition, values } = whereOf(filter, range);
  const isSensitiveMatch = filter.detailKey !== undefined && filter.isRevealing ? "e.is_sensitive" : "false";
  const row = await db.one<{ count: string; sensitive: string }>(
    `select count(*) as count, count(*) filter (where ${isSensitiveMatch}) as sensitive
       from audit_events e where ${condition}`,
    values,
  );
  return { count: Number(row?.count ?? 0), sensitive: Number(row?.sensitive ?? 0) };
}

export type EventSlice = { limit: number; offset: number; bytesMax: number };

type PageRow = Omit<EventRow, "event_data_json"> & {
  event_data_json: string | null;
  page_bytes: string;
  is_shown: boolean;
};

/** Newest first. Payloads come back as null when together they have more than `bytesMax` bytes. */
export function selectEvents(db: Db, filter: EventFilter, range: DateRange, slice: EventSlice) {
  const { condition, values } = whereOf(filter, range);
  const isShown = shownTo(filter, (value) => `$${values.push(value)}`);
  const at = (n: number) => `$${values.length + n}`;
  return db.query<PageRow>(
    `select ${pageColumns}, page_bytes, is_shown,
            case when page_bytes <= ${at(3)}::bigint then event_data_json end as event_data_json
       from (select page.*, sum(octet_length(page.event_data_json)) over () as page_bytes
               from (select ${eventColumns}, ${isShown} as is_shown, ${shownPayload("e", isShown)} as event_data_json
                       from audit_events e
                      where ${condition}
                      order by e.event_timestamp desc, e.event_id desc
                      limit ${at(1)}::bigint offset ${at(2)}::bigint) page) sized
      order by event_timestamp desc, event_id desc`,
    [...values, slice.limit, slice.offset, slice.bytesMax],
  );
}

/** Whether the payload of `audit_events e` is answered. */
function shownTo({ principal, isRevealing }: EventFilter, add: AddValue): string {
  return isRevealing ? `(not e.is_sensitive or ${mayReveal(principal, "e", add)})` : "not e.is_sensitive";
}

/** Every filter names a range of days, so that one partition, or the few of one remediation, are looked at. */
function whereOf(filter: EventFilter, range: DateRange): { condition: string; values: unknown[] } {
  const values: unknown[] = [range.from, range.to];
  const conditions = ["e.event_date between $1::date and $2::date"];
  const add = (condition: (placeholder: string) => string, value: unknown) => {
    if (value === undefined) return;
    values.push(value);
    conditions.push(condition(`$${values.length}`));
  };
  add((v) => `e.correlation_id = ${v}`, filter.correlationId);
  add((v) => `e.event_type = ${v}`, filter.eventType);
  add((v) => `e.event_category = ${v}`, filter.eventCategory);
  add((v) => `e.event_outcome = ${v}`, filter.eventOutcome);
  add((v) => `e.severity = ${v}`, filter.severity);
  add((v) => `e.event_timestamp >= ${v}::timestamptz`, filter.since);
  add((v) => `e.event_timestamp <= ${v}::timestamptz`, filter.until);
  if (filter.withoutOwn) add((v) => `e.event_category <> all(${v}::text[])`, OWN_CATEGORIES);
  const place = (value: unknown) => `$${values.push(value)}`;
  if (filter.detailKey !== undefined && filter.detailValue !== undefined) {
    const isMatch = `e.event_data ->> ${place(filter.detailKey)}::text = ${place(filter.detailValue)}`;
    conditions.push(`${shownTo(filter, place)} and ${isMatch}`);
  }
  conditions.push(eventsVisibleTo(filter.principal, "audit:read", "e", place));
  return { condition: conditions.join(" and "), values };
}

export type EventDetailRow = LinkRow & EventRow & { retained_until: string; partition: string; may_reveal: boolean };

export type EventKey = { correlationId: string; eventId: string };

/** One event of a correlation, with what its own hash needs. */
export function findEvent(db: Db, principal: Principal, key: EventKey, range: DateRange) {
  const values: unknown[] = [key.eventId, key.correlationId, range.from, range.to];
  const add = (value: unknown) => `$${values.push(value)}`;
  const isRevealable = mayReveal(principal, "e", add);
  const isVisible = eventsVisibleTo(principal, "audit:read", "e", add);
  return db.one<EventDetailRow>(
    `select ${linkColumns("e")}, ${eventColumns}, e.event_data::text as event_data_json, e.tableoid::regclass::text as partition,
            e.event_date + least(effective_retention_days(e.retention_days, e.event_category), 2000000) as retained_until,
            ${isRevealable} as may_reveal
       from audit_events e
      where e.event_id = $1 and e.correlation_id = $2 and e.event_date between $3::date and $4::date and ${isVisible}`,
    values,
  );
}

export type Neighbour = { event_id: string; chain_seq: string; event_hash: string | null };

/** Events at these positions of a chain. */
export function findAtPositions(db: Db, correlationId: string, positions: readonly number[], range: DateRange) {
  return db.query<Neighbour>(
    `select event_id, chain_seq, event_hash from audit_events
      where correlation_id = $1 and chain_seq = any($2::bigint[]) and event_date between $3::date and $4::date`,
    [correlationId, positions, range.from, range.to],
  );
}
