import { OWN_CHAINS } from "@/contracts/own-events";
import type { StorePulse } from "@/contracts/remediations";
import { addDays, type Timestamp } from "@/lib/time";
import type { Ctx } from "@/server/infra/context";
import { rfc3339 } from "./columns";
import { eventsVisibleTo, listedFor, Parameters, visibleTo } from "./sql-filters";

const COUNT_MAX = 100_000;

/** Not what the server has written about itself: a store in which somebody has signed in may still be empty. */
const sentToUs = (row: "r" | "e") =>
  OWN_CHAINS.map((id) => `not starts_with(${row}.correlation_id, '${id}')`).join(" and ");

type Counts = Pick<StorePulse, "hasEvents" | "remediations" | "open" | "waitingForPerson" | "failedLast24h">;

/** Counts stop at `COUNT_MAX`: the home page asks often. Failures are looked for among those of the last 31 days. */
export async function selectCounts(ctx: Ctx, now: Timestamp): Promise<Counts> {
  const parameters = new Parameters();
  const measuredAt = parameters.add(now);
  const visible = visibleTo(ctx.principal, "audit:read", parameters.add);
  const listed = listedFor(ctx.principal, "audit:read", parameters.add);
  const count = (condition: string) => `(select count(*)::int from (select from remediations r
    where ${listed} and r.kind = 'remediation' and ${condition} limit ${COUNT_MAX}) bounded)`;
  const row = await ctx.db.one<Counts>(
    `select exists (select from remediations r where ${visible} and ${sentToUs("r")}) as "hasEvents",
  ${count("true")} as remediations,
  ${count("r.is_open")} as open,
  ${count("r.is_open and r.approval = 'requested'")}
    + ${count("r.outcome = 'ManualReviewRequired'")} as "waitingForPerson",
  ${count(`r.outcome in ('Failed', 'TimedOut') and r.started_at >= ${measuredAt}::timestamptz - interval '31 days'
    and r.ended_at >= ${measuredAt}::timestamptz - interval '24 hours'`)} as "failedLast24h"`,
    parameters.values,
  );
  return row ?? { hasEvents: false, remediations: 0, open: 0, waitingForPerson: 0, failedLast24h: 0 };
}

type Latest = NonNullable<StorePulse["lastEvent"]>;

/** The latest event of some days among those that the principal may see. */
function selectLatestOf(ctx: Ctx, from: string, until: string): Promise<Latest | undefined> {
  const parameters = new Parameters();
  const [first, last] = [parameters.add(from), parameters.add(until)];
  const text = `
select e.correlation_id as "correlationId", e.event_type as "eventType",
       ${rfc3339("e.event_timestamp")} as "eventTimestamp", ${rfc3339("e.received_at")} as "receivedAt"
  from audit_events e
 where e.event_date between ${first}::date and ${last}::date
   and ${eventsVisibleTo(ctx.principal, "audit:read", "e", parameters.add)}
   and ${sentToUs("e")}
 order by e.event_timestamp desc, e.received_at desc
 limit 1`;
  return ctx.db.one<Latest>(text, parameters.values);
}

/** Days back from tomorrow, in stretches that grow: an active store is answered by the first, from one partition or two. */
const STRETCHES = [2, 40, 400] as const;

/** The latest event by its own time. Stores that were silent for longer are asked for their last day first. */
export async function selectLatestEvent(ctx: Ctx, today: string): Promise<StorePulse["lastEvent"]> {
  let until = addDays(today, 1);
  for (const days of STRETCHES) {
    const from = addDays(until, -days);
    const row = await selectLatestOf(ctx, from, until);
    if (row) return row;
    until = addDays(from, -1);
  }
  const parameters = new Parameters();
  const visible = visibleTo(ctx.principal, "audit:read", parameters.add);
  const last = await ctx.db.one<{ day: string | null }>(
    `select max(r.last_event_date) as day from remediations r where ${visible} and ${sentToUs("r")}`,
    parameters.values,
  );
  return last?.day ? ((await selectLatestOf(ctx, last.day, last.day)) ?? null) : null;
}
