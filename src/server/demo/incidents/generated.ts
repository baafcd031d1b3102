import type { AgentRecord, Approval, End, Incident, Problem, Scores } from "../incident";
import type { Random } from "../random";
import { createIncident } from "./create-incident";
import { etcdFragmented, nodeNotReady } from "./problems-nodes";
import {
  autoscalerAtLimit,
  blockedByPolicy,
  certificateNotReady,
  databaseConnections,
  disruptionBudget,
  orphanedClaims,
  staleImage,
} from "./problems-services";
import { badChartUpgrade, badCommit, memoryLeak, memoryLimitAtStart, wrongConfigMap } from "./problems-workloads";
import { type WorkflowName, workflowNamed } from "./workflows";

const FITTING: readonly [[Problem, WorkflowName], ...[Problem, WorkflowName][]] = [
  [badChartUpgrade, "helm-rollback-v1"],
  [memoryLimitAtStart, "increase-memory-limits-v1"],
  [memoryLeak, "restart-deployment-v1"],
  [wrongConfigMap, "proactive-rollback-v1"],
  [badCommit, "git-revert-v2"],
  [certificateNotReady, "fix-certificate-v1"],
  [disruptionBudget, "relax-pdb-v1"],
  [databaseConnections, "increase-db-connections-v1"],
  [blockedByPolicy, "allow-network-path-v1"],
  [autoscalerAtLimit, "scale-replicas-v1"],
  [staleImage, "patch-configuration-v1"],
  [nodeNotReady, "cordon-drain-v1"],
  [etcdFragmented, "defragment-store-v1"],
];
const NAMESPACES = [
  "demo-checkout",
  "demo-payments",
  "demo-mesh",
  "demo-storefront",
  "demo-inventory",
  "demo-search",
  "demo-ml",
  "demo-platform",
  "demo-orders",
] as const;
const CLUSTERS = ["prod-eu-1", "prod-eu-2", "prod-us-1", "staging-eu-1"] as const;
const PEOPLE = [
  "maria.keller@example.com",
  "jonas.weber@example.com",
  "amir.haddad@example.com",
  "li.chen@example.com",
] as const;

/** Severity, environment, priority, and how often they come together. */
const CLASSES = [
  [29, "critical", "Staging", "P1"],
  [24, "critical", "Production", "P0"],
  [23, "warning", "Staging", "P2"],
  [13, "high", "Production", "P1"],
  [7, "warning", "Production", "P3"],
  [2, "high", "Unknown", "P3"],
] as const;
type EndKind = End["kind"];
const ENDS: readonly [number, EndKind][] = [
  [69, "remediated"],
  [18, "manual-review"],
  [7, "inconclusive"],
  [4, "failed"],
  [0.5, "rejected"],
  [0.5, "blocked"],
  [0.5, "verification-timed-out"],
  [0.5, "approval-expired"],
];

/** One made-up incident that begins at the given time. */
export function generateIncident(startMs: number, random: Random): Incident {
  const kind = weighted(ENDS, random);
  const [problem, workflowName] =
    kind === "manual-review" && random.chance(0.4)
      ? ([orphanedClaims, "patch-configuration-v1"] as const)
      : random.pick(FITTING);
  const [severity, environment, priority] = weighted(
    CLASSES.map(([weight, ...rest]) => [weight, rest] as const),
    random,
  );
  const workflow = workflowNamed(workflowName);
  return createIncident(
    {
      problem,
      startMs,
      namespace: random.pick(NAMESPACES),
      cluster: environment === "Staging" ? "staging-eu-1" : random.pick(CLUSTERS),
      severity,
      environment,
      priority,
      workflow: kind === "manual-review" ? null : workflow,
      confidence: Math.round(random.quantile([0.62, 0.85, 0.95, 0.97, 0.97]) * 100) / 100,
      agent: drawAgent(random),
      analysisSeconds: Math.round(random.quantile([46, 136, 160, 181, 200, 227, 362])),
      approval: drawApproval(kind, random),
      executionSeconds: Math.round(
        workflow.engine === "job" ? random.quantile([5, 8, 10, 14, 60]) : random.quantile([40, 120, 150, 240, 600]),
      ),
      verifySeconds: random.int(300, 780),
      isGitOps: workflowName === "git-revert-v2",
      groupSize: random.chance(0.8) ? 1 : random.int(2, 5),
      end: drawEnd(kind, random),
    },
    random,
  );
}

/** Without the agent's rows 20 %, with them 50 %, with those of the second model, too, 30 %. */
function drawAgent(random: Random): AgentRecord | null {
  const share = random.next();
  if (share < 0.2) return null;
  const turns = Math.round(random.quantile([5, 14, 16, 17, 18, 21, 39]));
  const isShadowed = share >= 0.7;
  return {
    turns,
    toolCalls: Math.round(turns * 1.35) + random.int(0, 3),
    isShadowed,
    flagged: isShadowed && random.chance(0.25) ? random.int(1, 9) : 0,
  };
}

function drawApproval(kind: EndKind, random: Random): Approval | null {
  if (kind === "manual-review" || kind === "blocked") return null;
  const isForced = kind === "rejected" || kind === "approval-expired";
  if (!isForced && !random.chance(0.4)) return null;
  return {
    reason: "Changes in production need a person",
    decidedBy: random.pick(PEOPLE),
    message: kind === "rejected" ? "Not during the sale. We take care of it by hand." : "Agreed.",
    waitSeconds:
      kind === "approval-expired" ? 3600 : Math.min(5400, Math.max(5, Math.round(random.logNormal(240, 1.1)))),
  };
}

function drawEnd(kind: EndKind, random: Random): End {
  switch (kind) {
    case "remediated":
      return { kind, scores: drawScores(1, random) };
    case "inconclusive":
      return { kind, scores: drawScores(0, random) };
    case "failed":
      return { kind, reason: "TaskFailed", message: "A step of the workflow ended with exit code 1." };
    case "manual-review": {
      const subReason = random.pick([
        "no_matching_workflows",
        "no_matching_workflows",
        "rca_incomplete",
        "low_confidence",
      ]);
      return { kind, subReason, message: "The analysis ended without a workflow that may run." };
    }
    case "rejected":
      return { kind, reason: "A person rejected the workflow." };
    case "blocked":
      return { kind, reason: "ResourceBusy", message: "Another remediation works on the same object." };
    case "verification-timed-out":
    case "approval-expired":
      return { kind };
  }
}

function drawScores(alert: 0 | 1, random: Random): Scores {
  if (alert === 0) return { health: 0, alert, metrics: 0 };
  return { health: random.pick([1, 1, 1, 0.75, 0.5]), alert, metrics: random.int(0, 4) / 4 };
}

function weighted<T>(choices: readonly (readonly [number, T])[], random: Random): T {
  const total = choices.reduce((sum, [weight]) => sum + weight, 0);
  let rest = random.next() * total;
  for (const [weight, value] of choices) {
    rest -= weight;
    if (rest < 0) return value;
  }
  const last = choices.at(-1);
  if (!last) throw new Error("nothing to choose from");
  return last[1];
}
