import type { TrailEvent } from "@/contracts/reconstruction-steps";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { revealableTo, visibleTo } from "@/server/remediations";
import { CONTRACT_EVENT_TYPES, DUPLICATE_SIGNAL, SOURCE_EVENT_TYPES, TOOL_CALL, WORKFLOW_LISTING } from "./event-types";

/** A correlation and the days between which all its events lie. */
export type Extent = {
  correlationId: string;
  alias: string | null;
  firstDate: string;
  lastDate: string;
  eventCount: number;
  /** Whether payloads of its sensitive events may be seen. */
  mayReveal: boolean;
};

type ExtentRow = {
  correlation_id: string;
  first_event_date: string;
  last_event_date: string;
  event_count: string;
  may_reveal: boolean;
};

/** The remediation's own extent first, then those of its aliases; none of what the principal may not rebuild. */
export async function selectExtents({ db, principal }: Ctx, correlationId: string): Promise<Extent[]> {
  const values: unknown[] = [correlationId];
  const add = (value: unknown) => `$${values.push(value)}`;
  const visible = visibleTo(principal, "reconstruct", add);
  const revealable = revealableTo(principal, add);
  const rows = await db.query<ExtentRow>(
    `select r.correlation_id, r.first_event_date, r.last_event_date, r.event_count, ${revealable} as may_reveal
       from remediations r
      where (r.correlation_id = $1 or r.alias_of = $1) and ${visible}
      order by r.correlation_id <> $1, r.correlation_id`,
    values,
    visible === "true" && revealable === "true" ? { name: "reconstruction_extents" } : {},
  );
  return rows.map((row) => ({
    correlationId: row.correlation_id,
    alias: row.correlation_id === correlationId ? null : row.correlation_id,
    firstDate: row.first_event_date,
    lastDate: row.last_event_date,
    eventCount: Number(row.event_count),
    mayReveal: row.may_reveal,
  }));
}

type EventRow = Omit<TrailEvent, "alias" | "chain_seq" | "is_masked"> & {
  chain_seq: string | null;
  is_sensitive: boolean;
};

const COLUMNS = `event_id, event_type,
       to_char(event_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as event_timestamp,
       event_outcome, resource_type, resource_id, namespace, chain_seq, is_sensitive, event_data as event_data_json`;

// Statements on audit_events are not named: a kept plan would have to lock every partition before it leaves most of them out.

/** As many as existing clients get. */
const CONTRACT_EVENTS_MAX = 1000;

/** The specification's query, with the partitions narrowed down to the days of the correlation. */
export async function selectContractEvents(db: Db, extent: Extent): Promise<TrailEvent[]> {
  const rows = await db.query<EventRow>(
    `select ${COLUMNS}
       from audit_events
      where correlation_id = $1
        and event_date between $2 and $3
        and event_type = any ($4)
      order by audit_events.event_timestamp asc, event_id asc
      limit ${CONTRACT_EVENTS_MAX}`,
    [extent.correlationId, extent.firstDate, extent.lastDate, CONTRACT_EVENT_TYPES],
  );
  return rows.map((row) => trailEvent(row, extent));
}

const SOURCE_EVENTS_MAX = 2000;
const DUPLICATES_MAX = 20;
const LISTINGS_MAX = 50;

/**
 * Every event of the trail that the resource can be rebuilt from. Of the repetitions of the signal and of the agent's
 * calls, which may be thousands, only those that can decide anything are read.
 */
export async function selectSourceEvents(db: Db, extent: Extent): Promise<TrailEvent[]> {
  const rows = await db.query<EventRow>(
    `(select ${COLUMNS}
        from audit_events
       where correlation_id = $1 and event_date between $2 and $3 and event_type = any ($4)
       order by audit_events.event_timestamp asc, chain_seq asc
       limit ${SOURCE_EVENTS_MAX})
     union all
     (select ${COLUMNS}
        from audit_events
       where correlation_id = $1 and event_date between $2 and $3 and event_type = $5
       order by audit_events.event_timestamp desc, chain_seq desc
       limit ${DUPLICATES_MAX})
     union all
     (select ${COLUMNS}
        from audit_events
       where correlation_id = $1 and event_date between $2 and $3 and event_type = $6
         and event_data ->> 'tool_name' = $7
       order by audit_events.event_timestamp desc, chain_seq desc
       limit ${LISTINGS_MAX})`,
    [
      extent.correlationId,
      extent.firstDate,
      extent.lastDate,
      SOURCE_EVENT_TYPES,
      DUPLICATE_SIGNAL,
      TOOL_CALL,
      WORKFLOW_LISTING,
    ],
  );
  return rows.map((row) => trailEvent(row, extent));
}

function trailEvent({ is_sensitive, ...row }: EventRow, { alias, mayReveal }: Extent): TrailEvent {
  const masked = is_sensitive && !mayReveal ? { is_masked: true } : {};
  return { ...row, ...masked, chain_seq: Number(row.chain_seq ?? 0), alias };
}
