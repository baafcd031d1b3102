import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { Timeline } from "@/contracts/timeline";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { nodeNotReady, predictedDiskPressure, seeded, shuffled } from "@/testing/trails";
import { appendEvents } from "./append";
import {
  selectTrailEvents,
  selectTrailExtent,
  TRAIL_EVENTS_MAX,
  type TrailExtent,
  trailStatement,
} from "./sql-timeline";
import { getTimeline } from "./timeline";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

describe.skipIf(!hasSharedData)(`real trails through the ledger${sharedDataNote}`, () => {
  const correlationId = "rr-b157a3a9e42f-2b14f502";
  beforeAll(async () => {
    await appendEvents(t.ctx(), shuffled(nodeNotReady(), seeded(1)));
    await appendEvents(t.ctx(), predictedDiskPressure());
  });

  test("an approved remediation reads the same as its trail, whatever the order it arrived in", async () => {
    const timeline = await getTimeline(t.ctx(), { correlationId });

    expect(Timeline.parse(timeline)).toEqual(timeline);
    expect(timeline.sentence.map(({ text }) => text).join("")).toBe(
      "Remediated after 8 min 1 s. Machines worked 2 min 48 s, 5 s waited for a decision, 5 min 8 s was queue. " +
        "The alert is gone; 1 of 4 metrics improved.",
    );
    expect(timeline.ledger.map(({ lane, events }) => [lane, events])).toEqual([
      ["processing", 10],
      ["analysis", 142],
      ["analysis", 7],
      ["approval", 4],
      ["execution", 5],
      ["verification", 9],
    ]);
    expect(timeline).toMatchObject({
      offPathEvents: 14,
      omittedEvents: 0,
      title: "KubeNodeNotReady on Node kubernaut-demo-worker",
    });
  });

  test("events sent under the alias are merged in, and the alias leads to the same timeline", async () => {
    const timeline = await getTimeline(t.ctx(), { correlationId });
    expect(timeline.aliases).toEqual([`ai-${correlationId}`]);
    expect(timeline.events.find(({ alias }) => alias !== null)?.type).toBe("aiagent.enrichment.completed");
    expect(await getTimeline(t.ctx(), { correlationId: `ai-${correlationId}` })).toEqual(timeline);
  });

  test("the size of a payload is that of the text a reader gets", async () => {
    const [stored] = await t.app.query<{ bytes: number }>(
      "select octet_length(event_data::text) as bytes from audit_events where correlation_id = $1 and event_date = '2026-05-13' and event_type = 'gateway.signal.received'",
      [correlationId],
    );
    const timeline = await getTimeline(t.ctx(), { correlationId });
    expect(timeline.events[0]?.payloadBytes).toBe(stored?.bytes);
  });

  test("a remediation through Git keeps its named ends", async () => {
    const timeline = await getTimeline(t.ctx(), { correlationId: "rr-a46194c375c3-e7161c3e" });
    expect(timeline).toMatchObject({ totalMs: 1_221_000, offPathEvents: 9, measuredMs: 1_221_457 });
    expect(timeline.ledger).toHaveLength(6);
  });

  test("long fields never leave the database", async () => {
    const extent = await trailExtent(correlationId);
    const events = await selectTrailEvents(t.app, t.ctx().principal, extent);
    expect(events).toHaveLength(191);
    expect(events.filter(({ payload }) => "original_payload" in payload || "tool_result" in payload)).toEqual([]);
  });

  test("only partitions of the days that the remediation lasted are read", async () => {
    const extent = await trailExtent(correlationId);
    expect(extent).toMatchObject({ firstDate: "2026-05-13", lastDate: "2026-05-13", eventCount: 191 });
    const { text, values } = trailStatement(t.ctx().principal, extent);
    const plan = await t.app.query<{ "QUERY PLAN": string }>(`explain (costs off) ${text}`, values);
    const scanned = plan.flatMap(
      (line) => line["QUERY PLAN"].match(/ on (audit_events_(?:\d{4}_\d\d|default)) /)?.[1] ?? [],
    );
    expect([...new Set(scanned)]).toEqual(["audit_events_2026_05"]);
  });
});

test("a trail beyond the limit keeps its course and says how much was left out", async () => {
  const at = (second: number) =>
    new Date(Date.parse("2026-06-15T12:00:00Z") + second * 1_000).toISOString().replace(/Z$/, "000Z");
  const event = (second: number, eventType: string, eventData = "{}"): NewAuditEvent =>
    newEvent({ correlationId: "rr-long", eventType, eventTimestamp: at(second), eventData });
  const repeats = Array.from({ length: TRAIL_EVENTS_MAX }, (_, n) => event(2 + n, "gateway.signal.deduplicated"));
  const end = 10 + TRAIL_EVENTS_MAX;
  await appendEvents(t.ctx(), [event(0, "gateway.signal.received"), event(1, "gateway.crd.created")]);
  for (let from = 0; from < repeats.length; from += 1_000) {
    await appendEvents(t.ctx(), repeats.slice(from, from + 1_000));
  }
  await appendEvents(t.ctx(), [event(end, "orchestrator.lifecycle.completed", '{"crd_outcome":"Remediated"}')]);

  const timeline = await getTimeline(t.ctx(), { correlationId: "rr-long" });

  expect(timeline.events).toHaveLength(TRAIL_EVENTS_MAX);
  expect(timeline).toMatchObject({ omittedEvents: 3, totalMs: end * 1_000 });
  expect(timeline.notes.at(-1)?.text).toBe("3 events left out: the trail is very long");
});

test("an unknown remediation is not found", async () => {
  await expect(getTimeline(t.ctx(), { correlationId: "rr-nobody" })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("reading needs the scope audit:read", async () => {
  const principal = { kind: "machine", id: "writer", scopes: new Set(["audit:write"] as const) } as const;
  await expect(getTimeline(t.ctx({ principal }), { correlationId: "rr-any" })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
});

async function trailExtent(correlationId: string): Promise<TrailExtent> {
  const extent = await selectTrailExtent(t.app, correlationId);
  if (extent === undefined) throw new Error(`${correlationId} is not stored`);
  return extent;
}
