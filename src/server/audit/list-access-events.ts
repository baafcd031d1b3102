import { z } from "zod";
import type { AccessLogPage, ListAccessLog } from "@/contracts/access-log";
import type { AuditEvent } from "@/contracts/audit";
import { invalidCursor, readCursor, writeCursor } from "@/lib/cursor";
import { refuseTextFault } from "@/lib/text";
import { dateOf, parseTimestamp } from "@/lib/time";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { findDateRanges } from "./date-ranges";
import {
  findDayOfRecords,
  type LogPosition,
  readInOrderOfIndexes,
  selectRecordsOfDay,
  selectRecordsOfType,
} from "./sql-access";
import { fixSnapshot } from "./sql-read";

/**
 * Records of access, newest first. A page begins behind a record and not at a number, so that it holds its place while new
 * ones arrive; records of one moment are ordered by their ids.
 */
export async function listAccessEvents(ctx: Ctx, { type, cursor, limit }: ListAccessLog): Promise<AccessLogPage> {
  requireScope(ctx, "access:read");
  refuseTextFault("type", type ?? undefined);
  const after = cursor ? decode(cursor) : null;

  const found = await ctx.db.tx(async (tx) => {
    await fixSnapshot(tx);
    await readInOrderOfIndexes(tx);
    return type === null ? newestOfAll(tx, after, limit + 1) : newestOfType(tx, type, after, limit + 1);
  });

  const events = found.slice(0, limit);
  const last = events.at(-1);
  if (found.length <= limit || last === undefined) return { events, nextCursor: null };
  return { events, nextCursor: writeCursor([last.event_timestamp, last.event_id]) };
}

async function newestOfAll(db: Db, after: LogPosition | null, limit: number): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  // A record lies in a chain of its own day, so that the day of the last one is where the page may begin.
  let day = after === null ? await findDayOfRecords(db, null) : dateOf(after.at);
  while (day !== undefined && events.length < limit) {
    events.push(...(await selectRecordsOfDay(db, day, { after, limit: limit - events.length })));
    day = await findDayOfRecords(db, day);
  }
  return events;
}

async function newestOfType(db: Db, type: string, after: LogPosition | null, limit: number): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for (const range of await findDateRanges(db, after === null ? {} : { to: dateOf(after.at) })) {
    if (events.length === limit) break;
    events.push(...(await selectRecordsOfType(db, type, range, { after, limit: limit - events.length })));
  }
  return events;
}

const Encoded = z.tuple([z.string(), z.uuid()]);

function decode(cursor: string): LogPosition {
  const encoded = Encoded.safeParse(readCursor(cursor)).data;
  if (encoded === undefined || parseTimestamp(encoded[0]) !== encoded[0]) throw invalidCursor();
  return { at: encoded[0], eventId: encoded[1] };
}
