import { z } from "zod";
import { type AppendedEvent, ChainVerdict, EventOutcome, type NewAuditEvent } from "@/contracts/audit";
import { AuditEventRequest } from "@/contracts/audit-wire";
import { AppError } from "@/lib/errors";
import { appendEvents, parseAuditEvents, searchEvents, verifyChain } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import type { Metrics } from "@/server/infra/metrics";
import { eventPageText } from "./event-page";
import { parseBody, type Route, route } from "./route";
import { parseTimeExpression } from "./time-expression";

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
const BatchReceipt = z.object({
  event_ids: z.array(z.string()),
  message: z.string(),
  receipts: z.array(z.object({ event_id: z.string(), chain_seq: z.number().int(), event_hash: z.string(), status: z.enum(["stored", "duplicate"]) })),
});
const WireEvent = z.looseObject({ event_id: z.string(), event_type: z.string(), event_data: z.record(z.string(), z.unknown()) });
const EventPageReply = z.object({
  data: z.array(WireEvent),
  pagination: z.object({ limit: z.number(), offset: z.number(), total: z.number(), has_more: z.boolean() }),
});

const SearchQuery = z
  .object({
    correlation_id: z.string().min(1).max(255).optional(),
    event_type: z.string().min(1).max(100).optional(),
    event_category: z.string().min(1).max(50).optional(),
    event_outcome: EventOutcome.optional(),
    severity: z.string().min(1).max(20).optional(),
    since: z.string().min(1).optional(),
    until: z.string().min(1).optional(),
    detail_key: z.string().regex(/^[a-zA-Z0-9_]+$/).max(100).optional(),
    detail_value: z.string().max(1000).optional(),
    limit: z.coerce.number().int().min(1).max(1000).default(50),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .refine((query) => (query.detail_key === undefined) === (query.detail_value === undefined), {
    path: ["detail_key"],
    message: "detail_key and detail_value go together",
  });

/** The audit door: write one or many events, read them back, verify a chain. */
export function auditRoutes(metrics: Metrics): Route[] {
  const append = async (ctx: Ctx, events: NewAuditEvent[], table: string): Promise<AppendedEvent[]> => {
    const end = metrics.writeDuration.startTimer({ table });
    const appended = await appendEvents(ctx, events);
    end();
    metrics.eventsStored.inc(appended.filter(({ status }) => status === "stored").length);
    const now = ctx.clock.now().getTime();
    for (const event of events) {
      metrics.auditLag.observe({ service: event.eventCategory }, Math.max(0, now - Date.parse(event.eventTimestamp)) / 1000);
    }
    return appended;
  };
  return [
    route({
      method: "post",
      path: "/api/v1/audit/events",
      summary: "Store one audit event",
      body: { schema: AuditEventRequest, maxBytes: 16 * MIB },
      replies: { 200: Receipt, 201: Receipt },
      async run(ctx, { body }) {
        const [stored] = await append(ctx, parseAuditEvents(ctx, body, "single"), "audit_events");
        if (stored === undefined) throw new Error("one event was appended and none came back");
        return { status: stored.status === "stored" ? 201 : 200, json: receipt(stored) };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/audit/events/batch",
      summary: "Store a batch of audit events, all or none",
      body: { schema: z.array(AuditEventRequest), maxBytes: 64 * MIB },
      replies: { 201: BatchReceipt },
      async run(ctx, { body }) {
        const appended = await append(ctx, parseAuditEvents(ctx, body, "batch"), "audit_events_batch");
        return {
          status: 201,
          json: {
            event_ids: appended.map(({ eventId }) => eventId),
            message: `${appended.length} audit events created successfully`,
            receipts: appended.map(({ eventId, chainSeq, eventHash, status }) => ({
              event_id: eventId,
              chain_seq: chainSeq,
              event_hash: eventHash,
              status,
            })),
          },
        };
      },
    }),
    ...readRoutes(),
  ];
}

function readRoutes(): Route[] {
  return [
    route({
      method: "get",
      path: "/api/v1/audit/events",
      summary: "Search audit events, newest first",
      query: SearchQuery,
      replies: { 200: EventPageReply },
      async run(ctx, { query }) {
        const now = ctx.clock.now();
        const page = await searchEvents(ctx, {
          correlationId: query.correlation_id,
          eventType: query.event_type,
          eventCategory: query.event_category,
          eventOutcome: query.event_outcome,
          severity: query.severity,
          since: query.since === undefined ? undefined : parseTimeExpression(query.since, "since", now),
          until: query.until === undefined ? undefined : parseTimeExpression(query.until, "until", now),
          detailKey: query.detail_key,
          detailValue: query.detail_value,
          limit: query.limit,
          offset: query.offset,
        });
        return { status: 200, jsonText: eventPageText(page) };
      },
    }),
    route({
      method: "post",
      path: "/api/v1/audit/verify-chain",
      summary: "Recompute the hash chain of a correlation",
      body: { schema: VerifyBody, maxBytes: 64 * 1024 },
      replies: { 200: VerifyReply },
      async run(ctx, { body }) {
        const { correlation_id } = parseVerifyBody(body);
        return { status: 200, json: verifyReply(await verifyChain(ctx, { correlationId: correlation_id })) };
      },
    }),
  ];
}

const VerifyBody = z.object({ correlation_id: z.string().max(256) });
const VerifyReply = ChainVerdict.extend({
  is_valid: z.boolean(),
  tampered_events: z
    .array(z.object({ event_id: z.string(), event_timestamp: z.string(), expected_hash: z.string(), actual_hash: z.string(), previous_hash: z.string(), message: z.string() }))
    .optional(),
});

function parseVerifyBody(text: string): z.infer<typeof VerifyBody> {
  const body = parseBody(VerifyBody, text);
  if (body.correlation_id !== "") return body;
  throw new AppError("VALIDATION", "correlation_id must not be empty", {
    slug: "missing-correlation-id",
    title: "Missing Required Field",
    fieldErrors: [{ path: "correlation_id", message: "must not be empty" }],
  });
}

/** Our verdict, with the members that existing clients read beside it. */
function verifyReply(verdict: ChainVerdict): z.infer<typeof VerifyReply> {
  const tampered = verdict.findings.flatMap((finding) =>
    finding.event_id === null
      ? []
      : [
          {
            event_id: finding.event_id,
            event_timestamp: finding.event_timestamp ?? verdict.verification_time,
            expected_hash: finding.expected_hash ?? "",
            actual_hash: finding.actual_hash ?? "",
            previous_hash: finding.previous_hash ?? "",
            message: finding.message,
          },
        ],
  );
  return { ...verdict, is_valid: verdict.verdict !== "broken", ...(tampered.length > 0 ? { tampered_events: tampered } : {}) };
}

function receipt(stored: AppendedEvent): z.infer<typeof Receipt> {
  return {
    event_id: stored.eventId,
    event_timestamp: `${stored.eventTimestamp.slice(0, 19)}Z`,
    message: stored.status === "stored" ? "Audit event created successfully" : "Audit event was stored before",
    correlation_id: stored.correlationId,
    chain_seq: stored.chainSeq,
    event_hash: stored.eventHash,
    status: stored.status,
  };
}
