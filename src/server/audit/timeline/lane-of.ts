import { eventType } from "@/contracts/event-types";
import type { LaneId } from "@/contracts/timeline";
import { type AnalysisPart, phasesOf, type TrailEvent } from "./trail-event";

/** The lane an event belongs to by itself; undefined for those that belong to wherever the remediation stands. */
export function laneOf(event: TrailEvent): LaneId | undefined {
  if (event.type === "orchestrator.lifecycle.transitioned") return BY_PHASE.get(phasesOf(event)?.to ?? "");
  const own = BY_PREFIX.find(([prefix]) => event.type.startsWith(prefix));
  if (own !== undefined) return own[1];
  const info = eventType(event.type, event.category);
  return info.isKnown || !FOLLOWING.has(info.category) ? info.lane : undefined;
}

/** The part of the Analysis lane an event belongs to; `hasCause` once the agent has reported the root cause. */
export function analysisPart(type: string, hasCause: boolean): AnalysisPart {
  if (type.startsWith("aiagent.shadow.") || type.startsWith("aiagent.alignment.")) return "analysis.alignment";
  if (!type.startsWith("aiagent.") && !type.startsWith("workflow.catalog.")) return "analysis.controller";
  return hasCause ? "analysis.workflow_choice" : "analysis.root_cause";
}

const BY_PHASE: ReadonlyMap<string, LaneId> = new Map([
  ["Pending", "signal"],
  ["Processing", "processing"],
  ["Analyzing", "analysis"],
  ["AwaitingApproval", "approval"],
  ["Executing", "execution"],
  ["Verifying", "verification"],
]);

/** Before the registry: events of the orchestrator that open a remediation, and those that end it wherever it stands. */
const BY_PREFIX: readonly (readonly [prefix: string, lane: LaneId | undefined])[] = [
  ["orchestrator.lifecycle.started", "signal"],
  ["orchestrator.lifecycle.created", "signal"],
  ["webhook.remediationrequest.", "signal"],
  ["orchestrator.lifecycle.completed", undefined],
  ["orchestrator.lifecycle.failed", undefined],
  ["orchestrator.routing.", undefined],
  ["orchestrator.remediation.", undefined],
];

/** Services that accompany a remediation through all phases: an unknown event of theirs says nothing about a lane. */
const FOLLOWING: ReadonlySet<string> = new Set(["orchestration", "webhook", "remediation", "access", "hold", "dlq"]);
