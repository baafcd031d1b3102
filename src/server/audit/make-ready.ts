import type { NewAuditEvent } from "@/contracts/audit";
import { dateOf, toTimestamp } from "@/lib/time";
import type { Ctx } from "@/server/infra/context";
import type { CopyRows } from "@/server/infra/copy-rows";
import { inPieces } from "@/server/infra/turns";
import { contentDigest } from "./chain";
import { rowsFor, writeSettled } from "./event-rows";
import { findParents, type Parents } from "./parents";
import { prepareEvent } from "./prepare";
import { type ReadyEvent, serverId } from "./ready-event";
import { ReadyScanned, ScannedEvent } from "./scanned-event";

/** Checks, ids, days of parents, digests and rows: all that can be done before anything is locked. */
export async function makeReady(ctx: Ctx, events: readonly NewAuditEvent[]): Promise<ReadyEvent[]> {
  const now = ctx.clock.now();
  const receivedAt = toTimestamp(now);
  const payloads = events.map((event, index) => prepareEvent(event, `[${index}]`));
  const parents = await findParents(ctx.db, events);
  const unwritten = events.filter((event) => !isWritten(event));
  const rows = rowsFor(unwritten);
  const ready: ReadyEvent[] = [];
  await inPieces(events, (event, index) => {
    const eventId = event.eventId ?? serverId(event.eventTimestamp, now.getTime());
    if (isWritten(event)) {
      ready.push(new ReadyScanned(event, { index, eventId, receivedAt }));
      return;
    }
    const parentEventDate = parentDate(event, parents, index);
    const payload = payloads[index] ?? "";
    ready.push(makeOne(event, { index, eventId, receivedAt, parentEventDate, payload, rows }));
  });
  return ready;
}

/** Whether nothing but its id and its arrival is missing in what the scanner has made of it. */
function isWritten(event: NewAuditEvent): event is ScannedEvent {
  return event instanceof ScannedEvent && event.isWritten;
}

type Added = Pick<ReadyEvent, "index" | "eventId" | "receivedAt" | "parentEventDate"> & {
  payload: string;
  rows: CopyRows;
};

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
    contentDigest: "",
    row: { source: added.rows, from: 0, to: 0 },
  };
  ready.contentDigest = contentDigest(ready, added.payload);
  ready.row = writeSettled(added.rows, ready);
  return ready;
}

function parentDate(event: NewAuditEvent, parents: Parents, index: number): string | null {
  return event.parentEventId === null ? event.parentEventDate : parents.dateOf(event.parentEventId, index);
}
