import { eventType } from "@/contracts/event-types";
import { Phase } from "@/contracts/remediations";
import { jsonText } from "@/lib/json-text";
import type { FoldEvent } from "./fold-event";
import { type Say, sayMasked } from "./say";

type Payload = Readonly<Record<string, unknown>>;
type Reading = (data: Payload, say: Say, event: FoldEvent) => void;

/** Says what one event claims. Payloads are parsed only for the types below: most of a trail is the agent's, which says little. */
export function readEvent(event: FoldEvent, say: Say): void {
  sayKind(event, say);
  say("cluster", event.eventCategory === "gateway" ? 3 : 2, event.clusterName);
  say("severity", 1, event.severity);
  const reading = READINGS.get(event.eventType);
  if (!reading) return;
  if (reading === readGateway) say("namespace", 2, event.namespace);
  reading(recordOf(JSON.parse(jsonText(event.eventData))), event.isSensitive ? sayMasked(say) : say, event);
}

/** Rank of a phase that nothing follows: a late event never takes a remediation back into the middle. */
const TERMINAL = 1;
const TERMINAL_PHASES: ReadonlySet<string> = new Set(["Completed", "Failed", "TimedOut", "Skipped", "Cancelled"]);

/** The agent also writes under `ai-<name>`; only gateway and orchestrator prove that an id is the remediation's own. */
function sayKind({ eventType: type, eventCategory }: FoldEvent, say: Say): void {
  const { subject } = eventType(type, eventCategory);
  if (subject === "other") return;
  const isOwner = type.startsWith("gateway.") || type.startsWith("orchestrator.");
  say("kind", subject !== "remediation" ? 1 : isOwner ? 3 : 2, subject);
}

const readGateway: Reading = (data, say, event) => {
  const labels = recordOf(data.signal_labels);
  say("signalName", 3, data.signal_name);
  say("fingerprint", 3, data.fingerprint);
  say("namespace", 3, data.namespace);
  say("target", 3, targetOf(data.resource_kind, data.resource_name));
  say("severity", 2, data.severity);
  say("cluster", 1, labels.cluster);
  say("environment", 0, labels.environment);
  if (event.eventType === "gateway.crd.created") say("creation", 0, "created");
  if (event.eventType === "gateway.crd.failed") say("creation", 0, "failed");
};

const readTransition: Reading = (data, say) => {
  sayPhase(say, data.to_phase);
  if (data.to_phase === "Analyzing") say("analysisStart", 1, "phase");
  if (data.from_phase === "Analyzing") say("analysisEnd", 1, "phase");
};

const readEnd: Reading = (data, say, event) => {
  const reason = data.failure_reason ?? recordOf(data.error_details).code;
  const hasFailed =
    event.eventOutcome === "failure" || data.outcome === "Failed" || event.eventType.endsWith(".failed");
  const isTimeout = typeof reason === "string" && /time_?d?_?out/i.test(reason);
  say("verdict", 2, data.crd_outcome);
  say("failurePhase", 0, data.failure_phase);
  say("failureReason", 0, reason);
  say("phase", TERMINAL, !hasFailed ? "Completed" : isTimeout ? "TimedOut" : "Failed");
};

const readClassification: Reading = (data, say) => {
  say("signalName", 2, data.signal);
  say("severity", 4, data.severity);
  say("environment", 3, data.environment);
  say("priority", 3, data.priority);
};

const readAnalysisEnd: Reading = (data, say, event) => {
  const summary = recordOf(data.provider_response_summary);
  const hasFailed = event.eventType.endsWith(".failed");
  say("analysisEnd", 3, "analysis");
  say("workflowId", 2, data.workflow_id);
  say("confidence", 3, data.confidence);
  if (summary.needs_human_review === true) say("review", 2, "required");
  else if (hasFailed) say("review", 0, "required");
  else if (typeof data.workflow_id === "string" && data.workflow_id !== "") say("review", 2, "no");
  else say("review", 2, isNothingToDo(data) ? "not-needed" : "required");
};

const readAgentAnswer: Reading = (data, say, event) => {
  const response = recordOf(data.response_data);
  const target = recordOf(recordOf(response.rootCauseAnalysis).remediationTarget);
  say("target", 1, targetOf(target.kind, target.name));
  if (event.eventType === "aiagent.rca.complete") return;
  say("workflowId", 1, recordOf(response.selectedWorkflow).workflowId);
  say("confidence", 1, response.confidence);
  say("analysisEnd", 0, "agent");
  if (typeof response.needsHumanReview === "boolean") say("review", 1, response.needsHumanReview ? "required" : "no");
};

const readApprovalNeed: Reading = (data, say) => {
  say("environment", 2, data.environment);
  say("confidence", 2, data.confidence);
  say("workflowId", 1, data.workflow_id);
};

const readApprovalRequest: Reading = (data, say) => {
  say("approvalRequest", 0, "requested");
  sayPhase(say, "AwaitingApproval");
  say("workflowId", 1, data.workflow_id);
  say("confidence", 1, data.confidence ?? Number(data.confidence_str ?? Number.NaN));
};

const readRun: Reading = (data, say) => {
  say("workflowId", 3, data.workflow_id);
  say("workflowName", 3, data.workflow_name);
  say("workflowVersion", 3, data.workflow_version);
  say("target", 2, targetOfPath(data.target_resource));
  say("fingerprint", 2, data.signal_fingerprint);
};

const readCatalogSearch: Reading = (data, say) => {
  const filters = recordOf(recordOf(data.query).filters);
  say("environment", 1, filters.environment);
  say("priority", 1, filters.priority);
};

const readDecision: Reading = (data, say, event) => {
  const decision = typeof data.decision === "string" ? data.decision.toLowerCase() : "";
  if (!["approved", "rejected", "expired"].includes(decision)) return;
  say("approvalDecision", event.eventType.startsWith("orchestrator.") ? 2 : 3, decision);
};

const READINGS: ReadonlyMap<string, Reading> = new Map<string, Reading>([
  ["gateway.signal.received", readGateway],
  ["gateway.signal.deduplicated", readGateway],
  ["gateway.crd.created", readGateway],
  ["gateway.crd.failed", readGateway],
  ["orchestrator.lifecycle.started", (_data, say) => sayPhase(say, "Pending")],
  ["orchestrator.lifecycle.created", (_data, say) => sayPhase(say, "Pending")],
  ["orchestrator.lifecycle.transitioned", readTransition],
  ["orchestrator.lifecycle.verifying_started", (_data, say) => sayPhase(say, "Verifying")],
  ["orchestrator.lifecycle.verification_completed", (data, say) => say("verdict", 1, data.crd_outcome)],
  ["orchestrator.lifecycle.verification_timed_out", (_data, say) => say("verification", 0, "timed-out")],
  ["orchestrator.lifecycle.completed", readEnd],
  ["orchestrator.lifecycle.failed", readEnd],
  ["orchestrator.routing.blocked", (_data, say) => sayPhase(say, "Blocked")],
  ["orchestrator.remediation.manual_review", (_data, say) => say("review", 3, "required")],
  ["orchestrator.approval.requested", readApprovalRequest],
  ["approval.request.created", readApprovalRequest],
  ["orchestrator.approval.approved", (_data, say) => say("approvalDecision", 2, "approved")],
  ["orchestrator.approval.rejected", (_data, say) => say("approvalDecision", 2, "rejected")],
  ["webhook.remediationapprovalrequest.decided", readDecision],
  ["approval.decision", readDecision],
  ["approval.timeout", (_data, say) => say("approvalDecision", 3, "expired")],
  ["signalprocessing.classification.decision", readClassification],
  ["signalprocessing.signal.processed", readClassification],
  ["aianalysis.phase.transition", (data, say) => readAnalysisStep(data, say)],
  ["aianalysis.aiagent.submit", (_data, say) => say("analysisStart", 2, "analysis")],
  ["aianalysis.analysis.completed", readAnalysisEnd],
  ["aianalysis.analysis.failed", readAnalysisEnd],
  ["aianalysis.approval.decision", readApprovalNeed],
  ["aiagent.rca.complete", readAgentAnswer],
  ["aiagent.response.complete", readAgentAnswer],
  ["aiagent.workflow.validation_attempt", (data, say) => say("workflowName", 1, data.workflow_name)],
  ["workflow.catalog.actions_listed", readCatalogSearch],
  ["workflow.catalog.workflows_listed", readCatalogSearch],
  ["remediation.workflow_created", readRun],
  ["workflowexecution.selection.completed", readRun],
  ["workflowexecution.execution.started", readRun],
  ["workflowexecution.workflow.started", readRun],
  ["workflowexecution.workflow.completed", readRun],
  ["workflowexecution.workflow.failed", readRun],
  ["effectiveness.alert.assessed", (data, say) => data.assessed !== false && say("alertScore", 0, data.score)],
  ["effectiveness.assessment.completed", (data, say) => say("signalName", 1, data.signal_name)],
  ["notification.message.sent", (data, say) => data.type === "ManualReview" && say("review", 0, "required")],
]);

function readAnalysisStep(data: Payload, say: Say): void {
  if (data.new_phase === "Investigating") say("analysisStart", 3, "analysis");
  if (data.new_phase === "Completed" || data.new_phase === "Failed") say("analysisEnd", 2, "analysis");
}

function sayPhase(say: Say, phase: unknown): void {
  const known = Phase.safeParse(phase).data;
  if (known) say("phase", TERMINAL_PHASES.has(known) ? TERMINAL : 0, known);
}

/** The analysis chose no workflow since nothing is wrong any more, as opposed to since none fits. */
function isNothingToDo(data: Payload): boolean {
  return /not_?(needed|actionable|required)|no_?action|resolved/i.test(JSON.stringify([data.reason, data.sub_reason]));
}

/** `Unknown/unknown` is what the gateway writes for alerts on nodes and meshes. */
function targetOf(kind: unknown, name: unknown): string | undefined {
  if (typeof kind !== "string" || typeof name !== "string" || kind === "" || name === "") return undefined;
  return kind.toLowerCase() === "unknown" || name.toLowerCase() === "unknown" ? undefined : `${kind}/${name}`;
}

/** `namespace/Kind/name`, or `Kind/name` with or without a leading slash. */
function targetOfPath(path: unknown): string | undefined {
  if (typeof path !== "string") return undefined;
  const [name, kind] = path.split("/").reverse();
  return targetOf(kind, name);
}

function recordOf(value: unknown): Payload {
  return typeof value === "object" && value !== null ? (value as Payload) : {};
}
