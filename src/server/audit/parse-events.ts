import type { NewAuditEvent } from "@/contracts/audit";
import { AuditEventFields, EVENT_AGE_MAX_MS, EVENT_FUTURE_MAX_MS, EVENTS_PER_BATCH_MAX } from "@/contracts/audit-wire";
import { AppError, type FieldError } from "@/lib/errors";
import { joinPath } from "@/lib/json-path";
import { parseEventBody, type SentEvent } from "@/lib/lossless";
import { dateOf, parseTimestamp, timestampMs } from "@/lib/time";
import { hasScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { prepareEvent } from "./prepare";

/** What a door makes of a request body: fields checked and defaulted, payloads still the sender's own text. */
export function parseAuditEvents(
  ctx: Pick<Ctx, "clock" | "principal">,
  body: string,
  kind: "single" | "batch",
): NewAuditEvent[] {
  const { events, isArray } = splitBody(body);
  if (kind === "single" && isArray) throw invalidRequest("must be one event object, not an array");
  if (kind === "batch" && !isArray) throw invalidRequest("must be an array of events, not an object");
  if (events.length === 0) throw refuse("batch cannot be empty", []);
  if (events.length > EVENTS_PER_BATCH_MAX) throw tooMany(events.length);
  const nowMs = ctx.clock.now().getTime();
  const isBounded = !hasScope(ctx, "audit:import");
  return events.map((sent, index) => {
    const path = isArray ? `[${index}]` : "";
    const event = toNewEvent(sent, path);
    if (isBounded) checkEventTime(event, nowMs, path);
    prepareEvent(event, path);
    return event;
  });
}

/** One sent event with the defaults of the API. `path` leads its errors and is empty for a single event. */
export function toNewEvent(sent: SentEvent, path: string): NewAuditEvent {
  const parsed = AuditEventFields.safeParse(sent.fields);
  if (!parsed.success) throw invalidFields(parsed.error.issues, path);
  if (sent.eventData?.startsWith("{") !== true) throw invalidPayload(path);
  const fields = parsed.data;
  return {
    eventId: fields.event_id?.toLowerCase(),
    eventVersion: fields.version,
    eventTimestamp: toUtc(fields.event_timestamp),
    eventType: fields.event_type,
    eventCategory: fields.event_category,
    eventAction: fields.event_action,
    eventOutcome: fields.event_outcome,
    actorType: fields.actor_type || "service",
    actorId: fields.actor_id || `${fields.event_category}-service`,
    actorIp: fields.actor_ip || null,
    resourceType: fields.resource_type || fields.event_category,
    resourceId: fields.resource_id || fields.correlation_id,
    correlationId: fields.correlation_id,
    parentEventId: fields.parent_event_id?.toLowerCase() ?? null,
    parentEventDate: fields.parent_event_date ? toDate(fields.parent_event_date) : null,
    namespace: fields.namespace ?? null,
    clusterName: fields.cluster_name ?? fields.cluster_id ?? null,
    severity: fields.severity || "info",
    durationMs: fields.duration_ms === null || fields.duration_ms === undefined ? null : String(fields.duration_ms),
    errorCode: fields.error_code ?? null,
    errorMessage: fields.error_message ?? null,
    retentionDays: fields.retention_days && fields.retention_days > 0 ? fields.retention_days : null,
    isSensitive: fields.is_sensitive ?? false,
    eventData: sent.eventData,
  };
}

/** Live events lie near the server's clock; only imports are older. */
export function checkEventTime(event: NewAuditEvent, nowMs: number, path: string): void {
  const ageMs = nowMs - timestampMs(event.eventTimestamp);
  if (ageMs < -EVENT_FUTURE_MAX_MS) throw refuseField(path, "event_timestamp", "is more than 60 minutes in the future");
  if (ageMs > EVENT_AGE_MAX_MS) throw refuseField(path, "event_timestamp", "is more than 7 days old");
}

function splitBody(body: string): ReturnType<typeof parseEventBody> {
  try {
    return parseEventBody(body);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new AppError("VALIDATION", error.message, { ...error.details, ...invalidRequestLabel });
  }
}

function toUtc(text: string): string {
  const timestamp = parseTimestamp(text);
  if (timestamp === undefined) throw new TypeError("the schema has accepted an unreadable time");
  return timestamp;
}

function toDate(text: string): string {
  return text.length === 10 ? text : dateOf(toUtc(text));
}

const invalidRequestLabel = { slug: "invalid_request", title: "Invalid Request" };

function invalidRequest(message: string): AppError {
  return new AppError("VALIDATION", message, invalidRequestLabel);
}

function invalidPayload(path: string): AppError {
  const fieldErrors = [{ path: joinPath(path, "event_data"), message: "must be a JSON object" }];
  return refuse(at(path, "event_data must be a JSON object"), fieldErrors, {
    slug: "invalid_event_data",
    title: "Invalid Event Data",
  });
}

function tooMany(count: number): AppError {
  return refuse(`a batch may hold at most ${EVENTS_PER_BATCH_MAX} events, this one has ${count}`, [], {
    slug: "batch-size-exceeded",
    title: "Batch Size Exceeded",
  });
}

function refuseField(path: string, field: string, message: string): AppError {
  return refuse(at(path, `${field} ${message}`), [{ path: joinPath(path, field), message }]);
}

type Issue = { path: PropertyKey[]; message: string };

function invalidFields(issues: readonly Issue[], path: string): AppError {
  const fieldErrors = issues.map((issue) => ({
    path: issue.path.reduce((parent: string, step) => joinPath(parent, String(step)), path),
    message: issue.message,
  }));
  const first = issues[0];
  return refuse(at(path, first === undefined ? "invalid" : `${first.path.join(".")}: ${first.message}`), fieldErrors);
}

function at(path: string, message: string): string {
  return path === "" ? message : `event at index ${path.slice(1, -1)}: ${message}`;
}

function refuse(message: string, fieldErrors: FieldError[], label: { slug?: string; title?: string } = {}): AppError {
  return new AppError("VALIDATION", message, { ...label, fieldErrors });
}
