import { createHash } from "node:crypto";
import type { Incident } from "../incident";
import type { TrailWriter } from "../trail-writer";
import { errorDetails, request } from "./decision";
import { enterPhase } from "./intake";
import { writeNotification } from "./notification";

/** The chosen workflow runs on the target. */
export function writeExecution(trail: TrailWriter): "done" | "failed" {
  const { incident } = trail;
  const { workflow, target, fingerprint, problem } = incident;
  if (!workflow) return "failed";
  const versioned = { workflow_id: workflow.id, workflow_version: workflow.version };
  const path = `${target.kind}/${target.name}`;
  trail.add("remediation.workflow_created", {
    ...request(trail),
    ...versioned,
    signal_type: "alert",
    signal_fingerprint: fingerprint,
    target_resource: `${target.namespace ?? ""}/${path}`,
    action_type: workflow.actionType,
    pre_remediation_spec_hash: specHash(incident, "before"),
  });
  const execution = {
    ...versioned,
    execution_name: `we-${incident.correlationId}`,
    container_image: workflow.bundle,
    target_resource: target.namespace === null ? path : `${target.namespace}/${path}`,
  };
  trail.add("workflowexecution.selection.completed", { ...execution, phase: "Pending", workflow_name: workflow.name });
  const started = { ...execution, parameters: incident.parameters, pipelinerun_name: `wfe-${trail.random.hex(16)}` };
  const startedAt = trail.moment();
  trail.add("workflowexecution.execution.started", { ...started, phase: "Pending" });
  trail.wait(incident.executionSeconds);

  const run = {
    ...started,
    started_at: startedAt,
    completed_at: trail.moment(),
    duration: goDuration(incident.executionSeconds),
  };
  if (incident.end.kind !== "failed") {
    trail.add("workflowexecution.workflow.completed", { ...run, phase: "Completed" });
    return "done";
  }
  const { reason, message } = incident.end;
  trail.add(
    "workflowexecution.workflow.failed",
    {
      ...run,
      phase: "Failed",
      failure_reason: reason,
      failure_message: message,
      error_details: errorDetails("ERR_WORKFLOW_FAILED", message, "workflowexecution"),
    },
    { outcome: "failure", errorMessage: message },
  );
  writeNotification(trail, {
    nature: "ManualReview",
    priority: "Critical",
    result: `The workflow failed: ${message} ${problem.signalName} still fires.`,
  });
  enterPhase(trail, "Executing", "Failed");
  return "failed";
}

export function specHash({ fingerprint }: Incident, when: "before" | "after"): string {
  return `sha256:${createHash("sha256").update(`${fingerprint} ${when}`).digest("hex")}`;
}

/** As Go prints it: 10s, 2m32s. */
export function goDuration(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds}s` : `${minutes}m${seconds % 60}s`;
}
