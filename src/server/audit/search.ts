import type { AuditEvent, EventSearch, RevealedPage } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { refuseTextFault } from "@/lib/text";
import { dateOf, parseTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { findDateRanges } from "./date-ranges";
import type { DateRange } from "./sql";
import { countEvents, type EventFilter, findExtent, fixSnapshot, selectEvents, toEvent } from "./sql-read";

/** All payloads of one page together. */
const PAGE_BYTES_MAX = 32 * 1024 * 1024;

/**
 * Events newest first, with the number of all that match. Months are read one by one, newest first, until the page is
 * full. Payloads of sensitive events are masked and match no filter, unless they are revealed to somebody who may see them;
 * then it is for the caller to record it, and a match of the filter is such a reading wherever the page lies.
 */
export async function searchEvents(
  ctx: Ctx,
  search: EventSearch,
  { isRevealing = false }: { isRevealing?: boolean } = {},
): Promise<RevealedPage> {
  requireScope(ctx, "audit:read");
  const { limit, offset, ...rest } = search;
  refuseTextFault("correlation_id", rest.correlationId);
  refuseTextFault("event_type", rest.eventType);
  refuseTextFault("event_category", rest.eventCategory);
  refuseTextFault("severity", rest.severity);
  refuseTextFault("detail_value", rest.detailValue);
  const { principal } = ctx;
  const filter = {
    ...rest,
    principal,
    isRevealing,
    since: moment("since", rest.since),
    until: moment("until", rest.until),
  };
  return ctx.db.tx(async (tx) => {
    await fixSnapshot(tx);
    const ranges = await rangesOf(tx, filter);
    const page = await readPage(tx, filter, ranges, { limit, offset });
    return { ...page, limit, offset, hasMore: offset + page.events.length < page.total };
  });
}

async function readPage(
  tx: Db,
  filter: EventFilter,
  ranges: readonly DateRange[],
  page: { limit: number; offset: number },
) {
  const events: AuditEvent[] = [];
  const revealed: string[] = [];
  let total = 0;
  let sensitiveMatches = 0;
  let bytesLeft = PAGE_BYTES_MAX;
  for (const range of ranges) {
    const { count, sensitive } = await countEvents(tx, filter, range);
    sensitiveMatches += sensitive;
    const skipped = Math.max(0, page.offset - total);
    total += count;
    if (skipped >= count || events.length >= page.limit) continue;
    const slice = { limit: page.limit - events.length, offset: skipped, bytesMax: bytesLeft };
    const rows = await selectEvents(tx, filter, range, slice);
    bytesLeft -= Number(rows[0]?.page_bytes ?? 0);
    if (bytesLeft < 0) throw pageTooLarge();
    for (const { page_bytes: _, is_shown, event_data_json, ...row } of rows) {
      if (row.is_sensitive && is_shown) revealed.push(row.event_id);
      events.push(toEvent({ ...row, event_data_json: event_data_json ?? "null" }));
    }
  }
  return { events, revealed, total, sensitiveMatches };
}

async function rangesOf(tx: Db, filter: EventFilter): Promise<DateRange[]> {
  const within = {
    from: filter.since && dateOf(filter.since),
    to: filter.until && dateOf(filter.until),
  };
  if (filter.correlationId === undefined) return findDateRanges(tx, within);
  const extent = await findExtent(tx, filter.correlationId, { principal: filter.principal, scope: "audit:read" });
  if (extent === undefined) return findDateRanges(tx, within);
  const from = within.from !== undefined && within.from > extent.from ? within.from : extent.from;
  const to = within.to !== undefined && within.to < extent.to ? within.to : extent.to;
  return from <= to ? [{ from, to }] : [];
}

function moment(name: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const timestamp = parseTimestamp(text);
  if (timestamp !== undefined) return timestamp;
  const message = "must be an RFC 3339 time with a zone";
  throw new AppError("VALIDATION", `${name} ${message}`, { fieldErrors: [{ path: name, message }] });
}

function pageTooLarge(): AppError {
  const message = `the events of this page have more than ${PAGE_BYTES_MAX / 1024 / 1024} MiB: ask for fewer`;
  return new AppError("VALIDATION", message, { fieldErrors: [{ path: "limit", message }] });
}
