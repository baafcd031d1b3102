/**
 * Words of the timeline.
 * lane: one phase of a remediation. bar: a stretch of time between two events of a lane. tick: one event.
 * kind of time: machine = a program worked; queue = something waited for a program or a timer; human = a person's decision was awaited.
 * offset: milliseconds since the first event of the trail.
 */
import { z } from "zod";
import { Outcome, RemediationRow } from "./remediations";

export const LaneId = z.enum([
  "signal",
  "processing",
  "analysis",
  "approval",
  "execution",
  "verification",
  "notification",
]);
export type LaneId = z.infer<typeof LaneId>;
export const TimeKind = z.enum(["machine", "queue", "human"]);
export type TimeKind = z.infer<typeof TimeKind>;

/** One event of the trail without its payload. `n` counts from 1 in timeline order (time, causal rank, chain_seq). */
export const TimelineEvent = z.object({
  n: z.number().int(),
  eventId: z.string(),
  chainSeq: z.number().int(),
  /** The alias the event was sent under when it is not the remediation's own id. */
  alias: z.string().nullable(),
  type: z.string(),
  action: z.string(),
  outcome: z.string(),
  at: z.string(),
  offsetMs: z.number(),
  lane: LaneId,
  /** Sub-lane id, e.g. `analysis.root_cause`, or null for the lane itself. */
  sublane: z.string().nullable(),
  service: z.string(),
  resource: z.string(),
  payloadBytes: z.number().int(),
  /** One sentence from the payload, plain text; null when the type has none. */
  summary: z.string().nullable(),
  /** Index of the ledger row that counts this event; null off the path. */
  ledgerRow: z.number().int().nullable(),
});
export type TimelineEvent = z.infer<typeof TimelineEvent>;

export const TimelineBar = z.object({
  id: z.string(),
  fromMs: z.number(),
  toMs: z.number(),
  kind: TimeKind,
  label: z.string().nullable(),
  /** `n` of the event that opens when the bar is clicked. */
  event: z.number().int(),
  isCritical: z.boolean(),
  /** Still running: toMs is the last known moment. */
  isOpen: z.boolean(),
  /** Offsets at which the bar is cut by agent turns. */
  cuts: z.array(z.number()),
});
export type TimelineBar = z.infer<typeof TimelineBar>;

/** An agent turn: a model request, its response and the tool calls that followed. */
export const AgentTurn = z.object({
  index: z.number().int(),
  fromMs: z.number(),
  toMs: z.number(),
  event: z.number().int(),
  toolCalls: z.array(z.object({ event: z.number().int(), name: z.string() })),
  tokens: z.number().int().nullable(),
});
export type AgentTurn = z.infer<typeof AgentTurn>;

const laneFields = {
  label: z.string(),
  /** Shown at the right edge of the label, e.g. `2 min 45 s`, `4 alerts`, `27/36`. */
  measure: z.string().nullable(),
  bars: z.array(TimelineBar),
  /** `n` of the events drawn as single ticks (those in one second are boxed with their number). */
  ticks: z.array(z.number().int()),
  /** `n` of the failed events. */
  failures: z.array(z.number().int()),
  /** Text right of the last bar, e.g. `10 turns, 18 calls`. */
  after: z.string().nullable(),
};
export const SubLane = z.object({ id: z.string(), ...laneFields, turns: z.array(AgentTurn) });
export type SubLane = z.infer<typeof SubLane>;
export const Lane = z.object({
  id: LaneId,
  ...laneFields,
  sublanes: z.array(SubLane),
  /** Events that the trail promised or implies and that never came. */
  absent: z.array(z.object({ atMs: z.number(), type: z.string(), label: z.string(), reason: z.string() })),
});
export type Lane = z.infer<typeof Lane>;

/** One row of "where the time went"; the rows follow the critical path and add up to the total. */
export const LedgerRow = z.object({
  lane: LaneId,
  kind: TimeKind,
  fromMs: z.number(),
  toMs: z.number(),
  events: z.number().int(),
  what: z.string(),
});
export type LedgerRow = z.infer<typeof LedgerRow>;

/** A line beside the header bar: something a reader must not miss. */
export const TimelineNote = z.object({
  kind: z.enum(["failure", "absent", "info"]),
  text: z.string(),
  event: z.number().int().nullable(),
});
export type TimelineNote = z.infer<typeof TimelineNote>;

/** The story in a few steps, for the peek panel: alert, cause, choice, approval, run, check. */
export const StoryStep = z.object({
  title: z.string(),
  at: z.string(),
  text: z.string(),
  kind: z.enum(["machine", "human", "failure"]),
  event: z.number().int(),
  /** Something about this step that a reader must not miss. */
  warning: z.string().nullable(),
});
export type StoryStep = z.infer<typeof StoryStep>;

export const Timeline = z.object({
  remediation: RemediationRow,
  aliases: z.array(z.string()),
  title: z.string(),
  outcome: Outcome,
  /** The state in a sentence, as pieces: strong pieces are figures. */
  sentence: z.array(z.object({ text: z.string(), isStrong: z.boolean() })),
  startedAt: z.string(),
  endedAt: z.string(),
  totalMs: z.number(),
  /** Milliseconds on the critical path by kind; adds up to totalMs. */
  times: z.object({ machine: z.number(), queue: z.number(), human: z.number() }),
  notes: z.array(TimelineNote),
  story: z.array(StoryStep),
  lanes: z.array(Lane),
  events: z.array(TimelineEvent),
  /** Stretches over 30 s without any event. */
  idle: z.array(z.object({ fromMs: z.number(), toMs: z.number() })),
  ledger: z.array(LedgerRow),
  /** Events that belong to no ledger row. */
  offPathEvents: z.number().int(),
  /** Events later than the end. Repeated alerts among them stand in `events` only; lanes draw the others at the end. */
  lateEvents: z.number().int(),
  /** Events of the middle of a very long trail that were left out. */
  omittedEvents: z.number().int(),
  /** What a service itself measured as the whole, e.g. duration_ms of the orchestrator; null when it said nothing. */
  measuredMs: z.number().nullable(),
});
export type Timeline = z.infer<typeof Timeline>;
