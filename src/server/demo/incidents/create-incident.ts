import { createHash } from "node:crypto";
import type { Incident, Problem } from "../incident";
import type { Random } from "../random";

/** What an incident needs to be told; the rest follows from its problem or is an everyday value. */
export type IncidentPlan = Pick<Incident, "problem" | "startMs" | "namespace" | "end"> & Partial<Incident>;

export function createIncident(plan: IncidentPlan, random: Random): Incident {
  const { problem, namespace, startMs } = plan;
  const fingerprint = createHash("sha256")
    .update(`${problem.signalName}/${namespace}/${problem.target.kind}/${problem.target.name}`)
    .digest("hex");
  const target = { ...problem.target, namespace: problem.target.kind === "Node" ? null : namespace };
  return {
    correlationId: `rr-${fingerprint.slice(0, 12)}-${random.hex(8)}`,
    fingerprint,
    cluster: "prod-eu-1",
    environment: "Production",
    priority: "P1",
    severity: "critical",
    target,
    workflow: null,
    parameters: parametersFor(problem, target.namespace),
    confidence: 0.95,
    agent: { turns: 17, toolCalls: 22, isShadowed: false, flagged: 0 },
    analysisSeconds: 180,
    approval: null,
    executionSeconds: 10,
    verifySeconds: 300,
    isGitOps: false,
    groupSize: 1,
    ...plan,
    // Services write whole seconds, so trails begin on one.
    startMs: Math.floor(startMs / 1000) * 1000,
  };
}

function parametersFor({ target }: Problem, namespace: string | null): Record<string, string> {
  return {
    TARGET_RESOURCE_KIND: target.kind,
    TARGET_RESOURCE_NAME: target.name,
    TARGET_RESOURCE_NAMESPACE: namespace ?? "",
    TARGET_RESOURCE_API_VERSION: target.apiVersion,
  };
}
