import type { SubLane, TimelineBar } from "@/contracts/timeline";
import { humanDuration } from "@/lib/duration";
import { numberOf } from "./payload";
import { counted } from "./phrases";
import type { Trail } from "./trail";
import type { AnalysisPart, PlacedEvent } from "./trail-event";
import { agentTurns } from "./turns";

/** The parts of an analysis: what the agent did first and then, what watched it, what drove it. Empty parts are left out. */
export function analysisSublanes(trail: Trail): SubLane[] {
  const parts = new Map<AnalysisPart, PlacedEvent[]>();
  for (const event of trail.shown) {
    if (event.sublane === null) continue;
    const known = parts.get(event.sublane);
    if (known === undefined) parts.set(event.sublane, [event]);
    else known.push(event);
  }
  const part = (id: AnalysisPart) => parts.get(id) ?? [];
  const cause = agentSublane(trail, part("analysis.root_cause"), 1);
  const choice = agentSublane(trail, part("analysis.workflow_choice"), 1 + (cause?.turns.length ?? 0));
  const alignment = alignmentSublane(trail, part("analysis.alignment"));
  const controller = controllerSublane(trail, part("analysis.controller"));
  return [cause, choice, alignment, controller].filter((lane) => lane !== undefined);
}

const ANSWERS = ["aiagent.response.complete", "aiagent.response.failed", "aiagent.investigation.cancelled"] as const;

function agentSublane(trail: Trail, events: readonly PlacedEvent[], firstTurn: number): SubLane | undefined {
  const [first] = events;
  if (first?.sublane == null) return undefined;
  const cause = trail.first("aiagent.rca.complete");
  const isChoice = first.sublane === "analysis.workflow_choice";
  const answer = trail.last(...ANSWERS);
  const closing = isChoice ? answer : (cause ?? answer);
  const isOpen = closing === undefined && trail.path.at(-1)?.reason === "agent" && trail.isOpen;
  const within = (at: number) => Math.min(at, trail.totalMs);
  const fromMs = within((isChoice ? cause : undefined)?.offsetMs ?? first.offsetMs);
  const lastMs = closing?.offsetMs ?? events.at(-1)?.offsetMs ?? fromMs;
  const toMs = isOpen ? trail.totalMs : Math.max(fromMs, within(lastMs));
  const turns = agentTurns(events, firstTurn, toMs);
  const calls = turns.reduce((sum, turn) => sum + turn.toolCalls.length, 0);
  return {
    id: first.sublane,
    label: isChoice ? "Workflow choice" : cause === undefined && answer !== undefined ? "Investigation" : "Root cause",
    measure: humanDuration(toMs - fromMs),
    bars: [agentBar({ id: first.sublane, fromMs, toMs, isOpen, turns, event: turns[0]?.event ?? first.n })],
    ticks: [],
    failures: failuresOf(events),
    after: `${counted(turns.length, "turn")}, ${counted(calls, "call")}`,
    turns,
  };
}

type AgentBar = Pick<TimelineBar, "id" | "fromMs" | "toMs" | "isOpen" | "event"> & Pick<SubLane, "turns">;

function agentBar({ turns, ...bar }: AgentBar): TimelineBar {
  const cuts = turns.map((turn) => turn.fromMs).filter((at) => at > bar.fromMs && at < bar.toMs);
  return { ...bar, id: `${bar.id}.bar`, kind: "machine", label: null, isCritical: false, cuts: [...new Set(cuts)] };
}

function alignmentSublane(trail: Trail, events: readonly PlacedEvent[]): SubLane | undefined {
  if (events.length === 0) return undefined;
  const answered = events.filter(({ type }) => type === "aiagent.shadow.llm.response");
  const verdict = trail.last("aiagent.alignment.verdict");
  const asked = events.filter(({ type }) => type === "aiagent.shadow.llm.request").length;
  const total = (verdict && numberOf(verdict.payload, "total")) ?? asked;
  const failures = failuresOf(events);
  return {
    id: "analysis.alignment",
    label: "Alignment check",
    measure: `${answered.length}/${total}`,
    bars: [],
    ticks: answered.map(({ n }) => n),
    failures,
    after: failures.length > 0 ? `${failures.length} failed` : null,
    turns: [],
  };
}

function controllerSublane(trail: Trail, events: readonly PlacedEvent[]): SubLane | undefined {
  if (events.length === 0) return undefined;
  const policy = trail.last("aianalysis.rego.evaluation");
  const policyMs = policy && numberOf(policy.payload, "duration_ms");
  return {
    id: "analysis.controller",
    label: "Controller",
    measure: policyMs === undefined ? null : `policy, ${humanDuration(policyMs)}`,
    bars: [],
    ticks: events.map(({ n }) => n),
    failures: failuresOf(events),
    after: null,
    turns: [],
  };
}

export function failuresOf(events: readonly PlacedEvent[]): number[] {
  return events.filter(({ outcome }) => outcome === "failure").map(({ n }) => n);
}
