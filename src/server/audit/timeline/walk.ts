import type { LaneId, TimeKind } from "@/contracts/timeline";
import { analysisPart, laneOf } from "./lane-of";
import { isNewAttempt, isTerminal, STAGES, type StageName, stageBegunBy } from "./stages";
import type { Place, PlacedEvent, TrailEvent } from "./trail-event";

/** Why time passed: a stage, a block, or the wait between two phases or before the end. */
export type StretchReason = StageName | "blocked" | "wait" | "close";

/** One piece of the critical path; the pieces follow each other without gap or overlap from 0 to the end. */
export type Stretch = {
  lane: LaneId;
  kind: TimeKind;
  reason: StretchReason;
  fromMs: number;
  toMs: number;
  /** `n` of the events that begin and end it. */
  beginsWith: number;
  endsWith: number;
  isOpen: boolean;
};

export type Walk = { events: PlacedEvent[]; path: Stretch[]; totalMs: number; isOpen: boolean };

export type RowEnd = { isOpen: boolean; endedAt: string | null };

/** Follows a trail from event to event: gives each its lane and cuts the time from the first event to the end. */
export function walkTrail(ordered: readonly TrailEvent[], row: RowEnd): Walk {
  const offsets = offsetsOf(ordered);
  const end = endOf(ordered, offsets, row);
  const walker = new Walker();
  const events: PlacedEvent[] = [];
  let hasCause = false;
  for (const [index, event] of ordered.entries()) {
    const offsetMs = offsets[index] ?? 0;
    const n = index + 1;
    if (offsetMs <= end.totalMs) walker.meet(event, offsetMs, n);
    const lane = laneOf(event) ?? walker.lane;
    const sublane = lane === "analysis" ? analysisPart(event.type, hasCause) : null;
    events.push(placed(event, { n, offsetMs, lane, sublane }));
    if (event.type === "aiagent.rca.complete") hasCause = true;
  }
  const lastN = events.findLast(({ offsetMs }) => offsetMs <= end.totalMs)?.n;
  const path = lastN === undefined ? [] : mergeWaits(walker.finish(end.totalMs, end.isOpen, lastN));
  return { events, path, ...end };
}

/** Field by field: spreading 10,000 events takes longer than everything else together. */
function placed(event: TrailEvent, { n, offsetMs, lane, sublane }: Place): PlacedEvent {
  return {
    eventId: event.eventId,
    chainSeq: event.chainSeq,
    correlationId: event.correlationId,
    type: event.type,
    category: event.category,
    action: event.action,
    outcome: event.outcome,
    at: event.at,
    service: event.service,
    resource: event.resource,
    payloadBytes: event.payloadBytes,
    payload: event.payload,
    n,
    offsetMs,
    lane,
    sublane,
  };
}

/** Whole milliseconds, so that durations add up exactly. */
function offsetsOf(ordered: readonly TrailEvent[]): number[] {
  const times = ordered.map(({ at }) => Date.parse(`${at.slice(0, 23)}Z`));
  const first = times[0] ?? 0;
  return times.map((time) => time - first);
}

/** The last terminal event ends a remediation; repeated alerts go on after it and don't count. */
function endOf(
  ordered: readonly TrailEvent[],
  offsets: readonly number[],
  row: RowEnd,
): { totalMs: number; isOpen: boolean } {
  const last = (holds: (event: TrailEvent) => boolean) => offsets[ordered.findLastIndex(holds)];
  const terminal = last(isTerminal);
  if (terminal !== undefined) return { totalMs: terminal, isOpen: false };
  if (row.isOpen) return { totalMs: offsets.at(-1) ?? 0, isOpen: true };
  const recorded = row.endedAt === null || ordered[0] === undefined ? undefined : spanMs(ordered[0].at, row.endedAt);
  const worked = last(({ type }) => type !== "gateway.signal.deduplicated") ?? 0;
  return { totalMs: recorded !== undefined && recorded >= 0 ? recorded : worked, isOpen: false };
}

function spanMs(from: string, to: string): number {
  return Date.parse(`${to.slice(0, 23)}Z`) - Date.parse(`${from.slice(0, 23)}Z`);
}

type Current = { lane: LaneId | null; kind: TimeKind; reason: StretchReason; fromMs: number; beginsWith: number };

class Walker {
  /** Where the remediation stands; between two phases the one it comes from. */
  lane: LaneId = "signal";
  #stage: StageName = "pickup";
  #current: Current = { lane: "signal", kind: "queue", reason: "pickup", fromMs: 0, beginsWith: 1 };
  readonly #done: Stretch[] = [];

  meet(event: TrailEvent, offsetMs: number, n: number): void {
    const begun = stageBegunBy(event);
    if (begun === undefined || isTerminal(event)) return;
    if (begun === "blocked") {
      this.#begin({ lane: this.#blockedLane(), kind: "queue", reason: "blocked", fromMs: offsetMs, beginsWith: n });
      return;
    }
    const isForward = STAGES[begun].order > STAGES[this.#stage].order || isNewAttempt(event, this.#stage);
    const isResumed = this.#current.reason === "blocked" && STAGES[begun].order === STAGES[this.#stage].order;
    if (!isForward && !isResumed) return;
    this.#stage = begun;
    this.#begin({ ...stretchOf(begun), fromMs: offsetMs, beginsWith: n });
  }

  finish(totalMs: number, isOpen: boolean, lastN: number): Stretch[] {
    const { lane, ...current } = this.#current;
    const reason = lane === null ? (isOpen ? "wait" : "close") : current.reason;
    this.#done.push({ ...current, lane: lane ?? this.lane, reason, toMs: totalMs, endsWith: lastN, isOpen });
    return this.#done;
  }

  #begin(next: Current): void {
    const { lane, ...current } = this.#current;
    const place = lane ?? next.lane ?? this.lane;
    const reason = lane === null ? "wait" : current.reason;
    this.#done.push({ ...current, lane: place, reason, toMs: next.fromMs, endsWith: next.beginsWith, isOpen: false });
    this.#current = next;
    if (next.lane !== null) this.lane = next.lane;
  }

  /** A remediation is blocked before it is processed, or before its workflow may run. */
  #blockedLane(): LaneId {
    const order = STAGES[this.#stage].order;
    if (order < STAGES.processing.order) return "processing";
    return order < STAGES.analysed.order ? "analysis" : "execution";
  }
}

function stretchOf(stage: StageName): Pick<Current, "lane" | "kind" | "reason"> {
  return { lane: STAGES[stage].lane, kind: STAGES[stage].kind, reason: stage };
}

/** Drops what took no time and joins a wait with the stretch of the same lane and kind beside it. */
function mergeWaits(stretches: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const stretch of stretches) {
    if (stretch.fromMs === stretch.toMs && !stretch.isOpen) continue;
    const last = merged.at(-1);
    if (last === undefined || !canJoin(last, stretch)) {
      merged.push({ ...stretch });
      continue;
    }
    if (isUnnamed(last)) last.reason = stretch.reason;
    last.toMs = stretch.toMs;
    last.endsWith = stretch.endsWith;
    last.isOpen = stretch.isOpen;
  }
  return merged;
}

function canJoin(left: Stretch, right: Stretch): boolean {
  if (left.lane !== right.lane || left.kind !== right.kind) return false;
  return isUnnamed(left) || isUnnamed(right) || left.reason === right.reason;
}

const isUnnamed = ({ reason }: Stretch) => reason === "wait" || reason === "close";
