import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { EventSearch } from "@/contracts/audit";
import type { Ctx } from "@/server/infra/context";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { watchPlans } from "@/testing/plans";
import { appendEvents } from "./append";
import { getEvent } from "./get-event";
import { searchEvents } from "./search";
import { getTimeline } from "./timeline";
import { verifyChain } from "./verify";

let t: TestDatabase;
const parent = newEvent({ correlationId: "rr-1" });
let parentId = "";
beforeAll(async () => {
  t = await testDatabase();
  const [first] = await appendEvents(t.ctx(), [
    parent,
    newEvent({ correlationId: "rr-1", eventId: testId(1) }),
    newEvent({ correlationId: "rr-1", eventTimestamp: "2026-05-01T00:00:00.000000Z" }),
  ]);
  parentId = first?.eventId ?? "";
  await t.owner.query("analyze audit_events");
});
afterAll(() => t.close());

const search = (query: Partial<EventSearch>) => (ctx: Ctx) => searchEvents(ctx, EventSearch.parse(query));

/** Statement of each verb on the ledger, and how many partitions it may touch: those of the remediation's own months. */
const verbs: [string, (ctx: Ctx) => Promise<unknown>, number][] = [
  ["append with a parent", (ctx) => appendEvents(ctx, [newEvent({ parentEventId: parentId })]), 2],
  ["append of a known id", (ctx) => appendEvents(ctx, [newEvent({ correlationId: "rr-1", eventId: testId(1) })]), 1],
  ["append of a replay", (ctx) => appendEvents(ctx, [newEvent({ eventId: testId(2), idFrom: "replay" })]), 1],
  ["verify", (ctx) => verifyChain(ctx, { correlationId: "rr-1" }), 2],
  ["verify of an unknown id", (ctx) => verifyChain(ctx, { correlationId: "nobody" }), 1],
  ["search by correlation", search({ correlationId: "rr-1" }), 2],
  ["search of everything", search({}), 1],
  ["search of one type", search({ eventType: "x", since: "2026-03-01T00:00:00Z" }), 1],
  ["get", (ctx) => getEvent(ctx, { correlationId: "rr-1", eventId: testId(1) }), 2],
  ["timeline", (ctx) => getTimeline(ctx, { correlationId: "rr-1" }), 2],
];

describe("statements on the ledger", () => {
  test.each(verbs)("of %s name a range of days and touch only its partitions", async (_name, run, partitionsMax) => {
    const { db, seen } = watchPlans(t.app);

    await run(t.ctx({ db }));

    expect(seen.length).toBeGreaterThan(0);
    for (const plan of seen) {
      expect(plan.statement).toContain("event_date");
      expect(plan.partitions.length, plan.statement).toBeLessThanOrEqual(partitionsMax);
    }
  });
});
