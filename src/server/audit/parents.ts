import type { NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { idTimeMs } from "@/lib/ids";
import { addDays, dateOf, toTimestamp } from "@/lib/time";
import type { Db } from "@/server/infra/db";
import { findEventDates, findLedgerEntries } from "./sql";

/** A server-made id lies at most this far from its event's day. */
const ID_DAYS = 8;

export type Parents = {
  /** Day of a parent; VALIDATION naming the event's index when there is no such event before it. */
  dateOf(parentEventId: string, index: number): string;
};

const NO_PARENTS: Parents = {
  dateOf(_, index) {
    throw noParent(index);
  },
};

/** Finds the day of every parent: earlier in the batch, in the ledger of client ids, or near the moment in the id itself. */
export async function findParents(db: Db, events: readonly NewAuditEvent[]): Promise<Parents> {
  const inBatch = new Map<string, { index: number; date: string }>();
  const wanted = new Set<string>();
  if (events.every((event) => event.parentEventId === null)) return NO_PARENTS;
  events.forEach((event, index) => {
    if (event.parentEventId !== null && !inBatch.has(event.parentEventId)) wanted.add(event.parentEventId);
    if (event.eventId !== undefined && !inBatch.has(event.eventId)) {
      inBatch.set(event.eventId, { index, date: dateOf(event.eventTimestamp) });
    }
  });
  const stored = wanted.size === 0 ? new Map<string, string>() : await findStored(db, [...wanted]);
  return {
    dateOf(parentEventId, index) {
      const near = inBatch.get(parentEventId);
      const date = near !== undefined && near.index < index ? near.date : stored.get(parentEventId);
      if (date === undefined) throw noParent(index);
      return date;
    },
  };
}

async function findStored(db: Db, ids: readonly string[]): Promise<Map<string, string>> {
  const dates = new Map((await findLedgerEntries(db, ids)).map((entry) => [entry.eventId, entry.eventDate]));
  const others = ids.filter((id) => !dates.has(id) && idTimeMs(id) !== undefined);
  if (others.length === 0) return dates;
  const days = others.map((id) => dateOf(toTimestamp(new Date(idTimeMs(id) ?? 0)))).sort();
  const range = { from: addDays(days[0] ?? "", -ID_DAYS), to: addDays(days.at(-1) ?? "", ID_DAYS) };
  for (const [id, date] of await findEventDates(db, others, range)) dates.set(id, date);
  return dates;
}

function noParent(index: number): AppError {
  return new AppError("VALIDATION", `event at index ${index}: parent event does not exist`, {
    fieldErrors: [{ path: `[${index}].parent_event_id`, message: "parent event does not exist" }],
  });
}
