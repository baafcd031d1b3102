import type { NewAuditEvent } from "@/contracts/audit";
import { AuditEventFields, EVENT_AGE_MAX_MS, EVENT_FUTURE_MAX_MS, EVENTS_PER_BATCH_MAX } from "@/contracts/audit-wire";
import { AppError, type FieldError } from "@/lib/errors";
import { fieldErrorsOf, type Issue } from "@/lib/field-errors";
import { joinPath } from "@/lib/json-path";
import type { JsonText } from "@/lib/json-text";
import { parseEventBody, type SentEvent } from "@/lib/lossless";
import { dateOf, parseTimestamp, timestampMs } from "@/lib/time";
import { hasScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { inPieces, turn } from "@/server/infra/turns";
import { prepareEvent } from "./prepare";
import { scanEvents } from "./scan-events";

type ParseCtx = Pick<Ctx, "clock" | "principal">;
type Kind = "single" | "batch";

/**
 * What a door makes of a request body in valid UTF-8: fields checked and defaulted, payloads with nothing of their value lost.
 */
export async function parseAuditEvents(ctx: ParseCtx, body: Buffer, kind: Kind): Promise<NewAuditEvent[]> {
  if (kind === "batch") await turn();
  return (await parseSound(ctx, body, kind)) ?? parseCarefully(ctx, body.toString(), kind);
}

/** The fast way, for bodies in which everything is as it mostly is. */
async function parseSound(ctx: ParseCtx, body: Buffer, kind: Kind): Promise<NewAuditEvent[] | undefined> {
  // A person is recorded as the actor, whatever was sent.
  if (ctx.principal.kind === "person") return undefined;
  const events = await scanEvents(body, kind);
  const bounds = timeBoundsOf(ctx);
  return events?.every((event) => timeFault(event, bounds) === undefined) ? events : undefined;
}

/** The way that finds every fault and names it by its path. */
async function parseCarefully(ctx: ParseCtx, body: string, kind: Kind): Promise<NewAuditEvent[]> {
  const { events, isArray } = splitBody(body);
  if (kind === "single" && isArray) throw invalidRequest("must be one event object, not an array");
  if (kind === "batch" && !isArray) throw invalidRequest("must be an array of events, not an object");
  if (events.length === 0) throw refuse("batch cannot be empty", []);
  if (events.length > EVENTS_PER_BATCH_MAX) throw tooMany();
  const bounds = timeBoundsOf(ctx);
  const parsed: NewAuditEvent[] = [];
  await inPieces(events, (sent, index) => {
    const path = isArray ? `[${index}]` : "";
    const event = toNewEvent(sent, path);
    checkEventTime(event, bounds, path);
    prepareEvent(event, path);
    parsed.push(event);
  });
  return parsed;
}

/** One sent event with the defaults of the API. `path` leads its errors and is empty for a single event. */
export function toNewEvent(sent: SentEvent, path: string): NewAuditEvent {
  const parsed = AuditEventFields.safeParse(sent.fields);
  if (!parsed.success) throw invalidFields(parsed.error.issues, sent.fields, path);
  if (sent.eventData?.startsWith("{") !== true) throw invalidPayload(path);
  return withDefaults(parsed.data, sent.eventData);
}

function withDefaults(fields: AuditEventFields, eventData: JsonText): NewAuditEvent {
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
    eventData,
  };
}

type TimeBounds = { earliestMs: number; latestMs: number };

/** Live events lie near the server's clock, imports as far back as they like; nobody knows what is still to come. */
function timeBoundsOf(ctx: ParseCtx): TimeBounds {
  const nowMs = ctx.clock.now().getTime();
  const earliestMs = hasScope(ctx, "audit:import") ? Number.NEGATIVE_INFINITY : nowMs - EVENT_AGE_MAX_MS;
  return { earliestMs, latestMs: nowMs + EVENT_FUTURE_MAX_MS };
}

function checkEventTime(event: NewAuditEvent, bounds: TimeBounds, path: string): void {
  const fault = timeFault(event, bounds);
  if (fault !== undefined) throw refuseField(path, "event_timestamp", fault);
}

function timeFault(event: NewAuditEvent, { earliestMs, latestMs }: TimeBounds): string | undefined {
  const atMs = timestampMs(event.eventTimestamp);
  if (atMs > latestMs) return "is more than 60 minutes in the future";
  return atMs < earliestMs ? "is more than 7 days old" : undefined;
}

function splitBody(body: string): ReturnType<typeof parseEventBody> {
  try {
    return parseEventBody(body, EVENTS_PER_BATCH_MAX);
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

function tooMany(): AppError {
  return refuse(`a batch may hold at most ${EVENTS_PER_BATCH_MAX} events, this one has more`, [], {
    slug: "batch-size-exceeded",
    title: "Batch Size Exceeded",
  });
}

function refuseField(path: string, field: string, message: string): AppError {
  return refuse(at(path, `${field} ${message}`), [{ path: joinPath(path, field), message }]);
}

function invalidFields(issues: readonly Issue[], fields: SentEvent["fields"], path: string): AppError {
  const [first] = fieldErrorsOf(issues, fields);
  const message = first === undefined ? "invalid" : `${first.path}: ${first.message}`;
  return refuse(at(path, message), fieldErrorsOf(issues, fields, path));
}

function at(path: string, message: string): string {
  return path === "" ? message : `event at index ${path.slice(1, -1)}: ${message}`;
}

function refuse(message: string, fieldErrors: FieldError[], label: { slug?: string; title?: string } = {}): AppError {
  return new AppError("VALIDATION", message, { ...label, fieldErrors });
}
