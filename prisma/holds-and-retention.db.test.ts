import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/server/infra/db";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { insertEvents } from "./testing-events";

const holdId = "00000000-0000-4000-8000-000000000001";
const runId = "00000000-0000-4000-8000-000000000009";

let database: TestDatabase;
let app: Db;
beforeEach(async () => {
  database = await testDatabase();
  app = database.app;
  await app.query(
    `insert into remediations (correlation_id, kind, alias_of, namespace, first_event_date, last_event_date) values
       ('rr-1', 'remediation', null, 'shop', '2026-11-01', '2026-11-30'),
       ('ai-rr-1', 'alias', 'rr-1', null, '2026-11-01', '2026-11-30'),
       ('rr-2', 'remediation', null, 'bank', '2026-11-01', '2026-11-30'),
       ('rr-3', 'remediation', null, null, '2026-11-01', '2026-11-30')`,
  );
});
afterEach(() => database.close());

describe("holds", () => {
  test.each([
    [{ correlation_ids: ["rr-1"] }, ["ai-rr-1", "rr-1"]],
    [{ namespace: "shop" }, ["ai-rr-1", "rr-1"]],
    [{ namespace: "bank", correlation_ids: ["rr-1", "rr-2"] }, ["rr-2"]],
  ])("a scope %j holds its remediations and their aliases", async (scope, expected) => {
    await place(scope);

    expect(await heldIds()).toEqual(expected);
  });

  test("a hold covers what begins to match after it was placed", async () => {
    await place({ namespace: "new" }, "only later");
    await app.query("update remediations set namespace = 'new' where correlation_id = 'rr-3'");

    expect(await heldIds()).toEqual(["rr-3"]);
  });

  test("a scope that matches nothing is refused unless only later matches are asked for", async () => {
    await expect(place({ namespace: "nowhere" })).rejects.toMatchObject({ code: "P0002" });
  });

  test.each([[{}], [[]], [{ pod: "x" }], [{ correlation_ids: "rr-1" }]])("the scope %j is refused", async (scope) => {
    await expect(place(scope)).rejects.toMatchObject({ code: "22023" });
  });

  test("the specification's columns follow the record in bounded steps, and back after the release", async () => {
    await insertEvents(app, { correlationId: "rr-1", count: 5, from: "2026-11-05T00:00:00Z" });
    await place({ correlation_ids: ["rr-1"] });
    const shown = () =>
      app.query(
        `select legal_hold as held, legal_hold_reason as reason, legal_hold_placed_by as by, count(*)::int as events
           from audit_events where event_date between '2026-11-01' and '2026-11-30' group by 1, 2, 3`,
      );

    expect([await fill(3), await fill(3), await fill(3)]).toEqual(["3", "2", "0"]);
    expect(await shown()).toEqual([{ held: true, reason: "case 7", by: "counsel", events: 5 }]);

    await app.query("select release_hold($1, 'judge', 'settled')", [holdId]);
    expect([await fill(9), await fill(9)]).toEqual(["5", "0"]);
    expect(await shown()).toEqual([{ held: false, reason: null, by: null, events: 5 }]);
    expect(await heldIds()).toEqual([]);
  });

  test("a hold is released once", async () => {
    await place({ namespace: "shop" });
    await app.query("select release_hold($1, 'judge', 'settled')", [holdId]);

    await expect(app.query("select release_hold($1, 'judge', 'again')", [holdId])).rejects.toMatchObject({
      code: "P0002",
    });
  });
});

describe("withholding a payload", () => {
  const withhold = () =>
    app.query(
      `select withhold_payload(event_id, event_date, decode(repeat('ab', 32), 'hex'), 'officer', 'request 3')
         from audit_events where event_date = '2026-11-05'`,
    );

  test("replaces the payload, keeps its digest and records who asked", async () => {
    await insertEvents(app, { correlationId: "rr-1", count: 1, from: "2026-11-05T00:00:00Z" });

    await withhold();

    const event = await app.one(
      `select event_data::text as data, encode(payload_digest, 'hex') as digest, event_hash as hash
         from audit_events where event_date = '2026-11-05'`,
    );
    expect(event).toEqual({ data: '{"payload_withheld": true}', digest: "ab".repeat(32), hash: "hash-1" });
    expect(await app.query("select operation, performed_by from ledger_operations")).toEqual([
      { operation: "withhold", performed_by: "officer" },
    ]);
    await expect(withhold()).rejects.toMatchObject({ code: "23505" });
  });

  test("is refused while the remediation is held", async () => {
    await insertEvents(app, { correlationId: "ai-rr-1", count: 1, from: "2026-11-05T00:00:00Z" });
    await place({ correlation_ids: ["rr-1"] });

    await expect(withhold()).rejects.toMatchObject({ code: "23514" });
  });
});

describe("retention", () => {
  beforeEach(async () => {
    await app.query("select ensure_partition('2015-01-01')");
  });

  test("removes expired events in bounded steps, leaves a tombstone for each gap, and then drops the month", async () => {
    await plantOld({ firstSeq: 1, count: 4 });
    await plantOld({ firstSeq: 5, count: 1, retentionDays: 90_000 });
    await plantOld({ firstSeq: 6, count: 2 });

    expect([await step(100), await step(100)]).toEqual([
      { removed: "6", dropped: false },
      { removed: "0", dropped: false },
    ]);
    expect(await gaps()).toEqual([
      { from: "1", to: "4", before: "hash-0", last: "hash-4", run: runId },
      { from: "6", to: "7", before: "hash-5", last: "hash-7", run: runId },
    ]);
  });

  test("drops a month that is over and empty, and records it", async () => {
    await plantOld({ firstSeq: 1, count: 3 });

    expect([await step(2), await step(2), await step(2)]).toEqual([
      { removed: "2", dropped: false },
      { removed: "1", dropped: false },
      { removed: "0", dropped: true },
    ]);
    const record = await app.one(
      `select partitions_dropped as dropped, status from retention_operations order by id desc limit 1`,
    );
    expect(record).toEqual({ dropped: ["audit_events_2015_01"], status: "completed" });
  });

  test("never drops the month that runs, nor an empty one to come", async () => {
    const today = await app.one<{ month: string }>("select (now() at time zone 'UTC')::date as month");

    for (const month of [today?.month, "2028-12-01"]) {
      const result = await app.one("select partition_dropped as dropped from apply_retention_step($1, $2)", [
        runId,
        month,
      ]);
      expect(result).toEqual({ dropped: false });
    }
  });

  test("keeps what a hold covers, until it is released", async () => {
    await plantOld({ firstSeq: 1, count: 3 });
    await place({ correlation_ids: ["rr-1"] });

    await expect(step(100)).resolves.toEqual({ removed: "0", dropped: false });
    await app.query("select release_hold($1, 'judge', 'settled')", [holdId]);
    await expect(step(100)).resolves.toEqual({ removed: "3", dropped: false });
  });

  test("follows the policy of the category where that is longer than what was stamped", async () => {
    await database.owner.query(
      "update audit_retention_policies set retention_days = 36500 where event_category = 'gateway'",
    );
    await plantOld({ firstSeq: 1, count: 3 });

    await expect(step(100)).resolves.toEqual({ removed: "0", dropped: false });
  });
});

async function place(scope: unknown, later?: "only later"): Promise<void> {
  await app.query("select place_hold($1, $2, 'case 7', 'counsel', $3)", [
    holdId,
    JSON.stringify(scope),
    later !== undefined,
  ]);
}

async function fill(limit: number): Promise<string | undefined> {
  return (await app.one<{ changed: string }>("select fill_hold_columns($1, $2) as changed", [holdId, limit]))?.changed;
}

async function heldIds(): Promise<string[]> {
  const rows = await app.query<{ id: string }>(
    "select correlation_id as id from remediations r where remediation_is_held(r) order by 1",
  );
  return rows.map((row) => row.id);
}

function plantOld(planted: { firstSeq: number; count: number; retentionDays?: number }): Promise<void> {
  return insertEvents(app, { correlationId: "rr-1", from: "2015-01-10T00:00:00Z", retentionDays: 10, ...planted });
}

function step(limit: number): Promise<unknown> {
  return app.one("select removed, partition_dropped as dropped from apply_retention_step($1, '2015-01-01', $2)", [
    runId,
    limit,
  ]);
}

function gaps(): Promise<unknown[]> {
  return app.query(
    `select from_seq as "from", to_seq as "to", hash_before as before, hash_last as last, run_id as run
       from chain_gaps order by from_seq`,
  );
}
