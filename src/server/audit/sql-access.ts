import type { AuditEvent } from "@/contracts/audit";
import { ACCESS_CHAINS } from "@/contracts/own-events";
import type { Db } from "@/server/infra/db";
import { shownPayload } from "./masking";
import type { DateRange } from "./sql";
import { type EventRow, eventColumns, toEvent } from "./sql-read";

/** The last record of a page: the next one begins behind it. */
export type LogPosition = { at: string; eventId: string };

export type LogSlice = { after: LogPosition | null; limit: number };

const DAY_LENGTH = "2026-03-04".length;
const CHAIN_NAME = `^${ACCESS_CHAINS}[0-9]{4}-[0-9]{2}-[0-9]{2}:[0-9]+$`;
const NEWEST_FIRST = "order by e.event_timestamp desc, e.event_id desc";

/** The newest of one range of an index, with all that share the moment of the last one; the ids put them in order after. */
const NEWEST = "order by e.event_timestamp desc fetch first ($4::bigint) rows with ties";

/**
 * For the rest of the transaction ranges of an index are read in its order. The planner takes every chain for a short one,
 * and would read and sort a whole day to give the first records of it.
 */
export async function readInOrderOfIndexes(tx: Db): Promise<void> {
  await tx.query("set local enable_bitmapscan = off");
}

/** The latest day before another, or at all, on which access was recorded. One step back in the primary key. */
export async function findDayOfRecords(db: Db, before: string | null): Promise<string | undefined> {
  const row = await db.one<{ id: string }>(
    `select correlation_id as id from remediations
      where correlation_id >= $1 and correlation_id < $2 and correlation_id ~ '${CHAIN_NAME}'
      order by correlation_id desc limit 1`,
    [ACCESS_CHAINS, before === null ? `${ACCESS_CHAINS}:` : `${ACCESS_CHAINS}${before}`],
    { name: "access-log-day" },
  );
  return row?.id.slice(ACCESS_CHAINS.length, ACCESS_CHAINS.length + DAY_LENGTH);
}

/**
 * Records of one day. Each of the day's chains gives its newest ones by index, so that the cost follows from the length of
 * the page and not from how much a day holds.
 */
export async function selectRecordsOfDay(db: Db, day: string, { after, limit }: LogSlice): Promise<AuditEvent[]> {
  const { text, values } = recordsOfDayStatement(day, { after, limit });
  return (await db.query<EventRow>(text, values)).map(toEvent);
}

export function recordsOfDayStatement(day: string, slice: LogSlice): { text: string; values: unknown[] } {
  const values: unknown[] = [`${ACCESS_CHAINS}${day}:`, `${ACCESS_CHAINS}${day};`, day, slice.limit];
  const text = `
select ${eventColumns}, ${shownPayload("e", "not e.is_sensitive")} as event_data_json
  from (select correlation_id from remediations where correlation_id >= $1 and correlation_id < $2) chain
 cross join lateral (
   select * from audit_events e
    where e.correlation_id = chain.correlation_id and e.event_date = $3::date and e.event_category = 'access'
      and ${behind(slice.after, values)}
    ${NEWEST}) e
 ${NEWEST_FIRST} limit $4`;
  return { text, values };
}

/** Records of one type within a range of days. */
export async function selectRecordsOfType(
  db: Db,
  eventType: string,
  range: DateRange,
  slice: LogSlice,
): Promise<AuditEvent[]> {
  const values: unknown[] = [eventType, range.from, range.to, slice.limit];
  const rows = await db.query<EventRow>(
    `select ${eventColumns}, ${shownPayload("e", "not e.is_sensitive")} as event_data_json
       from (select * from audit_events e
              where e.event_type = $1 and e.event_date between $2::date and $3::date and e.event_category = 'access'
                and e.correlation_id ~ '${CHAIN_NAME}' and ${behind(slice.after, values)}
              ${NEWEST}) e
      ${NEWEST_FIRST} limit $4`,
    values,
  );
  return rows.map(toEvent);
}

function behind(after: LogPosition | null, values: unknown[]): string {
  if (after === null) return "true";
  const [at, id] = [values.push(after.at), values.push(after.eventId)];
  return `(e.event_timestamp, e.event_id) < ($${at}::timestamptz, $${id}::uuid)`;
}
