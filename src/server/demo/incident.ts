/**
 * What happened in one remediation, before any event of it exists.
 * problem: what went wrong and what the analysis says about it. incident: a problem at a place and time, with its end.
 */
export type Target = { apiVersion: string; kind: string; name: string; namespace: string | null };

export type Workflow = {
  id: string;
  name: string;
  version: string;
  actionType: string;
  engine: "job" | "ansible" | "tekton";
  /** OCI image with its digest. */
  bundle: string;
};

export type Problem = {
  /** Short name, e.g. `node-notready`. */
  name: string;
  signalName: string;
  /** One line, as the alert rule says it. */
  alertSummary: string;
  alertDescription: string;
  /** Kind of the object that the alert names, `Unknown` when it names none that can be resolved. */
  signalKind: string;
  target: Omit<Target, "namespace">;
  businessUnit: string;
  rootCause: string;
  causalChain: readonly string[];
  factors: readonly string[];
  /** What the model says between its tool calls. */
  thoughts: readonly string[];
  /** What the pods of the target wrote. */
  logs: readonly string[];
  /** A query whose answer shows the problem, and its value. */
  query: { expression: string; value: string };
  rationale: string;
};

export type Approval = {
  reason: string;
  decidedBy: string;
  message: string;
  waitSeconds: number;
};

/** `score` values lie between 0 and 1. */
export type Scores = { health: number | null; alert: number; metrics: number };

export type End =
  | { kind: "remediated"; scores: Scores }
  | { kind: "inconclusive"; scores: Scores }
  | { kind: "verification-timed-out" }
  | { kind: "failed"; reason: string; message: string }
  | { kind: "manual-review"; subReason: string; message: string }
  | { kind: "rejected"; reason: string }
  | { kind: "approval-expired" }
  | { kind: "blocked"; reason: string; message: string };

/** How much of the agent's work is recorded. */
export type AgentRecord = {
  turns: number;
  toolCalls: number;
  /** Every step is read a second time by another model. */
  isShadowed: boolean;
  /** Steps that the second reading found suspicious. */
  flagged: number;
};

export type Incident = {
  problem: Problem;
  correlationId: string;
  fingerprint: string;
  startMs: number;
  namespace: string;
  cluster: string;
  environment: "Production" | "Staging" | "Development" | "Unknown";
  priority: "P0" | "P1" | "P2" | "P3";
  severity: "critical" | "high" | "warning" | "info";
  target: Target;
  workflow: Workflow | null;
  parameters: Readonly<Record<string, string>>;
  confidence: number;
  agent: AgentRecord | null;
  analysisSeconds: number;
  approval: Approval | null;
  executionSeconds: number;
  verifySeconds: number;
  isGitOps: boolean;
  /** Alerts that come together, and how often each is repeated. */
  groupSize: number;
  end: End;
};
