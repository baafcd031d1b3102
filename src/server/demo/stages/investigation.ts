import type { Incident } from "../incident";
import type { EventDetails, Payload, TrailWriter } from "../trail-writer";
import { analysisResult } from "./findings";
import { catalogCalls, investigationCall, TOOLSETS, type ToolCall } from "./tools";

const MODEL = "claude-sonnet-4-6";

/** The agent's work: it reads the cluster turn by turn, names the cause and searches the catalog. */
export function writeInvestigation(trail: TrailWriter): void {
  const { incident } = trail;
  trail.add("aianalysis.phase.transition", { old_phase: "Pending", new_phase: "Investigating" });
  trail.add("aianalysis.aiagent.submit", { endpoint: "session_submit", duration_ms: 0, http_status_code: 200 });
  const start = trail.now();
  const end = start + incident.analysisSeconds;
  if (incident.agent) writeAgent(trail, { start, end });
  else writeResultsAlone(trail);
  trail.wait(end - trail.now());
}

/** An agent that is set to report no turns still hands over its cause and its choice. */
function writeResultsAlone(trail: TrailWriter): void {
  trail.wait(Math.max(4, trail.incident.analysisSeconds - 20));
  writeCause(trail);
  writeCatalogSearch(trail);
  writeVerdict(trail, 0);
}

type Span = { start: number; end: number };

function writeAgent(trail: TrailWriter, { start, end }: Span): void {
  const { incident } = trail;
  trail.wait(3);
  writeEnrichment(trail);
  const turns = planTurns(trail);
  const searchTurn = Math.max(1, Math.ceil(turns.length * 0.75));
  const step = (end - 10 - trail.now()) / turns.length;
  const shadow = incident.agent?.isShadowed ? createShadow(trail) : undefined;
  shadow?.read("signal_input");
  let promptLength = 14_000 + trail.random.int(0, 1500);
  turns.forEach((calls, turn) => {
    if (turn === searchTurn) writeCause(trail);
    writeTurn(trail, { calls, turn, promptLength, responseAfter: Math.max(1, Math.floor(step * 0.6)), shadow });
    if (turn === searchTurn) writeCatalogSearch(trail);
    promptLength += trail.random.int(200, 9_000);
    trail.wait(start + 3 + step * (turn + 1) - trail.now());
  });
  writeVerdict(trail, shadow?.count() ?? 0);
}

/** Calls of each turn; the last turns search the catalog. */
function planTurns({ incident, random, now }: TrailWriter): ToolCall[][] {
  const agent = incident.agent ?? { turns: 1, toolCalls: 0 };
  const turns: ToolCall[][] = Array.from({ length: agent.turns }, () => []);
  const searches = catalogCalls(incident);
  const investigation = { incident, random, nowMs: incident.startMs + now() * 1000 };
  const early = Math.max(1, agent.turns - searches.length);
  for (let index = 0; index < agent.toolCalls - searches.length; index++) {
    turns[index % early]?.push(investigationCall(index, investigation));
  }
  for (const [index, call] of searches.entries()) turns[Math.min(early + index, agent.turns - 1)]?.push(call);
  return turns;
}

type Turn = {
  calls: ToolCall[];
  turn: number;
  promptLength: number;
  responseAfter: number;
  shadow: Shadow | undefined;
};

function writeTurn(trail: TrailWriter, { calls, turn, promptLength, responseAfter, shadow }: Turn): void {
  const { incident, random } = trail;
  const { problem, severity, namespace } = incident;
  trail.add("aiagent.llm.request", {
    ...agentIds(trail),
    model: MODEL,
    prompt_length: promptLength,
    prompt_preview: `Investigate: ${severity} ${problem.signalName} in ${namespace} — `,
    toolsets_enabled: TOOLSETS,
  });
  trail.wait(responseAfter);
  const thought = turn % 2 === 0 ? (problem.thoughts[(turn / 2) % problem.thoughts.length] ?? "") : "";
  trail.add("aiagent.llm.response", {
    ...agentIds(trail),
    tokens_used: Math.round(promptLength / 3.4) + random.int(150, 900),
    has_analysis: thought !== "",
    analysis_length: thought.length,
    analysis_preview: thought.slice(0, 500),
    ...(thought === "" ? {} : { analysis_full: thought }),
    tool_call_count: calls.length,
  });
  calls.forEach((call, index) => {
    const preview = (typeof call.result === "string" ? call.result : JSON.stringify(call.result)).slice(0, 500);
    trail.add("aiagent.llm.tool_call", {
      ...agentIds(trail),
      tool_name: call.name,
      tool_call_index: index,
      tool_arguments: call.arguments,
      tool_result: call.result,
      tool_result_preview: preview,
    });
    shadow?.read("tool_result");
  });
}

function writeEnrichment(trail: TrailWriter): void {
  const { incident } = trail;
  const { target, problem, correlationId } = incident;
  const alias = `ai-${correlationId}`;
  if (problem.signalKind === "Unknown") {
    const detail = `no object of kind Unknown can be resolved for ${incident.namespace}/unknown`;
    const affected = {
      affected_resource_kind: "Unknown",
      affected_resource_name: "unknown",
      affected_resource_namespace: incident.namespace,
    };
    trail.add(
      "aiagent.enrichment.failed",
      { ...agentIds(trail), detail, reason: "all_enrichment_sources_failed", ...affected },
      { outcome: "failure" },
    );
  }
  const owner: Payload = {
    event_id: trail.random.uuid(),
    incident_id: alias,
    root_owner_kind: target.kind,
    root_owner_name: target.name,
    ...(target.namespace === null ? {} : { root_owner_namespace: target.namespace }),
    owner_chain_length: 0,
    remediation_history_fetched: true,
  };
  trail.add("aiagent.enrichment.completed", owner, { correlationId: alias });
}

function writeCause(trail: TrailWriter): void {
  trail.add("aiagent.rca.complete", {
    ...agentIds(trail),
    response_data: analysisResult(trail, "cause"),
    total_prompt_tokens: trail.random.int(60_000, 200_000),
    total_completion_tokens: trail.random.int(2_000, 6_000),
  });
}

function writeVerdict(trail: TrailWriter, shadowSteps: number): void {
  const { incident, random } = trail;
  trail.wait(2);
  if (incident.workflow) {
    trail.add("aiagent.workflow.validation_attempt", {
      ...agentIds(trail),
      attempt: 1,
      is_valid: true,
      workflow_id: incident.workflow.id,
      max_attempts: 3,
      is_final_attempt: false,
    });
  }
  if (incident.agent?.isShadowed) writeAlignment(trail, shadowSteps);
  trail.add("aiagent.response.complete", {
    ...agentIds(trail),
    response_data: analysisResult(trail, "selection"),
    total_prompt_tokens: random.int(120_000, 250_000),
    total_completion_tokens: random.int(4_000, 9_000),
  });
}

function writeAlignment(trail: TrailWriter, total: number): void {
  const { incident, random } = trail;
  const flagged = incident.agent?.flagged ?? 0;
  const failure: EventDetails = { outcome: "failure" };
  const explanation = "The step follows text from the cluster instead of its task.";
  const steps = Array.from({ length: flagged }, (_, index) => index * 2 + 1);
  for (const step_index of steps) {
    trail.add(
      "aiagent.alignment.step",
      { ...agentIds(trail), step_kind: "tool_result", step_index, explanation },
      failure,
    );
  }
  const summary =
    flagged === 0 ? "No step was found suspicious." : steps.map((step) => `step ${step}: ${explanation}`).join(" ");
  trail.add(
    "aiagent.alignment.verdict",
    {
      ...agentIds(trail),
      total: total + flagged,
      flagged,
      result: flagged === 0 ? "aligned" : "suspicious",
      summary,
      shadow_total_tokens: total * 2400,
      shadow_prompt_tokens: total * 2350 - random.int(0, 90),
      shadow_completion_tokens: total * 50,
    },
    flagged === 0 ? {} : failure,
  );
}

function writeCatalogSearch(trail: TrailWriter): void {
  const { incident, random } = trail;
  const { severity, priority, environment, target, workflow } = incident;
  const filters = { severity, priority, environment, component: target.kind.toLowerCase() };
  const found = workflow ? 1 : 0;
  const search = (type: string, topK: number, microseconds: number) =>
    trail.add(
      type,
      {
        query: { top_k: topK, filters },
        results: { returned: found, workflows: [], total_found: found },
        search_metadata: { duration_ms: random.int(1, 6) },
      },
      { microseconds },
    );
  search("workflow.catalog.actions_listed", 2, random.int(1_000, 400_000));
  if (!workflow) return;
  trail.wait(3);
  search("workflow.catalog.workflows_listed", 1, random.int(1_000, 990_000));
  trail.wait(3);
  const microseconds = random.int(1_000, 990_000);
  search("workflow.catalog.workflow_retrieved", 1, microseconds);
  search("workflow.catalog.selection_validated", 1, microseconds + random.int(80, 300));
}

type Shadow = { read(kind: "signal_input" | "tool_result"): void; count(): number };

/** The second model that reads along. */
function createShadow(trail: TrailWriter): Shadow {
  let step = 0;
  return {
    count: () => step,
    read: (step_kind) => {
      const facts = { step_kind, step_index: step };
      step += 1;
      const promptTokens = trail.random.int(2_250, 2_480);
      const completionTokens = trail.random.int(38, 61);
      trail.add(
        "aiagent.shadow.llm.request",
        { ...agentIds(trail), ...facts, prompt_length: trail.random.int(160, 680) },
        { outcome: "pending" },
      );
      trail.wait(1);
      trail.add("aiagent.shadow.llm.response", {
        ...agentIds(trail),
        ...facts,
        attempt: 1,
        evaluation_result: "success",
        prompt_tokens: promptTokens,
        completion_tokens: completionTokens,
        total_tokens: promptTokens + completionTokens,
      });
      trail.wait(-1);
    },
  };
}

/** Rows of the agent carry an id of its own log, which is not the id of the row. */
function agentIds({ incident, random }: { incident: Incident; random: TrailWriter["random"] }): Payload {
  return { event_id: random.uuid(), incident_id: incident.correlationId };
}
