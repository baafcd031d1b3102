import type { Timeline, TimelineEvent } from "@/contracts/timeline";
import { toTimestamp } from "@/lib/time";
import { absentEvents } from "./absent";
import { makeLanes } from "./lanes";
import { type Ledger, makeLedger } from "./ledger";
import { notesOf } from "./notes";
import { numberOf } from "./payload";
import { sentenceOf, titleOf } from "./sentence";
import { storyOf } from "./story";
import { summaryOf } from "./summaries";
import { readTrail, type Trail, type TrailInput } from "./trail";

const IDLE_MS = 30_000;

/** The whole timeline of one remediation. Pure: the same row and events give the same answer, in whatever order they come. */
export function buildTimeline(input: TrailInput): Timeline {
  const trail = readTrail(input);
  const ledger = makeLedger(trail);
  const absent = absentEvents(trail);
  const startedAt = trail.events[0]?.at ?? trail.row.startedAt;
  return {
    remediation: trail.row,
    aliases: aliasesOf(trail),
    title: titleOf(trail.row),
    outcome: trail.row.outcome,
    sentence: sentenceOf(trail, ledger),
    startedAt,
    endedAt: toTimestamp(new Date(Date.parse(startedAt) + trail.totalMs)),
    totalMs: trail.totalMs,
    times: ledger.times,
    notes: notesOf(trail, absent),
    story: storyOf(trail),
    lanes: makeLanes(trail, absent),
    events: timelineEvents(trail, ledger),
    idle: idleStretches(trail),
    ledger: ledger.rows,
    offPathEvents: ledger.offPathEvents,
    lateEvents: trail.lateEvents,
    omittedEvents: trail.omittedEvents,
    measuredMs: measuredMs(trail),
  };
}

function timelineEvents(trail: Trail, ledger: Ledger): TimelineEvent[] {
  return trail.events.map((event, index) => ({
    n: event.n,
    eventId: event.eventId,
    chainSeq: event.chainSeq,
    alias: event.correlationId === trail.row.correlationId ? null : event.correlationId,
    type: event.type,
    action: event.action,
    outcome: event.outcome,
    at: event.at,
    offsetMs: event.offsetMs,
    lane: event.lane,
    sublane: event.sublane,
    service: event.service,
    resource: event.resource,
    payloadBytes: event.payloadBytes,
    summary: event.isSensitive ? null : summaryOf(event.type, event.payload),
    ledgerRow: ledger.rowOfEvent[index] ?? null,
  }));
}

function aliasesOf(trail: Trail): string[] {
  const ids = new Set(trail.events.map(({ correlationId }) => correlationId));
  ids.delete(trail.row.correlationId);
  return [...ids].sort();
}

/** Between neighbouring events of any lane, up to the end. */
function idleStretches(trail: Trail): Timeline["idle"] {
  const times = trail.events.map(({ offsetMs }) => offsetMs).filter((at) => at < trail.totalMs);
  times.push(trail.totalMs);
  return times.flatMap((toMs, index) => {
    const fromMs = times[index - 1] ?? 0;
    return toMs - fromMs > IDLE_MS ? [{ fromMs, toMs }] : [];
  });
}

function measuredMs(trail: Trail): number | null {
  const end = trail.last("orchestrator.lifecycle.completed", "orchestrator.lifecycle.failed");
  return (end && numberOf(end.payload, "duration_ms")) ?? null;
}
