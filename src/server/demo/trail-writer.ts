import type { EventOutcome, NewAuditEvent } from "@/contracts/audit";
import { eventType } from "@/contracts/event-types";
import { toTimestamp } from "@/lib/time";
import { actionOf, emitterOf } from "./emitters";
import type { Incident } from "./incident";
import type { Random } from "./random";

export type Payload = Readonly<Record<string, unknown>>;

export type EventDetails = {
  outcome?: EventOutcome;
  action?: string;
  actor?: { type: string; id: string };
  resource?: { type: string; id: string };
  /** Other than the remediation's own: the agent writes some events under the name of the analysis. */
  correlationId?: string;
  errorMessage?: string;
  /** Fraction of the second; most services write whole seconds. */
  microseconds?: number;
};

/** Collects the events of one remediation. Its clock is moved by the stages and never stands still between phases. */
export type TrailWriter = {
  readonly incident: Incident;
  readonly random: Random;
  /** Seconds since the start. */
  now(): number;
  wait(seconds: number): void;
  /** The present moment as services write it into payloads, moved by some seconds. */
  moment(shiftSeconds?: number): string;
  add(type: string, payload: Payload, details?: EventDetails): void;
  /** All events, oldest first; those of one second in the order in which they were added. */
  events(): NewAuditEvent[];
};

export function createTrailWriter(incident: Incident, random: Random): TrailWriter {
  const events: NewAuditEvent[] = [];
  let seconds = 0;
  const at = (shift: number) => new Date(incident.startMs + Math.floor(seconds + shift) * 1000);
  return {
    incident,
    random,
    now: () => seconds,
    wait: (more) => {
      seconds += more;
    },
    moment: (shift = 0) => at(shift).toISOString().replace(".000Z", "Z"),
    add: (type, payload, details = {}) => {
      events.push(toEvent(incident, { type, payload, details, time: stamp(at(0), details), random }));
    },
    events: () => events.toSorted((left, right) => compare(left.eventTimestamp, right.eventTimestamp)),
  };
}

type Draft = { type: string; payload: Payload; details: EventDetails; time: string; random: Random };

function toEvent(incident: Incident, { type, payload, details, time, random }: Draft): NewAuditEvent {
  const emitter = emitterOf(type, incident);
  const actor = details.actor ?? emitter.actor;
  const resource = details.resource ?? emitter.resource;
  return {
    eventVersion: "1.0",
    eventTimestamp: time,
    eventType: type,
    eventCategory: eventType(type).category,
    eventAction: details.action ?? actionOf(type),
    eventOutcome: details.outcome ?? "success",
    actorType: actor.type,
    actorId: actor.id,
    actorIp: null,
    resourceType: resource.type,
    resourceId: resource.id,
    correlationId: details.correlationId ?? incident.correlationId,
    parentEventId: null,
    parentEventDate: null,
    namespace: emitter.namespace,
    // Existing emitters leave the column empty; most of these fill it, so that there is something to filter by.
    clusterName: random.chance(0.7) ? incident.cluster : null,
    severity: null,
    durationMs: typeof payload.duration_ms === "number" ? String(payload.duration_ms) : null,
    errorCode: null,
    errorMessage: details.errorMessage ?? null,
    retentionDays: null,
    isSensitive: false,
    eventData: JSON.stringify({ event_type: type, ...payload }),
  };
}

function stamp(second: Date, { microseconds }: EventDetails): string {
  const whole = toTimestamp(second);
  return microseconds === undefined ? whole : `${whole.slice(0, 20)}${String(microseconds).padStart(6, "0")}Z`;
}

function compare(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
