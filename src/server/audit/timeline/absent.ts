import type { LaneId } from "@/contracts/timeline";
import { textsOf } from "./payload";
import type { Trail } from "./trail";
import type { PlacedEvent } from "./trail-event";

/** An event that the trail promised or implies and that isn't there; `promisedBy` is the event that says so. */
export type Absent = {
  lane: LaneId;
  atMs: number;
  type: string;
  label: string;
  reason: string;
  promisedBy: PlacedEvent;
};

type Expectation = {
  lane: LaneId;
  /** Any of these promises … */
  promise: readonly string[];
  /** … any of these; the first is the one reported as absent. */
  expected: readonly [string, ...string[]];
  label: string;
  reason: string;
};

const EXPECTATIONS: readonly Expectation[] = [
  {
    lane: "signal",
    promise: ["gateway.crd.created"],
    expected: ["gateway.signal.received", "gateway.signal.deduplicated"],
    label: "signal",
    reason: "A remediation was created, but the signal that caused it was never recorded.",
  },
  {
    lane: "signal",
    promise: ["gateway.signal.received"],
    expected: ["gateway.crd.created", "gateway.crd.failed"],
    label: "creation",
    reason: "A signal was received, but nothing says that a remediation was created for it.",
  },
  {
    lane: "processing",
    promise: ["signalprocessing.phase.transition", "signalprocessing.enrichment.completed"],
    expected: ["signalprocessing.signal.processed", "signalprocessing.error.occurred"],
    label: "result",
    reason: "Processing began, but its result was never recorded.",
  },
  {
    lane: "analysis",
    promise: ["aiagent.llm.request", "aiagent.rca.complete", "aianalysis.aiagent.submit"],
    expected: [
      "aiagent.response.complete",
      "aiagent.response.failed",
      "aiagent.investigation.cancelled",
      "aiagent.session.failed",
      "aiagent.session.cancelled",
      "aianalysis.aiagent.session_lost",
    ],
    label: "answer",
    reason: "The agent began to investigate, but its answer was never recorded.",
  },
  {
    lane: "analysis",
    promise: ["aianalysis.phase.transition", "aiagent.response.complete"],
    expected: ["aianalysis.analysis.completed", "aianalysis.analysis.failed", "aianalysis.error.occurred"],
    label: "result",
    reason: "The analysis began, but its result was never recorded.",
  },
  {
    lane: "analysis",
    promise: ["aiagent.alignment.step"],
    expected: ["aiagent.alignment.verdict"],
    label: "verdict",
    reason: "Steps of the alignment check were flagged, but its verdict was never recorded.",
  },
  {
    lane: "approval",
    promise: ["orchestrator.approval.requested"],
    expected: [
      "webhook.remediationapprovalrequest.decided",
      "orchestrator.approval.approved",
      "orchestrator.approval.rejected",
      "orchestrator.approval.expired",
      "approval.decision",
      "approval.timeout",
    ],
    label: "decision",
    reason: "Approval was requested, but no decision was ever recorded.",
  },
  {
    lane: "execution",
    promise: ["workflowexecution.execution.started", "workflowexecution.workflow.started"],
    expected: ["workflowexecution.workflow.completed", "workflowexecution.workflow.failed"],
    label: "run result",
    reason: "The workflow was started, but its end was never recorded.",
  },
  {
    lane: "execution",
    promise: ["workflowexecution.workflow.completed"],
    expected: ["workflowexecution.execution.started", "workflowexecution.workflow.started"],
    label: "start",
    reason: "The workflow ended, but its start was never recorded.",
  },
  {
    lane: "execution",
    promise: ["workflowexecution.selection.completed"],
    expected: [
      "workflowexecution.execution.started",
      "workflowexecution.workflow.started",
      "workflowexecution.workflow.completed",
      "workflowexecution.workflow.failed",
    ],
    label: "start",
    reason: "A workflow was selected, but it was never recorded as started.",
  },
  {
    lane: "verification",
    promise: ["workflowexecution.workflow.completed"],
    expected: [
      "orchestrator.lifecycle.verifying_started",
      "orchestrator.ea.created",
      "effectiveness.assessment.scheduled",
      "effectiveness.assessment.completed",
      "orchestrator.lifecycle.verification_completed",
      "orchestrator.lifecycle.verification_timed_out",
    ],
    label: "verification",
    reason: "The workflow completed, but its effect was never verified.",
  },
  {
    lane: "verification",
    promise: ["orchestrator.lifecycle.verifying_started"],
    expected: ["orchestrator.lifecycle.verification_completed", "orchestrator.lifecycle.verification_timed_out"],
    label: "verification result",
    reason: "Verification began, but its end was never recorded.",
  },
  {
    lane: "verification",
    promise: ["effectiveness.assessment.scheduled", "orchestrator.lifecycle.verification_completed"],
    expected: ["effectiveness.assessment.completed", "orchestrator.lifecycle.verification_timed_out"],
    label: "assessment",
    reason: "An assessment was scheduled, but its result was never recorded.",
  },
];

const ORDER: readonly LaneId[] = ["signal", "processing", "analysis", "approval", "execution", "verification"];

export function absentEvents(trail: Trail): Absent[] {
  return [...EXPECTATIONS.flatMap((expectation) => unmet(trail, expectation)), ...missingComponents(trail)];
}

/** A promise may still be kept while its phase is the newest one of an open remediation. */
function unmet(trail: Trail, { lane, promise, expected, label, reason }: Expectation): Absent[] {
  const promisedBy = trail.last(...promise);
  if (promisedBy === undefined || trail.first(...expected) !== undefined) return [];
  const standing = trail.path.at(-1)?.lane ?? "signal";
  if (trail.isOpen && ORDER.indexOf(standing) <= ORDER.indexOf(lane)) return [];
  const until = trail.path.findLast((stretch) => stretch.lane === lane)?.toMs;
  const atMs = Math.min(Math.max(until ?? 0, promisedBy.offsetMs), trail.totalMs);
  return [{ lane, atMs, type: expected[0], label, reason, promisedBy }];
}

const COMPONENTS: ReadonlyMap<string, string> = new Map([
  ["hash", "effectiveness.hash.computed"],
  ["health", "effectiveness.health.assessed"],
  ["alert", "effectiveness.alert.assessed"],
  ["metrics", "effectiveness.metrics.assessed"],
]);

function missingComponents(trail: Trail): Absent[] {
  const promisedBy = trail.last("effectiveness.assessment.completed");
  if (promisedBy === undefined) return [];
  const named = new Set(textsOf(promisedBy.payload, "components_assessed"));
  return [...COMPONENTS]
    .filter(([component, type]) => named.has(component) && trail.all(type).length === 0)
    .map(([label, type]) => ({
      lane: "verification",
      atMs: Math.min(promisedBy.offsetMs, trail.totalMs),
      type,
      label,
      reason: `The assessment names ${label} among its components, but no such result was recorded.`,
      promisedBy,
    }));
}
