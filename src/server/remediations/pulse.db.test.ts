import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { newEvent } from "@/testing/audit-events";
import { fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { sampleRemediation, storeUnhashed } from "@/testing/stored-remediations";
import { storePulse } from "./pulse";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

const pulse = (now: string) => storePulse(t.ctx({ clock: fakeClock(now) }));

describe("the pulse", () => {
  it("of an empty store says that nothing ever arrived", async () => {
    expect(await pulse("2026-03-04T13:00:00Z")).toEqual({
      hasEvents: false,
      remediations: 0,
      open: 0,
      waitingForPerson: 0,
      failedLast24h: 0,
      lastEvent: null,
      measuredAt: "2026-03-04T13:00:00.000000Z",
    });
  });

  it("of a store that holds nothing but what the server wrote about itself says the same", async () => {
    const own = (correlationId: string, eventCategory: string) =>
      newEvent({
        correlationId,
        eventCategory,
        eventType: `${eventCategory}.test`,
        eventTimestamp: "2026-03-04T12:59:00.000000Z",
      });
    await storeUnhashed(t.owner, [
      own("access:2026-03-04:3", "access"),
      own("hold:1", "hold"),
      own("run:1", "retention"),
    ]);

    for (const now of ["2026-03-04T13:00:00Z", "2031-01-01T00:00:00Z"])
      expect(await pulse(now)).toMatchObject({ hasEvents: false, lastEvent: null });
  });

  it("counts what is open, what waits for a person and what failed within a day", async () => {
    const at = "2026-03-04T12:00:00.000000Z";
    await storeUnhashed(t.owner, [
      ...sampleRemediation({ id: "rr-open", at }),
      ...sampleRemediation({ id: "rr-review", at, outcome: "ManualReviewRequired" }),
      ...sampleRemediation({ id: "rr-failed", at, outcome: "Failed" }),
      ...sampleRemediation({ id: "rr-failed-before", at: "2026-03-02T12:00:00.000000Z", outcome: "Failed" }),
      ...sampleRemediation({ id: "rr-asked", at }),
      newEvent({
        correlationId: "rr-asked",
        eventTimestamp: at,
        eventType: "orchestrator.approval.requested",
        eventData: "{}",
      }),
      newEvent({
        correlationId: "x",
        eventTimestamp: "2026-03-04T12:30:00.000000Z",
        eventType: "test.event",
        eventCategory: "test",
      }),
    ]);

    expect(await pulse("2026-03-04T13:00:00Z")).toMatchObject({
      hasEvents: true,
      remediations: 5,
      open: 2,
      waitingForPerson: 2,
      failedLast24h: 1,
      lastEvent: { correlationId: "x", eventType: "test.event", eventTimestamp: "2026-03-04T12:30:00.000000Z" },
    });
  });

  it.each(["2026-03-20T00:00:00Z", "2026-12-01T00:00:00Z", "2031-01-01T00:00:00Z"])(
    "finds the last event from %s, too",
    async (now) => {
      expect((await pulse(now)).lastEvent?.correlationId).toBe("x");
    },
  );
});
