import { describe, expect, test } from "vitest";
import { eventTypes } from "@/contracts/event-types";
import type { Timeline } from "@/contracts/timeline";
import { madeTrail, remediationRow, type Step } from "@/testing/trail-events";
import { seeded, shuffled } from "@/testing/trails";
import { buildTimeline } from "./build";

const PHASES = [
  "",
  "Pending",
  "Processing",
  "Analyzing",
  "AwaitingApproval",
  "Blocked",
  "Executing",
  "Verifying",
  "Completed",
];

describe("whatever the trail", () => {
  const random = seeded(20_260_302);
  const trails = Array.from({ length: 400 }, () => anyTrail(random));

  test("the ledger is a partition of the total, to the millisecond", () => {
    for (const { timeline } of trails) {
      let at = 0;
      for (const row of timeline.ledger) {
        expect(row.fromMs).toBe(at);
        expect(row.toMs).toBeGreaterThan(row.fromMs);
        at = row.toMs;
      }
      expect(at).toBe(timeline.totalMs);
      const { machine, queue, human } = timeline.times;
      expect(machine + queue + human).toBe(timeline.totalMs);
    }
  });

  test("each event is counted once: in one ledger row or off the path", () => {
    for (const { timeline, steps } of trails) {
      expect(timeline.events).toHaveLength(steps.length);
      const counted = timeline.ledger.reduce((sum, { events }) => sum + events, 0);
      expect(counted + timeline.offPathEvents).toBe(steps.length);
      expect(timeline.events.filter(({ ledgerRow }) => ledgerRow === null)).toHaveLength(timeline.offPathEvents);
    }
  });

  test("events are numbered from 1 in order of time, and lanes draw no alert repeated after the end", () => {
    for (const { timeline } of trails) {
      expect(timeline.events.map(({ n }) => n)).toEqual(timeline.events.map((_, index) => index + 1));
      const offsets = timeline.events.map(({ offsetMs }) => offsetMs);
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      for (const n of namedEvents(timeline)) {
        const event = timeline.events[n - 1];
        expect(event).toBeDefined();
        expect(event?.type === "gateway.signal.deduplicated" && event.offsetMs > timeline.totalMs).toBe(false);
      }
    }
  });

  test("bars lie inside the total, and those of the lanes are the critical path", () => {
    for (const { timeline } of trails) {
      const bars = timeline.lanes.flatMap(({ bars }) => bars);
      const critical = bars.filter(({ fromMs, toMs }) => toMs > fromMs).toSorted((a, b) => a.fromMs - b.fromMs);
      expect(critical.map(({ fromMs, toMs, kind }) => ({ fromMs, toMs, kind }))).toEqual(
        timeline.ledger.map(({ fromMs, toMs, kind }) => ({ fromMs, toMs, kind })),
      );
      for (const bar of timeline.lanes.flatMap(({ sublanes }) => sublanes.flatMap(({ bars }) => bars))) {
        expect(bar.fromMs).toBeGreaterThanOrEqual(0);
        expect(bar.toMs).toBeLessThanOrEqual(timeline.totalMs);
        expect(bar.toMs).toBeGreaterThanOrEqual(bar.fromMs);
      }
    }
  });

  test("the order of reading changes nothing", () => {
    for (const { steps, row } of trails.slice(0, 60)) {
      const events = madeTrail(steps);
      expect(buildTimeline({ row, events: shuffled(events, random) })).toEqual(buildTimeline({ row, events }));
    }
  });
});

test("10,000 events become a timeline in a fraction of a second", () => {
  const events = madeTrail(longTrail(10_000));
  const row = remediationRow();
  const took = Array.from({ length: 5 }, () => {
    const begun = performance.now();
    buildTimeline({ row, events });
    return performance.now() - begun;
  });
  expect(Math.min(...took)).toBeLessThan(400);
});

test("10,000 events of one moment are ordered without a quadratic step", () => {
  const steps = longTrail(10_000).map(([, ...step]): Step => [0, ...step]);
  const events = madeTrail(steps);
  const begun = performance.now();
  buildTimeline({ row: remediationRow(), events });
  expect(performance.now() - begun).toBeLessThan(2_000);
});

function anyTrail(random: () => number) {
  const pick = <T>(items: readonly T[]): T => {
    const item = items[Math.floor(random() * items.length)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };
  const types = eventTypes
    .filter(({ subject }) => subject === "remediation" || subject === "other")
    .map(({ type }) => type);
  const span = pick([0, 3, 60, 2_000]);
  const steps = Array.from({ length: Math.floor(random() * 60) }, (): Step => {
    const at = pick([Math.floor, (n: number) => Math.round(n * 1000) / 1000])(random() * span);
    const payload = {
      from_phase: pick(PHASES),
      to_phase: pick(PHASES),
      old_phase: pick(PHASES),
      new_phase: pick(PHASES),
    };
    const type = random() < 0.05 ? "acme.unknown.thing" : pick(types);
    return [at, type, { ...payload, prompt_length: pick([0, 5]) }, pick(["success", "failure", "pending"])];
  });
  const isOpen = random() < 0.3;
  const row = remediationRow({
    isOpen,
    outcome: isOpen ? "InProgress" : pick(["Remediated", "Failed", "Rejected", "Blocked", "ManualReviewRequired"]),
    endedAt: pick([null, "2026-03-02T12:00:30.000000Z", "2025-01-01T00:00:00.000000Z"]),
  });
  return { steps, row, timeline: buildTimeline({ row, events: madeTrail(steps) }) };
}

function namedEvents({ lanes }: Timeline): number[] {
  return lanes
    .flatMap((lane) => [lane, ...lane.sublanes])
    .flatMap(({ ticks, failures, bars }) => [...ticks, ...failures, ...bars.map(({ event }) => event)]);
}

/** A remediation whose agent takes as many turns as fit. */
function longTrail(length: number): Step[] {
  const steps: Step[] = [
    [0, "gateway.signal.received"],
    [0, "gateway.crd.created"],
    [1, "orchestrator.lifecycle.transitioned", { from_phase: "Pending", to_phase: "Processing" }],
    [2, "orchestrator.lifecycle.transitioned", { from_phase: "Processing", to_phase: "Analyzing" }],
  ];
  for (let turn = 0; steps.length < length - 2; turn++) {
    const at = 3 + turn * 2;
    steps.push([at, "aiagent.llm.request", { prompt_length: 100 + turn, model: "a-model" }]);
    steps.push([at + 1, "aiagent.llm.response", { tokens_used: 90, tool_call_count: 2 }]);
    steps.push([at + 1, "aiagent.llm.tool_call", { tool_name: "read", tool_call_index: 0 }]);
    steps.push([at + 1, "aiagent.llm.tool_call", { tool_name: "read", tool_call_index: 1 }]);
    steps.push([at + 1, "aiagent.shadow.llm.request", { step_index: turn, step_kind: "tool_result" }]);
    steps.push([at + 2, "aiagent.shadow.llm.response", { step_index: turn, step_kind: "tool_result" }]);
  }
  const end = 5 + length * 2;
  return [
    ...steps.slice(0, length - 2),
    [end, "aiagent.response.complete"],
    [end + 1, "orchestrator.lifecycle.completed"],
  ];
}
