/**
 * Words of the audit trail.
 * event: one immutable row of `audit_events`. correlation: all events with one correlation id, one hash chain.
 * chain_seq: gap-free position in that chain, from 1. head: last position and hash of a chain, kept in `remediations`.
 * payload: `event_data`, lossless JSON text. alias: correlation `ai-<name>` that belongs to `<name>`.
 */
import { z } from "zod";
import type { JsonText } from "@/lib/json-text";

export const EventOutcome = z.enum(["success", "failure", "pending"]);
export type EventOutcome = z.infer<typeof EventOutcome>;

/** Union of the categories of both client versions, the specification's two examples, and our own four. */
export const EventCategory = z.enum([
  "gateway",
  "notification",
  "analysis",
  "aiagent",
  "signalprocessing",
  "workflow",
  "workflowexecution",
  "orchestration",
  "webhook",
  "approval",
  "effectiveness",
  "actiontype",
  "apifrontend",
  "signal",
  "remediation",
  "access",
  "hold",
  "retention",
  "dlq",
]);
export type EventCategory = z.infer<typeof EventCategory>;

/**
 * An event as `appendEvents` takes it: checked, defaulted, its payload still the sender's own text.
 * Timestamps: RFC 3339 UTC with exactly 6 fraction digits and `Z`, e.g. `2026-03-04T12:00:00.500000Z`.
 */
export type NewAuditEvent = {
  /** Lower case; absent = the server makes a UUIDv7. */
  eventId?: string;
  /**
   * Whose choice the id was. `client` (the default): it makes the event idempotent and enters the ledger.
   * `server`: made here and never used before. `replay`: made here, and the event may be stored already.
   */
  idFrom?: "client" | "server" | "replay";
  eventVersion: string;
  eventTimestamp: string;
  eventType: string;
  eventCategory: string;
  eventAction: string;
  eventOutcome: EventOutcome;
  actorType: string;
  actorId: string;
  actorIp: string | null;
  resourceType: string;
  resourceId: string;
  correlationId: string;
  parentEventId: string | null;
  parentEventDate: string | null;
  namespace: string | null;
  clusterName: string | null;
  severity: string | null;
  durationMs: string | null;
  errorCode: string | null;
  errorMessage: string | null;
  retentionDays: number | null;
  isSensitive: boolean;
  /** JSON text of an object, lossless. */
  eventData: JsonText;
};

/** What the sender gets back for each event, in request order. */
export type AppendedEvent = {
  eventId: string;
  eventTimestamp: string;
  correlationId: string;
  chainSeq: number;
  eventHash: string;
  /** `duplicate`: this client-supplied id was stored before with the same content. */
  status: "stored" | "duplicate";
};

/** A stored event, wire names. `event_data_json` is the database's JSON text and is never parsed on the way out. */
export const AuditEvent = z.object({
  event_id: z.string(),
  event_version: z.string(),
  event_timestamp: z.string(),
  event_date: z.string(),
  event_type: z.string(),
  event_category: z.string(),
  event_action: z.string(),
  event_outcome: z.string(),
  actor_type: z.string(),
  actor_id: z.string(),
  actor_ip: z.string().nullable(),
  resource_type: z.string(),
  resource_id: z.string(),
  correlation_id: z.string(),
  parent_event_id: z.string().nullable(),
  parent_event_date: z.string().nullable(),
  namespace: z.string().nullable(),
  cluster_name: z.string().nullable(),
  severity: z.string().nullable(),
  /** Decimal text (int8). */
  duration_ms: z.string().nullable(),
  error_code: z.string().nullable(),
  error_message: z.string().nullable(),
  retention_days: z.number().int(),
  is_sensitive: z.boolean(),
  legal_hold: z.boolean(),
  legal_hold_reason: z.string().nullable(),
  legal_hold_placed_by: z.string().nullable(),
  legal_hold_placed_at: z.string().nullable(),
  event_hash: z.string().nullable(),
  previous_event_hash: z.string().nullable(),
  hash_version: z.number().int(),
  chain_seq: z.number().int(),
  received_at: z.string(),
  event_data_json: z.string(),
});
export type AuditEvent = z.infer<typeof AuditEvent>;

/** What stands in the place of a sensitive event's payload until somebody who may reveals it. */
export const MASKED_PAYLOAD = '{"masked":true,"reason":"sensitive","revealed_by":"audit:reveal"}';

/** One event with its neighbours in the chain, for the event panel. */
export const AuditEventDetail = z.object({
  event: AuditEvent,
  chainLength: z.number().int(),
  previous: z
    .object({ event_id: z.string(), chain_seq: z.number().int(), event_hash: z.string().nullable() })
    .nullable(),
  next: z.object({ event_id: z.string(), chain_seq: z.number().int(), event_hash: z.string().nullable() }).nullable(),
  /** The event is sensitive, and in the place of its payload stands MASKED_PAYLOAD. */
  isMasked: z.boolean(),
  /** Whether whoever asks may reveal it. */
  mayReveal: z.boolean(),
  /** This one event recomputed from its stored bytes. */
  hashMatches: z.boolean(),
  /** First day on which retention may remove it (YYYY-MM-DD). */
  retainedUntil: z.string(),
  partition: z.string(),
});
export type AuditEventDetail = z.infer<typeof AuditEventDetail>;

/** Filters of `searchEvents`; all ANDed, exact match, times inclusive and RFC 3339 UTC. */
export const EventSearch = z
  .object({
    correlationId: z.string().max(255).optional(),
    eventType: z.string().max(100).optional(),
    eventCategory: z.string().max(50).optional(),
    eventOutcome: EventOutcome.optional(),
    severity: z.string().max(20).optional(),
    since: z.string().optional(),
    until: z.string().optional(),
    detailKey: z
      .string()
      .regex(/^[a-zA-Z0-9_]+$/)
      .max(100)
      .optional(),
    detailValue: z.string().max(1000).optional(),
    /** Leaves out what this server writes about itself, from page and total alike. */
    withoutOwn: z.boolean().optional(),
    limit: z.number().int().min(1).max(1000).default(50),
    offset: z.number().int().min(0).default(0),
  })
  .refine((search) => (search.detailKey === undefined) === (search.detailValue === undefined), {
    path: ["detailKey"],
    message: "detailKey and detailValue go together",
  });
export type EventSearch = z.infer<typeof EventSearch>;
export type EventPage = { events: AuditEvent[]; total: number; limit: number; offset: number; hasMore: boolean };
/**
 * A page, which sensitive events of it have their payload, and of how many sensitive events, on whichever page, the filter
 * by payload has told that they match.
 */
export type RevealedPage = EventPage & { revealed: string[]; sensitiveMatches: number };

/** What is wrong at one place of a chain. */
export const ChainFindingKind = z.enum([
  "altered",
  "missing",
  "out_of_order",
  "tail_missing",
  "unhashed",
  "head_missing",
]);
export type ChainFindingKind = z.infer<typeof ChainFindingKind>;

export const ChainFinding = z.object({
  kind: ChainFindingKind,
  /** Position at which the chain stops to hold. */
  chain_seq: z.number().int(),
  event_id: z.string().nullable(),
  event_timestamp: z.string().nullable(),
  expected_hash: z.string().nullable(),
  actual_hash: z.string().nullable(),
  previous_hash: z.string().nullable(),
  message: z.string(),
});
export type ChainFinding = z.infer<typeof ChainFinding>;

/** Three-valued: `cannot_verify` = nothing contradicts, but not everything could be checked (unknown hash version, unhashed rows). */
export const ChainVerdict = z.object({
  correlation_id: z.string(),
  verdict: z.enum(["verified", "broken", "cannot_verify", "nothing_to_verify"]),
  total_events: z.number().int(),
  verified_events: z.number().int(),
  skipped_null_hash: z.number().int(),
  head: z.object({ chain_seq: z.number().int(), event_hash: z.string() }).nullable(),
  /** At most 100; `findings_total` counts all. */
  findings: z.array(ChainFinding),
  findings_total: z.number().int(),
  verification_time: z.string(),
  message: z.string(),
});
export type ChainVerdict = z.infer<typeof ChainVerdict>;
