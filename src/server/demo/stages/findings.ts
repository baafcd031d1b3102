import type { Payload, TrailWriter } from "../trail-writer";

/** What the agent hands over: after its first part the cause alone, in the end also the chosen workflow. */
export function analysisResult({ incident, moment }: TrailWriter, part: "cause" | "selection"): Payload {
  const { problem, target, workflow, correlationId, severity, confidence } = incident;
  const needsPerson = incident.end.kind === "manual-review";
  const remediationTarget = {
    kind: target.kind,
    name: target.name,
    ...(target.namespace === null ? {} : { namespace: target.namespace }),
  };
  const rootCauseAnalysis = {
    summary: problem.rootCause,
    severity,
    causalChain: problem.causalChain,
    contributingFactors: problem.factors,
    remediationTarget,
    dueDiligence: {
      targetAccuracy: `The change is to be made on ${target.kind} ${target.name}; nothing below it can hold it.`,
      evidenceSufficiency: "Each statement rests on the answer of a tool in this investigation.",
      alternativeHypotheses: "A fault of the node and a fault of the network were looked for and not found.",
      regressionAwareness: "No earlier remediation of this object was undone.",
      confidenceCalibration: `${confidence}: what could not be read from the cluster was subtracted.`,
    },
  };
  const selection = {
    confidence,
    workflowId: workflow?.id,
    executionBundle: workflow?.bundle,
    parameters: incident.parameters,
    rationale: problem.rationale,
  };
  return {
    incidentId: correlationId,
    timestamp: moment(),
    analysis: problem.rootCause,
    confidence: part === "cause" ? Math.max(0.5, confidence - 0.08) : confidence,
    warnings: [],
    needsHumanReview: part === "selection" && needsPerson,
    ...(part === "selection" && incident.end.kind === "manual-review"
      ? { humanReviewReason: incident.end.subReason }
      : {}),
    rootCauseAnalysis,
    ...(part === "selection" && workflow ? { selectedWorkflow: selection } : {}),
  };
}
