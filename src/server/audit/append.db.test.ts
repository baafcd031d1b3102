import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { appendEvents } from "./append";
import { verifyChain } from "./verify";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

describe("appendEvents", () => {
  test("chains the events of a batch in the given order", async () => {
    const stored = await appendEvents(t.ctx(), [
      newEvent({ correlationId: "order", eventTimestamp: "2026-06-15T12:00:02.000000Z" }),
      newEvent({ correlationId: "order", eventTimestamp: "2026-06-15T12:00:01.000000Z" }),
    ]);

    expect(stored.map((event) => event.chainSeq)).toEqual([1, 2]);
    const chain = await readChain(t.owner, "order");
    expect(chain.faults).toEqual([]);
    expect((await verifyChain(t.ctx(), { correlationId: "order" })).verdict).toBe("verified");
  });
});
