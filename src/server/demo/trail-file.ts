import type { EventOutcome } from "@/contracts/audit";
import { eventType } from "@/contracts/event-types";
import { parseEventBody, type SentEvent } from "@/lib/lossless";
import { toWireText } from "./wire-event";

/**
 * Reads a trail as it was exported: one event per line, or one JSON array. Returns each event as JSON text for the API.
 * What such files leave out is filled in by the rules of docs/load.md; what they have is kept as it is.
 */
export function readTrailFile(text: string): string[] {
  const drafts = text.trimStart().startsWith("[") ? parseArray(text) : parseLines(text);
  const only = onlyRemediation(drafts);
  return drafts.map((draft) => complete(draft, only));
}

type Payload = Readonly<Record<string, unknown>>;
type Draft = {
  place: string;
  fields: SentEvent["fields"];
  eventData: string;
  type: string;
  payload: Payload;
  correlationId: string | undefined;
};

const FORM = "a trail has one event per line, or is one JSON array of events";

function parseArray(text: string): Draft[] {
  return parseAt("array of events", text).map((sent, index) => toDraft(sent, `event ${index + 1}`));
}

function parseLines(text: string): Draft[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const place = `line ${index + 1}`;
    const [sent, ...others] = parseAt(place, line);
    if (sent === undefined || others.length > 0) throw new Error(`${place}: holds no single event; ${FORM}.`);
    return [toDraft(sent, place)];
  });
}

function parseAt(place: string, text: string): SentEvent[] {
  try {
    return parseEventBody(text).events;
  } catch (error) {
    throw new Error(`${place}: ${error instanceof Error ? error.message : String(error)}; ${FORM}.`, { cause: error });
  }
}

function toDraft({ fields, eventData }: SentEvent, place: string): Draft {
  if (eventData === undefined) throw new Error(`${place}: the event has no event_data; ${FORM}.`);
  const payload = asObject(parsePayload(eventData, place));
  const type = text(fields.event_type) ?? text(payload.event_type) ?? "";
  return {
    place,
    fields,
    eventData,
    type,
    payload,
    correlationId: text(fields.correlation_id) ?? correlationOf(payload),
  };
}

function parsePayload(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`${place}: event_data is not JSON.`, { cause: error });
  }
}

/** Fields that name a remediation, the surest first. */
const NAMING: readonly [field: string, prefix: RegExp][] = [
  ["incident_id", /^(?=ai-|rr-)/],
  ["rr_name", /^/],
  ["remediation_request", /^.*\//],
  ["correlation_id", /^/],
  ["ea_name", /^ea-(?=rr-)/],
  ["execution_name", /^we-(?=rr-)/],
  ["analysis_name", /^ai-(?=rr-)/],
  ["ai_analysis_ref", /^ai-(?=rr-)/],
  ["request_name", /^rar-(?=rr-)/],
  ["notification_id", /^nr-(?:[a-z-]+-)?(?=rr-)/],
];

function correlationOf(payload: Payload): string | undefined {
  for (const [field, prefix] of NAMING) {
    const value = text(payload[field]);
    if (value !== undefined && prefix.test(value)) return value.replace(prefix, "");
  }
  return undefined;
}

/** A file about one remediation may leave its name out of some events. */
function onlyRemediation(drafts: readonly Draft[]): string | undefined {
  const names = new Set(
    drafts.flatMap(({ correlationId }) => (correlationId === undefined ? [] : [correlationId.replace(/^ai-/, "")])),
  );
  const [name] = names;
  return names.size === 1 ? name : undefined;
}

function complete(
  { place, fields: sent, eventData, type, payload, correlationId }: Draft,
  only: string | undefined,
): string {
  const { timestamp, ...fields } = sent;
  const name = correlationId ?? only;
  if (name === undefined)
    throw new Error(`${place}: ${type} names no remediation, and the file is not about a single one.`);
  const known = {
    version: text(fields.event_version) ?? "1.0",
    event_timestamp: timestamp,
    event_type: type,
    event_category: eventType(type).category,
    event_action: type.split(".").at(-1),
    event_outcome: outcomeOf(type, payload),
  };
  return toWireText({ ...known, ...fields, correlation_id: name }, eventData);
}

const BEGINNINGS = /\.(started|verifying_started|approval\.requested|shadow\.llm\.request)$/;
const FAILURES = /\.(failed|rejected|timed_out|verification_timed_out|alignment\.step|denied|error\.occurred)$/;

function outcomeOf(type: string, payload: Payload): EventOutcome {
  if (type === "workflowexecution.execution.started") return "success";
  if (BEGINNINGS.test(type)) return "pending";
  if (FAILURES.test(type)) return "failure";
  if (type === "aiagent.alignment.verdict" && payload.result !== "aligned") return "failure";
  return type === "orchestrator.lifecycle.completed" && payload.outcome === "Failed" ? "failure" : "success";
}

function asObject(value: unknown): Payload {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
