import type { NewAuditEvent } from "@/contracts/audit";
import { newId, newIdAt } from "@/lib/ids";
import { dateOf, timestampMs, toTimestamp } from "@/lib/time";
import type { Ctx } from "@/server/infra/context";
import { contentDigest, type HashedFields } from "./chain";
import { findParents, type Parents } from "./parents";
import { prepareEvent } from "./prepare";

/** An event that has passed every check and knows its id and digests; only its place in the chain is still open. */
export type ReadyEvent = HashedFields & {
  index: number;
  idFrom: "client" | "replay" | "server";
  eventDate: string;
  retentionDays: number | null;
  eventData: string;
  payloadDigest: Buffer;
  contentDigest: Buffer;
};

/** Checks, ids, days of parents and digests: all that can be done before anything is locked. */
export async function makeReady(ctx: Ctx, events: readonly NewAuditEvent[]): Promise<ReadyEvent[]> {
  const now = ctx.clock.now();
  const receivedAt = toTimestamp(now);
  const payloads = events.map((event, index) => prepareEvent(event, `[${index}]`));
  const parents = await findParents(ctx.db, events);
  return events.map((event, index) => {
    const eventId = event.eventId ?? serverId(event.eventTimestamp, now.getTime());
    const parentEventDate = parentDate(event, parents, index);
    return makeOne(event, { index, eventId, receivedAt, parentEventDate, payload: payloads[index] ?? noBytes });
  });
}

const noBytes = Buffer.alloc(0);

type Added = { index: number; eventId: string; receivedAt: string; parentEventDate: string | null; payload: Buffer };

/** Field by field: copying an object of this size by spread costs several times as much. */
function makeOne(event: NewAuditEvent, added: Added): ReadyEvent {
  const ready: ReadyEvent = {
    index: added.index,
    idFrom: event.eventId === undefined ? "server" : (event.idFrom ?? "client"),
    eventId: added.eventId,
    eventVersion: event.eventVersion,
    eventTimestamp: event.eventTimestamp,
    receivedAt: added.receivedAt,
    eventDate: dateOf(event.eventTimestamp),
    eventType: event.eventType,
    eventCategory: event.eventCategory,
    eventAction: event.eventAction,
    eventOutcome: event.eventOutcome,
    actorType: event.actorType,
    actorId: event.actorId,
    actorIp: event.actorIp,
    resourceType: event.resourceType,
    resourceId: event.resourceId,
    correlationId: event.correlationId,
    parentEventId: event.parentEventId,
    parentEventDate: added.parentEventDate,
    namespace: event.namespace,
    clusterName: event.clusterName,
    severity: event.severity,
    durationMs: event.durationMs,
    errorCode: event.errorCode,
    errorMessage: event.errorMessage,
    isSensitive: event.isSensitive,
    retentionDays: event.retentionDays,
    eventData: event.eventData,
    payloadDigest: added.payload,
    contentDigest: noBytes,
  };
  ready.contentDigest = contentDigest(ready, added.payload);
  return ready;
}

function parentDate(event: NewAuditEvent, parents: Parents, index: number): string | null {
  return event.parentEventId === null ? event.parentEventDate : parents.dateOf(event.parentEventId, index);
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
