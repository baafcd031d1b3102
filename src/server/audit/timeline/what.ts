import type { LaneId } from "@/contracts/timeline";
import { humanDuration, parseGoDuration } from "@/lib/duration";
import { agentTokens, approvalReason, blockReason, decisionOf, runNameOf, workflowOf } from "./facts";
import { numberOf, textOf } from "./payload";
import { counted } from "./phrases";
import type { Trail } from "./trail";
import { isGate } from "./trail-event";
import type { Stretch, StretchReason } from "./walk";

/** One line about a stretch of the critical path, from what the trail says happened in it. */
export function whatItWas(trail: Trail, stretch: Stretch): string {
  return SAY[stretch.reason](trail, stretch);
}

const SAY: Readonly<Record<StretchReason, (trail: Trail, stretch: Stretch) => string>> = {
  pickup: () => "waiting for the orchestrator to take the remediation up",
  processing: (trail) => processing(trail),
  processed: (_, { lane }) => waitFor(lane),
  agent: (trail) => agent(trail),
  collect: () => "result ready, waiting to be collected",
  policy: () => "controller evaluated the result and the approval policy",
  analysed: (_, { lane }) => waitFor(lane),
  decision: (trail) => decision(trail),
  decided: (_, { lane }) => waitFor(lane),
  launch: () => "waiting for the workflow to start",
  run: (trail) => run(trail),
  ran: (_, { lane }) => waitFor(lane),
  verify: (trail) => verification(trail),
  verified: (_, { lane }) => waitFor(lane),
  blocked: (trail) => lowerFirst(`blocked: ${blockReason(trail) ?? "no reason given"}`),
  wait: (trail, { lane, isOpen }) => (isOpen ? "waiting for the next step" : waitFor(lane, trail)),
  close: () => "waiting for the remediation to be closed",
};

const BEGINNINGS: Readonly<Record<LaneId, string>> = {
  signal: "waiting for the signal to be taken up",
  processing: "waiting for processing to begin",
  analysis: "waiting for the analysis to begin",
  approval: "waiting for approval to be requested",
  execution: "waiting for the workflow to be created",
  verification: "waiting for verification to begin",
  notification: "waiting for the message to be sent",
};

function waitFor(lane: LaneId, trail?: Trail): string {
  if (lane === "execution" && trail !== undefined && decisionOf(trail) !== undefined)
    return "decided, waiting for the workflow";
  return BEGINNINGS[lane];
}

function processing(trail: Trail): string {
  const enriched = trail.last("signalprocessing.enrichment.completed");
  const classified = trail.last("signalprocessing.classification.decision");
  const took = (ms: number | undefined) => (ms === undefined ? "" : ` in ${humanDuration(ms)}`);
  const byPolicy =
    classified && textOf(classified.payload, "determination_source") === "rego-policy" ? " by policy" : "";
  const said = [
    enriched && `enriched${took(numberOf(enriched.payload, "duration_ms"))}`,
    classified && `classified${took(numberOf(classified.payload, "duration_ms"))}${byPolicy}`,
  ].filter(Boolean);
  return said.join(", ") || "signal processed";
}

function agent(trail: Trail): string {
  const turns = trail.all("aiagent.llm.request").filter((event) => !isGate(event)).length;
  const calls = trail.all("aiagent.llm.tool_call").length;
  if (turns === 0) return "analysis";
  return `agent: ${counted(turns, "turn")}, ${counted(calls, "tool call")}, ${counted(agentTokens(trail), "token")}`;
}

function decision(trail: Trail): string {
  const reason = approvalReason(trail);
  if (reason !== undefined) return lowerFirst(reason);
  return trail.isOpen && decisionOf(trail) === undefined ? "waiting for a decision" : "a person's decision";
}

function run(trail: Trail): string {
  const workflow = workflowOf(trail);
  const name = runNameOf(trail);
  const said = [workflow && [workflow.name, workflow.version].filter(Boolean).join(" "), name && `run ${name}`];
  return said.filter(Boolean).join(", ") || "workflow ran";
}

function verification(trail: Trail): string {
  const scheduled = trail.last("effectiveness.assessment.scheduled");
  if (scheduled === undefined) return "waiting for the effect to be assessed";
  const lasting = (key: string) => {
    const text = textOf(scheduled.payload, key, 40);
    const ms = text === undefined ? undefined : parseGoDuration(text);
    return ms === undefined || ms <= 0 ? undefined : humanDuration(ms);
  };
  const delays = [
    ["hash_compute_delay", "hash"],
    ["alert_check_delay", "alert check"],
  ].flatMap(([key = "", name]) => (lasting(key) === undefined ? [] : [`${name} ${lasting(key)} later`]));
  const window = lasting("stabilization_window");
  if (window === undefined) return "waiting for the effect to be assessed";
  return [`stabilization window of ${window} before the check`, ...delays].join(", ");
}

/** Lower case where the first word is an ordinary one: `Sensitive kind` but not `OOMKilled` or `API`. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]*(?:\s|$)/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
