import type { Incident } from "./incident";

export const CONTROLLER_NAMESPACE = "kubernaut-system";

type Emitter = {
  actor: { type: string; id: string };
  resource: { type: string; id: string };
  namespace: string | null;
};

/** Who writes an event of this type about the incident, and about which of its objects. */
export function emitterOf(type: string, incident: Incident): Emitter {
  const { correlationId, fingerprint, namespace } = incident;
  const controller = (id: string, kind: string, name: string): Emitter => ({
    actor: { type: "service", id },
    resource: { type: kind, id: name },
    namespace: CONTROLLER_NAMESPACE,
  });
  const [service = ""] = type.split(".");
  switch (service) {
    case "gateway":
      return type === "gateway.crd.created"
        ? { ...controller("crd-creator", "RemediationRequest", `${CONTROLLER_NAMESPACE}/${correlationId}`), namespace }
        : { ...controller("gateway", "Signal", fingerprint), namespace };
    case "signalprocessing":
      return controller("signalprocessing-controller", "SignalProcessing", `sp-${correlationId}`);
    case "aianalysis":
      return controller("aianalysis-controller", "AIAnalysis", `ai-${correlationId}`);
    case "aiagent":
      return { ...controller("kubernaut-agent", "AIAnalysis", `ai-${correlationId}`), namespace: null };
    case "workflow":
      return { ...controller("datastorage", "Workflow", incident.workflow?.id ?? "search"), namespace: null };
    case "workflowexecution":
      return controller("workflowexecution-controller", "WorkflowExecution", `we-${correlationId}`);
    case "effectiveness":
      return controller("effectivenessmonitor-controller", "EffectivenessAssessment", `ea-${correlationId}`);
    case "notification":
      return controller("notification-controller", "NotificationRequest", `nr-${correlationId}`);
    default:
      return controller("remediationorchestrator-controller", "RemediationRequest", correlationId);
  }
}

const ACTIONS: Readonly<Record<string, string>> = {
  "signalprocessing.business.classified": "classification",
  "signalprocessing.classification.decision": "classification",
  "signalprocessing.enrichment.completed": "enrichment",
  "aianalysis.aiagent.submit": "aiagent_submit",
  "aianalysis.aiagent.result": "aiagent_result",
  "aianalysis.aiagent.call": "aiagent_call",
  "aianalysis.rego.evaluation": "policy_evaluation",
  "aianalysis.approval.decision": "approval_decision",
  "aianalysis.analysis.completed": "analysis_complete",
  "aianalysis.analysis.failed": "analysis_failed",
  "aiagent.llm.request": "llm_request",
  "aiagent.llm.response": "llm_response",
  "aiagent.llm.tool_call": "tool_execution",
  "aiagent.rca.complete": "llm_response",
  "aiagent.response.complete": "response_sent",
  "aiagent.enrichment.completed": "enriched",
  "aiagent.enrichment.failed": "enriched",
  "aiagent.workflow.validation_attempt": "validation",
  "aiagent.alignment.step": "alignment_evaluate",
  "aiagent.alignment.verdict": "alignment_verdict",
  "aiagent.shadow.llm.request": "shadow_llm_request",
  "aiagent.shadow.llm.response": "shadow_llm_response",
  "workflow.catalog.actions_listed": "discovery",
  "workflow.catalog.workflows_listed": "discovery",
  "workflow.catalog.workflow_retrieved": "retrieve",
  "workflow.catalog.selection_validated": "validate",
  "orchestrator.approval.requested": "approval_requested",
  "webhook.remediationapprovalrequest.decided": "approval_decided",
  "orchestrator.lifecycle.verification_completed": "completed",
  "orchestrator.ea.created": "ea_created",
  "effectiveness.assessment.scheduled": "scheduled",
  "effectiveness.hash.computed": "computed",
  "effectiveness.health.assessed": "assessed",
  "effectiveness.alert.assessed": "assessed",
  "effectiveness.metrics.assessed": "assessed",
  "effectiveness.assessment.completed": "assessed",
};

/** The last part of most types is their action. */
export function actionOf(type: string): string {
  if (type.endsWith(".phase.transition")) return "phase_transition";
  return ACTIONS[type] ?? type.split(".").at(-1) ?? type;
}
