import { afterAll, beforeAll, expect, it } from "vitest";
import { textArray } from "@/server/infra/array-literal";
import type { Db } from "@/server/infra/db";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { seeded, shuffled } from "@/testing/trails";
import { foldEvents } from "./fold";
import { lockRemediations, moveRemediations, moveUnlocked, newHead } from "./heads";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

/** One event more for each id, as `append` does it. */
async function move(tx: Db, ids: readonly string[]): Promise<void> {
  const folds = foldEvents(ids.map((correlationId) => newEvent({ correlationId })));
  const locked = await lockRemediations(tx, folds);
  const moves = [...folds.values()].flatMap((fold) => {
    const row = locked.get(fold.correlationId);
    if (!row) return [];
    const chainSeq = row.chainSeq + 1;
    return [{ from: row, fold, chainSeq, headHash: String(chainSeq).padStart(64, "0"), storedCount: 1 }];
  });
  await moveRemediations(tx, moves);
}

it("a new row is locked at position 0 and is nobody else's before its transaction ends", async () => {
  await t.app.tx(async (tx) => {
    const locked = await lockRemediations(tx, foldEvents([newEvent({ correlationId: "rr-new" })]));

    expect(locked.get("rr-new")).toMatchObject({ chainSeq: 0, headHash: null });
    expect(await t.owner.query("select from remediations")).toEqual([]);
    await moveRemediations(tx, []);
  });
});

it("what only counts leaves the model as it is; what says more changes it; both at once", async () => {
  const ids = ["rr-counts", 'rr-"quoted\\, {braced}"'];
  const store = (eventsOf: (id: string) => Parameters<typeof newEvent>[0][]) =>
    t.app.tx(async (tx) => {
      const folds = foldEvents(
        ids.flatMap((id) => eventsOf(id).map((event) => newEvent({ correlationId: id, ...event }))),
      );
      const locked = await lockRemediations(tx, folds);
      const moves = [...folds.values()].map((fold) => {
        const row = locked.get(fold.correlationId);
        if (row === undefined) throw new Error(`${fold.correlationId} is not locked`);
        const chainSeq = row.chainSeq + fold.eventCount;
        const headHash = String(chainSeq).padStart(64, "0");
        return { from: row, fold, chainSeq, headHash, storedCount: fold.eventCount };
      });
      await moveRemediations(tx, moves);
    });
  const rows = () =>
    t.owner.query<{ chain_seq: string; failure_count: number; signal_name: string; last_event_at: string; at: string }>(
      `select chain_seq, failure_count, signal_name, started_at::text as at, last_event_at::text, fold_state
         from remediations where correlation_id = any($1) order by correlation_id`,
      [[...ids].sort()],
    );
  const signal = {
    eventType: "gateway.signal.received",
    eventTimestamp: "2026-03-02T10:00:00.000000Z",
    eventData: '{"signal_name":"HighCPU"}',
  };
  const noise = { eventType: "some.thing", eventOutcome: "failure" as const, eventData: "{}" };

  await store(() => [signal]);
  const before = await rows();
  expect(before.map((row) => row.signal_name)).toEqual(["HighCPU", "HighCPU"]);
  await store((id) => [
    { ...noise, eventTimestamp: "2026-03-02T12:00:00.500000Z" },
    ...(id === "rr-counts"
      ? []
      : [{ ...signal, eventTimestamp: "2026-03-01T09:00:00.000000Z", eventData: '{"signal_name":"Earlier"}' }]),
  ]);
  const [quoted, plain] = await rows();

  expect(plain).toMatchObject({
    chain_seq: "2",
    failure_count: 1,
    signal_name: "HighCPU",
    at: "2026-03-02 10:00:00+00",
    last_event_at: "2026-03-02 12:00:00.5+00",
  });
  expect(quoted).toMatchObject({
    chain_seq: "3",
    failure_count: 1,
    at: "2026-03-01 09:00:00+00",
    last_event_at: "2026-03-02 12:00:00.5+00",
  });
  expect(quoted?.signal_name).toBe("Earlier");
});

it("60 writers on overlapping sets of new and old rows lose no event and never wait for each other in a circle", async () => {
  const random = seeded(11);
  const all = Array.from({ length: 30 }, (_, n) => `rr-${String(n).padStart(2, "0")}`);
  await t.app.tx((tx) => move(tx, all.slice(0, 10)));
  const sets = Array.from({ length: 60 }, () => shuffled(all, random).slice(0, 8));

  await Promise.all(sets.map((ids) => t.app.tx((tx) => move(tx, ids))));

  const stored = await t.owner.query<{ chain_seq: string; event_count: string }>(
    "select chain_seq, event_count from remediations where correlation_id ~ '^rr-[0-9]'",
  );
  const sum = (values: string[]) => values.reduce((total, value) => total + Number(value), 0);
  expect(sum(stored.map((row) => row.chain_seq))).toBe(10 + 60 * 8);
  expect(sum(stored.map((row) => row.event_count))).toBe(10 + 60 * 8);
  await t.owner.query("select pg_stat_force_next_flush()");
  expect(await t.owner.one("select deadlocks from pg_stat_database where datname = current_database()")).toEqual({
    deadlocks: "0",
  });
});

it("no index touches a column that moves with every batch", async () => {
  const indexed = await t.owner.query<{ definition: string }>(
    "select pg_get_indexdef(indexrelid) as definition from pg_index where indrelid = 'remediations'::regclass",
  );

  for (const { definition } of indexed) {
    expect(definition).not.toMatch(
      /chain_seq|head_hash|event_count|failure_count|duplicate_signals|last_event|fold_state/,
    );
  }
});

it("without locks before, rows are moved in the order in which others lock them", async () => {
  const ids = ["rr-ｒ", "rr-😀", "rr-r"];
  const folds = foldEvents(ids.map((correlationId) => newEvent({ correlationId })));
  const moves = [...folds.values()].map((fold) => {
    const from = newHead(fold.correlationId);
    return { from, fold, chainSeq: 1, headHash: "0".repeat(64), storedCount: 1 };
  });

  const moved = moveUnlocked(moves).statements.at(-1)?.values[1];

  const locked = await t.app.tx((tx) => lockRemediations(tx, folds));
  expect(moved).toEqual(textArray([...locked.keys()]));
});
