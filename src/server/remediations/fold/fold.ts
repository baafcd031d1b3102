import type { FoldEvent } from "./fold-event";
import { readEvent } from "./readings";
import { type Claims, keep, type Register, registers, strongerOf } from "./registers";

/** What a set of events of one correlation says. The counts add up, so an event must not be folded twice into one row. */
export type Fold = {
  readonly correlationId: string;
  startedAt: string;
  lastEventAt: string;
  eventCount: number;
  failureCount: number;
  duplicateSignals: number;
  claims: Claims;
};

/** One fold per correlation; the order of the events has no influence. */
export function foldEvents(events: Iterable<FoldEvent>): Map<string, Fold> {
  const folds = new Map<string, Fold>();
  for (const event of events) {
    const fold = folds.get(event.correlationId) ?? newFold(event);
    folds.set(event.correlationId, fold);
    foldEvent(fold, event);
  }
  return folds;
}

export function mergeFolds(left: Fold, right: Fold): Fold {
  return {
    correlationId: left.correlationId,
    startedAt: left.startedAt < right.startedAt ? left.startedAt : right.startedAt,
    lastEventAt: left.lastEventAt > right.lastEventAt ? left.lastEventAt : right.lastEventAt,
    eventCount: left.eventCount + right.eventCount,
    failureCount: left.failureCount + right.failureCount,
    duplicateSignals: left.duplicateSignals + right.duplicateSignals,
    claims: mergeClaims(left.claims, right.claims),
  };
}

export function mergeClaims(left: Claims, right: Claims): Claims {
  const merged = { ...left };
  for (const register of registers) {
    const claim = right[register];
    if (claim) keep(merged, register, claim);
  }
  return merged;
}

/** Whether anything is said that counts more than what was said before. */
export function saysMore(known: Claims, said: Claims): boolean {
  for (const name in said) {
    const register = name as Register;
    if (strongerOf(register, known[register], said[register]) !== known[register]) return true;
  }
  return false;
}

function newFold({ correlationId, eventTimestamp }: FoldEvent): Fold {
  const counts = { eventCount: 0, failureCount: 0, duplicateSignals: 0 };
  return { correlationId, startedAt: eventTimestamp, lastEventAt: eventTimestamp, ...counts, claims: {} };
}

function foldEvent(fold: Fold, event: FoldEvent): void {
  if (event.eventTimestamp < fold.startedAt) fold.startedAt = event.eventTimestamp;
  if (event.eventTimestamp > fold.lastEventAt) fold.lastEventAt = event.eventTimestamp;
  fold.eventCount += 1;
  if (event.eventOutcome === "failure") fold.failureCount += 1;
  if (event.eventType === "gateway.signal.deduplicated") fold.duplicateSignals += 1;

  const at = momentOf(event.eventTimestamp);
  readEvent(event, (register: Register, rank: number, value: unknown) => {
    const text = textOf(value);
    if (text !== "") keep(fold.claims, register, { rank, at, value: text });
  });
}

/** `2026-03-04T12:00:00.500000Z` without what says nothing: the zone and closing zeros. Still ordered as text. */
function momentOf(timestamp: string): string {
  if (timestamp[19] !== ".") return timestamp.slice(0, 19);
  let end = timestamp.length - 1;
  while (timestamp[end - 1] === "0") end--;
  return timestamp.slice(0, timestamp[end - 1] === "." ? end - 1 : end);
}

const VALUE_LENGTH_MAX = 255;

function textOf(value: unknown): string {
  if (typeof value === "number") return Number.isFinite(value) ? String(value) : "";
  if (typeof value !== "string") return "";
  if (value.length <= VALUE_LENGTH_MAX) return value;
  const cut = value.slice(0, VALUE_LENGTH_MAX);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
