import type { StoryStep } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";
import { approvalReason, decisionOf, effectOf, failureReason, reviewReason, workflowOf } from "./facts";
import { alignmentWarning, asReported } from "./notes";
import { childOf, numberOf, opening, type Payload, textOf } from "./payload";
import { counted } from "./phrases";
import type { Trail } from "./trail";
import type { PlacedEvent } from "./trail-event";

/** Alert, cause, choice, approval, run, check: the few steps a person would tell. Steps that did not happen are left out. */
export function storyOf(trail: Trail): StoryStep[] {
  const steps = [signal(trail), cause(trail), choice(trail), approval(trail), run(trail), check(trail), end(trail)];
  return steps.filter((step) => step !== undefined);
}

function step(event: PlacedEvent, told: Pick<StoryStep, "title" | "text"> & Partial<StoryStep>): StoryStep {
  return { kind: "machine", at: event.at, event: event.n, warning: null, ...told };
}

function signal(trail: Trail): StoryStep | undefined {
  const event = trail.first("gateway.signal.received", "gateway.crd.created", "gateway.crd.failed") ?? trail.events[0];
  if (event === undefined) return undefined;
  const { severity, environment, priority } = trail.row;
  const about =
    [severity, environment, priority].filter(Boolean).join(", ") || "Nothing is recorded about its severity";
  const repeats = trail.all("gateway.signal.deduplicated").length;
  const repeated =
    repeats === 0 ? "" : ` Repeated ${repeats === 1 ? "once" : `${repeats} times`} while it was handled.`;
  return step(event, { title: "Signal", text: `${about}.${repeated}` });
}

function cause(trail: Trail): StoryStep | undefined {
  const event =
    trail.first("aiagent.rca.complete") ?? trail.last("aiagent.response.complete", "aianalysis.analysis.completed");
  if (event === undefined) return undefined;
  const text = causeText(event.payload);
  return text === undefined ? undefined : step(event, { title: "Cause", text: opening(text, 240) });
}

function causeText(payload: Payload): string | undefined {
  const response = childOf(payload, "response_data");
  return (
    textOf(childOf(response, "rootCauseAnalysis"), "summary", 1_000) ??
    textOf(response, "analysis", 1_000) ??
    textOf(childOf(payload, "provider_response_summary"), "analysis_preview", 1_000)
  );
}

function choice(trail: Trail): StoryStep | undefined {
  const event =
    trail.last("aiagent.response.complete") ??
    trail.last("aianalysis.analysis.completed", "aianalysis.analysis.failed");
  if (event === undefined) return undefined;
  const warning = alignmentWarning(trail)?.text ?? null;
  const workflow = workflowOf(trail);
  const chosen = workflow && [workflow.name, workflow.version].filter(Boolean).join(" ");
  if (chosen !== undefined || chosenId(event) !== undefined) {
    const confidence = confidenceOf(trail, event);
    const sure = confidence === undefined ? "" : `, confidence ${confidence.toFixed(2)}`;
    return step(event, { title: "Choice", text: `${chosen ?? `Workflow ${chosenId(event)}`}${sure}.`, warning });
  }
  const reason = reviewReason(trail);
  const text = reason === undefined ? "No workflow was chosen." : `No workflow was chosen: ${reason}.`;
  return step(event, { title: "Choice", text, warning, kind: "failure" });
}

function chosenId({ payload }: PlacedEvent): string | undefined {
  return (
    textOf(childOf(childOf(payload, "response_data"), "selectedWorkflow"), "workflowId", 60) ??
    textOf(payload, "workflow_id", 60)
  );
}

function confidenceOf(trail: Trail, { payload }: PlacedEvent): number | undefined {
  const response = childOf(payload, "response_data");
  return (
    numberOf(childOf(response, "selectedWorkflow"), "confidence") ??
    numberOf(payload, "confidence") ??
    trail.row.confidence ??
    undefined
  );
}

function approval(trail: Trail): StoryStep | undefined {
  const requested = trail.first("orchestrator.approval.requested", "approval.request.created");
  if (requested === undefined) return undefined;
  const reason = approvalReason(trail);
  const asked = reason === undefined ? "Asked of a person." : `Asked: ${reason}.`;
  const decided = decisionOf(trail);
  if (decided === undefined) {
    const text = trail.isOpen ? `${asked} No decision yet.` : `${asked} No decision was recorded.`;
    return step(requested, { title: "Approval", text, kind: trail.isOpen ? "human" : "failure" });
  }
  const event = trail.events[decided.n - 1] ?? requested;
  const said = decided.message === undefined ? "." : `: “${decided.message}”.`;
  const text = `${asked} ${decided.word} after ${humanDuration(decided.atMs - requested.offsetMs)}${said}`;
  return step(event, { title: "Approval", text, kind: decided.word === "Approved" ? "human" : "failure" });
}

function run(trail: Trail): StoryStep | undefined {
  const started = trail.first("workflowexecution.execution.started", "workflowexecution.workflow.started");
  const failed = trail.last("workflowexecution.workflow.failed");
  const completed = trail.last("workflowexecution.workflow.completed");
  const ended = failed ?? completed;
  if (ended === undefined) {
    if (started === undefined) return undefined;
    const text = trail.isOpen ? "The workflow is running." : "The workflow was started; its end was never recorded.";
    return step(started, { title: "Run", text, kind: trail.isOpen ? "machine" : "failure" });
  }
  const took =
    started === undefined ? "" : ` ${failed ? "after" : "in"} ${humanDuration(ended.offsetMs - started.offsetMs)}`;
  if (failed === undefined) return step(ended, { title: "Run", text: `Workflow finished${took}.` });
  const reason = failureReason(trail);
  return step(ended, {
    title: "Run",
    text: `${asReported(`Workflow failed${took}`, failed)}${reason === undefined ? "" : `: ${reason}`}.`,
    kind: "failure",
  });
}

function check(trail: Trail): StoryStep | undefined {
  const event = trail.last(
    "effectiveness.assessment.completed",
    "orchestrator.lifecycle.verification_completed",
    "orchestrator.lifecycle.verification_timed_out",
  );
  if (event === undefined) return undefined;
  if (event.type.endsWith("timed_out")) {
    return step(event, { title: "Check", text: "Verification timed out.", kind: "failure" });
  }
  const { isResolved, metrics } = effectOf(trail);
  const alert = isResolved === undefined ? undefined : isResolved ? "Alert resolved." : "The alert still fires.";
  const said = [alert, metrics && `${metrics}.`].filter(Boolean).join(" ");
  return step(event, {
    title: "Check",
    text: said || `Assessment ended with ${counted(assessed(trail), "result")}.`,
    kind: isResolved === false ? "failure" : "machine",
  });
}

function assessed(trail: Trail): number {
  const components = ["hash.computed", "health.assessed", "alert.assessed", "metrics.assessed"];
  return components.filter((name) => trail.all(`effectiveness.${name}`).length > 0).length;
}

/** Only where the end adds something that no step before it says. */
function end(trail: Trail): StoryStep | undefined {
  const blocked = trail.last("orchestrator.routing.blocked");
  if (trail.row.outcome === "Blocked" && blocked !== undefined) {
    const why = textOf(blocked.payload, "message") ?? textOf(blocked.payload, "reason");
    return step(blocked, {
      title: "Blocked",
      text: why === undefined ? "No reason is given." : `${why}.`,
      kind: "failure",
    });
  }
  if (trail.row.outcome !== "ManualReviewRequired") return undefined;
  const event =
    trail.last("orchestrator.remediation.manual_review", "orchestrator.lifecycle.completed") ?? trail.shown.at(-1);
  return event && step(event, { title: "Review", text: "Handed to a person.", kind: "human" });
}
