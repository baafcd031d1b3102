import type { End } from "../incident";
import type { Payload, TrailWriter } from "../trail-writer";
import { errorDetails, request } from "./decision";
import { enterPhase } from "./intake";
import { writeNotification } from "./notification";
import { elapsedMs } from "./verification";

/** The orchestrator's last word. A blocked remediation has none: it waits. */
export function writeClosing(trail: TrailWriter): void {
  const { end } = trail.incident;
  const closing = closingOf(end);
  if (closing === undefined) return;
  if (closing.outcome === "Success") {
    enterPhase(trail, "Verifying", "Completed");
    writeNotification(trail, { nature: "Completion", priority: "Low", result: closing.sentence });
  }
  const { type, outcome, details } = closing;
  trail.add(
    type,
    { ...request(trail), outcome, duration_ms: elapsedMs(trail), ...details },
    outcome === "Success" ? {} : { outcome: "failure", errorMessage: closing.sentence },
  );
}

type Closing = { type: string; outcome: "Success" | "Failed"; details: Payload; sentence: string };

function closingOf(end: End): Closing | undefined {
  switch (end.kind) {
    case "remediated":
      return succeeded("Remediated", "The alert is gone and the checks agree.");
    case "inconclusive":
      return succeeded("Inconclusive", "The workflow ran; the checks do not show that it helped.");
    case "verification-timed-out":
      return succeeded("VerificationTimedOut", "The workflow ran; the checks were not made in time.");
    case "failed":
      return failed("orchestrator.lifecycle.completed", "WorkflowExecution", end.message);
    case "manual-review":
      return failed("orchestrator.lifecycle.completed", "AIAnalysis", end.message);
    case "rejected":
      return failed("orchestrator.lifecycle.failed", "Approval", end.reason, "ApprovalRejected");
    case "approval-expired":
      return failed("orchestrator.lifecycle.failed", "Approval", "Nobody decided in time.", "Timeout");
    case "blocked":
      return undefined;
  }
}

function succeeded(crd_outcome: string, sentence: string): Closing {
  return { type: "orchestrator.lifecycle.completed", outcome: "Success", details: { crd_outcome }, sentence };
}

function failed(type: string, failure_phase: string, message: string, failure_reason?: string): Closing {
  const details = { failure_phase, error_details: errorDetails("ERR_REMEDIATION_FAILED", message, "orchestrator") };
  return {
    type,
    outcome: "Failed",
    details: failure_reason === undefined ? details : { ...details, failure_reason },
    sentence: message,
  };
}
