import { EventOutcome } from "@/contracts/audit";
import {
  type AuditEventFields,
  type AuditEventRequest,
  ERROR_MESSAGE_MAX,
  EventTextMax,
  isReachableId,
  SentCategory,
} from "@/contracts/audit-wire";
import { isOwnChain, isOwnType } from "@/contracts/own-events";
import { isUuid } from "@/lib/ids";
import { isDate, parseTimestamp } from "@/lib/time";

/** What is read of a sent event; the payload is the last. */
export const SENT_NAMES = [
  "event_id",
  "version",
  "event_type",
  "event_timestamp",
  "event_category",
  "event_action",
  "event_outcome",
  "correlation_id",
  "actor_type",
  "actor_id",
  "actor_ip",
  "resource_type",
  "resource_id",
  "parent_event_id",
  "parent_event_date",
  "namespace",
  "cluster_name",
  "cluster_id",
  "severity",
  "duration_ms",
  "error_code",
  "error_message",
  "retention_days",
  "is_sensitive",
  "event_data",
] as const satisfies readonly (keyof AuditEventRequest)[];

type Parsed = Readonly<Record<string, unknown>>;

/** In the order of the names. An object that is written at once costs a tenth of one that grows. */
export function fieldsOf(v: readonly unknown[]): Parsed {
  return {
    event_id: v[0],
    version: v[1],
    event_type: v[2],
    event_timestamp: v[3],
    event_category: v[4],
    event_action: v[5],
    event_outcome: v[6],
    correlation_id: v[7],
    actor_type: v[8],
    actor_id: v[9],
    actor_ip: v[10],
    resource_type: v[11],
    resource_id: v[12],
    parent_event_id: v[13],
    parent_event_date: v[14],
    namespace: v[15],
    cluster_name: v[16],
    cluster_id: v[17],
    severity: v[18],
    duration_ms: v[19],
    error_code: v[20],
    error_message: v[21],
    retention_days: v[22],
    is_sensitive: v[23],
  };
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
