/**
 * An event as clients send it (`POST /api/v1/audit/events`), in wire names.
 * Keys that are not listed are ignored. `null` stands for absent wherever a key is optional.
 */
import { z } from "zod";
import { isDate, parseTimestamp } from "@/lib/time";
import { EventCategory, EventOutcome } from "./audit";
import { isOwnCategory, isOwnChain, isOwnType, OWN_CATEGORIES, OWN_WORDS } from "./own-events";

/** Longest value of each text field, in characters: the column's own width. */
export const EventTextMax = {
  event_version: 10,
  event_type: 100,
  event_category: 50,
  event_action: 50,
  actor_type: 50,
  actor_id: 255,
  actor_ip: 45,
  resource_type: 100,
  resource_id: 255,
  correlation_id: 255,
  namespace: 253,
  cluster_name: 255,
  severity: 20,
  error_code: 50,
} as const;

/** 256 KiB of content, and room for the few fields that describe it. */
export const EVENT_DATA_BYTES_MAX = (256 + 16) * 1024;
/** In characters. The column takes any length, but a message is read by people. */
export const ERROR_MESSAGE_MAX = 64 * 1024;
/** Steps of a path, which no client sends as they are: what bears such an id could not be asked for. */
const UNREACHABLE_IDS: ReadonlySet<string> = new Set([".", ".."]);
export const isReachableId = (id: string): boolean => !UNREACHABLE_IDS.has(id);
/** These payload fields are indexed, and an index entry has little room. */
export const SPEC_HASH_MAX = 255;
export const SpecHashFields = ["pre_remediation_spec_hash", "post_remediation_spec_hash"] as const;
export const EVENTS_PER_BATCH_MAX = 10_000;
/** How far an event may lie from the server's clock; importers may exceed its age. */
export const EVENT_FUTURE_MAX_MS = 60 * 60_000;
export const EVENT_AGE_MAX_MS = 7 * 24 * 60 * 60_000;
export const RETENTION_DAYS_DEFAULT = 2555;
const INT4_MAX = 2_147_483_647;

const required = (max: number) => z.string().min(1).max(max);
const optional = (max: number) => z.string().max(max).nullish();
const uuid = z
  .string()
  .regex(/^[\da-fA-F]{8}(?:-[\da-fA-F]{4}){3}-[\da-fA-F]{12}$/, "must be a UUID")
  .meta({ format: "uuid" });
const moment = z
  .string()
  .refine(
    (text) => parseTimestamp(text) !== undefined,
    "must be an RFC 3339 time with a zone, in the years 1970 to 9999",
  )
  .meta({ format: "date-time" });
const dayOrMoment = z
  .string()
  .refine((text) => isDate(text) || parseTimestamp(text) !== undefined, "must be an RFC 3339 time or a date")
  .meta({ format: "date-time" });

/** The categories that others may send. */
export const SentCategory = EventCategory.exclude(OWN_CATEGORIES, {
  error: ({ input }) => (typeof input === "string" && isOwnCategory(input) ? OWN_WORDS : undefined),
});

/** Everything but the payload, which never passes through a schema. */
export const AuditEventFields = z.object({
  event_id: uuid.nullish().meta({ description: "Chosen by the client, it makes the write idempotent." }),
  version: required(EventTextMax.event_version),
  event_type: required(EventTextMax.event_type).refine((type) => !isOwnType(type), OWN_WORDS),
  event_timestamp: moment,
  event_category: SentCategory,
  event_action: required(EventTextMax.event_action),
  event_outcome: EventOutcome,
  correlation_id: required(EventTextMax.correlation_id)
    .refine(isReachableId, "must be neither . nor ..")
    .refine((id) => !isOwnChain(id), OWN_WORDS),
  actor_type: optional(EventTextMax.actor_type),
  actor_id: optional(EventTextMax.actor_id),
  actor_ip: optional(EventTextMax.actor_ip),
  resource_type: optional(EventTextMax.resource_type),
  resource_id: optional(EventTextMax.resource_id),
  parent_event_id: uuid.nullish(),
  parent_event_date: dayOrMoment.nullish(),
  namespace: optional(EventTextMax.namespace),
  cluster_name: optional(EventTextMax.cluster_name),
  cluster_id: optional(EventTextMax.cluster_name),
  severity: optional(EventTextMax.severity),
  duration_ms: z.int().nullish(),
  error_code: optional(EventTextMax.error_code),
  error_message: optional(ERROR_MESSAGE_MAX),
  retention_days: z.int().max(INT4_MAX).nullish(),
  is_sensitive: z.boolean().nullish(),
});
export type AuditEventFields = z.infer<typeof AuditEventFields>;

/** The whole event, for the API description; its payload is an object of the event type's own shape. */
export const AuditEventRequest = AuditEventFields.extend({
  event_data: z.record(z.string(), z.unknown()),
}).meta({ id: "AuditEventRequest" });
export type AuditEventRequest = z.infer<typeof AuditEventRequest>;
