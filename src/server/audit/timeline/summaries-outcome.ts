import { exactDuration, humanDuration } from "@/lib/duration";
import { childOf, flagOf, numberOf, type Payload, textOf, textsOf } from "./payload";
import { localName, quote, type Summary, score, sentence, spoken, withDetail } from "./phrases";

/** Execution, verification, messages and the end: what was done and what came of it. */
export const outcomeSummaries: Readonly<Record<string, Summary>> = {
  "remediation.workflow_created": (d) => run(d, "Execution created"),
  "workflowexecution.selection.completed": (d) => {
    const name = [textOf(d, "workflow_name", 120), textOf(d, "workflow_version", 40)].filter(Boolean).join(" ");
    const target = textOf(d, "target_resource", 200);
    return name === "" ? undefined : `${name} selected${target === undefined ? "" : ` for ${target}`}.`;
  },
  "workflowexecution.execution.started": (d) => run(d, `${runName(d)} started`),
  "workflowexecution.workflow.started": (d) => run(d, `${runName(d)} started`),
  "workflowexecution.workflow.completed": (d) => run(d, `${runName(d)} completed${after(d)}`),
  "workflowexecution.workflow.failed": (d) =>
    withDetail(
      `${runName(d)} failed${after(d)}`,
      textOf(d, "failure_message") ?? textOf(childOf(d, "error_details"), "message") ?? textOf(d, "failure_reason", 80),
    ),
  "workflowexecution.block.cleared": (d) => withDetail("The block was cleared", textOf(d, "clear_reason")),

  "orchestrator.ea.created": (d) => {
    const byGit = flagOf(d, "is_gitops_managed") === true ? "; the target is managed by GitOps" : "";
    return `Assessment created${byGit}.`;
  },
  "orchestrator.lifecycle.verifying_started": () => "Verification began.",
  "orchestrator.lifecycle.verification_completed": (d) => `Verification completed${elapsed(d)}.`,
  "orchestrator.lifecycle.verification_timed_out": (d) => `Verification timed out${elapsed(d)}.`,
  "effectiveness.assessment.scheduled": (d) => {
    const window = spoken(d, "stabilization_window");
    return window === undefined
      ? "Assessment scheduled."
      : `Assessment scheduled after a stabilization window of ${window}.`;
  },
  "effectiveness.hash.computed": (d) => {
    const isEqual = flagOf(d, "hash_match");
    if (isEqual === undefined) return detail(d);
    return isEqual
      ? "The specification is the same as before the remediation."
      : "The specification differs from the one before the remediation.";
  },
  "effectiveness.health.assessed": (d) => scored(d),
  "effectiveness.alert.assessed": (d) => scored(d),
  "effectiveness.metrics.assessed": (d) => detail(d),
  "effectiveness.alert_decay.detected": (d) => scored(d),
  "effectiveness.assessment.completed": (d) => {
    const components = textsOf(d, "components_assessed");
    const named = components.length === 0 ? "" : ` of ${components.join(", ")}`;
    return withDetail(`Assessment${named} ended`, textOf(d, "reason", 80));
  },

  "notification.message.sent": (d) => message(d, "Sent"),
  "notification.message.acknowledged": (d) => message(d, "Acknowledged"),
  "notification.message.escalated": (d) => message(d, "Escalated"),
  "notification.message.failed": (d) =>
    withDetail(
      message(d, "Not sent")?.replace(/\.$/, "") ?? "Message not sent",
      textOf(d, "error") ?? textOf(d, "error_type"),
    ),

  "orchestrator.lifecycle.completed": (d) => ending(d),
  "orchestrator.lifecycle.failed": (d) => ending(d),
};

function runName(payload: Payload): string {
  return textOf(payload, "pipelinerun_name", 120) ?? textOf(payload, "execution_name", 120) ?? "The workflow";
}

function run(payload: Payload, said: string): string {
  const target = textOf(payload, "target_resource", 200)?.replace(/^\//, "");
  return sentence(target === undefined ? said : `${said} for ${target}`);
}

function after(payload: Payload): string {
  const duration = spoken(payload, "duration");
  return duration === undefined ? "" : ` after ${duration}`;
}

function elapsed(payload: Payload): string {
  const ms = numberOf(payload, "duration_ms");
  return ms === undefined ? "" : ` ${humanDuration(ms)} after the start`;
}

function detail(payload: Payload): string | undefined {
  const details = textOf(payload, "details");
  return details && sentence(details.charAt(0).toUpperCase() + details.slice(1));
}

function scored(payload: Payload): string | undefined {
  if (flagOf(payload, "assessed") === false) return withDetail("Not assessed", textOf(payload, "details"));
  const said = detail(payload);
  const value = score(payload);
  return value === undefined ? said : `${said ?? "Assessed."} Score ${value}.`;
}

function message(payload: Payload, verb: string): string | undefined {
  const subject = quote(textOf(payload, "subject", 160));
  const channel = localName(textOf(payload, "channel", 60));
  return subject && sentence(`${verb}${channel === undefined ? "" : ` to ${channel}`}: ${subject}`);
}

function ending(payload: Payload): string {
  const outcome = textOf(payload, "crd_outcome", 60) ?? textOf(payload, "outcome", 60);
  const ms = numberOf(payload, "duration_ms");
  const where = textOf(payload, "failure_phase", 60);
  const said = [
    outcome === undefined ? "Ended" : `Ended as ${outcome}`,
    ms === undefined ? "" : ` after ${exactDuration(ms)}`,
    where === undefined ? "" : `, failed in ${where}`,
  ].join("");
  return withDetail(said, textOf(childOf(payload, "error_details"), "message"));
}
