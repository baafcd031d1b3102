import { describe, expect, test } from "vitest";
import { EventCategory } from "@/contracts/audit";
import { AuditEventFields, EVENT_DATA_BYTES_MAX, EventTextMax } from "@/contracts/audit-wire";
import { eventType } from "@/contracts/event-types";
import { foldEvents, projectModel } from "@/server/remediations/fold";
import { type GeneratedTrail, generateDemo, generateTrails } from "./generate";

const now = new Date("2026-06-15T12:00:00Z");
const demo = [...generateDemo({ seed: "1", now, count: 150 })];
const events = demo.flatMap((trail) => trail.events);
const named = demo.filter((trail) => trail.scenario !== null);

describe("the demo", () => {
  test("is the same for the same seed and time, and another for another seed", () => {
    const again = [...generateDemo({ seed: "1", now, count: 150 })];
    const other = [...generateDemo({ seed: "2", now, count: 2 })];

    expect(again).toEqual(demo);
    expect(other[0]?.correlationId).not.toBe(demo[0]?.correlationId);
  });

  test("moves with the clock: an hour later everything lies an hour later", () => {
    const later = generateDemo({ seed: "1", now: new Date(now.getTime() + 3_600_000), count: 0 });

    const first = later.next().value;
    const shift =
      Date.parse(first?.events[0]?.eventTimestamp ?? "") - Date.parse(named[0]?.events[0]?.eventTimestamp ?? "");
    expect([first?.correlationId, shift]).toEqual([named[0]?.correlationId, 3_600_000]);
  });

  test("has nothing after its present and nothing that the store would refuse", () => {
    for (const event of events) {
      expect(event.eventTimestamp <= "2026-06-15T12:00:00.000000Z").toBe(true);
      expect(Buffer.byteLength(event.eventData)).toBeLessThan(EVENT_DATA_BYTES_MAX);
      expect(EventCategory.safeParse(event.eventCategory).success, event.eventType).toBe(true);
      expect(event.eventAction.length).toBeLessThanOrEqual(EventTextMax.event_action);
      expect(AuditEventFields.shape.event_timestamp.safeParse(event.eventTimestamp).success).toBe(true);
    }
  });

  test("uses only event types that are known", () => {
    const unknown = new Set(events.map((event) => event.eventType).filter((type) => !eventType(type).isKnown));

    expect([...unknown]).toEqual([]);
  });

  test("has one correlation for each remediation, and one alias for each that the agent worked on", () => {
    const ids = demo.map((trail) => trail.correlationId);

    expect(new Set(ids).size).toBe(ids.length);
    for (const { correlationId, events: own } of demo) {
      const others = own.map((event) => event.correlationId).filter((id) => id !== correlationId);
      expect(new Set(others)).toEqual(new Set(others.length === 0 ? [] : [`ai-${correlationId}`]));
    }
  });
});

describe("the read model of the named scenarios", () => {
  test.each([
    [0, "node-notready", "Remediated", "approved"],
    [1, "crashloop-helm", "Remediated", "approved"],
    [2, "operator-oomkill-informer", "Remediated", "none"],
    [3, "memory-escalation", "Failed", "approved"],
    [4, "cert-failure", "Remediated", "none"],
    [5, "slo-burn", "Remediated", "approved"],
    [6, "gitops-drift", "Remediated", "none"],
    [7, "disk-pressure-emptydir", "Failed", "none"],
    [8, "disk-pressure-emptydir", "Remediated", "none"],
    [9, "pdb-deadlock", "Remediated", "none"],
    [10, "db-connection-saturation", "Inconclusive", "none"],
    [11, "db-connection-saturation", "Failed", "none"],
    [12, "cascading-service-failure", "Blocked", "none"],
    [13, "prompt-injection", "ManualReviewRequired", "none"],
    [14, "orphaned-pvc-no-action", "ManualReviewRequired", "none"],
  ])("%i, %s, ends as %s with approval %s", (index, scenario, outcome, approval) => {
    const trail = named[index];

    expect(trail?.scenario).toBe(scenario);
    expect(trail && rowOf(trail)).toMatchObject({ outcome, approval, kind: "remediation" });
  });

  test("names what each is about", () => {
    for (const trail of named) {
      const row = rowOf(trail);
      for (const field of [
        "signal_name",
        "severity",
        "environment",
        "priority",
        "namespace",
        "target_kind",
        "target_name",
        "fingerprint",
      ]) {
        expect(row, `${trail.scenario} ${field}`).toHaveProperty(field, expect.any(String));
      }
    }
  });
});

test("four remediations are under way, each in another phase", () => {
  const open = demo.slice(named.length, named.length + 4).map((trail) => rowOf(trail).phase);

  expect(open).toEqual(["Analyzing", "AwaitingApproval", "AwaitingApproval", "Verifying"]);
});

test("the ends of many follow the observed shares", () => {
  const trails = [...generateTrails({ seed: "7", now, count: 600, days: 90 })];
  const counts = new Map<string, number>();
  for (const trail of trails) {
    const { outcome } = rowOf(trail);
    counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  const share = (outcome: string) => (counts.get(outcome) ?? 0) / trails.length;

  expect(share("Remediated")).toBeCloseTo(0.69, 1);
  expect(share("ManualReviewRequired")).toBeCloseTo(0.18, 1);
  expect(share("Inconclusive")).toBeCloseTo(0.07, 1);
  expect(share("Failed")).toBeCloseTo(0.04, 1);
  const mean = trails.reduce((sum, trail) => sum + trail.events.length, 0) / trails.length;
  expect(mean).toBeGreaterThan(90);
  expect(mean).toBeLessThan(170);
});

test("a trail arrives a little out of order, and is whole", () => {
  const late = demo.filter(({ events: own }) =>
    own.some((event, index) => event.eventTimestamp < (own[index - 1]?.eventTimestamp ?? "")),
  );

  expect(late.length).toBeGreaterThan(20);
});

function rowOf({ correlationId, events: own }: GeneratedTrail) {
  const fold = foldEvents(own).get(correlationId);
  if (!fold) throw new Error(`nothing about ${correlationId}`);
  return projectModel(correlationId, fold.claims);
}
