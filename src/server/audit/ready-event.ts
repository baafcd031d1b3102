import type { NewAuditEvent } from "@/contracts/audit";
import { newId, newIdAt } from "@/lib/ids";
import { dateOf, timestampMs, toTimestamp } from "@/lib/time";
import type { Ctx } from "@/server/infra/context";
import { findParents } from "./parents";
import { prepareEvent } from "./prepare";

/** An event that has passed every check and knows its id; only its place in the chain is still open. */
export type ReadyEvent = NewAuditEvent & {
  index: number;
  eventId: string;
  idFrom: "client" | "replay" | "server";
  receivedAt: string;
  eventDate: string;
  payloadDigest: Buffer;
};

/** Checks, ids, days of parents and payload digests: all that can be done before anything is locked. */
export async function makeReady(ctx: Ctx, events: readonly NewAuditEvent[]): Promise<ReadyEvent[]> {
  const now = ctx.clock.now();
  const receivedAt = toTimestamp(now);
  const digests = events.map((event, index) => prepareEvent(event, `[${index}]`));
  const parents = await findParents(ctx.db, events);
  return events.map((event, index) => ({
    ...event,
    index,
    eventId: event.eventId ?? serverId(event.eventTimestamp, now.getTime()),
    idFrom: event.eventId === undefined ? "server" : (event.idFrom ?? "client"),
    receivedAt,
    eventDate: dateOf(event.eventTimestamp),
    parentEventDate: event.parentEventId === null ? event.parentEventDate : parents.dateOf(event.parentEventId, index),
    payloadDigest: digests[index] ?? Buffer.alloc(0),
  }));
}

const NEAR_MS = 7 * 24 * 60 * 60_000;

/** An event far from now carries its own time in its id, so that each id tells within 8 days where its event lies. */
export function serverId(eventTimestamp: string, nowMs: number): string {
  const atMs = idMoment(eventTimestamp, nowMs);
  return atMs === nowMs ? newId(nowMs) : newIdAt(atMs);
}

/** The moment that an id made now for this event carries, milliseconds since 1970. */
export function idMoment(eventTimestamp: string, nowMs: number): number {
  const atMs = timestampMs(eventTimestamp);
  return Math.abs(nowMs - atMs) <= NEAR_MS ? nowMs : atMs;
}
