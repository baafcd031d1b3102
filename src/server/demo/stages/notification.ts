import type { TrailWriter } from "../trail-writer";

export type Notification = {
  nature: "Approval" | "Completion" | "ManualReview" | "Escalation";
  priority: "Low" | "High" | "Critical";
  /** One sentence: what is asked, or what came of it. */
  result: string;
};

const SUBJECTS = {
  Approval: "Approval required",
  Completion: "Remediation completed",
  ManualReview: "A person is needed",
  Escalation: "Remediation blocked",
} as const;
const NAMES = {
  Approval: "approval",
  Completion: "completion",
  ManualReview: "manual-review",
  Escalation: "escalation",
} as const;

/** A message to people, and its receipt. */
export function writeNotification(trail: TrailWriter, { nature, priority, result }: Notification): void {
  const { incident } = trail;
  const { problem, correlationId, workflow, confidence } = incident;
  const subject = `${SUBJECTS[nature]}: ${problem.signalName}`;
  const message = {
    notification_id: `nr-${NAMES[nature]}-${correlationId}`,
    subject,
    priority,
    metadata: {
      remediationRequest: correlationId,
      aiAnalysis: `ai-${correlationId}`,
      confidence: confidence.toFixed(2),
      ...(workflow ? { selectedWorkflow: workflow.id, executionEngine: workflow.engine } : {}),
    },
  };
  trail.add("notification.message.sent", { ...message, type: nature, channel: "console", body: body(trail, result) });
  trail.add("notification.message.acknowledged", message);
}

function body({ incident }: TrailWriter, result: string): string {
  const { problem, target, severity, cluster, correlationId, workflow, confidence } = incident;
  return [
    `**Cluster**: ${cluster}`,
    `**Remediation**: ${correlationId}`,
    `**Signal**: ${problem.signalName} (${severity})`,
    `**Object**: ${target.kind} ${target.namespace === null ? "" : `${target.namespace}/`}${target.name}`,
    `**Cause**: ${problem.rootCause}`,
    workflow
      ? `**Workflow**: ${workflow.name} ${workflow.version}, confidence ${Math.round(confidence * 100)} %\n\n${problem.rationale}`
      : "**Workflow**: none",
    result,
  ].join("\n\n");
}
