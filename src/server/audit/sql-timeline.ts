import type { Principal } from "@/contracts/principal";
import type { Db } from "@/server/infra/db";
import { eventsVisibleTo } from "@/server/remediations";
import { figuresOf, readPayload } from "./timeline/payload";
import type { TrailEvent } from "./timeline/trail-event";

/** The correlations of one remediation, the days their events lie between, and how many were ever stored. */
export type TrailExtent = { correlationIds: string[]; firstDate: string; lastDate: string; eventCount: number };

type ExtentRow = { correlation_id: string; first_event_date: string; last_event_date: string; event_count: string };

/** Undefined when the remediation has no row any more. */
export async function selectTrailExtent(db: Db, correlationId: string): Promise<TrailExtent | undefined> {
  // By both possible keys: nothing indexes alias_of, and an alias is named after its owner.
  const rows = await db.query<ExtentRow>(
    `select correlation_id, first_event_date, last_event_date, event_count
       from remediations
      where correlation_id = any($2) and (correlation_id = $1 or alias_of = $1)`,
    [correlationId, [correlationId, `ai-${correlationId}`]],
    { name: "timeline_extent" },
  );
  const [first] = rows;
  if (first === undefined) return undefined;
  return {
    correlationIds: rows.map((row) => row.correlation_id),
    firstDate: rows.reduce(
      (day, row) => (row.first_event_date < day ? row.first_event_date : day),
      first.first_event_date,
    ),
    lastDate: rows.reduce((day, row) => (row.last_event_date > day ? row.last_event_date : day), first.last_event_date),
    eventCount: rows.reduce((sum, row) => sum + Number(row.event_count), 0),
  };
}

/** Long fields that no part of a timeline shows; they are cut off before they leave the database. */
const LONG_FIELDS = [
  "original_payload",
  "signal_labels",
  "signal_annotations",
  "tool_result",
  "tool_result_preview",
  "analysis_full",
  "analysis_preview",
  "prompt_preview",
  "toolsets_enabled",
  "accumulated_messages",
  "body",
  "parameters",
];

/** What fills long trails: of these the earliest are read, after everything else. */
const FREQUENT_TYPES = [
  "gateway.signal.deduplicated",
  "aiagent.llm.request",
  "aiagent.llm.response",
  "aiagent.llm.tool_call",
  "aiagent.shadow.llm.request",
  "aiagent.shadow.llm.response",
];

export const TRAIL_EVENTS_MAX = 20_000;
const PAYLOAD_BYTES_MAX = 65_536;
const PAGE = 500;

type EventRow = {
  event_id: string;
  chain_seq: string | null;
  correlation_id: string;
  event_type: string;
  event_category: string;
  event_action: string;
  event_outcome: string;
  at: string;
  actor_id: string;
  resource_type: string;
  resource_id: string;
  payload_bytes: number;
  payload: string | null;
  is_sensitive: boolean;
};

/**
 * The events of a trail in no particular order, at most TRAIL_EVENTS_MAX. Read page by page, and each payload is reduced at
 * once, so that memory is bounded by what the timeline keeps and not by what the events hold.
 */
export async function selectTrailEvents(db: Db, principal: Principal, extent: TrailExtent): Promise<TrailEvent[]> {
  const events: TrailEvent[] = [];
  const { text, values } = trailStatement(principal, extent);
  for await (const rows of db.stream<EventRow>(text, values, PAGE)) events.push(...rows.map(toTrailEvent));
  return events;
}

export function trailStatement(principal: Principal, extent: TrailExtent): { text: string; values: unknown[] } {
  const values: unknown[] = [extent.correlationIds, extent.firstDate, extent.lastDate, LONG_FIELDS, FREQUENT_TYPES];
  const visible = eventsVisibleTo(principal, "audit:read", "e", (value) => `$${values.push(value)}`);
  return { text: selectEvents(visible), values };
}

const selectEvents = (visible: string) => `
select e.event_id, e.chain_seq, e.correlation_id, e.event_type, e.event_category, e.event_action, e.event_outcome,
       to_char(e.event_timestamp at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at,
       e.actor_id, e.resource_type, e.resource_id, e.is_sensitive,
       octet_length(e.event_data::text) as payload_bytes,
       case when octet_length(kept.payload) <= ${PAYLOAD_BYTES_MAX} then kept.payload end as payload
  from (select event_id, chain_seq, correlation_id, event_type, event_category, event_action, event_outcome,
               event_timestamp, actor_id, resource_type, resource_id, is_sensitive, event_data
          from audit_events e
         where correlation_id = any($1::text[])
           and ${visible}
           and event_date between $2::date and $3::date
         order by event_type = any($5::text[]), event_timestamp, chain_seq
         limit ${TRAIL_EVENTS_MAX}) e
 cross join lateral (
   select case when jsonb_typeof(e.event_data) = 'object' then (e.event_data - $4::text[])::text end as payload
 ) kept`;

function toTrailEvent(row: EventRow): TrailEvent {
  const payload = readPayload(row.payload);
  return {
    eventId: row.event_id,
    chainSeq: Number(row.chain_seq ?? 0),
    correlationId: row.correlation_id,
    type: row.event_type,
    category: row.event_category,
    action: row.event_action,
    outcome: row.event_outcome,
    at: row.at,
    service: row.actor_id,
    resource: `${row.resource_type} ${row.resource_id}`,
    payloadBytes: row.payload_bytes,
    payload: row.is_sensitive ? figuresOf(payload) : payload,
    ...(row.is_sensitive ? { isSensitive: true } : {}),
  };
}
