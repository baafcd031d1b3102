import type { Approval, CorrelationKind, Outcome, Phase } from "@/contracts/remediations";
import { Outcome as OutcomeSchema, Phase as PhaseSchema } from "@/contracts/remediations";
import { type Claim, type Claims, strongerOf } from "./registers";
import { RUN_RANK } from "./say";

/** The columns of `remediations` that follow from the claims. Times are RFC 3339. */
export type Model = {
  kind: CorrelationKind;
  alias_of: string | null;
  phase: Phase | null;
  is_open: boolean;
  outcome: Outcome;
  approval: Approval;
  approval_requested_at: string | null;
  approval_decided_at: string | null;
  analysis_started_at: string | null;
  analysis_ended_at: string | null;
  ended_at: string | null;
  confidence: number | null;
  signal_name: string | null;
  severity: string | null;
  environment: string | null;
  priority: string | null;
  namespace: string | null;
  cluster_name: string | null;
  /** The namespace comes from the payload of a sensitive event alone: it counts for limits and holds, and is not shown. */
  hides_namespace: boolean;
  hides_cluster: boolean;
  target_kind: string | null;
  target_name: string | null;
  fingerprint: string | null;
  workflow_id: string | null;
  workflow_name: string | null;
  workflow_version: string | null;
};

const ALIAS = "ai-";

export function projectModel(correlationId: string, claims: Claims): Model {
  const kind = kindOf(correlationId, claims);
  const outcome = outcomeOf(claims);
  const namespace = placeOf("namespace", claims.namespace, claims.hiddenNamespace);
  const cluster = placeOf("cluster", claims.cluster, claims.hiddenCluster);
  const slash = claims.target?.value.indexOf("/") ?? -1;
  return {
    kind,
    alias_of: kind === "alias" ? correlationId.slice(ALIAS.length) : null,
    phase: PhaseSchema.safeParse(claims.phase?.value).data ?? null,
    is_open: isOpen(claims, outcome),
    outcome,
    approval: approvalOf(claims),
    approval_requested_at: timeOf(claims.approvalRequest),
    approval_decided_at: timeOf(claims.approvalDecision),
    analysis_started_at: timeOf(claims.analysisStart),
    analysis_ended_at: timeOf(claims.analysisEnd),
    ended_at: isOpen(claims, outcome) ? null : timeOf(endOf(claims)),
    confidence: numberOf(claims.confidence),
    signal_name: claims.signalName?.value ?? null,
    severity: claims.severity?.value.toLowerCase() ?? null,
    environment: claims.environment ? capitalised(claims.environment.value) : null,
    priority: claims.priority?.value ?? null,
    namespace: namespace.value,
    cluster_name: cluster.value,
    hides_namespace: namespace.isHidden,
    hides_cluster: cluster.isHidden,
    target_kind: slash < 0 ? null : (claims.target?.value.slice(0, slash) ?? null),
    target_name: slash < 0 ? null : (claims.target?.value.slice(slash + 1) ?? null),
    fingerprint: claims.fingerprint?.value ?? null,
    workflow_id: claims.workflowId?.value ?? null,
    workflow_name: claims.workflowName?.value ?? null,
    workflow_version: claims.workflowVersion?.value ?? null,
  };
}

function placeOf(register: "namespace" | "cluster", open: Claim | undefined, hidden: Claim | undefined) {
  const value = strongerOf(register, open, hidden)?.value ?? null;
  return { value, isHidden: value !== null && value !== open?.value };
}

function kindOf(correlationId: string, { kind }: Claims): CorrelationKind {
  if (!kind) return "other";
  const isAlias = correlationId.startsWith(ALIAS) && kind.value === "remediation" && kind.rank < 3;
  return isAlias ? "alias" : (kind.value as CorrelationKind);
}

/** The trail's own word for the end, when it has one; else what its phase and its other claims amount to. */
function outcomeOf(claims: Claims): Outcome {
  const verdict = OutcomeSchema.safeParse(claims.verdict?.value).data;
  if (verdict) return verdict;

  switch (claims.phase?.value) {
    case "Completed":
      return outcomeOfSuccess(claims);
    case "Failed":
      return outcomeOfFailure(claims);
    case "TimedOut":
    case "Skipped":
    case "Cancelled":
    case "Blocked":
      return claims.phase.value;
    case undefined:
      return claims.creation?.value === "failed" ? "Failed" : outcomeSoFar(claims);
    default:
      return outcomeSoFar(claims);
  }
}

/** Every real remediation whose alert was still firing after the run ended Inconclusive, all others Remediated. */
function outcomeOfSuccess({ verification, review, alertScore, workflowId, run }: Claims): Outcome {
  const hasRun = run !== undefined || (workflowId !== undefined && workflowId.rank >= RUN_RANK);
  if (verification) return "VerificationTimedOut";
  if (review?.value === "required" && (review.rank > 0 || !hasRun)) return "ManualReviewRequired";
  if (review?.value === "not-needed" || !hasRun) return "NoActionRequired";
  return alertScore && Number(alertScore.value) === 0 ? "Inconclusive" : "Remediated";
}

function outcomeOfFailure({ approvalDecision, review, failurePhase, failureReason }: Claims): Outcome {
  if (approvalDecision?.value === "rejected" || failureReason?.value === "ApprovalRejected") return "Rejected";
  const isDuringAnalysis = !failurePhase || failurePhase.value === "AIAnalysis";
  return isDuringAnalysis && review?.value === "required" && review.rank > 0 ? "ManualReviewRequired" : "Failed";
}

function outcomeSoFar({ approvalDecision, review, verification, phase }: Claims): Outcome {
  const isRunning = phase?.value === "Executing" || phase?.value === "Verifying";
  if (verification) return "VerificationTimedOut";
  if (approvalDecision?.value === "rejected" && !isRunning) return "Rejected";
  if (review?.value === "required") return "ManualReviewRequired";
  return review?.value === "not-needed" ? "NoActionRequired" : "InProgress";
}

/** A blocked remediation goes on when its block ends. */
function isOpen({ phase }: Claims, outcome: Outcome): boolean {
  return phase?.rank !== 1 && (outcome === "InProgress" || outcome === "Blocked");
}

/** The event that ended it: the last phase, or what stands in for it in a trail that just stops. */
function endOf({ phase, verdict, review, approvalDecision, verification, creation }: Claims): Claim | undefined {
  if (phase?.rank === 1) return phase;
  const rejection = approvalDecision?.value === "rejected" ? approvalDecision : undefined;
  return verdict ?? verification ?? rejection ?? (review?.value === "no" ? undefined : review) ?? creation;
}

function approvalOf({ approvalRequest, approvalDecision, phase, failurePhase, failureReason }: Claims): Approval {
  if (approvalDecision) return approvalDecision.value as Approval;
  if (!approvalRequest) return "none";
  const hasExpired = phase?.value === "TimedOut" || failureReason?.value === "Timeout";
  return hasExpired && failurePhase?.value === "Approval" ? "expired" : "requested";
}

function timeOf(claim: Claim | undefined): string | null {
  return claim ? `${claim.at}Z` : null;
}

function numberOf(claim: Claim | undefined): number | null {
  const number = Number(claim?.value ?? Number.NaN);
  return Number.isFinite(number) ? number : null;
}

/** One service writes `production`, the next `Production`. */
function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
