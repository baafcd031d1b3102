import type { LaneId, TimeKind } from "@/contracts/timeline";
import { stepKey, type TrailEvent } from "./trail-event";

/**
 * What a remediation is busy with, in the order in which it gets there. A stage without a lane lies between two phases:
 * its time is queue of whichever phase comes next.
 */
export const STAGES = {
  pickup: { order: 0, lane: "signal", kind: "queue" },
  processing: { order: 10, lane: "processing", kind: "machine" },
  processed: { order: 20, lane: null, kind: "queue" },
  agent: { order: 30, lane: "analysis", kind: "machine" },
  collect: { order: 40, lane: "analysis", kind: "queue" },
  policy: { order: 50, lane: "analysis", kind: "machine" },
  analysed: { order: 60, lane: null, kind: "queue" },
  decision: { order: 70, lane: "approval", kind: "human" },
  decided: { order: 80, lane: null, kind: "queue" },
  launch: { order: 85, lane: "execution", kind: "queue" },
  run: { order: 90, lane: "execution", kind: "machine" },
  ran: { order: 100, lane: null, kind: "queue" },
  verify: { order: 110, lane: "verification", kind: "queue" },
  verified: { order: 120, lane: null, kind: "queue" },
} as const satisfies Record<string, { order: number; lane: LaneId | null; kind: TimeKind }>;

export type StageName = keyof typeof STAGES;

/** The stage an event shows to have begun; `blocked` interrupts a stage; undefined says nothing about stages. */
export function stageBegunBy(event: TrailEvent): StageName | "blocked" | undefined {
  const byKey = BY_KEY.get(stepKey(event)) ?? BY_KEY.get(event.type);
  if (byKey !== undefined) return byKey;
  return BY_SERVICE.find(([prefix]) => event.type.startsWith(prefix))?.[1];
}

/** True for the one event that may lead back: a lost agent session is submitted again. */
export function isNewAttempt(event: TrailEvent, stage: StageName): boolean {
  return event.type === "aianalysis.aiagent.submit" && (stage === "collect" || stage === "policy");
}

const TERMINAL: ReadonlySet<string> = new Set([
  "orchestrator.lifecycle.completed",
  "orchestrator.lifecycle.failed",
  ...["Completed", "Failed", "TimedOut", "Skipped", "Cancelled"].map(
    (to) => `orchestrator.lifecycle.transitioned>${to}`,
  ),
]);

export function isTerminal(event: TrailEvent): boolean {
  return TERMINAL.has(event.type) || TERMINAL.has(stepKey(event));
}

const BY_KEY: ReadonlyMap<string, StageName | "blocked"> = new Map(
  Object.entries({
    processing: ["orchestrator.lifecycle.transitioned>Processing"],
    processed: [
      "signalprocessing.signal.processed",
      "signalprocessing.phase.transition>Completed",
      "signalprocessing.phase.transition>Failed",
    ],
    agent: [
      "orchestrator.lifecycle.transitioned>Analyzing",
      "aianalysis.phase.transition>Pending",
      "aianalysis.phase.transition>Investigating",
      "aianalysis.aiagent.submit",
      "workflow.catalog.actions_listed",
      "workflow.catalog.workflows_listed",
      "workflow.catalog.workflow_retrieved",
      "workflow.catalog.selection_validated",
    ],
    collect: ["aiagent.response.complete", "aiagent.response.failed", "aiagent.investigation.cancelled"],
    policy: [
      "aianalysis.aiagent.result",
      "aianalysis.aiagent.call",
      "aianalysis.aiagent.session_lost",
      "aianalysis.phase.transition>Analyzing",
      "aianalysis.rego.evaluation",
      "aianalysis.approval.decision",
    ],
    analysed: [
      "aianalysis.analysis.completed",
      "aianalysis.analysis.failed",
      "aianalysis.phase.transition>Completed",
      "aianalysis.phase.transition>Failed",
    ],
    decision: [
      "orchestrator.approval.requested",
      "approval.request.created",
      "orchestrator.lifecycle.transitioned>AwaitingApproval",
    ],
    decided: [
      "webhook.remediationapprovalrequest.decided",
      "orchestrator.approval.approved",
      "orchestrator.approval.rejected",
      "orchestrator.approval.expired",
      "approval.timeout",
    ],
    launch: ["orchestrator.lifecycle.transitioned>Executing", "remediation.workflow_created"],
    run: ["workflowexecution.execution.started", "workflowexecution.workflow.started"],
    ran: ["workflowexecution.workflow.completed", "workflowexecution.workflow.failed"],
    verify: [
      "orchestrator.lifecycle.transitioned>Verifying",
      "orchestrator.ea.created",
      "orchestrator.lifecycle.verifying_started",
    ],
    verified: [
      "effectiveness.assessment.completed",
      "orchestrator.lifecycle.verification_completed",
      "orchestrator.lifecycle.verification_timed_out",
    ],
    blocked: ["orchestrator.routing.blocked"],
  } satisfies Partial<Record<StageName | "blocked", string[]>>).flatMap(([stage, keys]) =>
    keys.map((key): [string, StageName | "blocked"] => [key, stage as StageName | "blocked"]),
  ),
);

const BY_SERVICE: readonly (readonly [prefix: string, stage: StageName])[] = [
  ["signalprocessing.", "processing"],
  ["aianalysis.", "agent"],
  ["aiagent.", "agent"],
  ["workflowexecution.", "launch"],
  ["effectiveness.", "verify"],
];
