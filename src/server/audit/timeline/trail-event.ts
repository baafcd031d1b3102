import type { LaneId } from "@/contracts/timeline";
import type { Timestamp } from "@/lib/time";
import type { Payload } from "./payload";

/** What the timeline reads of one stored event. */
export type TrailEvent = {
  eventId: string;
  chainSeq: number;
  correlationId: string;
  type: string;
  category: string;
  action: string;
  outcome: string;
  at: Timestamp;
  service: string;
  resource: string;
  payloadBytes: number;
  payload: Payload;
  /** Nothing is told of what its payload says; only figures of it are here. */
  isSensitive?: boolean;
};

/** Who acted in an analysis: the agent before and after it knew the cause, what watches it, what drives it. */
export type AnalysisPart =
  | "analysis.root_cause"
  | "analysis.workflow_choice"
  | "analysis.alignment"
  | "analysis.controller";

/** `n` counts from 1 in causal order, `offsetMs` from the first event of the trail. */
export type Place = { n: number; offsetMs: number; lane: LaneId; sublane: AnalysisPart | null };
export type PlacedEvent = TrailEvent & Place;

/** The phase an event moves to, under whichever names its service writes the fields. */
export function phasesOf({ payload }: Pick<TrailEvent, "payload">): { from: string; to: string } | undefined {
  const to = payload.to_phase ?? payload.new_phase;
  if (typeof to !== "string") return undefined;
  const from = payload.from_phase ?? payload.old_phase;
  return { from: typeof from === "string" ? from : "", to };
}

/** Event type, with the phase it leads to for transitions: `orchestrator.lifecycle.transitioned>Executing`. */
export function stepKey(event: Pick<TrailEvent, "type" | "payload">): string {
  const phases = phasesOf(event);
  return phases === undefined || !event.type.includes("transition") ? event.type : `${event.type}>${phases.to}`;
}

/** A gate of the agent is written as a model request without a prompt; it belongs to the turn before it. */
export function isGate({ type, payload }: Pick<TrailEvent, "type" | "payload">): boolean {
  return type === "aiagent.llm.request" && payload.prompt_length === 0;
}
