import type { EventOutcome } from "@/contracts/audit";
import { eventType } from "@/contracts/event-types";
import { parseEventBody, type SentEvent } from "@/lib/lossless";
import { toWireText } from "./wire-event";

/**
 * Reads a trail as it was exported: one event per line, or one JSON array. Returns each event as JSON text for the API.
 * What such files leave out is filled in by the rules of docs/load.md; what they have is kept as it is.
 */
export function readTrailFile(text: string): string[] {
  const sent = text.trimStart().startsWith("[") ? parseEventBody(text).events : parseLines(text);
  const drafts = sent.map(toDraft);
  const only = onlyRemediation(drafts);
  return drafts.map((draft, index) => complete(draft, only, index));
}

type Payload = Readonly<Record<string, unknown>>;
type Draft = { sent: SentEvent; type: string; payload: Payload; correlationId: string | undefined };

function parseLines(text: string): SentEvent[] {
  return text.split("\n").flatMap((line, index) => {
    if (line.trim() === "") return [];
    const { events } = parseEventBody(line);
    if (events.length !== 1) throw new Error(`Line ${index + 1} holds ${events.length} events; expected one.`);
    return events;
  });
}

function toDraft(sent: SentEvent): Draft {
  const payload = asObject(sent.eventData === undefined ? {} : JSON.parse(sent.eventData));
  const type = text(sent.fields.event_type) ?? text(payload.event_type) ?? "";
  return { sent, type, payload, correlationId: text(sent.fields.correlation_id) ?? correlationOf(payload) };
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

function complete({ sent, type, payload, correlationId }: Draft, only: string | undefined, index: number): string {
  const { timestamp, ...fields } = sent.fields;
  const name = correlationId ?? only;
  if (name === undefined)
    throw new Error(`Event ${index + 1} (${type}) names no remediation, and the file holds several.`);
  if (sent.eventData === undefined) throw new Error(`Event ${index + 1} (${type}) has no event_data.`);
  const known = {
    version: text(fields.event_version) ?? "1.0",
    event_timestamp: timestamp,
    event_type: type,
    event_category: eventType(type).category,
    event_action: type.split(".").at(-1),
    event_outcome: outcomeOf(type, payload),
  };
  return toWireText({ ...known, ...fields, correlation_id: name }, sent.eventData);
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
