import type { LeafSource } from "@/contracts/reconstruction";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { isJsonNumber, isJsonObject, type Json, type JsonObject, readJson, valueAt } from "@/lib/json-tree";
import { parseTimestamp } from "@/lib/time";
import type { SourceEventType } from "./event-types";
import type { Steps } from "./yaml-lines";

export type ReadEvent = TrailEvent & { payload: JsonObject };

/** All events that say something about one remediation, in the order of time. */
export type Trail = { correlationId: string; events: readonly ReadEvent[] };

/** One leaf of the resource with where it is from; `value` is null only when it is left out. */
export type Leaf = {
  steps: Steps;
  source: LeafSource;
  value: Json | null;
  event: ReadEvent | null;
  payloadSteps: Steps | null;
  how: string;
};

/** Events of one second are ordered by their position in the chain, those of an alias after the remediation's own. */
export function readTrail(correlationId: string, events: readonly TrailEvent[]): Trail {
  const read = events.flatMap((event) => {
    const payload = readJson(event.event_data_json);
    return isJsonObject(payload) ? [{ ...event, payload }] : [];
  });
  return { correlationId, events: read.sort(inOrderOfTime) };
}

function inOrderOfTime(a: ReadEvent, b: ReadEvent): number {
  if (a.event_timestamp !== b.event_timestamp) return a.event_timestamp < b.event_timestamp ? -1 : 1;
  return Number(a.alias !== null) - Number(b.alias !== null) || a.chain_seq - b.chain_seq;
}

export function allOf(trail: Trail, ...types: SourceEventType[]): ReadEvent[] {
  return trail.events.filter(({ event_type }) => types.some((type) => type === event_type));
}

export function firstOf(trail: Trail, ...types: SourceEventType[]): ReadEvent | undefined {
  return trail.events.find(({ event_type }) => types.some((type) => type === event_type));
}

export function lastOf(trail: Trail, ...types: SourceEventType[]): ReadEvent | undefined {
  return trail.events.findLast(({ event_type }) => types.some((type) => type === event_type));
}

/** A text that is there and not empty. */
export function textIn(event: ReadEvent | undefined, steps: Steps): string | undefined {
  const value = valueAt(event?.payload, steps);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A whole number of at most nine digits, which is what the resource's counters hold. */
export function countIn(event: ReadEvent | undefined, steps: Steps): Json | undefined {
  const value = valueAt(event?.payload, steps);
  return isJsonNumber(value) && /^\d{1,9}$/.test(value.toString()) ? value : undefined;
}

/** The event's own time as Kubernetes writes it. */
export function timeOf(event: ReadEvent): string {
  return `${event.event_timestamp.slice(0, 19)}Z`;
}

/** Any RFC 3339 time in UTC, cut to the second. */
export function toWholeSecond(text: string | undefined): string | undefined {
  const timestamp = text === undefined ? undefined : parseTimestamp(text);
  return timestamp === undefined ? undefined : `${timestamp.slice(0, 19)}Z`;
}

/** The text of one payload field, as it stands there; nothing when there is none. */
export function copied(steps: Steps, event: ReadEvent | undefined, payloadSteps: Steps): Leaf[] {
  const value = textIn(event, payloadSteps);
  if (event === undefined || value === undefined) return [];
  return [recorded(steps, value, { event, payloadSteps, how: "As recorded." })];
}

type Recording = { event: ReadEvent; payloadSteps: Steps | null; how: string };

/** A value that stands word for word in an event. */
export function recorded(steps: Steps, value: Json, { event, payloadSteps, how }: Recording): Leaf {
  return { steps, source: "event", value, event, payloadSteps, how };
}

type Derivation = { event?: ReadEvent | undefined; payloadSteps?: Steps; how: string };

/** A value that follows from the trail without standing in it. */
export function derived(steps: Steps, value: Json, { event, payloadSteps, how }: Derivation): Leaf {
  return { steps, source: "derived", value, event: event ?? null, payloadSteps: payloadSteps ?? null, how };
}

export function timeLeaf(steps: Steps, event: ReadEvent | undefined, how: string): Leaf[] {
  return event === undefined ? [] : [derived(steps, timeOf(event), { event, how })];
}

/** A value that is the same in every such resource. */
export function constant(steps: Steps, value: Json, how: string): Leaf {
  return { steps, source: "constant", value, event: null, payloadSteps: null, how };
}

export function leftOut(steps: Steps, how: string, event?: ReadEvent): Leaf {
  return { steps, source: "left_out", value: null, event: event ?? null, payloadSteps: null, how };
}

/** The leaves, or a remark that the trail has nothing to make them of. */
export function orLeftOut(leaves: readonly Leaf[], steps: Steps, how: string): readonly Leaf[] {
  return leaves.length > 0 ? leaves : [leftOut(steps, how)];
}
