import type { Incident } from "../incident";
import type { Random } from "../random";

export type ToolCall = { name: string; arguments: unknown; result: unknown };

/** What the agent may call, as it tells the model. */
export const TOOLSETS = [
  "kubectl_describe",
  "kubectl_events",
  "kubectl_get_by_kind_in_namespace",
  "kubectl_logs",
  "kubectl_previous_logs",
  "kubernetes_jq_query",
  "execute_prometheus_instant_query",
  "execute_prometheus_range_query",
  "get_namespaced_resource_context",
  "list_available_actions",
  "list_workflows",
  "get_workflow",
  "todo_write",
  "submit_result",
];

type Investigation = { incident: Incident; random: Random; nowMs: number };
type Tool = (investigation: Investigation) => Omit<ToolCall, "name">;

/** The tools of an investigation in the order in which a careful one uses them; it begins anew when they are used up. */
export function investigationCall(index: number, investigation: Investigation): ToolCall {
  const name = ORDER[index % ORDER.length] ?? "todo_write";
  return { name, ...(TOOLS[name] ?? plan)(investigation) };
}

/** The last calls: the search of the catalog. */
export function catalogCalls({ workflow, severity, environment, priority, target }: Incident): ToolCall[] {
  const filters = { severity, environment, priority, component: target.kind.toLowerCase() };
  const actions = workflow ? [{ action_type: workflow.actionType, workflow_count: 1 }] : [];
  const list: ToolCall = {
    name: "list_available_actions",
    arguments: filters,
    result: { actions, total: actions.length },
  };
  if (!workflow) return [list];
  const found = { workflow_id: workflow.id, workflow_name: workflow.name, version: workflow.version };
  return [
    list,
    {
      name: "list_workflows",
      arguments: { action_type: workflow.actionType },
      result: { workflows: [found], total: 1 },
    },
    {
      name: "get_workflow",
      arguments: { workflow_id: workflow.id },
      result: { ...found, execution_bundle: workflow.bundle },
    },
  ];
}

const ORDER = [
  "todo_write",
  "kubectl_describe",
  "kubectl_events",
  "get_namespaced_resource_context",
  "kubectl_get_by_kind_in_namespace",
  "kubectl_logs",
  "execute_prometheus_instant_query",
  "kubectl_previous_logs",
  "execute_prometheus_range_query",
  "kubernetes_jq_query",
  "todo_write",
  "kubectl_logs",
  "execute_prometheus_instant_query",
];

const plan: Tool = ({ incident }) => {
  const tasks = [
    "Look at the object",
    "Read its events",
    "Read its logs",
    "Compare with the metrics",
    "Search the catalog",
  ];
  const todos = tasks.map((content, index) => ({
    id: String(index + 1),
    content,
    status: index === 0 ? "in_progress" : "pending",
  }));
  return {
    arguments: { todos },
    result: { total: tasks.length, by_status: { in_progress: 1, pending: 4 }, target: incident.target.name },
  };
};

const logs: Tool = ({ incident: { problem, target, namespace }, random }) => {
  const lines = Array.from({ length: random.int(4, 40) }, (_, index) => {
    const line = problem.logs[index % problem.logs.length] ?? "";
    return `${String(index + 1).padStart(3, "0")} ${line}`;
  });
  return {
    arguments: { namespace, name: `${target.name}-${random.hex(5)}`, tail: lines.length },
    result: lines.join("\n"),
  };
};

const query: Tool = ({ incident: { problem }, nowMs }) => ({
  arguments: { query: problem.query.expression },
  result: {
    status: "success",
    data: { resultType: "vector", result: [{ metric: {}, value: [Math.floor(nowMs / 1000), problem.query.value] }] },
  },
});

const TOOLS: Readonly<Record<string, Tool>> = {
  todo_write: plan,
  kubectl_logs: logs,
  kubectl_previous_logs: logs,
  execute_prometheus_instant_query: query,
  execute_prometheus_range_query: ({ incident: { problem }, random, nowMs }) => {
    const value = Number(problem.query.value);
    const values = Array.from({ length: random.int(12, 60) }, (_, index) => [
      Math.floor(nowMs / 1000) - index * 60,
      String(Math.round(value * (0.4 + 0.6 * random.next()) * 1e6) / 1e6),
    ]);
    return {
      arguments: { query: problem.query.expression, step: "60s" },
      result: { status: "success", data: { resultType: "matrix", result: [{ metric: {}, values }] } },
    };
  },
  kubectl_describe: ({ incident: { target, problem }, nowMs }) => ({
    arguments: { kind: target.kind, name: target.name, namespace: target.namespace ?? "" },
    result: JSON.stringify({
      apiVersion: target.apiVersion,
      kind: target.kind,
      metadata: {
        name: target.name,
        namespace: target.namespace,
        generation: 7,
        creationTimestamp: isoSeconds(nowMs - 40 * 86_400_000),
      },
      status: {
        conditions: [{ type: "Available", status: "False", reason: problem.signalName, message: problem.alertSummary }],
      },
    }),
  }),
  kubectl_events: ({ incident: { target, problem, namespace }, random, nowMs }) => ({
    arguments: { kind: target.kind, name: target.name, namespace },
    result: problem.factors.map((message, index) => ({
      type: "Warning",
      reason: problem.signalName,
      message,
      count: random.int(1, 290),
      lastTimestamp: isoSeconds(nowMs - (index + 1) * 41_000),
      involvedObject: { kind: target.kind, name: target.name, namespace: target.namespace },
    })),
  }),
  kubectl_get_by_kind_in_namespace: ({ incident: { target, namespace }, random }) => ({
    arguments: { kind: "Pod", namespace },
    result: Array.from({ length: random.int(2, 6) }, (_, index) => ({
      name: `${target.name}-${random.hex(5)}`,
      ready: index > 0,
      restarts: index === 0 ? random.int(3, 40) : 0,
      node: `worker-${random.int(0, 3)}`,
    })),
  }),
  kubernetes_jq_query: ({ incident: { target } }) => ({
    arguments: { kind: target.kind, query: `.items[] | select(.metadata.name == "${target.name}") | .status` },
    result: [{ observedGeneration: 7, replicas: 3, readyReplicas: 1, unavailableReplicas: 2 }],
  }),
  get_namespaced_resource_context: ({ incident: { target } }) => ({
    arguments: { kind: target.kind, name: target.name },
    result: {
      root_owner: { kind: target.kind, name: target.name },
      owner_chain: [],
      remediation_history: { tier1: [], tier2: [] },
    },
  }),
};

function isoSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, "Z");
}
