import { childOf, flagOf, numberOf, opening, type Payload, plain, textOf } from "./payload";
import { figure, placed, type Summary, sentence, whole, withDetail } from "./phrases";

/** The agent, the check that watches it, and the catalog it searches. */
export const agentSummaries: Readonly<Record<string, Summary>> = {
  "aiagent.session.started": (d) => {
    const by = textOf(d, "created_by", 120);
    return by === undefined ? "Agent session started." : `Agent session started by ${by}.`;
  },
  "aiagent.session.completed": () => "Agent session ended.",
  "aiagent.session.failed": (d) => withDetail("Agent session failed", textOf(d, "error")),
  "aiagent.session.cancelled": () => "Agent session cancelled.",
  "aiagent.enrichment.completed": (d) => {
    const owner = placed(
      [textOf(d, "root_owner_kind", 60), textOf(d, "root_owner_name", 120)].filter(Boolean).join(" ") || undefined,
      textOf(d, "root_owner_namespace", 120),
    );
    const history = flagOf(d, "remediation_history_fetched") === true ? ", its earlier remediations were read" : "";
    return owner && `The agent looks at ${owner}${history}.`;
  },
  "aiagent.enrichment.failed": (d) => withDetail("The agent found no owner or history", textOf(d, "reason", 120)),
  "aiagent.llm.request": (d) => {
    const length = numberOf(d, "prompt_length");
    if (length === undefined) return undefined;
    if (length === 0) return "A gate of the agent checked its own answer.";
    const model = textOf(d, "model", 80);
    return `${model ?? "The model"} was asked with a prompt of ${figure(length)} characters.`;
  },
  "aiagent.llm.response": (d) => {
    const tokens = whole(d, "tokens_used");
    const calls = numberOf(d, "tool_call_count");
    const asked =
      calls === undefined || calls === 0 ? "" : ` and asked for ${calls} tool ${calls === 1 ? "call" : "calls"}`;
    return `The model answered${asked}${tokens === undefined ? "" : `, ${tokens} tokens`}.`;
  },
  "aiagent.llm.tool_call": (d) => {
    const name = textOf(d, "tool_name", 80);
    return name && withDetail(`The agent called ${name}`, argumentsOf(childOf(d, "tool_arguments")));
  },
  "aiagent.shadow.llm.request": (d) => step(d, (n, kind) => `Step ${n} (${kind}) was given to the alignment check.`),
  "aiagent.shadow.llm.response": (d) =>
    step(d, (n, kind) => {
      const result = textOf(d, "evaluation_result", 60);
      return `Step ${n} (${kind}) was checked${result === undefined ? "" : `: ${result}`}.`;
    }),
  "aiagent.alignment.step": (d) =>
    step(d, (n, kind) => withDetail(`Step ${n} (${kind}) was flagged`, textOf(d, "explanation"))),
  "aiagent.alignment.verdict": (d) => {
    const flagged = numberOf(d, "flagged");
    const total = numberOf(d, "total");
    const result = textOf(d, "result", 40);
    if (flagged === undefined || total === undefined) return result && `The alignment check says “${result}”.`;
    const verdict = result === undefined ? "" : `, the verdict is “${result}”`;
    return `The alignment check flagged ${flagged} of ${total} steps${verdict}.`;
  },
  "aiagent.rca.complete": (d) => analysis(d),
  "aiagent.response.complete": (d) => {
    const response = childOf(d, "response_data");
    const confidence =
      numberOf(childOf(response, "selectedWorkflow"), "confidence") ?? numberOf(response, "confidence");
    const isChosen = textOf(childOf(response, "selectedWorkflow"), "workflowId", 60) !== undefined;
    const sure = confidence === undefined ? "" : ` with confidence ${confidence.toFixed(2)}`;
    if (isChosen) return `The agent answered and chose a workflow${sure}.`;
    return flagOf(response, "needsHumanReview") === true
      ? "The agent answered and asks for a person."
      : "The agent answered without choosing a workflow.";
  },
  "aiagent.response.failed": (d) => withDetail("The agent gave no answer", textOf(d, "error_message")),
  "aiagent.investigation.cancelled": (d) => withDetail("Investigation cancelled", textOf(d, "cancelled_phase", 60)),
  "aiagent.workflow.validation_attempt": (d) => {
    const isValid = flagOf(d, "is_valid");
    if (isValid === undefined) return undefined;
    const attempt = numberOf(d, "attempt");
    const of = numberOf(d, "max_attempts");
    const count = attempt === undefined || of === undefined ? "" : ` at attempt ${attempt} of ${of}`;
    return `The choice was ${isValid ? "valid" : "not valid"}${count}.`;
  },
  "aiagent.interactive.k8s_call": (d) => {
    const who = textOf(d, "acting_user", 120);
    const what = [textOf(d, "verb", 40), textOf(d, "resource", 80), textOf(d, "resource_name", 120)].filter(Boolean);
    return who && what.length > 0 ? `${who}: ${what.join(" ")}.` : undefined;
  },
  "workflow.catalog.actions_listed": (d) => listed(d, "action type"),
  "workflow.catalog.workflows_listed": (d) => listed(d, "workflow"),
  "workflow.catalog.workflow_retrieved": () => "The agent read a workflow.",
  "workflow.catalog.selection_validated": () => "The catalog confirmed the choice.",
};

const ARGUMENTS_MAX = 3;

/** The first simple arguments of a call: `kind Node, name worker-1`. */
function argumentsOf(call: Payload): string | undefined {
  const simple = Object.keys(call).flatMap((name) => {
    const value = textOf(call, name, 80) ?? numberOf(call, name);
    return value === undefined ? [] : [`${plain(name, 40)} ${value}`];
  });
  return simple.length === 0 ? undefined : simple.slice(0, ARGUMENTS_MAX).join(", ");
}

function step(payload: Payload, say: (index: number, kind: string) => string): string | undefined {
  const index = numberOf(payload, "step_index");
  const kind = textOf(payload, "step_kind", 60)?.replaceAll("_", " ");
  return index === undefined || kind === undefined ? undefined : say(index, kind);
}

function analysis(payload: Payload): string | undefined {
  const response = childOf(payload, "response_data");
  const text = textOf(childOf(response, "rootCauseAnalysis"), "summary", 1_000) ?? textOf(response, "analysis", 1_000);
  return text && sentence(opening(text, 280));
}

function listed(payload: Payload, noun: string): string | undefined {
  const results = childOf(payload, "results");
  const found = numberOf(results, "total_found") ?? numberOf(results, "returned");
  return found === undefined ? undefined : `${found} ${noun}${found === 1 ? "" : "s"} found in the catalog.`;
}
