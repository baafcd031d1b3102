import type { Register } from "./registers";

export type Say = (register: Register, rank: number, value: unknown) => void;

/** Rank of a workflow id that an execution reported, not only an analysis. */
export const RUN_RANK = 3;

/**
 * What a remediation has come to. The projection makes words of closed lists and times of these and never shows what was
 * written there; without them a row would say that it waits for somebody when it has ended long ago.
 */
const STATE: ReadonlySet<Register> = new Set<Register>([
  "phase",
  "verdict",
  "failurePhase",
  "failureReason",
  "review",
  "creation",
  "verification",
  "alertScore",
  "analysisStart",
  "analysisEnd",
  "approvalRequest",
  "approvalDecision",
]);

/**
 * Says of a sensitive payload what may be known of it: the state, and that something ran. Where the remediation is decides
 * who may see it and which hold covers it, so that it is remembered, apart from what is shown. The rest is not taken.
 */
export function sayMasked(say: Say): Say {
  return (register, rank, value) => {
    if (STATE.has(register)) say(register, rank, value);
    else if (register === "namespace") say("hiddenNamespace", rank, value);
    else if (register === "cluster") say("hiddenCluster", rank, value);
    else if (register === "workflowId" && rank >= RUN_RANK && value) say("run", 0, "ran");
  };
}
