import { childOf, flagOf, numberOf, type Payload, textOf } from "./payload";
import type { Trail } from "./trail";

/** Single facts that several sentences need; each says where the trail states it. */

export function workflowOf(trail: Trail): { name: string; version: string | undefined } | undefined {
  const selection = trail.last("workflowexecution.selection.completed");
  const created = trail.last("remediation.workflow_created", "workflowexecution.execution.started");
  const name = (selection && textOf(selection.payload, "workflow_name", 120)) ?? trail.row.workflowName ?? undefined;
  const version =
    (selection && textOf(selection.payload, "workflow_version", 40)) ??
    (created && textOf(created.payload, "workflow_version", 40)) ??
    trail.row.workflowVersion ??
    undefined;
  return name === undefined ? undefined : { name, version };
}

export function runNameOf(trail: Trail): string | undefined {
  const started = trail.last("workflowexecution.execution.started", "workflowexecution.workflow.started");
  return (
    started && (textOf(started.payload, "pipelinerun_name", 120) ?? textOf(started.payload, "execution_name", 120))
  );
}

/** What the agent itself counts in its answer, else the sum over its responses. */
export function agentTokens(trail: Trail): number {
  const answer = trail.last("aiagent.response.complete");
  const prompt = answer && numberOf(answer.payload, "total_prompt_tokens");
  const completion = answer && numberOf(answer.payload, "total_completion_tokens");
  if (prompt !== undefined && completion !== undefined) return prompt + completion;
  return trail
    .all("aiagent.llm.response")
    .reduce((sum, { payload }) => sum + (numberOf(payload, "tokens_used") ?? 0), 0);
}

export function approvalReason(trail: Trail): string | undefined {
  const decision = trail.last("aianalysis.approval.decision", "aianalysis.analysis.completed");
  return decision && (textOf(decision.payload, "approval_reason") ?? textOf(decision.payload, "reason"));
}

export type Decision = {
  word: "Approved" | "Rejected" | "Expired";
  message: string | undefined;
  atMs: number;
  n: number;
};

export function decisionOf(trail: Trail): Decision | undefined {
  const decided = trail.last("webhook.remediationapprovalrequest.decided");
  const outcome = trail.last(
    "orchestrator.approval.approved",
    "orchestrator.approval.rejected",
    "orchestrator.approval.expired",
    "approval.timeout",
  );
  const event = decided ?? outcome;
  if (event === undefined) return undefined;
  // A masked decision has no words here; the row still says what it was.
  const said = textOf(event.payload, "decision", 40) ?? outcome?.type.split(".").at(-1) ?? trail.row.approval;
  const message =
    (decided && textOf(decided.payload, "decision_message")) ??
    (outcome && textOf(outcome.payload, "rejection_reason"));
  return { word: decisionWord(said), message, atMs: event.offsetMs, n: event.n };
}

function decisionWord(said: string): Decision["word"] {
  if (/^reject/i.test(said)) return "Rejected";
  return /^(expired|timeout|timedout)/i.test(said) ? "Expired" : "Approved";
}

/** Why a remediation failed, in the words of whichever service knows most. */
export function failureReason(trail: Trail): string | undefined {
  const run = trail.last("workflowexecution.workflow.failed");
  const end = trail.last("orchestrator.lifecycle.failed", "orchestrator.lifecycle.completed");
  const analysis = trail.last("aianalysis.analysis.failed", "aiagent.response.failed", "aianalysis.error.occurred");
  return (
    (run &&
      (textOf(run.payload, "failure_message") ?? textOf(run.payload, "failure_reason") ?? errorMessage(run.payload))) ??
    (end && (errorMessage(end.payload) ?? textOf(end.payload, "failure_reason"))) ??
    (analysis &&
      (errorMessage(analysis.payload) ?? textOf(analysis.payload, "error_message") ?? reasonOf(analysis.payload)))
  );
}

export function reviewReason(trail: Trail): string | undefined {
  const review = trail.last("orchestrator.remediation.manual_review");
  const analysis = trail.last("aianalysis.analysis.failed", "aianalysis.analysis.completed");
  return (
    (review && (textOf(review.payload, "message") ?? reasonOf(review.payload))) ??
    (analysis && reasonOf(analysis.payload))
  );
}

export function blockReason(trail: Trail): string | undefined {
  const blocked = trail.last("orchestrator.routing.blocked");
  return blocked && (textOf(blocked.payload, "message") ?? reasonOf(blocked.payload));
}

/** Whether the alert is gone, and how many metrics improved, as the assessment says. */
export function effectOf(trail: Trail): { isResolved: boolean | undefined; metrics: string | undefined } {
  const alert = trail.last("effectiveness.alert.assessed");
  const metrics = trail.last("effectiveness.metrics.assessed");
  const isResolved = alert && flagOf(childOf(alert.payload, "alert_resolution"), "alert_resolved");
  const details = metrics && textOf(metrics.payload, "details");
  return { isResolved, metrics: /^\d+ of \d+ metrics improved/.exec(details ?? "")?.[0] };
}

function errorMessage(payload: Payload): string | undefined {
  return textOf(childOf(payload, "error_details"), "message");
}

function reasonOf(payload: Payload): string | undefined {
  return textOf(payload, "sub_reason", 120) ?? textOf(payload, "reason", 120);
}
