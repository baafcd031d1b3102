import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createMetrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { type TestValkey, testValkey } from "@/testing/valkey";
import {
  buryEntry,
  claimNew,
  claimOfDead,
  type DlqMessage,
  decodeMessage,
  dlqDepth,
  ensureGroup,
  forgetIdleConsumers,
  postponeEntry,
  pushMessages,
  settleEntries,
  trimFinished,
} from "./index";

const capacity = { entries: 10, bytes: 10_000 };
const kind = "events";

let server: TestValkey;
let valkey: Valkey;

beforeAll(async () => {
  server = await testValkey();
  valkey = await server.connect();
});
afterAll(() => server.close());
beforeEach(async () => {
  await valkey.client.flushall();
  await ensureGroup(valkey, kind);
});

function message(payload: string, overrides: Partial<DlqMessage> = {}): DlqMessage {
  return {
    kind,
    payload,
    timestamp: "2026-03-04T12:00:00Z",
    retryCount: 0,
    lastError: "connection refused",
    ...overrides,
  };
}

const push = (...payloads: string[]) =>
  pushMessages(
    { valkey, capacity, metrics: createMetrics() },
    { kind, messages: payloads.map((payload) => message(payload)) },
  );
const claim = (count = 100, consumer = "a") => claimNew(valkey, { kind, consumer, count });
const consumers = async () => {
  const rows = (await valkey.client.xinfo("CONSUMERS", "audit:dlq:events", "data-storage-retry-workers")) as string[][];
  return rows.map(([, name]) => name);
};

describe("the queue", () => {
  it("gives back what was pushed, byte for byte and in order", async () => {
    const payloads = ['{"n":1152921504606846977}', '{"text":"a,\\"timestamp\\":b"}', '{"x":0.10000000000000000555}'];

    await push(...payloads);

    expect((await claim()).map(({ text }) => decodeMessage(kind, text)?.payload)).toEqual(payloads);
  });

  it("takes a batch whole or not at all when it would pass the capacity, and trims nothing", async () => {
    await push(...Array(8).fill("{}"));

    await expect(push("{}", "{}", "{}")).rejects.toMatchObject({ code: "UNAVAILABLE" });

    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 8 });
    await push("{}", "{}");
    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 10 });
  });

  it("counts bytes against the capacity and gives them back when entries are settled", async () => {
    const large = `{"text":"${"x".repeat(6000)}"}`;
    await push(large);
    await expect(push(large)).rejects.toMatchObject({ code: "UNAVAILABLE" });

    await settleEntries(valkey, kind, await claim());

    await push(large);
    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 1 });
  });

  it("gives each entry to one consumer only", async () => {
    await push("{}", "{}", "{}", "{}");

    const [one, other] = await Promise.all([claim(2, "a"), claim(2, "b")]);

    expect(new Set([...one, ...other].map(({ id }) => id)).size).toBe(4);
  });

  const takeOver = (after: string, deadAfterMs = 0, isKnown = (_id: string) => false) =>
    claimOfDead(valkey, { kind, consumer: "alive", count: 2, deadAfterMs, after, isKnown });

  it("hands entries of a dead consumer over with a cursor that passes those that can't be settled", async () => {
    await push(...Array(6).fill("{}"));
    await claim(6, "dead");

    const first = await takeOver("");
    const second = await takeOver(first.after);
    const third = await takeOver(second.after);

    const ids = [first, second, third].flatMap(({ entries }) => entries.map(({ id }) => id));
    expect(new Set(ids).size).toBe(6);
    expect((await takeOver(third.after)).after).toBe("");
  });

  it("leaves a live consumer what it holds", async () => {
    await push("{}", "{}");
    await claim(2, "busy");

    expect((await takeOver("", 60_000)).entries).toEqual([]);
  });

  it("gives a consumer back what it was given in an answer that got lost", async () => {
    await push("{}", "{}");
    const [known, lost] = await claim(2, "alive");

    const { entries } = await takeOver("", 0, (id) => id === known?.id);

    expect(entries.map(({ id }) => id)).toEqual([lost?.id]);
  });

  it("removes a consumer that holds nothing, and never one that holds something", async () => {
    await push("{}");
    await claim(1, "holds");
    await claim(1, "empty");

    await forgetIdleConsumers(valkey, kind, 0);

    expect(await consumers()).toEqual(["holds"]);
  });

  it("clears what the former service has processed and left, and nothing else", async () => {
    await push("{}", "{}", "{}", "{}");
    const [first, second, third] = (await claim(3)).map(({ id }) => id);
    await valkey.client.xack("audit:dlq:events", "data-storage-retry-workers", String(first), String(third));

    const whilePending = await trimFinished(valkey, kind);
    await valkey.client.xack("audit:dlq:events", "data-storage-retry-workers", String(second));
    const afterwards = await trimFinished(valkey, kind);

    expect([whilePending, afterwards]).toEqual([1, 2]);
    expect(await claim()).toHaveLength(1);
  });

  it("removes an entry when it is settled", async () => {
    await push("{}");

    await settleEntries(valkey, kind, await claim());

    expect(await dlqDepth(valkey, kind)).toEqual({ entries: 0, bytes: 0, pending: 0, deadLetters: 0, oldestMs: null });
  });

  it("postpones an entry once, even when two consumers hold it", async () => {
    await push("{}");
    const [entry] = await claim();
    if (entry === undefined) throw new Error("no entry");
    const later = message("{}", { retryCount: 1, lastError: "slow" });

    await Promise.all([postponeEntry(valkey, entry, later), postponeEntry(valkey, entry, later)]);

    const [copy, ...others] = await claim();
    expect(others).toEqual([]);
    expect(decodeMessage(kind, copy?.text ?? "")).toMatchObject({ retryCount: 1, lastError: "slow" });
  });

  it("buries an entry with its original bytes and its cause", async () => {
    await valkey.client.xadd("audit:dlq:events", "*", "message", "not json \u0000 at all");
    const [entry] = await claim();
    if (entry === undefined) throw new Error("no entry");

    await buryEntry(valkey, entry, {
      kind,
      cause: "unreadable",
      movedAt: "2026-03-04T12:00:00Z",
      retryCount: 0,
      capacity: 10,
    });

    const [[, fields] = []] = await valkey.client.xrange("audit:dead-letter:events", "-", "+");
    expect(fields).toEqual(
      [
        ["message", "not json \u0000 at all"],
        ["original_id", entry.id],
        ["moved_at", "2026-03-04T12:00:00Z"],
        ["final_retry_count", "0"],
        ["cause", "unreadable"],
      ].flat(),
    );
    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 0, deadLetters: 1 });
  });

  it("buries bytes that are no text as they are", async () => {
    const bytes = Buffer.from([0xff, 0x00, 0xfe]);
    await valkey.client.xadd("audit:dlq:events", "*", "message", bytes);
    const [entry] = await claim();
    if (entry === undefined) throw new Error("no entry");

    await buryEntry(valkey, entry, { kind, cause: "unreadable", movedAt: "t", retryCount: 0, capacity: 10 });

    const [[, fields] = []] = await valkey.client.xrangeBuffer("audit:dead-letter:events", "-", "+");
    expect(fields?.[1]).toEqual(bytes);
  });

  it("does not count down for entries that it never counted", async () => {
    await valkey.client.xadd("audit:dlq:events", "*", "message", "x".repeat(500));
    await push("{}");
    const counted = (await dlqDepth(valkey, kind)).bytes;

    await settleEntries(valkey, kind, await claim(1));

    expect((await dlqDepth(valkey, kind)).bytes).toBe(counted);
  });

  it("keeps an entry in the queue when the dead letters are full", async () => {
    await push("{}", "{}");
    const entries = await claim();
    const bury = (i: number) => {
      const entry = entries[i];
      if (entry === undefined) throw new Error("no entry");
      return buryEntry(valkey, entry, {
        kind,
        cause: "bad",
        movedAt: "2026-03-04T12:00:00Z",
        retryCount: 6,
        capacity: 1,
      });
    };

    expect([await bury(0), await bury(1)]).toEqual(["buried", "full"]);
    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 1, deadLetters: 1 });
  });

  it("trusts a server that appends to its log and evicts nothing, and no other", async () => {
    expect(await valkey.trust()).toBe("trusted");

    await valkey.client.config("SET", "maxmemory-policy", "allkeys-lru");
    const other = await server.connect();

    expect(await other.trust()).toBe("untrusted");
    await valkey.client.config("SET", "maxmemory-policy", "noeviction");
  });
});

describe("messages", () => {
  it.each([
    [
      "a nested payload",
      '{"type":"audit_event","payload":{"a":1},"timestamp":"t","retry_count":2,"last_error":"x"}',
      '{"a":1}',
    ],
    [
      "a payload as a string",
      '{"type":"audit_event","payload":"{\\"a\\":1}","timestamp":"t","retry_count":2,"last_error":"x"}',
      '{"a":1}',
    ],
    [
      "keys in another order",
      '{"timestamp":"t","payload":{"a":1},"type":"audit_event","retry_count":0,"last_error":""}',
      '{"a":1}',
    ],
  ])("are understood with %s", (_, text, payload) => {
    expect(decodeMessage(kind, text)?.payload).toBe(payload);
  });

  it.each([
    "",
    "[]",
    "{}",
    '{"type":"other","payload":{},"timestamp":"t"}',
    '{"type":"audit_event","payload":7,"timestamp":"t"}',
  ])("are refused as %j", (text) => {
    expect(decodeMessage(kind, text)).toBeUndefined();
  });
});

describe("an outage of Valkey", () => {
  it("fails a push at once and keeps what was acknowledged before", async () => {
    await push("{}");

    await server.crash();
    const startedAt = performance.now();
    await expect(push("{}")).rejects.toMatchObject({ code: "UNAVAILABLE" });
    expect(performance.now() - startedAt).toBeLessThan(2600);

    await server.start();
    expect(await dlqDepth(valkey, kind)).toMatchObject({ entries: 1 });
  });
});
