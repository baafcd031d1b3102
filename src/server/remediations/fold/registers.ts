/**
 * What is remembered of a remediation: one claim per register. A claim keeps the key of the event it comes from, and the
 * greater key wins, so events may come late, twice, shuffled or in any batching and the result is the same.
 * Order of the names = order in `fold_state`: add at the end only.
 */
const POLICY = {
  kind: "first",
  signalName: "first",
  fingerprint: "first",
  namespace: "first",
  cluster: "first",
  target: "first",
  severity: "last",
  environment: "last",
  priority: "last",
  workflowId: "last",
  workflowName: "last",
  workflowVersion: "last",
  confidence: "last",
  phase: "last",
  verdict: "last",
  failurePhase: "last",
  failureReason: "last",
  review: "last",
  creation: "last",
  verification: "last",
  alertScore: "last",
  analysisStart: "first",
  analysisEnd: "last",
  approvalRequest: "first",
  approvalDecision: "first",
  hiddenNamespace: "first",
  hiddenCluster: "first",
  run: "first",
} as const;

export type Register = keyof typeof POLICY;
export const registers = Object.keys(POLICY) as Register[];

/** `rank`: how far the source is trusted, compared first. `at`: when the event happened, `2026-03-04T12:00:00.5`, without zone. */
export type Claim = { rank: number; at: string; value: string };
export type Claims = Partial<Record<Register, Claim>>;

/** Phases that follow each other within one second are told apart by their order. */
const PHASE_ORDER = ["Pending", "Processing", "Analyzing", "Blocked", "AwaitingApproval", "Executing", "Verifying"];

export function keep(claims: Claims, register: Register, claim: Claim): void {
  const held = claims[register];
  if (!held || isStronger(register, claim, held)) claims[register] = claim;
}

/** Of two claims on one thing the one that counts. */
export function strongerOf(register: Register, left: Claim | undefined, right: Claim | undefined): Claim | undefined {
  if (!left || !right) return left ?? right;
  return isStronger(register, right, left) ? right : left;
}

function isStronger(register: Register, claim: Claim, held: Claim): boolean {
  if (claim.rank !== held.rank) return claim.rank > held.rank;
  if (claim.at !== held.at) return POLICY[register] === "last" ? claim.at > held.at : claim.at < held.at;
  if (register === "phase") {
    const step = PHASE_ORDER.indexOf(claim.value) - PHASE_ORDER.indexOf(held.value);
    if (step !== 0) return step > 0;
  }
  return claim.value > held.value;
}
