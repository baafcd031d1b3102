import { createHash } from "node:crypto";
import type { Workflow } from "../incident";

/** The workflows of the demo: name, version, what they do, what runs them. */
const ROWS = [
  ["cordon-drain-v1", "1.4.0", "DrainNode", "job"],
  ["helm-rollback-v1", "1.2.1", "HelmRollback", "job"],
  ["increase-memory-limits-v1", "1.5.0", "IncreaseMemoryLimits", "job"],
  ["fix-certificate-v1", "1.1.0", "FixCertificate", "job"],
  ["proactive-rollback-v1", "1.3.2", "RollbackDeployment", "job"],
  ["git-revert-v2", "2.0.3", "RevertCommit", "tekton"],
  ["migrate-postgres-emptydir-to-pvc-gitops-v1", "1.4.0", "MigrateStorage", "ansible"],
  ["relax-pdb-v1", "1.0.2", "RelaxDisruptionBudget", "job"],
  ["scale-replicas-v1", "1.2.0", "ScaleReplicas", "job"],
  ["increase-db-connections-v1", "1.0.0", "IncreaseConnectionLimit", "job"],
  ["patch-configuration-v1", "1.6.0", "PatchConfiguration", "job"],
  ["restart-deployment-v1", "1.1.4", "RestartDeployment", "job"],
  ["allow-network-path-v1", "1.0.1", "PatchNetworkPolicy", "job"],
  ["defragment-store-v1", "1.0.0", "DefragmentStore", "tekton"],
] as const;

export type WorkflowName = (typeof ROWS)[number][0];

const byName = new Map<string, Workflow>(
  ROWS.map(([name, version, actionType, engine]) => [name, build(name, version, actionType, engine)]),
);

export function workflowNamed(name: WorkflowName): Workflow {
  const workflow = byName.get(name);
  if (!workflow) throw new Error(`no workflow ${name}`);
  return workflow;
}

function build(name: string, version: string, actionType: string, engine: Workflow["engine"]): Workflow {
  const digest = createHash("sha256").update(`${name} ${version}`).digest("hex");
  const id = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
    digest.slice(20, 32),
  ].join("-");
  const image = name.replace(/-v\d+$/, "");
  return {
    id,
    name,
    version,
    actionType,
    engine,
    bundle: `registry.example.com/remediation/${image}:${version}@sha256:${digest}`,
  };
}
