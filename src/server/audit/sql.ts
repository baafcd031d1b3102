import { compareCodePoints } from "@/lib/text";
import type { Db } from "@/server/infra/db";
import type { Statement, Step } from "@/server/infra/db-pipeline";
import type { StoredLink } from "./chain-walk";
import { COPY_EVENTS } from "./event-rows";
import { type LinkRow, linkColumns, toLink } from "./link-columns";

/** Serialises with placing and releasing holds; see the lock order in the migrations. */
const HOLD_EPOCH = 72707370;

/** Days of retention of each category that has a policy. */
export type Policies = ReadonlyMap<string, number>;

/** Takes the shared hold lock; gives the policies. */
export async function lockHoldEpoch(tx: Db): Promise<Policies> {
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

const SAME_POLICIES = `
select set_config('lock_timeout', $2, true), require_same(
         (select string_agg(p.event_category || '=' || p.retention_days, ',' order by p.event_category collate "C")
            from (select pg_advisory_xact_lock_shared(${HOLD_EPOCH})) as epoch left join audit_retention_policies p on true),
         nullif($1, ''))`;

/** Takes the shared hold lock; fails unless the policies are these. No lock of the transaction is waited for any longer. */
export function holdPolicies(policies: Policies, lockWaitMs: number): Statement {
  const categories = [...policies.keys()].sort(compareCodePoints);
  const text = categories.map((category) => `${category}=${policies.get(category)}`).join(",");
  return { name: "audit-hold-policies", text: SAME_POLICIES, values: [text, String(lockWaitMs)] };
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

/** The same, with rows that are written already, as a step of a pipeline. */
export function rowsStep(rows: Buffer): Step {
  return { name: "audit-copy-events", text: COPY_EVENTS, rows };
}

/**
 * Stores events by binary COPY, which costs PostgreSQL about half of `insert … select` from JSON or arrays.
 * `event_date` is the UTC day of the timestamp's own text; a CHECK holds it to that.
 */
export async function insertRows(tx: Db, rows: Buffer): Promise<void> {
  await tx.copyIn(COPY_EVENTS, rows);
}

/** Sorts in what waits for its place in the indexes of payloads, where live events lie. */
export async function sortInWhatWaits(db: Db): Promise<void> {
  await db.query("select flush_pending_lists()");
}
