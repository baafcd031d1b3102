import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { createReplayer } from "@/server/dead-letters";
import type { Db } from "@/server/infra/db";
import { createMetrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { eventually } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { createFallbackQueue, type FallbackQueue } from "./fallback";
import { createIngest, type Ingest, type Stored } from "./ingest";
import { batchKeyOf } from "./receipts";
import { storeQueuedEvents } from "./store-queued";

const SIZE = 5;
const metrics = createMetrics();
const clock = { now: () => new Date() };

let t: TestDatabase;
let server: TestValkey;
let valkey: Valkey;
let round = 0;
let rr = "";

beforeAll(async () => {
  [t, server] = await Promise.all([testDatabase(), testValkey()]);
  valkey = await server.connect();
});
afterAll(async () => {
  await server.close();
  await t.close();
});
beforeEach(async () => {
  await valkey.client.flushall();
  rr = `rr-pending-${++round}`;
});

const outage = () => new AppError("UNAVAILABLE", "out, as the test wants it");
const noQueue: FallbackQueue = {
  isUp: () => true,
  push: () => Promise.reject(outage()),
  findBatch: () => Promise.resolve(undefined),
  forgetBatches: () => Promise.resolve(),
};
/** Can be read and marked, but takes no events. */
const takesNoEvents = (db: Db): Db => ({ ...db, tx: () => Promise.reject(outage()) });
const isOut = (db: Db): Db => ({
  ...takesNoEvents(db),
  query: () => Promise.reject(outage()),
  one: () => Promise.reject(outage()),
});

type Held = { db: Db; isHeld: Promise<void>; release(): void; ended: Promise<void> };

/** The first transaction stands still before its first statement or before its commit. */
function held(db: Db, where: "before its first statement" | "before its commit"): Held {
  const gate = signal();
  const arrived = signal();
  const ended = signal();
  let isFirst = true;
  const stand = (): Promise<void> => {
    arrived.give();
    return gate.given;
  };
  const tx: Db["tx"] = (work) => {
    if (!isFirst) return db.tx(work);
    isFirst = false;
    const result = db.tx(async (open) => {
      if (where === "before its first statement") await stand();
      const done = await work(open);
      if (where === "before its commit") await stand();
      return done;
    });
    result.then(ended.give, ended.give);
    return result;
  };
  return { db: { ...db, tx }, isHeld: arrived.given, release: gate.give, ended: ended.given };
}

function signal() {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give: () => give() };
}

const fallbackQueue = () => createFallbackQueue({ valkey, capacity: { entries: 1000, bytes: 1e6 }, metrics });

const replica = (db: Db, queue: "queue" | "no queue"): Ingest =>
  createIngest({ ctx: t.ctx({ db, clock }), queue: queue === "queue" ? fallbackQueue() : noQueue });

const batchKey = () => batchKeyOf("test", Buffer.from(rr));

async function send(ingest: Ingest): Promise<Stored> {
  const events = Array.from({ length: SIZE }, () => newEvent({ correlationId: rr }));
  return ingest.store(t.ctx({ clock }), { events, bytes: 1000, batchKey: batchKey() });
}

async function sendAndReceive(ingest: Ingest): Promise<Stored["kind"]> {
  const stored = await send(ingest);
  stored.ended("delivered");
  return stored.kind;
}

const codeOf = (error: unknown) => (error instanceof AppError ? error.code : String(error));
const refusal = (ingest: Ingest) => send(ingest).then(({ kind }) => kind, codeOf);

async function replay(): Promise<void> {
  const limits = { batchMax: 100, deadLettersMax: 10, deadAfterMs: 20_000 };
  const replayer = createReplayer({
    valkey,
    kind: "events",
    consumer: "test",
    store: storeQueuedEvents,
    metrics,
    ...limits,
  });
  await eventually(
    async () => {
      await replayer.runOnce(t.ctx({ clock }));
      return valkey.client.xlen("audit:dlq:events");
    },
    (entries) => entries === 0,
  );
}

async function storedCount(): Promise<number> {
  const { rows, faults } = await readChain(t.owner, rr);
  expect(faults).toEqual([]);
  expect(new Set(rows.map(({ event_id }) => event_id)).size).toBe(rows.length);
  return rows.length;
}

/** The database knows that the answer has arrived. */
const marked = () =>
  eventually(
    () =>
      t.owner.query("select from ingest_receipts where batch_key = decode($1, 'hex') and delivered_at is not null", [
        batchKey(),
      ]),
    (rows) => rows.length === 1,
  );

/** Somebody waits for what the pending transaction has locked. */
const waiting = () =>
  eventually(
    () =>
      t.owner.query(
        `select from pg_locks join pg_stat_activity using (pid)
          where datname = current_database() and not granted`,
      ),
    (rows) => rows.length > 0,
  );

describe("a batch that was refused with its commit pending and is sent again to another replica", () => {
  for (const where of ["before its first statement", "before its commit"] as const) {
    it(`is stored once when the queue is replayed first (pending ${where})`, async () => {
      const pending = held(t.app, where);
      const refused = await refusal(replica(pending.db, "no queue"));
      const again = await sendAndReceive(replica(isOut(t.app), "queue"));

      const replayed = replay();
      await (where === "before its first statement" ? replayed : waiting());
      pending.release();
      await Promise.all([pending.ended, replayed]);

      expect([refused, again]).toEqual(["UNAVAILABLE", "queued"]);
      expect(await storedCount()).toBe(SIZE);
    });

    it(`is stored once when the commit comes first (pending ${where})`, async () => {
      const pending = held(t.app, where);
      const refused = await refusal(replica(pending.db, "no queue"));
      const again = await sendAndReceive(replica(isOut(t.app), "queue"));

      pending.release();
      await pending.ended;
      await replay();

      expect([refused, again]).toEqual(["UNAVAILABLE", "queued"]);
      expect(await storedCount()).toBe(SIZE);
    });
  }

  for (const first of ["commit", "replay"] as const) {
    it(`is stored once when the other replica's answer is marked, then comes the ${first}`, async () => {
      const pending = held(t.app, "before its first statement");
      const refused = await refusal(replica(pending.db, "no queue"));
      const again = await sendAndReceive(replica(takesNoEvents(t.app), "queue"));
      await marked();

      if (first === "replay") await replay();
      pending.release();
      await pending.ended;
      if (first === "commit") await replay();

      expect([refused, again]).toEqual(["UNAVAILABLE", "queued"]);
      expect(await storedCount()).toBe(SIZE);
    });
  }

  it("is stored once when the other replica's database takes it at once", async () => {
    const pending = held(t.app, "before its first statement");
    const refused = await refusal(replica(pending.db, "no queue"));
    const again = await sendAndReceive(replica(t.app, "queue"));
    await marked();

    pending.release();
    await pending.ended;

    expect([refused, again]).toEqual(["UNAVAILABLE", "stored"]);
    expect(await storedCount()).toBe(SIZE);
  });

  it("is stored once when the pending commit fails in the end", async () => {
    const pending = held(
      { ...t.app, tx: (work) => t.app.tx((tx) => work(tx).then(() => Promise.reject(outage()))) },
      "before its commit",
    );
    const refused = await refusal(replica(pending.db, "no queue"));
    const again = await sendAndReceive(replica(isOut(t.app), "queue"));

    const replayed = replay();
    await waiting();
    pending.release();
    await Promise.all([pending.ended, replayed]);

    expect([refused, again]).toEqual(["UNAVAILABLE", "queued"]);
    expect(await storedCount()).toBe(SIZE);
  });
});

describe("two equal batches that are both answered", () => {
  for (const first of ["commit", "replay"] as const) {
    it(`are two facts when the second is queued while the first is under way, and the ${first} comes first`, async () => {
      const pending = held(t.app, "before its first statement");
      const slow = sendAndReceive(replica(pending.db, "queue"));
      await pending.isHeld;
      const queued = await sendAndReceive(replica(takesNoEvents(t.app), "queue"));
      await marked();

      if (first === "replay") await replay();
      pending.release();
      const stored = await slow;
      if (first === "commit") await replay();

      expect([stored, queued]).toEqual(["stored", "queued"]);
      expect(await storedCount()).toBe(2 * SIZE);
    });
  }

  it("are two facts when the first is queued with its commit pending and the second stored", async () => {
    const pending = held(t.app, "before its first statement");
    const queued = await sendAndReceive(replica(pending.db, "queue"));
    const stored = await sendAndReceive(replica(t.app, "queue"));
    await marked();

    pending.release();
    await pending.ended;
    await replay();

    expect([queued, stored]).toEqual(["queued", "stored"]);
    expect(await storedCount()).toBe(2 * SIZE);
  });

  it("are two facts when both are queued and replayed together", async () => {
    const other = replica(isOut(t.app), "queue");
    const answers = [await sendAndReceive(replica(isOut(t.app), "queue"))];
    await eventually(
      () => valkey.client.keys("holdfast:queued-batch:*"),
      (notes) => notes.length === 0,
    );
    answers.push(await sendAndReceive(other));

    await replay();

    expect(answers).toEqual(["queued", "queued"]);
    expect(await storedCount()).toBe(2 * SIZE);
  });

  it("are two facts when both are queued and an unanswered try of the first is stored", async () => {
    (await send(replica(t.app, "queue"))).ended("lost");
    const other = replica(takesNoEvents(t.app), "queue");
    const first = await sendAndReceive(other);
    await marked();
    const second = await sendAndReceive(other);

    await replay();

    expect([first, second]).toEqual(["queued", "queued"]);
    expect(await storedCount()).toBe(2 * SIZE);
  });
});
