import type { LaneId, TimeKind } from "@/contracts/timeline";

/** The phases in the order of the chart, with the words for people. */
export const LANE_NAMES: Record<LaneId, string> = {
  signal: "Signal",
  processing: "Processing",
  analysis: "Analysis",
  approval: "Approval",
  execution: "Execution",
  verification: "Verification",
  notification: "Notification",
};

export const LANE_IDS = Object.keys(LANE_NAMES).filter(isLaneId);

export function isLaneId(text: string | null): text is LaneId {
  return text !== null && Object.hasOwn(LANE_NAMES, text);
}

/** A kind of time in one word, as tables say it. */
export const TIME_KIND_NAMES: Record<TimeKind, string> = { machine: "machine", queue: "queue", human: "decision" };

/** A kind of time as part of a sentence about a bar. */
export const TIME_KIND_SENTENCES: Record<TimeKind, string> = {
  machine: "machine working",
  queue: "queue or timer",
  human: "waiting for a person's decision",
};
