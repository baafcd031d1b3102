import type { Approval, Incident } from "../incident";
import type { Random } from "../random";
import { createIncident, type IncidentPlan } from "./create-incident";
import { diskPressure, nodeNotReady } from "./problems-nodes";
import { certificateNotReady, databaseConnections, disruptionBudget, orphanedClaims } from "./problems-services";
import {
  badChartUpgrade,
  badCommit,
  cascadingFailure,
  hostileLog,
  memoryLeak,
  memoryLimitAtStart,
  wrongConfigMap,
} from "./problems-workloads";
import { workflowNamed } from "./workflows";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type NamedPlan = Omit<IncidentPlan, "startMs"> & { agoMs: number };

/** The remediations that a newcomer is led through: each kind of end once, all within the last two weeks. */
export function namedIncidents(nowMs: number, random: Random): Incident[] {
  return PLANS.map(({ agoMs, ...plan }) => createIncident({ ...plan, startMs: nowMs - agoMs }, random));
}

const approval = (reason: string, decidedBy: string, message: string, waitMinutes: number): Approval => ({
  reason,
  decidedBy,
  message,
  waitSeconds: Math.round(waitMinutes * 60),
});
const agent = (turns: number, toolCalls: number, isShadowed: boolean, flagged = 0) => ({
  turns,
  toolCalls,
  isShadowed,
  flagged,
});
const PRODUCTION_RULE = "Changes in production need a person";

const PLANS: NamedPlan[] = [
  {
    problem: nodeNotReady,
    namespace: "demo-node",
    agoMs: 2 * DAY + 3 * HOUR,
    priority: "P0",
    workflow: workflowNamed("cordon-drain-v1"),
    confidence: 0.9,
    agent: agent(18, 26, true, 4),
    analysisSeconds: 166,
    approval: approval(
      "Nodes are only changed with a person's consent",
      "maria.keller@example.com",
      "The pods have room elsewhere. Drain it.",
      0.4,
    ),
    executionSeconds: 10,
    end: { kind: "remediated", scores: { health: null, alert: 1, metrics: 0.25 } },
  },
  {
    problem: badChartUpgrade,
    namespace: "demo-storefront",
    agoMs: 26 * HOUR,
    priority: "P0",
    workflow: workflowNamed("helm-rollback-v1"),
    confidence: 0.88,
    agent: agent(14, 18, true),
    analysisSeconds: 143,
    approval: approval(PRODUCTION_RULE, "jonas.weber@example.com", "Rolled out by us this morning, go back.", 6.2),
    executionSeconds: 24,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.75 } },
  },
  {
    problem: memoryLimitAtStart,
    namespace: "demo-controllers",
    agoMs: 3 * DAY + 7 * HOUR,
    priority: "P0",
    workflow: workflowNamed("increase-memory-limits-v1"),
    agent: agent(16, 21, false),
    analysisSeconds: 171,
    executionSeconds: 12,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.75 } },
  },
  {
    problem: memoryLeak,
    namespace: "demo-ml",
    agoMs: 5 * HOUR,
    priority: "P0",
    workflow: workflowNamed("increase-memory-limits-v1"),
    confidence: 0.9,
    agent: agent(39, 55, true, 1),
    analysisSeconds: 362,
    approval: approval(
      "The same action was taken before and did not last",
      "amir.haddad@example.com",
      "Only to get through the night; the leak has a ticket.",
      21,
    ),
    executionSeconds: 38,
    end: {
      kind: "failed",
      reason: "ResourceExhausted",
      message: "No node has 8 GiB free for the new limit of ml-worker.",
    },
  },
  {
    problem: certificateNotReady,
    namespace: "demo-platform",
    agoMs: 4 * DAY + 11 * HOUR,
    environment: "Staging",
    cluster: "staging-eu-1",
    workflow: workflowNamed("fix-certificate-v1"),
    agent: agent(15, 19, false),
    analysisSeconds: 158,
    executionSeconds: 31,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.5 } },
  },
  {
    problem: wrongConfigMap,
    namespace: "demo-payments",
    agoMs: 8 * HOUR,
    priority: "P0",
    workflow: workflowNamed("proactive-rollback-v1"),
    confidence: 0.97,
    agent: agent(19, 24, true),
    analysisSeconds: 196,
    approval: approval(PRODUCTION_RULE, "maria.keller@example.com", "Customers are affected. Roll back.", 2.7),
    executionSeconds: 16,
    groupSize: 2,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 1 } },
  },
  {
    problem: badCommit,
    namespace: "demo-storefront",
    agoMs: 6 * DAY + 2 * HOUR,
    environment: "Staging",
    cluster: "staging-eu-1",
    workflow: workflowNamed("git-revert-v2"),
    agent: agent(17, 23, false),
    analysisSeconds: 188,
    executionSeconds: 47,
    isGitOps: true,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.75 } },
  },
  {
    problem: diskPressure,
    namespace: "demo-diskpressure",
    agoMs: 13 * DAY + 5 * HOUR,
    severity: "high",
    workflow: workflowNamed("migrate-postgres-emptydir-to-pvc-gitops-v1"),
    confidence: 0.86,
    agent: agent(20, 28, false),
    analysisSeconds: 274,
    executionSeconds: 152,
    isGitOps: true,
    end: {
      kind: "failed",
      reason: "TaskFailed",
      message: "The claim could not be bound: no storage class is the default one.",
    },
  },
  {
    problem: diskPressure,
    namespace: "demo-diskpressure",
    agoMs: 9 * HOUR + 20 * MINUTE,
    severity: "high",
    workflow: workflowNamed("migrate-postgres-emptydir-to-pvc-gitops-v1"),
    confidence: 0.92,
    agent: agent(22, 31, false),
    analysisSeconds: 286,
    executionSeconds: 152,
    verifySeconds: 780,
    isGitOps: true,
    end: { kind: "remediated", scores: { health: 0.75, alert: 1, metrics: 0 } },
  },
  {
    problem: disruptionBudget,
    namespace: "demo-payments",
    agoMs: 7 * DAY + 9 * HOUR,
    severity: "warning",
    priority: "P3",
    workflow: workflowNamed("relax-pdb-v1"),
    confidence: 0.88,
    agent: agent(12, 15, false),
    analysisSeconds: 121,
    executionSeconds: 8,
    end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.25 } },
  },
  {
    problem: databaseConnections,
    namespace: "demo-inventory",
    agoMs: 31 * HOUR,
    environment: "Staging",
    cluster: "staging-eu-1",
    workflow: workflowNamed("scale-replicas-v1"),
    confidence: 0.97,
    agent: agent(16, 20, false),
    analysisSeconds: 169,
    executionSeconds: 14,
    end: { kind: "inconclusive", scores: { health: 0, alert: 0, metrics: 0 } },
  },
  {
    problem: databaseConnections,
    namespace: "demo-inventory",
    agoMs: 30 * HOUR,
    environment: "Staging",
    cluster: "staging-eu-1",
    workflow: workflowNamed("increase-db-connections-v1"),
    confidence: 0.82,
    agent: agent(21, 27, false),
    analysisSeconds: 215,
    executionSeconds: 19,
    end: {
      kind: "failed",
      reason: "ConfigurationError",
      message: "The database refuses 60 connections: it has memory for 40.",
    },
  },
  {
    problem: cascadingFailure,
    namespace: "demo-orders",
    agoMs: 3 * HOUR,
    environment: "Staging",
    cluster: "staging-eu-1",
    workflow: workflowNamed("patch-configuration-v1"),
    agent: agent(23, 30, false),
    analysisSeconds: 227,
    groupSize: 3,
    end: {
      kind: "blocked",
      reason: "IneffectiveChain",
      message: "Four remediations of orders-db within an hour did not last. A person has to look at it.",
    },
  },
  {
    problem: hostileLog,
    namespace: "demo-storefront",
    agoMs: 14 * HOUR,
    priority: "P0",
    confidence: 0.62,
    agent: agent(5, 9, true, 2),
    analysisSeconds: 46,
    end: {
      kind: "manual-review",
      subReason: "alignment_check_failed",
      message: "The analysis followed text from a log. A person has to look at it.",
    },
  },
  {
    problem: orphanedClaims,
    namespace: "demo-batch",
    agoMs: 10 * DAY + HOUR,
    severity: "warning",
    priority: "P3",
    confidence: 0.9,
    agent: agent(11, 14, false),
    analysisSeconds: 132,
    end: {
      kind: "manual-review",
      subReason: "no_matching_workflows",
      message: "No workflow in the catalog fits: data would have to be deleted.",
    },
  },
];

export const NAMED_COUNT = PLANS.length;
