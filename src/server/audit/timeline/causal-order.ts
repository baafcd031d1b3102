import { causalRank } from "@/contracts/event-types";
import { numberOf } from "./payload";
import { isGate, phasesOf, type TrailEvent } from "./trail-event";

/** `index` is what the agent itself counts (calls of a turn, steps of the check); 0 where it counts nothing. */
type Ranked = { event: TrailEvent; rank: number; index: number };

/** Smaller than the distance of two ranks however many events one second holds. */
const STEP = 1e-6;

/**
 * Events as they caused each other: by time, then by causal rank, then by arrival in the chain.
 * Events of one moment are moved where the trail itself says more than the rank: phase chains, agent turns, answers.
 */
export function inCausalOrder(events: readonly TrailEvent[]): TrailEvent[] {
  const byTime = events.map((event) => ({
    event,
    rank: causalRank(event.type, event.payload),
    index: countedIndex(event),
  }));
  byTime.sort((a, b) => compareText(a.event.at, b.event.at) || byRank(a, b));
  const turns: OpenTurn = { isOpen: false };
  const ordered: TrailEvent[] = [];
  for (let from = 0; from < byTime.length; ) {
    let to = from + 1;
    while (to < byTime.length && byTime[to]?.event.at === byTime[from]?.event.at) to++;
    const moment = byTime.slice(from, to);
    if (moment.length > 1) refine(moment, turns);
    for (const { event } of moment) {
      ordered.push(event);
      follow(turns, event);
    }
    from = to;
  }
  return ordered;
}

function refine(moment: Ranked[], turns: OpenTurn): void {
  const hasMoved = [
    chainPhases(moment),
    placeTurns(moment, turns),
    answerAfter(moment, "aiagent.shadow.llm.request", "aiagent.shadow.llm.response", "step_index"),
    answerAfter(moment, "notification.message.sent", "notification.message.acknowledged", "notification_id"),
  ].some(Boolean);
  if (hasMoved) moment.sort(byRank);
}

/** Transitions of one service follow each other by their from and to, also through phases the table doesn't know. */
function chainPhases(moment: Ranked[]): boolean {
  let hasMoved = false;
  const services = new Map<string, Ranked[]>();
  for (const ranked of moment) {
    if (phasesOf(ranked.event) === undefined) continue;
    const key = `${ranked.event.type} ${ranked.event.resource}`;
    const known = services.get(key);
    if (known === undefined) services.set(key, [ranked]);
    else known.push(ranked);
  }
  for (const transitions of services.values()) {
    if (transitions.length > 1) hasMoved = chain(transitions) || hasMoved;
  }
  return hasMoved;
}

function chain(transitions: readonly Ranked[]): boolean {
  const next = new Map<string, Ranked>();
  const reached = new Set<string>();
  for (const ranked of transitions) {
    const phases = phasesOf(ranked.event);
    if (phases === undefined || phases.from === phases.to) continue;
    if (!next.has(phases.from)) next.set(phases.from, ranked);
    reached.add(phases.to);
  }
  let hasMoved = false;
  for (const [from, first] of next) {
    if (reached.has(from)) continue;
    const seen = new Set<Ranked>();
    for (let current: Ranked | undefined = first, rank = -1; current !== undefined && !seen.has(current); ) {
      seen.add(current);
      if (current.rank <= rank) {
        current.rank = rank + STEP;
        hasMoved = true;
      }
      rank = current.rank;
      current = next.get(phasesOf(current.event)?.to ?? "");
    }
  }
  return hasMoved;
}

/** Whether a model request is still without its response when a moment begins. */
type OpenTurn = { isOpen: boolean };

function follow(turns: OpenTurn, event: TrailEvent): void {
  if (event.type === "aiagent.llm.request" && !isGate(event)) turns.isOpen = true;
  if (event.type === "aiagent.llm.response") turns.isOpen = false;
}

const TURN_TYPES: ReadonlySet<string> = new Set([
  "aiagent.llm.response",
  "aiagent.llm.tool_call",
  "aiagent.shadow.llm.request",
]);

/**
 * The rank puts a response before the next request, which is right as long as the response answers an earlier one.
 * A whole turn in one moment turns that round; with two turns in one moment only the order of arrival can tell.
 */
function placeTurns(moment: Ranked[], turns: OpenTurn): boolean {
  const requests = moment.filter(({ event }) => event.type === "aiagent.llm.request" && !isGate(event));
  const responses = moment.filter(({ event }) => event.type === "aiagent.llm.response");
  const request = requests[0];
  if (request === undefined || responses.length === 0) return false;
  if (responses.length > 1) {
    for (const ranked of moment) {
      if (ranked.event.type.startsWith("aiagent.")) Object.assign(ranked, { rank: request.rank, index: 0 });
    }
    return true;
  }
  if (turns.isOpen) return false;
  const first = Math.min(...responses.map(({ rank }) => rank));
  for (const ranked of moment) {
    if (TURN_TYPES.has(ranked.event.type)) ranked.rank = request.rank + (ranked.rank - first + 1) * STEP;
  }
  return true;
}

function answerAfter(moment: Ranked[], asked: string, answered: string, key: string): boolean {
  const questions = new Map<unknown, Ranked>();
  for (const ranked of moment) if (ranked.event.type === asked) questions.set(ranked.event.payload[key], ranked);
  if (questions.size === 0) return false;
  let hasMoved = false;
  for (const ranked of moment) {
    if (ranked.event.type !== answered) continue;
    const question = questions.get(ranked.event.payload[key]);
    if (question === undefined || byRank(question, ranked) < 0) continue;
    ranked.rank = question.rank + STEP;
    hasMoved = true;
  }
  return hasMoved;
}

function byRank(a: Ranked, b: Ranked): number {
  return (
    a.rank - b.rank ||
    a.index - b.index ||
    a.event.chainSeq - b.event.chainSeq ||
    compareText(a.event.eventId, b.event.eventId)
  );
}

const COUNTED_BY: ReadonlyMap<string, string> = new Map([
  ["aiagent.llm.tool_call", "tool_call_index"],
  ["aiagent.alignment.step", "step_index"],
  ["aiagent.shadow.llm.request", "step_index"],
  ["aiagent.shadow.llm.response", "step_index"],
]);

function countedIndex({ type, payload }: TrailEvent): number {
  const key = COUNTED_BY.get(type);
  return key === undefined ? 0 : (numberOf(payload, key) ?? 0);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
