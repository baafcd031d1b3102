import type {
  ParsedEvent,
  ParsedTrail,
  TimeoutConfig,
  TrailEvent,
  UnreadableEvent,
} from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { isJsonObject, type Json, type JsonObject, jsonObject, readJson, valueAt, writeJson } from "@/lib/json-tree";
import { MASKED } from "./masked";

/** Step 2: reads the fields out of the typed payloads. A payload that does not fit is set aside and named, never fatal for the others. */
export function parseEvents(events: readonly TrailEvent[]): ParsedTrail {
  const parsed: ParsedEvent[] = [];
  const unreadable: UnreadableEvent[] = [];
  for (const event of events) {
    const result = event.is_masked ? MASKED : parseEvent(event);
    if (typeof result === "object") parsed.push(result);
    else {
      unreadable.push({ eventId: event.event_id, eventType: event.event_type, why: result });
      if (event.is_masked && event.event_type === "gateway.signal.received") parsed.push(maskedSignal);
    }
  }
  if (parsed.length === 0) throw nothingReadable(unreadable);
  return { parsed, unreadable };
}

/** There was a signal, and nothing may be told of it. */
const maskedSignal: ParsedEvent = {
  kind: "signal",
  signalName: "",
  signalType: "",
  fingerprint: "",
  labels: jsonObject(new Map()),
  annotations: jsonObject(new Map()),
  originalPayload: undefined,
};

/** The parsed event, or why there is none. */
function parseEvent(event: TrailEvent): ParsedEvent | string {
  const payload = readJson(event.event_data_json);
  if (!isJsonObject(payload)) return "the payload is not a JSON object";
  switch (event.event_type) {
    case "gateway.signal.received":
      return parseSignal(payload);
    case "orchestrator.lifecycle.created":
      return parseCreation(payload);
    case "aianalysis.analysis.completed":
      return parseAnalysis(payload);
    case "workflowexecution.selection.completed":
      return parseSelection(payload);
    case "workflowexecution.execution.started":
      return parseExecution(payload, event.namespace);
    default:
      return "this event type carries no field of the request";
  }
}

function parseSignal(payload: JsonObject): ParsedEvent | string {
  const signalName = text(payload, "signal_name");
  if (!signalName) return "signal_name is missing";
  const labels = textMap(payload, "signal_labels");
  const annotations = textMap(payload, "signal_annotations");
  const original = valueAt(payload, ["original_payload"]);
  if (labels === undefined) return "signal_labels is not a map of texts";
  if (annotations === undefined) return "signal_annotations is not a map of texts";
  if (original !== undefined && original !== null && !isJsonObject(original))
    return "original_payload is not an object";
  return {
    kind: "signal",
    signalName,
    signalType: normalSignalType(text(payload, "signal_type") ?? ""),
    fingerprint: text(payload, "fingerprint") ?? "",
    labels,
    annotations,
    originalPayload: isJsonObject(original) ? writeJson(original) : undefined,
  };
}

/** Older gateways told alerts and Kubernetes events apart; the resource knows only alerts. */
function normalSignalType(type: string): string {
  return type === "prometheus-alert" || type === "kubernetes-event" ? "alert" : type;
}

function parseCreation(payload: JsonObject): ParsedEvent | string {
  const config = valueAt(payload, ["timeout_config"]);
  if (config === undefined || config === null) return { kind: "creation", timeoutConfig: undefined };
  if (!isJsonObject(config)) return "timeout_config is not an object";
  const timeoutConfig: TimeoutConfig = {};
  for (const phase of ["global", "processing", "analyzing", "executing"] as const) {
    const limit = valueAt(config, [phase]);
    if (limit === undefined || limit === null || limit === "") continue;
    if (typeof limit !== "string") return `timeout_config.${phase} is not a text`;
    timeoutConfig[phase] = limit;
  }
  return { kind: "creation", timeoutConfig };
}

/** The members that existing clients know, in their order. */
const SUMMARY_MEMBERS = [
  "incident_id",
  "analysis_preview",
  "selected_workflow_id",
  "needs_human_review",
  "warnings_count",
];

function parseAnalysis(payload: JsonObject): ParsedEvent | string {
  const summary = valueAt(payload, ["provider_response_summary"]);
  if (summary === undefined || summary === null) return { kind: "analysis", providerData: undefined };
  if (!isJsonObject(summary)) return "provider_response_summary is not an object";
  const members = SUMMARY_MEMBERS.flatMap((name) => {
    const value = valueAt(summary, [name]);
    return value === undefined ? [] : [`${JSON.stringify(name)}:${writeJson(value)}`];
  });
  return { kind: "analysis", providerData: `{${members.join(",")}}` };
}

function parseSelection(payload: JsonObject): ParsedEvent | string {
  const workflowId = text(payload, "workflow_id");
  if (!workflowId) return "workflow_id is missing";
  const version = text(payload, "workflow_version") ?? "";
  return { kind: "selection", workflowId, version, executionBundle: text(payload, "container_image") ?? "" };
}

function parseExecution(payload: JsonObject, namespace: string | null): ParsedEvent | string {
  const name = text(payload, "execution_name");
  if (!name) return "execution_name is missing";
  return { kind: "execution", name, namespace: namespace || undefined };
}

function text(payload: JsonObject, name: string): string | undefined {
  const value = valueAt(payload, [name]);
  return typeof value === "string" ? value : undefined;
}

/** An absent map is an empty one; undefined when the member is something else. */
function textMap(payload: JsonObject, name: string): JsonObject | undefined {
  const value: Json = valueAt(payload, [name]) ?? {};
  if (!isJsonObject(value)) return undefined;
  return Object.values(value).every((item) => typeof item === "string") ? value : undefined;
}

function nothingReadable(unreadable: readonly UnreadableEvent[]): AppError {
  const [first] = unreadable;
  const example = first ? ` For example ${first.eventType} ${first.eventId}: ${first.why}.` : "";
  return new AppError("VALIDATION", `None of the ${unreadable.length} events could be read.${example}`, {
    slug: "reconstruction/no-parseable-events",
    title: "Reconstruction Failed",
  });
}
