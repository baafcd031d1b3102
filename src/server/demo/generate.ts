import type { NewAuditEvent } from "@/contracts/audit";
import { jsonText } from "@/lib/json-text";
import { generateIncident } from "./incidents/generated";
import { NAMED_COUNT, namedIncidents } from "./incidents/named";
import { createRandom, type Random } from "./random";
import { writeTrail } from "./write-trail";

/** Events of one remediation in the order in which they arrive. */
export type GeneratedTrail = { correlationId: string; scenario: string | null; events: NewAuditEvent[] };

const DAY = 86_400_000;
const EARLIEST_MS = Date.UTC(2019, 0, 1);

/**
 * Trails of a demo: the named scenarios, some that are under way, and `count` made-up ones behind them.
 * The same seed and time give the same events; ids are left to the server. Nothing lies after `now`.
 */
export function* generateDemo({ seed, now, count }: Omit<TrailOptions, "days">): Generator<GeneratedTrail> {
  const nowMs = now.getTime();
  for (const incident of namedIncidents(nowMs, createRandom(`${seed}/named`))) {
    const events = writeTrail(incident, createRandom(`${seed}/${incident.correlationId}`));
    yield { correlationId: incident.correlationId, scenario: incident.problem.name, events };
  }
  yield* underWay(seed, nowMs);
  yield* generateTrails({ seed, now, count, days: 90 });
}

/** How many trails a demo of `count` made-up ones has. */
export function demoSize(count: number): number {
  return NAMED_COUNT + UNDER_WAY.length + count;
}

export type TrailOptions = { seed: string; now: Date; count: number; days: number };

/** `count` made-up trails that began within the last `days`, oldest first; a few lie up to seven years back. */
export function* generateTrails({ seed, now, count, days }: TrailOptions): Generator<GeneratedTrail> {
  const random = createRandom(`${seed}/times`);
  const starts = Array.from({ length: count }, (_, index) =>
    drawStart({ nowMs: now.getTime(), days, index, random }),
  ).sort((left, right) => left - right);
  for (const [index, startMs] of starts.entries()) {
    const own = createRandom(`${seed}/${index}`);
    const incident = generateIncident(startMs, own);
    const events = writeTrail(incident, own).map((event) => enlarge(event, own));
    yield { correlationId: incident.correlationId, scenario: null, events: delay(events, own) };
  }
}

const UNDER_WAY: readonly { agoSeconds: number; waitSeconds: number | null; verifySeconds?: number }[] = [
  { agoSeconds: 95, waitSeconds: null },
  { agoSeconds: 41 * 60, waitSeconds: 86_400 },
  { agoSeconds: 12 * 60, waitSeconds: 86_400 },
  { agoSeconds: 6 * 60, waitSeconds: null, verifySeconds: 780 },
];

/** What the home page has to show: one in each phase that a person may meet. */
function* underWay(seed: string, nowMs: number): Generator<GeneratedTrail> {
  const random = createRandom(`${seed}/open`);
  const cut = new Date(nowMs).toISOString();
  for (const { agoSeconds, waitSeconds, verifySeconds } of UNDER_WAY) {
    const drawn = generateIncident(nowMs - agoSeconds * 1000, random);
    const approval =
      waitSeconds === null
        ? null
        : {
            reason: "Changes in production need a person",
            decidedBy: "maria.keller@example.com",
            message: "Agreed.",
            waitSeconds,
          };
    const incident = {
      ...drawn,
      workflow: drawn.workflow ?? generateFitting(nowMs, random),
      approval,
      analysisSeconds: 150,
      executionSeconds: 30,
      verifySeconds: verifySeconds ?? drawn.verifySeconds,
      end: { kind: "remediated", scores: { health: 1, alert: 1, metrics: 0.75 } } as const,
    };
    const events = writeTrail(incident, random).filter((event) => event.eventTimestamp <= cut);
    yield { correlationId: incident.correlationId, scenario: null, events };
  }
}

function generateFitting(nowMs: number, random: Random) {
  for (;;) {
    const { workflow } = generateIncident(nowMs, random);
    if (workflow) return workflow;
  }
}

type Draw = { nowMs: number; days: number; index: number; random: Random };
/** In any set that is larger, this one lies far in the past. */
const OLD_INDEX = 100;

/** More by day than by night, a storm now and then, and one in two hundred far in the past. */
function drawStart({ nowMs, days, index, random }: Draw): number {
  const isLongAgo = random.chance(0.005) || index === OLD_INDEX;
  if (days > 60 && isLongAgo) return Math.max(EARLIEST_MS, nowMs - random.int(days, 7 * 365) * DAY);
  const isStorm = random.chance(0.15);
  const day = isStorm ? days * random.pick([0.2, 0.45, 0.7, 0.9]) : random.next() * days;
  const startOfDay = Math.floor((nowMs - day * DAY) / DAY) * DAY;
  const hour = isStorm
    ? 9 + random.next() / 30
    : 12 + Math.max(-12, Math.min(11.9, random.logNormal(4, 0.5) * (random.chance(0.5) ? 1 : -1)));
  return Math.min(Math.floor(startOfDay + hour * 3_600_000), nowMs - 3 * 3_600_000);
}

/** One tool result in two thousand is very long: a whole log instead of its end. */
function enlarge(event: NewAuditEvent, random: Random): NewAuditEvent {
  if (event.eventType !== "aiagent.llm.tool_call" || !random.chance(0.002)) return event;
  const line = "GET /items/4711 200 12ms user=anonymous trace=0af7651916cd43dd8448eb211c80319c\n";
  const payload: unknown = JSON.parse(jsonText(event.eventData));
  if (typeof payload !== "object") return event;
  return { ...event, eventData: JSON.stringify({ ...payload, tool_result: line.repeat(random.int(640, 2500)) }) };
}

/** One event in a hundred arrives behind others that happened up to a minute later. */
function delay(events: NewAuditEvent[], random: Random): NewAuditEvent[] {
  const arrivals = events.map((event, index) => ({
    event,
    at: Date.parse(event.eventTimestamp) + (random.chance(0.01) ? random.int(1, 60) * 1000 : 0),
    index,
  }));
  return arrivals.toSorted((left, right) => left.at - right.at || left.index - right.index).map(({ event }) => event);
}
