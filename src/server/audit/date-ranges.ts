import { addDays } from "@/lib/time";
import type { Db } from "@/server/infra/db";
import type { DateRange } from "./sql";

const FIRST_DAY = "1970-01-01";
const LAST_DAY = "9999-12-31";

/**
 * The days of the ledger, newest first, cut where its partitions are: a statement about one range touches one partition.
 * Days that no partition names lie in the default partition and get ranges of their own.
 */
export async function findDateRanges(db: Db, within: Partial<DateRange> = {}): Promise<DateRange[]> {
  const rows = await db.query<{ bound: string }>(
    `select pg_get_expr(c.relpartbound, c.oid) as bound
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'audit_events'::regclass`,
    [],
    { name: "audit-date-ranges" },
  );
  return clip(coverAllDays(rows.flatMap(({ bound }) => parseBound(bound))), within);
}

/** `FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')`; the default partition has no days of its own. */
function parseBound(bound: string): DateRange[] {
  const days = /FROM \('(\d{4}-\d\d-\d\d)'\) TO \('(\d{4}-\d\d-\d\d)'\)/.exec(bound);
  return days?.[1] === undefined || days[2] === undefined ? [] : [{ from: days[1], to: addDays(days[2], -1) }];
}

/** Adds the days between and around the given ranges; newest first. */
export function coverAllDays(partitions: readonly DateRange[]): DateRange[] {
  const ranges: DateRange[] = [];
  let nextDay = FIRST_DAY;
  for (const partition of [...partitions].sort((a, b) => (a.from < b.from ? -1 : 1))) {
    if (nextDay < partition.from) ranges.push({ from: nextDay, to: addDays(partition.from, -1) });
    ranges.push(partition);
    nextDay = addDays(partition.to, 1);
  }
  if (nextDay <= LAST_DAY) ranges.push({ from: nextDay, to: LAST_DAY });
  return ranges.reverse();
}

function clip(ranges: readonly DateRange[], within: Partial<DateRange>): DateRange[] {
  return ranges.flatMap((range) => {
    const from = within.from !== undefined && within.from > range.from ? within.from : range.from;
    const to = within.to !== undefined && within.to < range.to ? within.to : range.to;
    return from <= to ? [{ from, to }] : [];
  });
}
