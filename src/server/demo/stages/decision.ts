import { CONTROLLER_NAMESPACE } from "../emitters";
import type { TrailWriter } from "../trail-writer";
import { enterPhase } from "./intake";
import { writeNotification } from "./notification";

/** What becomes of the analysis: refused, blocked, or a workflow that policy or a person lets run. True when it may run. */
export function writeDecision(trail: TrailWriter): "run" | "stop" {
  const { incident } = trail;
  writeAgentResult(trail);
  if (incident.end.kind === "manual-review") return refuse(trail);
  writePolicy(trail);
  if (incident.end.kind === "blocked") return block(trail);
  return incident.approval ? askForApproval(trail) : run(trail, "Analyzing");
}

function writeAgentResult(trail: TrailWriter): void {
  const call = { duration_ms: trail.incident.analysisSeconds * 1000 + trail.random.int(0, 999), http_status_code: 200 };
  trail.add("aianalysis.aiagent.result", { endpoint: "session_result", ...call });
  trail.add("aianalysis.aiagent.call", { endpoint: "/api/v1/incident/analyze", ...call });
}

function refuse(trail: TrailWriter): "stop" {
  const { incident } = trail;
  if (incident.end.kind !== "manual-review") return "stop";
  const { subReason, message } = incident.end;
  trail.add(
    "aianalysis.analysis.failed",
    {
      ...analysisFacts(trail),
      phase: "Failed",
      reason: "WorkflowResolutionFailed",
      sub_reason: subReason,
      error_details: errorDetails("ERR_NO_WORKFLOW", message, "aianalysis"),
    },
    { outcome: "failure", errorMessage: message },
  );
  trail.add("aianalysis.phase.transition", { old_phase: "Investigating", new_phase: "Failed" });
  trail.wait(1);
  writeNotification(trail, { nature: "ManualReview", priority: "High", result: message });
  enterPhase(trail, "Analyzing", "Failed");
  return "stop";
}

function writePolicy(trail: TrailWriter): void {
  const { incident } = trail;
  const reason = incident.approval?.reason ?? "Auto-approved by policy";
  const decision = incident.approval ? "requires_approval" : "auto_approved";
  trail.add("aianalysis.phase.transition", { old_phase: "Investigating", new_phase: "Analyzing" });
  trail.add("aianalysis.rego.evaluation", {
    reason,
    outcome: decision,
    degraded: false,
    duration_ms: trail.random.int(1, 4),
  });
  trail.add("aianalysis.approval.decision", {
    reason,
    decision,
    confidence: incident.confidence,
    environment: incident.environment,
    workflow_id: incident.workflow?.id,
    auto_approved: incident.approval === null,
    approval_reason: reason,
    approval_required: incident.approval !== null,
  });
  trail.add("aianalysis.analysis.completed", {
    ...analysisFacts(trail),
    phase: "Completed",
    reason: "AnalysisCompleted",
    approval_reason: reason,
  });
  trail.add("aianalysis.phase.transition", { old_phase: "Analyzing", new_phase: "Completed" });
}

function analysisFacts({ incident }: TrailWriter) {
  const { problem, workflow, confidence, correlationId } = incident;
  const preview = problem.rootCause.length > 500 ? `${problem.rootCause.slice(0, 497)}...` : problem.rootCause;
  return {
    namespace: CONTROLLER_NAMESPACE,
    analysis_name: `ai-${correlationId}`,
    confidence,
    ...(workflow ? { workflow_id: workflow.id } : {}),
    approval_required: incident.approval !== null,
    degraded_mode: false,
    warnings_count: 0,
    provider_response_summary: {
      incident_id: `ai-${correlationId}`,
      analysis_preview: preview,
      needs_human_review: incident.end.kind === "manual-review",
      warnings_count: 0,
      ...(workflow ? { selected_workflow_id: workflow.id } : {}),
    },
  };
}

function block(trail: TrailWriter): "stop" {
  const { incident } = trail;
  if (incident.end.kind !== "blocked") return "stop";
  const { reason, message } = incident.end;
  trail.wait(1);
  trail.add(
    "orchestrator.routing.blocked",
    {
      ...request(trail),
      reason,
      message,
      from_phase: "Analyzing",
      to_phase: "Blocked",
      target_resource: incident.target.name,
      workflow_id: incident.workflow?.id,
    },
    { outcome: "pending" },
  );
  enterPhase(trail, "Analyzing", "Blocked");
  writeNotification(trail, { nature: "Escalation", priority: "High", result: message });
  return "stop";
}

function askForApproval(trail: TrailWriter): "run" | "stop" {
  const { incident } = trail;
  const approval = incident.approval;
  if (approval === null) return "run";
  const names = { ...request(trail), rar_name: `rar-${incident.correlationId}` };
  trail.add(
    "orchestrator.approval.requested",
    {
      ...names,
      required_by: trail.moment(7 * 86_400),
      workflow_id: incident.workflow?.id,
      confidence_str: incident.confidence.toFixed(2),
    },
    { outcome: "pending" },
  );
  enterPhase(trail, "Analyzing", "AwaitingApproval");
  writeNotification(trail, {
    nature: "Approval",
    priority: "Critical",
    result: `Waiting for a person: ${approval.reason}.`,
  });
  trail.wait(approval.waitSeconds);
  if (incident.end.kind === "approval-expired") return expire(trail);

  const isRejected = incident.end.kind === "rejected";
  trail.add(
    "webhook.remediationapprovalrequest.decided",
    {
      decision: isRejected ? "Rejected" : "Approved",
      decided_at: trail.moment(),
      request_name: names.rar_name,
      ai_analysis_ref: `ai-${incident.correlationId}`,
      decision_message: approval.message,
    },
    {
      actor: { type: "user", id: approval.decidedBy },
      resource: { type: "RemediationApprovalRequest", id: names.rar_name },
    },
  );
  if (!isRejected) {
    trail.add("orchestrator.approval.approved", { ...names, decision: "Approved", approved_by: approval.decidedBy });
    return run(trail, "AwaitingApproval");
  }
  const rejection = { decision: "Rejected", rejected_by: approval.decidedBy, rejection_reason: approval.message };
  trail.add("orchestrator.approval.rejected", { ...names, ...rejection }, { outcome: "failure" });
  enterPhase(trail, "AwaitingApproval", "Failed");
  return "stop";
}

function expire(trail: TrailWriter): "stop" {
  enterPhase(trail, "AwaitingApproval", "TimedOut");
  return "stop";
}

function run(trail: TrailWriter, from: string): "run" {
  enterPhase(trail, from, "Executing");
  return "run";
}

export function request({ incident }: TrailWriter) {
  return { rr_name: incident.correlationId, namespace: CONTROLLER_NAMESPACE };
}

export function errorDetails(code: string, message: string, component: string) {
  return { code, message, component, retry_possible: false };
}
