import { z } from "zod";
import { ChainVerdict, EventOutcome } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { readEvents, revealPayload } from "@/server/access";
import { verifyChain } from "@/server/audit";
import type { Body } from "./body";
import { eventPageText, eventText } from "./event-page";
import { parseBody, type Route, route } from "./route";
import { parseTimeExpression } from "./time-expression";
import { wholeNumber } from "./whole-number";

const WireEvent = z.looseObject({
  event_id: z.string(),
  event_type: z.string(),
  event_data: z.record(z.string(), z.unknown()),
});
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
    detail_key: z
      .string()
      .regex(/^[a-zA-Z0-9_]+$/)
      .max(100)
      .optional(),
    detail_value: z.string().max(1000).optional(),
    include: z.literal("all").optional(),
    limit: wholeNumber(z.int().min(1).max(1000)).prefault(50),
    offset: wholeNumber(z.int().min(0)).prefault(0),
  })
  .refine((query) => (query.detail_key === undefined) === (query.detail_value === undefined), {
    path: ["detail_key"],
    message: "detail_key and detail_value go together",
  });

const RevealBody = z.object({ correlation_id: z.string().min(1).max(255) });
const VerifyBody = z.object({ correlation_id: z.string().max(256) });
const VerifyReply = ChainVerdict.extend({
  is_valid: z.boolean(),
  tampered_events: z
    .array(
      z.object({
        event_id: z.string(),
        event_timestamp: z.string(),
        expected_hash: z.string(),
        actual_hash: z.string(),
        previous_hash: z.string(),
        message: z.string(),
      }),
    )
    .optional(),
});

/** Reading the ledger: search it, verify a chain of it. */
export const auditRoutes: Route[] = [
  route({
    method: "get",
    path: "/api/v1/audit/events",
    origin: "former-service",
    summary: "Search audit events, newest first",
    scope: "audit:read",
    query: SearchQuery,
    replies: { 200: EventPageReply },
    async run(ctx, { query }) {
      const now = ctx.clock.now();
      const page = await readEvents(ctx, {
        correlationId: query.correlation_id,
        eventType: query.event_type,
        eventCategory: query.event_category,
        eventOutcome: query.event_outcome,
        severity: query.severity,
        since: query.since === undefined ? undefined : parseTimeExpression(query.since, "since", now),
        until: query.until === undefined ? undefined : parseTimeExpression(query.until, "until", now),
        detailKey: query.detail_key,
        detailValue: query.detail_value,
        withoutOwn: query.include !== "all",
        limit: query.limit,
        offset: query.offset,
      });
      return { status: 200, jsonText: eventPageText(page) };
    },
  }),
  route({
    method: "post",
    path: "/api/v1/audit/events/{event_id}/reveal",
    summary: "One event with the payload that is masked because it is sensitive; the reading is recorded",
    scope: "audit:reveal",
    verb: "get",
    params: z.object({ event_id: z.uuid() }),
    body: { schema: RevealBody, maxBytes: 64 * 1024 },
    replies: { 200: WireEvent },
    async run(ctx, { params, body }) {
      const { correlation_id } = parseBody(RevealBody, body);
      const { event } = await revealPayload(ctx, { correlationId: correlation_id, eventId: params.event_id });
      return { status: 200, jsonText: eventText(event) };
    },
  }),
  route({
    method: "post",
    path: "/api/v1/audit/verify-chain",
    origin: "former-service",
    summary: "Recompute the hash chain of a correlation",
    scope: "verify",
    body: { schema: VerifyBody, maxBytes: 64 * 1024 },
    replies: { 200: VerifyReply },
    async run(ctx, { body }) {
      const { correlation_id } = parseVerifyBody(body);
      return { status: 200, json: verifyReply(await verifyChain(ctx, { correlationId: correlation_id })) };
    },
  }),
];

function parseVerifyBody(sent: Body): z.infer<typeof VerifyBody> {
  const body = parseBody(VerifyBody, sent);
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
  return {
    ...verdict,
    is_valid: verdict.verdict !== "broken",
    ...(tampered.length > 0 ? { tampered_events: tampered } : {}),
  };
}
