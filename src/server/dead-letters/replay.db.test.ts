import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { EVENT_DATA_BYTES_MAX } from "@/contracts/audit-wire";
import { newId } from "@/lib/ids";
import { appendEvents, createFallbackQueue, decodeQueuedEvent } from "@/server/audit";
import { claimNew, dlqDepth, ensureGroup } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import { createMetrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { newEvent } from "@/testing/audit-events";
import { fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { createReplayer, drainWithTimeout, type Replayer } from "./index";

const STREAM = "audit:dlq:events";
const LETTERS = "audit:dead-letter:events";
const nowMs = Date.UTC(2026, 5, 15, 12);
const capacity = { entries: 10_000, bytes: 256 * 1024 * 1024 };

let metrics = createMetrics();
let t: TestDatabase;
let server: TestValkey;
let valkey: Valkey;
let round = 0;
let rr = "";

beforeAll(async () => {
  [t, server] = await Promise.all([testDatabase(), testValkey()]);
  valkey = await server.connect();
});
afterAll(() => Promise.all([t.close(), server.close()]));
beforeEach(async () => {
  await valkey.client.flushall();
  metrics = createMetrics();
  rr = `rr-replay-${++round}`;
});

async function store(ctx: Ctx, payloads: readonly string[]): Promise<void> {
  await appendEvents(ctx, payloads.map(decodeQueuedEvent));
}

const replayer = (options: Partial<Parameters<typeof createReplayer>[0]> = {}) =>
  createReplayer({
    valkey,
    kind: "events",
    consumer: "a",
    batchMax: 500,
    deadLettersMax: 100,
    deadAfterMs: 20_000,
    metrics,
    store,
    ...options,
  });
const events = (count: number, fields: Partial<NewAuditEvent> = {}) =>
  Array.from({ length: count }, (_, i) =>
    newEvent({ eventId: newId(nowMs), idFrom: "replay", correlationId: rr, eventAction: `step-${i}`, ...fields }),
  );
const push = (queued: readonly NewAuditEvent[]) =>
  createFallbackQueue({ valkey, capacity, metrics }).push(t.ctx(), { events: queued, generation: 0 });
const drain = (which: Replayer = replayer(), ctx = t.ctx()) => drainWithTimeout(ctx, which, 20_000);
const depth = () => dlqDepth(valkey, "events");
const letters = async () => (await valkey.client.xrange(LETTERS, "-", "+")).map(([, fields]) => pairs(fields));
const stored = async () => {
  const { rows, faults } = await readChain(t.app, rr);
  expect(faults).toEqual([]);
  return rows;
};

function pairs(fields: readonly string[]): Record<string, string> {
  return Object.fromEntries(fields.flatMap((name, i) => (i % 2 === 0 ? [[name, fields[i + 1] ?? ""]] : [])));
}

/** A store that fails as given for events whose action is `bad`. */
const failing = (error: () => Error) => async (ctx: Ctx, payloads: readonly string[]) => {
  if (payloads.some((payload) => payload.includes('"event_action":"bad"'))) throw error();
  await store(ctx, payloads);
};

describe("replay", () => {
  it("stores 5,000 queued events in batches, in order, and leaves the queue empty", async () => {
    const queued = events(5000);
    await push(queued);

    const startedAt = performance.now();
    expect(await drain()).toBe(true);

    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect((await stored()).map(({ event_action }) => event_action)).toEqual(
      queued.map(({ eventAction }) => eventAction),
    );
    expect(await depth()).toMatchObject({ entries: 0, bytes: 0, pending: 0, deadLetters: 0 });
  });

  it("stores an event once that is queued twice, was stored before, or has an id of the client's", async () => {
    const [twice, before, chosen] = events(3);
    if (!twice || !before || !chosen) throw new Error("no events");
    const clients = { ...chosen, idFrom: undefined };
    await appendEvents(t.ctx(), [before, clients]);
    await push([twice, before, clients]);
    await push([twice, clients]);

    await drain();

    expect((await stored()).map(({ event_id }) => event_id)).toEqual([before.eventId, chosen.eventId, twice.eventId]);
    expect(await depth()).toMatchObject({ entries: 0, deadLetters: 0 });
  });

  it("shares the queue between two replicas and stores each event once", async () => {
    await push(events(2000));

    await Promise.all([drain(replayer({ consumer: "a" })), drain(replayer({ consumer: "b" }))]);

    expect(await stored()).toHaveLength(2000);
    expect(await depth()).toMatchObject({ entries: 0, pending: 0 });
  });

  it("buries a poisoned message with its cause and its original bytes, and stores its neighbours", async () => {
    const [first, poison, last] = events(3);
    if (!first || !poison || !last) throw new Error("no events");
    await push([first, { ...poison, parentEventDate: "not a date" }, last]);
    const [[, original] = []] = await valkey.client.xrange(STREAM, "-", "+", "COUNT", 2).then((rows) => rows.slice(1));

    await drain();

    expect(await stored()).toHaveLength(2);
    const [letter] = await letters();
    expect(letter).toMatchObject({ message: original?.[1], final_retry_count: "1" });
    expect(letter?.cause).toMatch(/parent_event_date/);
  });

  it("buries other content under a known id", async () => {
    const [event] = events(1);
    if (!event) throw new Error("no event");
    await appendEvents(t.ctx(), [event]);
    await push([{ ...event, eventAction: "changed" }]);

    await drain();

    expect((await letters())[0]?.cause).toMatch(/event_action/);
    expect(await stored()).toHaveLength(1);
  });

  it.each([
    ["no JSON", "nonsense"],
    ["no message", ""],
    ["a payload that is no event", '{"type":"audit_event","payload":{"a":1},"timestamp":"2026-03-04T12:00:00Z"}'],
    ["another type", '{"type":"other","payload":{},"timestamp":"2026-03-04T12:00:00Z"}'],
  ])("buries an entry that holds %s", async (_, text) => {
    await valkey.client.xadd(STREAM, "*", "message", text);

    await drain();

    expect((await letters())[0]?.message).toBe(text);
    expect(await depth()).toMatchObject({ entries: 0, pending: 0 });
  });

  it.each([
    ["a nested payload with base64 data", (payload: string) => payload],
    ["a payload as a string", (payload: string) => JSON.stringify(payload)],
  ])("understands the former service's entries: %s", async (_, wrap) => {
    const data = '{"event_type":"gateway.signal.received","n":1152921504606846977,"text":"ü"}';
    const payload = JSON.stringify({
      event_id: newId(nowMs),
      version: "1.0",
      event_timestamp: "2026-06-15T12:00:00.123456789Z",
      event_type: "gateway.signal.received",
      event_category: "gateway",
      event_action: "received",
      event_outcome: "success",
      actor_type: "service",
      actor_id: "gateway",
      resource_type: "Signal",
      resource_id: "x",
      correlation_id: rr,
      event_data: Buffer.from(data).toString("base64"),
      retention_days: 2555,
      is_sensitive: false,
    });
    const message = `{"type":"audit_event","payload":${wrap(payload)},"timestamp":"2026-06-15T12:00:00Z","retry_count":0,"last_error":"x"}`;
    await valkey.client.xadd(STREAM, "*", "message", message);

    await drain();

    const [row] = await stored();
    expect(String(row?.event_data).replaceAll(" ", "")).toContain('"n":1152921504606846977');
    expect(row?.event_timestamp).toBe("2026-06-15T12:00:00.123456Z");
  });
});

describe("a failure for an unknown reason", () => {
  it("waits its time without holding up the others, and ends in the dead letters after its tries", async () => {
    const clock = fakeClock();
    const ctx = t.ctx({ clock });
    const which = replayer({ store: failing(() => new Error("nobody knows")) });
    await push(events(1, { eventAction: "bad" }));
    await drain(which, ctx);
    await push(events(10));

    await drain(which, ctx);
    expect(await stored()).toHaveLength(10);
    expect(await depth()).toMatchObject({ entries: 1, deadLetters: 0 });

    for (const minutes of [1, 5, 15, 60, 240, 1440]) {
      clock.advance(minutes * 60_000 - 1000);
      await drain(which, ctx);
      expect((await depth()).deadLetters).toBe(0);
      clock.advance(1001);
      await passed();
      await drain(which, ctx);
    }
    expect(await depth()).toMatchObject({ entries: 0, deadLetters: 1 });
    expect((await letters())[0]).toMatchObject({ final_retry_count: "6", cause: "the database write failed" });
  });

  it("is tried by one replica only", async () => {
    const tries: string[] = [];
    const clock = fakeClock();
    const ctx = t.ctx({ clock });
    const which = (consumer: string) =>
      replayer({
        consumer,
        deadAfterMs: 0,
        store: async () => {
          tries.push(consumer);
          throw new Error("nobody knows");
        },
      });
    const [a, b] = [which("a"), which("b")];
    await push(events(1));
    await drain(a, ctx);
    await Promise.all([drain(a, ctx), drain(b, ctx)]);

    clock.advance(61_000);
    await passed();
    await Promise.all([drain(a, ctx), drain(b, ctx)]);

    expect(tries).toHaveLength(2);
  });

  it("keeps waiting for a parent that may be in another replica's hands", async () => {
    const [child] = events(1, { parentEventId: newId(nowMs) });
    if (!child) throw new Error("no event");
    await push([child]);

    await drain();

    expect(await depth()).toMatchObject({ entries: 1, deadLetters: 0 });
  });
});

describe("when a store goes away", () => {
  it("a database outage loses nothing, buries nothing and is told apart from an empty queue", async () => {
    let isOut = true;
    const out = Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    const db = {
      ...t.app,
      tx: <T>(work: Parameters<typeof t.app.tx<T>>[0]) => (isOut ? Promise.reject(out) : t.app.tx(work)),
    };
    const ctx = t.ctx({ db });
    const which = replayer({ batchMax: 50 });
    await push(events(120));

    expect(await which.runOnce(ctx)).toBe("outage");
    expect(await drain(which, ctx)).toBe(false);
    isOut = false;
    await passed();
    expect(await drain(which, ctx)).toBe(true);

    expect(await stored()).toHaveLength(120);
    expect(await depth()).toMatchObject({ entries: 0, deadLetters: 0 });
  });

  it("entries of a dead replica are taken over", async () => {
    await push(events(1200));
    await ensureGroup(valkey, "events");
    await claimNew(valkey, { kind: "events", consumer: "dead", count: 1000 });

    await drain(replayer({ consumer: "alive", deadAfterMs: 0, batchMax: 100 }));

    expect(await stored()).toHaveLength(1200);
    expect(await depth()).toMatchObject({ entries: 0, pending: 0, deadLetters: 0 });
  });

  it("a Valkey that came back empty gets its group again", async () => {
    const which = replayer();
    await push(events(1));
    await drain(which);
    await valkey.client.flushall();
    await push(events(2));

    await expect(which.runOnce(t.ctx())).rejects.toThrow(/NOGROUP/);
    await drain(which);

    expect(await depth()).toMatchObject({ entries: 0 });
  });

  it("a crash of Valkey in the middle changes nothing", async () => {
    let hasCrashed = false;
    await push(events(300));
    const which = replayer({
      batchMax: 100,
      store: async (ctx, payloads) => {
        await store(ctx, payloads);
        if (hasCrashed || (await stored()).length < 200) return;
        hasCrashed = true;
        await server.crash();
      },
    });
    await expect(drain(which)).rejects.toThrow();
    await server.start();
    await passed();

    await drain(which);

    expect(await stored()).toHaveLength(300);
    expect(await depth()).toMatchObject({ entries: 0, pending: 0 });
  });

  it("full dead letters keep the message in the queue until there is room", async () => {
    const clock = fakeClock();
    const ctx = t.ctx({ clock });
    const which = replayer({ deadLettersMax: 1 });
    await valkey.client.xadd(STREAM, "*", "message", "one");
    await valkey.client.xadd(STREAM, "*", "message", "two");
    await drain(which, ctx);
    expect(await depth()).toMatchObject({ entries: 1, deadLetters: 1 });

    await valkey.client.del(LETTERS);
    clock.advance(61_000);
    await passed();
    await drain(which, ctx);

    expect(await depth()).toMatchObject({ entries: 0, deadLetters: 1 });
  });

  it("a drain ends at its limit", async () => {
    await push(events(10));
    const slow = replayer({ batchMax: 1, store: () => new Promise((resolve) => setTimeout(resolve, 60)) });

    const startedAt = performance.now();
    expect(await drainWithTimeout(t.ctx(), slow, 100)).toBe(false);

    expect(performance.now() - startedAt).toBeLessThan(1000);
    expect((await depth()).entries).toBeGreaterThan(0);
  });

  it("counts what it adds and why a message can never be stored", async () => {
    const [fine, deep, large, wrong, again] = events(5);
    if (!fine || !deep || !large || !wrong || !again) throw new Error("no events");
    await appendEvents(t.ctx(), [again]);
    await push([
      fine,
      { ...deep, eventData: `{"a":${"[".repeat(300)}${"]".repeat(300)}}` },
      { ...large, eventData: `{"a":"${"x".repeat(EVENT_DATA_BYTES_MAX)}"}` },
      { ...wrong, eventType: "x".repeat(200) },
      { ...again, eventAction: "other" },
    ]);
    await queueText(`{"type":"audit_event","payload":"{\\"event_id\\"","timestamp":"2026-01-01T00:00:00Z"}`);

    await drain();

    expect(await depth()).toMatchObject({ entries: 0, deadLetters: 5 });
    const refused = await valuesOf(metrics.replayRefusals);
    expect(refused).toEqual({
      "events unmarshal_error": 1,
      "events field_validation": 1,
      "events size_or_depth": 2,
    });
    expect(await valuesOf(metrics.queueAdded)).toEqual({ audit_events: 5, dead_letter_audit_events: 5 });
  });

  it("counts an entry that waits for another try as added again", async () => {
    await push(events(1, { eventAction: "bad" }));

    await drain(replayer({ store: failing(() => new Error("nobody knows")) }));

    expect(await valuesOf(metrics.queueAdded)).toEqual({ audit_events: 2 });
    expect(await valuesOf(metrics.replayRefusals)).toEqual({});
  });
});

/** Series that have moved, by their labels. */
async function valuesOf(counter: { get(): Promise<{ values: { value: number; labels: object }[] }> }) {
  const { values } = await counter.get();
  return Object.fromEntries(
    values.filter(({ value }) => value > 0).map(({ labels, value }) => [Object.values(labels).join(" "), value]),
  );
}

function queueText(text: string) {
  return valkey.client.xadd(STREAM, "*", "message", text);
}

/** Long enough by Valkey's own clock for an entry to be taken again. */
function passed(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 250));
}
