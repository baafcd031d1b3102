import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditEventDetail } from "@/contracts/audit";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { appendEvents } from "./append";
import { getEvent } from "./get-event";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  const event = (n: number, correlationId = "rr-1") =>
    newEvent({ correlationId, eventId: testId(n), eventTimestamp: `2026-0${3 + n}-01T00:00:00.000000Z` });
  await appendEvents(t.ctx(), [event(1), event(2), event(3), event(4, "ai-rr-1")]);
});
afterAll(() => t.close());

describe("getEvent", () => {
  test("gives an event with its neighbours in other months, its retention and its partition", async () => {
    const detail = await getEvent(t.ctx(), { correlationId: "rr-1", eventId: testId(2) });

    expect(AuditEventDetail.parse(detail)).toEqual(detail);
    expect(detail).toMatchObject({
      event: { event_id: testId(2), chain_seq: 2, correlation_id: "rr-1" },
      chainLength: 3,
      previous: { event_id: testId(1), chain_seq: 1 },
      next: { event_id: testId(3), chain_seq: 3 },
      hashMatches: true,
      retainedUntil: "2033-04-29",
      partition: "audit_events_2026_05",
    });
  });

  test("knows no neighbours beyond the ends", async () => {
    const first = await getEvent(t.ctx(), { correlationId: "rr-1", eventId: testId(1) });
    const last = await getEvent(t.ctx(), { correlationId: "rr-1", eventId: testId(3) });

    expect([first.previous, last.next]).toEqual([null, null]);
  });

  test("finds an event of the alias in the alias' own chain", async () => {
    const detail = await getEvent(t.ctx(), { correlationId: "rr-1", eventId: testId(4) });

    expect(detail).toMatchObject({ event: { correlation_id: "ai-rr-1", chain_seq: 1 }, chainLength: 1 });
  });

  test("says when the stored bytes don't match the hash any more", async () => {
    await t.owner.query("alter table audit_events disable trigger user");
    await t.owner.query("update audit_events set actor_id = 'x' where event_id = $1", [testId(3)]);

    expect((await getEvent(t.ctx(), { correlationId: "rr-1", eventId: testId(3) })).hashMatches).toBe(false);
  });

  test.each([
    ["an unknown id", "rr-1", testId(9)],
    ["an event of another correlation", "rr-2", testId(1)],
    ["an event of the owner asked from its alias", "ai-rr-1", testId(1)],
    ["something that is no id", "rr-1", "'; drop table audit_events"],
  ])("answers NOT_FOUND for %s", async (_name, correlationId, eventId) => {
    await expect(getEvent(t.ctx(), { correlationId, eventId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("rejects a principal that may not read", async () => {
    const principal = { kind: "machine", id: "writer", scopes: new Set(["audit:write"] as const) } as const;
    const asked = getEvent(t.ctx({ principal }), { correlationId: "rr-1", eventId: testId(1) });

    await expect(asked).rejects.toMatchObject({ code: "FORBIDDEN" });
  });
});
