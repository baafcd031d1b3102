/** The specification's five: what the object for existing clients is built from. */
export const CONTRACT_EVENT_TYPES = [
  "gateway.signal.received",
  "aianalysis.analysis.completed",
  "workflowexecution.selection.completed",
  "workflowexecution.execution.started",
  "orchestrator.lifecycle.created",
] as const;

/** Further types that carry fields of the resource. */
const FURTHER_EVENT_TYPES = [
  "gateway.crd.created",
  "orchestrator.lifecycle.started",
  "orchestrator.lifecycle.transitioned",
  "orchestrator.lifecycle.completed",
  "orchestrator.lifecycle.failed",
  "orchestrator.lifecycle.verifying_started",
  "orchestrator.lifecycle.verification_timed_out",
  "orchestrator.approval.requested",
  "orchestrator.routing.blocked",
  "orchestrator.ea.created",
  "remediation.workflow_created",
  "signalprocessing.enrichment.completed",
  "signalprocessing.classification.decision",
  "signalprocessing.signal.processed",
  "signalprocessing.error.occurred",
  "aianalysis.analysis.failed",
  "aiagent.enrichment.completed",
  "aiagent.enrichment.failed",
  "effectiveness.assessment.scheduled",
  "notification.message.sent",
  "notification.message.failed",
  "notification.message.escalated",
  "webhook.notification.cancelled",
  "webhook.remediationrequest.timeout_modified",
] as const;

/** Each repeats the whole alert, and only the newest say anything that an earlier one does not. */
export const DUPLICATE_SIGNAL = "gateway.signal.deduplicated";

/** Of the many calls of the agent only this one names a workflow's action type. */
export const TOOL_CALL = "aiagent.llm.tool_call";
export const WORKFLOW_LISTING = "list_workflows";

export const SOURCE_EVENT_TYPES = [...CONTRACT_EVENT_TYPES, ...FURTHER_EVENT_TYPES] as const;

export type SourceEventType = (typeof SOURCE_EVENT_TYPES)[number] | typeof DUPLICATE_SIGNAL | typeof TOOL_CALL;
