import { EventOutcome, type NewAuditEvent } from "@/contracts/audit";
import {
  type AuditEventFields,
  ERROR_MESSAGE_MAX,
  EVENT_DATA_BYTES_MAX,
  EventTextMax,
  isReachableId,
  SentCategory,
  SPEC_HASH_MAX,
  SpecHashFields,
} from "@/contracts/audit-wire";
import { isOwnChain, isOwnType } from "@/contracts/own-events";
import { JSON_DEPTH_MAX } from "@/lib/canonical-json";
import { isUuid } from "@/lib/ids";
import { writeJsonBytes } from "@/lib/json-bytes";
import { isDate, parseTimestamp } from "@/lib/time";
import { inPieces } from "@/server/infra/turns";
import { payloadDigest } from "./chain";
import { keepPrepared } from "./prepare";

/**
 * Sound events out of a body that was parsed natively without loss, at half the cost of the careful way.
 * Undefined as soon as anything is not as it should be: the careful way then names the fault.
 */
export async function eventsOfPlainBody(
  parsed: unknown,
  make: (fields: AuditEventFields, eventData: string) => NewAuditEvent,
): Promise<NewAuditEvent[] | undefined> {
  const items: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  const events: NewAuditEvent[] = [];
  let isSound = true;
  await inPieces(items, (item) => {
    const event = isSound && isObject(item) ? eventOf(item, make) : undefined;
    if (event === undefined) isSound = false;
    else events.push(event);
  });
  return isSound ? events : undefined;
}

type Parsed = Readonly<Record<string, unknown>>;

function eventOf(
  item: Parsed,
  make: (fields: AuditEventFields, eventData: string) => NewAuditEvent,
): NewAuditEvent | undefined {
  const payload = item.event_data;
  if (!isObject(payload) || !hasSoundFields(item) || !hasSoundSpecHashes(payload)) return undefined;
  const bytes = writeJsonBytes(payload, JSON_DEPTH_MAX);
  if (bytes === undefined || bytes.length > EVENT_DATA_BYTES_MAX) return undefined;
  const digest = payloadDigest(bytes);
  const event = make(item, bytes.toString());
  keepPrepared(event, digest);
  return event;
}

function isObject(value: unknown): value is Parsed {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function hasSoundSpecHashes(payload: Parsed): boolean {
  return SpecHashFields.every((field) =>
    isOptional(Object.hasOwn(payload, field) ? payload[field] : null, SPEC_HASH_MAX),
  );
}

const categories: ReadonlySet<unknown> = new Set(SentCategory.options);
const outcomes: ReadonlySet<unknown> = new Set(EventOutcome.options);

/** Accepts nothing that the schema would refuse, as a test proves; the schema itself costs five times as much. */
export function hasSoundFields(fields: Parsed): fields is Parsed & AuditEventFields {
  return (
    isRequired(fields.version, EventTextMax.event_version) &&
    isRequired(fields.event_type, EventTextMax.event_type) &&
    !isOwnType(fields.event_type) &&
    isMoment(fields.event_timestamp) &&
    categories.has(fields.event_category) &&
    isRequired(fields.event_action, EventTextMax.event_action) &&
    outcomes.has(fields.event_outcome) &&
    isRequired(fields.correlation_id, EventTextMax.correlation_id) &&
    isReachableId(fields.correlation_id) &&
    !isOwnChain(fields.correlation_id) &&
    isOptional(fields.actor_type, EventTextMax.actor_type) &&
    isOptional(fields.actor_id, EventTextMax.actor_id) &&
    isOptional(fields.resource_type, EventTextMax.resource_type) &&
    isOptional(fields.resource_id, EventTextMax.resource_id) &&
    isOptional(fields.namespace, EventTextMax.namespace) &&
    isOptional(fields.cluster_name, EventTextMax.cluster_name) &&
    isOptional(fields.cluster_id, EventTextMax.cluster_name) &&
    isOptional(fields.severity, EventTextMax.severity) &&
    hasSoundRest(fields)
  );
}

/** What most events leave out. */
function hasSoundRest(fields: Parsed): boolean {
  const { event_id: id, parent_event_id: parentId, parent_event_date: parentDate, is_sensitive: isSensitive } = fields;
  return (
    (id == null || (typeof id === "string" && isUuid(id))) &&
    (parentId == null || (typeof parentId === "string" && isUuid(parentId))) &&
    (parentDate == null || (typeof parentDate === "string" && isDate(parentDate))) &&
    (isSensitive == null || typeof isSensitive === "boolean") &&
    isWhole(fields.duration_ms, Number.MAX_SAFE_INTEGER) &&
    isWhole(fields.retention_days, INT4_MAX) &&
    isOptional(fields.actor_ip, EventTextMax.actor_ip) &&
    isOptional(fields.error_code, EventTextMax.error_code) &&
    isOptional(fields.error_message, ERROR_MESSAGE_MAX)
  );
}

const INT4_MAX = 2_147_483_647;

function isWhole(value: unknown, max: number): boolean {
  return value == null || (Number.isSafeInteger(value) && Number(value) <= max);
}

function isRequired(value: unknown, max: number): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= max;
}

function isOptional(value: unknown, max: number): boolean {
  return value == null || (typeof value === "string" && value.length <= max);
}

function isMoment(value: unknown): boolean {
  return typeof value === "string" && parseTimestamp(value) !== undefined;
}
