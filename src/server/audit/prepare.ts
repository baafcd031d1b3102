import type { NewAuditEvent } from "@/contracts/audit";
import { EVENT_DATA_BYTES_MAX, EventTextMax, SPEC_HASH_MAX, SpecHashFields } from "@/contracts/audit-wire";
import { canonicalJson } from "@/lib/canonical-json";
import { AppError, type InputFault } from "@/lib/errors";
import { isUuid } from "@/lib/ids";
import { OPEN_BRACE } from "@/lib/json-marks";
import { joinPath } from "@/lib/json-path";
import { type JsonText, jsonText } from "@/lib/json-text";
import { characterCount, textFault } from "@/lib/text";
import { dateOf, isDate } from "@/lib/time";
import { payloadDigest } from "./chain";
import { ScannedEvent } from "./scanned-event";

/** What is known of an event that was checked, kept with it: a copy of the event is another one, and was not. */
const PREPARED = Symbol("prepared");
type Prepared = { of: NewAuditEvent; eventData: JsonText; digest: string };
type Kept = NewAuditEvent & { [PREPARED]?: Prepared };

/**
 * Checks everything that the ledger can't store and returns the payload's digest. A door calls it to name faults by its own
 * paths; `appendEvents` then finds the result and doesn't do the work twice.
 */
export function prepareEvent(event: NewAuditEvent, path: string): string {
  if (event instanceof ScannedEvent) return event.payloadDigest;
  const known = (event as Kept)[PREPARED];
  if (known !== undefined && known.of === event && known.eventData === event.eventData) return known.digest;
  checkFields(event, path);
  const digest = payloadDigest(checkPayload(jsonText(event.eventData), joinPath(path, "event_data")));
  (event as Kept)[PREPARED] = { of: event, eventData: event.eventData, digest };
  return digest;
}

function checkFields(event: NewAuditEvent, path: string): void {
  checkText(path, "correlation_id", event.correlationId);
  checkText(path, "event_version", event.eventVersion);
  checkText(path, "event_type", event.eventType);
  checkText(path, "event_category", event.eventCategory);
  checkText(path, "event_action", event.eventAction);
  checkText(path, "actor_type", event.actorType);
  checkText(path, "actor_id", event.actorId);
  checkText(path, "actor_ip", event.actorIp);
  checkText(path, "resource_type", event.resourceType);
  checkText(path, "resource_id", event.resourceId);
  checkText(path, "namespace", event.namespace);
  checkText(path, "cluster_name", event.clusterName);
  checkText(path, "severity", event.severity);
  checkText(path, "error_code", event.errorCode);
  if (event.correlationId === "") throw refusal(joinPath(path, "correlation_id"), "must not be empty");
  const messageFault = event.errorMessage === null ? undefined : textFault(event.errorMessage);
  if (messageFault !== undefined) throw refusal(joinPath(path, "error_message"), messageFault);
  checkForms(event, path);
}

function checkText(path: string, field: keyof typeof EventTextMax, value: string | null): void {
  if (value === null) return;
  const max = EventTextMax[field];
  if (value.length > max && characterCount(value) > max) {
    throw refusal(joinPath(path, field), `must have at most ${max} characters`);
  }
  const fault = textFault(value);
  if (fault !== undefined) throw refusal(joinPath(path, field), fault);
}

const storedTimestamp = /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{6}Z$/;
const int8 = /^-?\d{1,19}$/;

function checkForms(event: NewAuditEvent, path: string): void {
  if (!storedTimestamp.test(event.eventTimestamp) || !isKnownDay(dateOf(event.eventTimestamp))) {
    throw refusal(joinPath(path, "event_timestamp"), "must be a UTC time with six fraction digits");
  }
  if (event.eventId !== undefined && !isLowerUuid(event.eventId)) {
    throw refusal(joinPath(path, "event_id"), "must be a UUID in lower case");
  }
  if (event.parentEventId !== null && !isLowerUuid(event.parentEventId)) {
    throw refusal(joinPath(path, "parent_event_id"), "must be a UUID in lower case");
  }
  if (event.parentEventDate !== null && !isDate(event.parentEventDate)) {
    throw refusal(joinPath(path, "parent_event_date"), "must be a date");
  }
  if (event.durationMs !== null && !isInt8(event.durationMs)) {
    throw refusal(joinPath(path, "duration_ms"), "must be an integer of 64 bits");
  }
  if (event.retentionDays !== null && !(Number.isInteger(event.retentionDays) && event.retentionDays > 0)) {
    throw refusal(joinPath(path, "retention_days"), "must be a positive integer");
  }
}

let lastDay = "";

/** Most events of a batch lie on one day. */
function isKnownDay(day: string): boolean {
  if (day === lastDay) return true;
  if (!isDate(day) || day < "1970") return false;
  lastDay = day;
  return true;
}

function isLowerUuid(id: string): boolean {
  return isUuid(id) && id === id.toLowerCase();
}

function isInt8(text: string): boolean {
  return int8.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text) && BigInt(text).toString() === text;
}

/** Canonical form of a payload that may be stored. */
function checkPayload(eventData: string, path: string): Buffer {
  // A character has at most three bytes per UTF-16 unit, so most payloads need no counting.
  if (eventData.length * 3 > EVENT_DATA_BYTES_MAX && Buffer.byteLength(eventData) > EVENT_DATA_BYTES_MAX) {
    throw refusal(path, `must have at most ${EVENT_DATA_BYTES_MAX} bytes`, "oversized");
  }
  const canonical = canonicalJson(eventData, path);
  if (canonical[0] !== OPEN_BRACE) throw refusal(path, "must be a JSON object");
  const field = oversizedSpecHash(canonical);
  if (field === undefined) return canonical;
  throw refusal(joinPath(path, field), `must be a string of at most ${SPEC_HASH_MAX} characters`);
}

const SPEC_HASH = Buffer.from("remediation_spec_hash");

/** The first of the indexed fields whose value has no place in the index. */
export function oversizedSpecHash(canonical: Buffer): string | undefined {
  if (!canonical.includes(SPEC_HASH)) return undefined;
  const payload = JSON.parse(canonical.toString()) as Record<string, unknown>;
  return SpecHashFields.find((field) => {
    const hash = Object.hasOwn(payload, field) ? payload[field] : null;
    return hash !== null && !(typeof hash === "string" && characterCount(hash) <= SPEC_HASH_MAX);
  });
}

function refusal(path: string, message: string, inputFault?: InputFault): AppError {
  return new AppError("VALIDATION", `${path}: ${message}`, { fieldErrors: [{ path, message }], inputFault });
}
