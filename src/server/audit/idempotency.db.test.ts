import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { createDb } from "@/server/infra/db";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { appendEvents } from "./append";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

const append = (...events: NewAuditEvent[]) => appendEvents(t.ctx(), events);

async function conflictOf(...events: NewAuditEvent[]) {
  const error = await append(...events).catch((caught: unknown) => caught);
  return error instanceof AppError ? `${error.code} ${error.details.fieldErrors?.[0]?.path}` : "no conflict";
}

describe("an id chosen by the client", () => {
  test("makes a repeated send answer with the stored event", async () => {
    const event = newEvent({ correlationId: "again", eventId: testId(1), eventData: '{"n":1.50}' });
    const [first] = await append(event);
    await append(newEvent({ correlationId: "again" }));

    const [second] = await appendEvents(t.ctx({ clock: { now: () => new Date("2026-07-01T00:00:00Z") } }), [
      { ...event, eventData: ' {"n": 1.5} ' },
    ]);

    expect(first?.status).toBe("stored");
    expect(second).toEqual({ ...first, status: "duplicate" });
    const { rows, faults } = await readChain(t.owner, "again");
    expect([rows.length, faults]).toEqual([2, []]);
  });

  test("is a conflict with other content, which names index and field", async () => {
    const event = newEvent({ correlationId: "other", eventId: testId(2), severity: null });
    await append(event);
    const fresh = newEvent({ correlationId: "other" });

    expect(await conflictOf(fresh, { ...event, eventData: '{"n":2}' })).toBe("CONFLICT [1].event_data");
    expect(await conflictOf({ ...event, severity: "info" })).toBe("CONFLICT [0].severity");
    expect(await conflictOf({ ...event, correlationId: "elsewhere" })).toBe("CONFLICT [0].correlation_id");
    expect(await conflictOf({ ...event, eventTimestamp: "2026-01-01T00:00:00.000000Z" })).toBe(
      "CONFLICT [0].event_timestamp",
    );
    expect((await readChain(t.owner, "other")).rows).toHaveLength(1);
    expect((await readChain(t.owner, "elsewhere")).head).toBeUndefined();
  });

  test("may come twice in one batch", async () => {
    const event = newEvent({ correlationId: "twice", eventId: testId(3) });

    const answers = await append(event, newEvent({ correlationId: "twice" }), { ...event });

    expect(answers.map(({ status, chainSeq }) => [status, chainSeq])).toEqual([
      ["stored", 1],
      ["stored", 2],
      ["duplicate", 1],
    ]);
    expect(await conflictOf(newEvent({ eventId: testId(4) }), newEvent({ eventId: testId(4), actorId: "x" }))).toBe(
      "CONFLICT [1].actor_id",
    );
  });

  test("is counted once in the read model", async () => {
    const event = newEvent({ correlationId: "model", eventId: testId(5), eventOutcome: "failure" });
    await append(event);
    await append(event, newEvent({ correlationId: "model" }));

    const row = await t.owner.one<{ event_count: string; failure_count: number }>(
      "select event_count, failure_count from remediations where correlation_id = 'model'",
    );

    expect(row).toEqual({ event_count: "2", failure_count: 1 });
  });

  test("is stored once when two processes send it at the same moment, under any order of ids", async () => {
    const others = [1, 2].map(() => createDb({ connectionString: t.urls.app, max: 10, applicationName: "other" }));
    const events = Array.from({ length: 20 }, (_, n) =>
      newEvent({ correlationId: `race-${n % 3}`, eventId: testId(100 + n) }),
    );

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) => {
        const db = others[n % 2]?.db ?? t.app;
        return appendEvents(t.ctx({ db }), n % 3 === 0 ? [...events].reverse() : events);
      }),
    );

    const stored = answers.flat().filter(({ status }) => status === "stored");
    expect(stored).toHaveLength(20);
    expect(new Set(answers.flat().map(({ eventHash }) => eventHash)).size).toBe(20);
    for (const n of [0, 1, 2]) expect((await readChain(t.owner, `race-${n}`)).faults).toEqual([]);
    await Promise.all(others.map((other) => other.close()));
  });

  test("of an event with another correlation is stored once, too", async () => {
    const one = newEvent({ correlationId: "left", eventId: testId(200) });

    const outcomes = await Promise.allSettled([append(one), append({ ...one, correlationId: "right" })]);

    expect(outcomes.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  });
});

describe("a replayed event", () => {
  test("is stored once under its own id and stays out of the register", async () => {
    const event = newEvent({ correlationId: "replay", eventId: testId(300), idFrom: "replay" });
    const [first] = await append(event);

    const [second] = await append(event);

    expect(second).toEqual({ ...first, status: "duplicate" });
    expect(await t.owner.query("select from event_id_ledger where event_id = $1", [testId(300)])).toEqual([]);
  });
});

describe("a parent", () => {
  test("is found by a server's id, by a client's id and earlier in the batch, at any age", async () => {
    const old = "2019-05-05T00:00:00.000000Z";
    const [byServer, byClient] = await append(
      newEvent({ correlationId: "parents", eventTimestamp: old }),
      newEvent({ correlationId: "parents", eventTimestamp: old, eventId: testId(400) }),
    );
    const child = (parentEventId = "") => newEvent({ correlationId: "children", parentEventId });

    await append(
      child(byServer?.eventId),
      child(byClient?.eventId),
      newEvent({ correlationId: "children", eventId: testId(401), eventTimestamp: "2026-06-14T00:00:00.000000Z" }),
      child(testId(401)),
    );

    const { rows, faults } = await readChain(t.owner, "children");
    expect(faults).toEqual([]);
    expect(rows.map((row) => row.parent_event_date)).toEqual(["2019-05-05", "2019-05-05", null, "2026-06-14"]);
  });

  test("that comes later in the batch doesn't exist yet", async () => {
    const parent = newEvent({ correlationId: "late-parent", eventId: testId(500) });

    expect(await conflictOf(newEvent({ parentEventId: testId(500) }), parent)).toBe("VALIDATION [0].parent_event_id");
  });
});
