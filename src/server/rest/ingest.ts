import type { IncomingMessage } from "node:http";
import { z } from "zod";
import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { AuditEventRequest } from "@/contracts/audit-wire";
import { secondsSince } from "@/lib/elapsed";
import { AppError } from "@/lib/errors";
import { timestampMs } from "@/lib/time";
import { batchKeyOf, type Ingest, parseAuditEvents, type Stored } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import type { Metrics } from "@/server/infra/metrics";
import { noteFailure } from "./note-failure";
import { recordedAs } from "./recorded-as";
import {
  answerDirectly,
  type Enter,
  type Exchange,
  needOf,
  type Reply,
  type Route,
  route,
  writeProblem,
} from "./route";

const MIB = 1024 * 1024;

const Receipt = z.object({
  event_id: z.string(),
  event_timestamp: z.string(),
  message: z.string(),
  correlation_id: z.string(),
  chain_seq: z.number().int(),
  event_hash: z.string(),
  status: z.enum(["stored", "duplicate"]),
});
const Accepted = z.object({ status: z.literal("accepted"), message: z.string(), event_id: z.string() });
const BatchReceipt = z.object({
  event_ids: z.array(z.string()),
  message: z.string(),
  status: z.enum(["stored", "repeated", "queued"]),
  receipts: z.array(Receipt.pick({ event_id: true, chain_seq: true, event_hash: true, status: true })),
});

export type IngestDoor = { ingest: Ingest; metrics: Metrics };

/** The two routes that take almost all of the traffic. */
export function ingestRoutes({ ingest, metrics }: IngestDoor): Route[] {
  return [
    route({
      method: "post",
      path: "/api/v1/audit/events",
      origin: "former-service",
      summary: "Store one audit event",
      scope: "audit:write",
      body: { schema: AuditEventRequest, maxBytes: 16 * MIB },
      replies: { 200: Receipt, 201: Receipt, 202: Accepted },
      async run(ctx, { body: { bytes } }) {
        const events = recordedAs(ctx, await parseAuditEvents(ctx, bytes, "single"));
        const startedAt = performance.now();
        const stored = await ingest.store(ctx, { events, bytes: bytes.length }).catch((error: unknown) => {
          countRefused(metrics, events, error);
          throw ofLoneEvent(error);
        });
        metrics.writeDuration.observe({ table: "audit_events" }, secondsSince(startedAt));
        observe(metrics, ctx, events, stored.kind);
        const [appended] = stored.appended;
        if (appended === undefined) return accepted(stored.eventIds[0] ?? "");
        return { status: appended.status === "stored" ? 201 : 200, json: receiptOf(appended) };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/audit/events/batch",
      origin: "former-service",
      summary: "Store a batch of audit events, all or none",
      scope: "audit:write",
      body: { schema: z.array(AuditEventRequest), maxBytes: 64 * MIB },
      replies: { 201: BatchReceipt },
      async run(ctx, { body: { bytes } }) {
        const events = recordedAs(ctx, await parseAuditEvents(ctx, bytes, "batch"));
        const batchKey = batchKeyOf(ctx.principal.id, bytes);
        const startedAt = performance.now();
        const stored = await ingest.store(ctx, { events, bytes: bytes.length, batchKey }).catch((error: unknown) => {
          countRefused(metrics, events, error);
          throw error;
        });
        metrics.writeDuration.observe({ table: "audit_events_batch" }, secondsSince(startedAt));
        observe(metrics, ctx, events, stored.kind);
        const { kind, eventIds, appended } = stored;
        const json = {
          event_ids: eventIds,
          message: messageOf[kind](eventIds.length),
          status: kind,
          receipts: appended.map(shortReceipt),
        };
        return { status: 201, json, ended: stored.ended };
      },
    }),
  ];
}

const messageOf = {
  stored: (count: number) => `${count} audit events created successfully`,
  repeated: (count: number) => `${count} audit events were stored before`,
  queued: (count: number) => `${count} audit events queued; they will be stored when the database answers again`,
};

type Answer = (exchange: Exchange) => void;

/** Who answers a request on one of the hot routes; undefined for any other request. */
export function createIngestDoor(door: IngestDoor, enter: Enter): (req: IncomingMessage) => Answer | undefined {
  const answers = new Map(ingestRoutes(door).map((declared) => [declared.path, answerOf(declared, door, enter)]));
  return (req) => (req.method === "POST" ? answers.get(req.url ?? "") : undefined);
}

function answerOf(declared: Route, { metrics }: IngestDoor, enter: Enter): Answer {
  const need = needOf(declared);
  return (exchange) => {
    const { req, res, base } = exchange;
    let ctx: Ctx | undefined;
    const work = async () => {
      ctx = await enter(req.headers, need);
      await answerDirectly(declared, ctx, exchange);
    };
    work().catch((error: unknown) => {
      noteFailure(error, { path: declared.path, log: ctx?.log, metrics });
      const where = { instance: declared.path, requestId: String(req.headers["x-request-id"] ?? "") };
      if (res.headersSent || res.destroyed) res.destroy();
      else writeProblem(res, error, where, base);
    });
  };
}

/** The store counts events; to whoever has sent a lone one its fields have no index. */
function ofLoneEvent(error: unknown): unknown {
  if (!(error instanceof AppError)) return error;
  const { code, message, cause, details } = error;
  const fieldErrors = details.fieldErrors?.map(({ path, ...rest }) => ({
    path: path.replace(/^\[0\]\.?/, ""),
    ...rest,
  }));
  return new AppError(code, message.replace(/^(event at index 0: |\[0\]\.)/, ""), { ...details, fieldErrors, cause });
}

/** Neither store took them: it is up to their sender now. */
function countRefused(metrics: Metrics, events: readonly NewAuditEvent[], error: unknown): void {
  if (!(error instanceof AppError && error.code === "UNAVAILABLE")) return;
  for (const { eventCategory } of events) metrics.eventsRefused.inc({ service: eventCategory });
}

function observe(metrics: Metrics, ctx: Ctx, events: readonly NewAuditEvent[], kind: Stored["kind"]): void {
  if (kind === "queued") metrics.eventsQueued.inc(events.length);
  if (kind === "stored") metrics.eventsStored.inc(events.length);
  if (kind !== "stored") return;
  const now = ctx.clock.now().getTime();
  for (const { eventCategory, eventTimestamp } of events) {
    metrics.auditLag.observe({ service: eventCategory }, Math.max(0, now - timestampMs(eventTimestamp)) / 1000);
  }
}

function accepted(eventId: string): Reply {
  return {
    status: 202,
    json: { status: "accepted", message: "audit event queued for async processing", event_id: eventId },
  };
}

/** All of it at once: what is added to a copy is added slowly. */
function receiptOf(stored: AppendedEvent): z.infer<typeof Receipt> {
  return {
    event_id: stored.eventId,
    chain_seq: stored.chainSeq,
    event_hash: stored.eventHash,
    status: stored.status,
    event_timestamp: `${stored.eventTimestamp.slice(0, 19)}Z`,
    message: stored.status === "stored" ? "Audit event created successfully" : "Audit event was stored before",
    correlation_id: stored.correlationId,
  };
}

function shortReceipt({ eventId, chainSeq, eventHash, status }: AppendedEvent) {
  return { event_id: eventId, chain_seq: chainSeq, event_hash: eventHash, status };
}
