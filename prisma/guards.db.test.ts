import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Db } from "@/server/infra/db";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { insertEvents } from "./testing-events";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
  await database.app.query(
    "insert into remediations (correlation_id, chain_seq, head_hash, event_count) values ('rr-1', 3, 'hash-3', 3)",
  );
  await insertEvents(database.app, { correlationId: "rr-1", count: 3, from: "2026-11-05T10:00:00Z" });
  await database.app.query("insert into event_id_ledger values ($1, '2026-11-05', '\\x00')", [randomUUID()]);
});
afterAll(() => database.close());

const partition = "audit_events_2026_11";

const attempts: [what: string, statement: string][] = [
  ["update a hashed column", "update audit_events set event_type = 'x'"],
  ["update the payload", "update audit_events set event_data = '{}'"],
  ["update the hash", "update audit_events set event_hash = 'x'"],
  ["update a hold column", "update audit_events set legal_hold = false"],
  ["update the retention", "update audit_events set retention_days = 1"],
  ["delete events", "delete from audit_events"],
  ["truncate the ledger", "truncate audit_events"],
  ["truncate a partition", `truncate ${partition}`],
  ["read a partition directly", `select from ${partition}`],
  ["write a partition directly", `insert into ${partition} select * from audit_events`],
  ["delete from a partition", `delete from ${partition}`],
  [
    "copy over events",
    "merge into audit_events e using audit_events s on e.event_id = s.event_id when matched then delete",
  ],
  ["drop the ledger", "drop table audit_events"],
  ["drop a partition", `drop table ${partition}`],
  ["detach a partition", `alter table audit_events detach partition ${partition}`],
  ["attach a partition", "alter table audit_events attach partition remediations default"],
  ["rename the ledger", "alter table audit_events rename to x"],
  ["rename a column", "alter table audit_events rename column event_hash to x"],
  ["add a column", "alter table audit_events add column x text"],
  ["disable the triggers", "alter table audit_events disable trigger all"],
  ["drop a trigger", "drop trigger audit_events_append_only on audit_events"],
  ["add a trigger", "create trigger x before insert on audit_events for each row execute function touch_updated_at()"],
  ["drop a check", "alter table audit_events drop constraint audit_events_date_is_utc_day"],
  ["drop an index", "drop index idx_audit_events_correlation_id"],
  [
    "replace a guard",
    "create or replace function refuse_removal() returns trigger language plpgsql as 'begin return old; end'",
  ],
  ["take ownership", "alter table audit_events owner to holdfast_app"],
  ["become the owner", "set role holdfast_owner"],
  ["become the migrator", "set role holdfast_migrator"],
  ["switch triggers off for the session", "set session_replication_role = replica"],
  ["create a table", "create table x ()"],
  ["create a schema", "create schema x"],
  [
    "make a partition by hand",
    "create table x partition of audit_events for values from ('2040-01-01') to ('2040-02-01')",
  ],
  ["delete a head", "delete from remediations"],
  ["truncate the heads", "truncate remediations"],
  ["move a head back", "update remediations set chain_seq = 2, head_hash = 'hash-2'"],
  ["change the hash of a head", "update remediations set head_hash = 'x'"],
  ["move a head without a new hash", "update remediations set chain_seq = 4"],
  ["lower the count of events", "update remediations set event_count = 1"],
  ["rename a head", "update remediations set correlation_id = 'x'"],
  ["forget a client's id", "delete from event_id_ledger"],
  ["change a client's id", "update event_id_ledger set content_digest = '\\x01'"],
  ["place a hold by hand", "insert into legal_holds (scope, reason, placed_by) values ('{}', 'x', 'x')"],
  ["release a hold by hand", "update legal_holds set released_at = now()"],
  ["write a tombstone", "insert into chain_gaps values ('rr-1', 1, 1, 1, null, 'x', gen_random_uuid())"],
  ["write a retention record", "insert into retention_operations (scope) values ('x')"],
  ["change a retention policy", "update audit_retention_policies set retention_days = 1"],
  ["change an operation record", "delete from ledger_operations"],
  ["change the history of migrations", "update _prisma_migrations set checksum = 'x'"],
  ["call an owner's helper", "select make_month_table('2040-01-01', 'x')"],
];

test.each(attempts)("the application cannot %s", async (_what, statement) => {
  await expect(database.app.query(statement)).rejects.toMatchObject({ code: expect.stringMatching(/^(42501|42809)$/) });
});

test("a grant that the application gives itself gives nothing", async () => {
  await database.app.query("grant update, delete on audit_events to holdfast_app");

  const row = await database.app.one("select has_table_privilege('audit_events', 'update, delete') as allowed");
  expect(row).toEqual({ allowed: false });
});

test("announcing a step does not open the guards to the application", async () => {
  const attempt = database.app.tx(async (tx) => {
    await tx.query("select set_config('holdfast.ledger_step', 'retention', true)");
    await tx.query("delete from audit_events");
  });

  await expect(attempt).rejects.toMatchObject({ code: "42501" });
});

describe("the second lock, for whoever has the owner's rights", () => {
  test.each([
    ["update a hashed column", "update audit_events set severity = 'x'"],
    ["delete an event", "delete from audit_events"],
    ["delete an event of a partition", `delete from ${partition}`],
    ["truncate the ledger", "truncate audit_events"],
    ["truncate a partition", `truncate ${partition}`],
    ["truncate the default partition", "truncate audit_events_default"],
    ["truncate a part of the id register", "truncate event_id_ledger_3"],
    ["delete a head", "delete from remediations"],
    ["delete a hold", "delete from legal_holds"],
  ])("stops an attempt to %s", async (_what, statement) => {
    await database.owner.query("insert into legal_holds (scope, reason, placed_by) values ('{}', 'x', 'x')");

    await expect(database.owner.query(statement)).rejects.toMatchObject({ code: "42501" });
  });

  test.each([
    ["a payload", `event_data = '{"n": 1.0}'`],
    ["a time", "event_timestamp = event_timestamp + interval '1 microsecond'"],
    ["a position", "chain_seq = chain_seq + 1"],
    ["a parent", "parent_event_id = event_id"],
  ])("keeps %s unchanged even inside a step", async (_what, assignment) => {
    const attempt = step(database.owner, "hold", `update audit_events set ${assignment}`);

    await expect(attempt).rejects.toMatchObject({ code: "42501" });
  });

  test("lets a step set hold columns and raise, never lower, the retention", async () => {
    await step(database.owner, "hold", "update audit_events set legal_hold = true, retention_days = 4000");

    const lowered = step(database.owner, "hold", "update audit_events set retention_days = 3999");
    await expect(lowered).rejects.toMatchObject({ code: "23514" });
  });
});

test("an event whose date is not the UTC day of its timestamp is refused", async () => {
  const wrong = insertEvents(database.app, {
    correlationId: "rr-1",
    count: 1,
    from: "2026-11-05T23:30:00-03:00",
    date: "2026-11-05",
  });

  await expect(wrong).rejects.toMatchObject({ code: "23514" });
});

test("the application has no right on any partition, present or made later", async () => {
  await database.app.query("select ensure_partition('2031-05-01')");

  const rows = await database.owner.query<{ name: string }>(
    `select p.relname::text as name from pg_inherits h join pg_class p on p.oid = h.inhrelid
      where h.inhparent in ('audit_events'::regclass, 'event_id_ledger'::regclass)
        and has_table_privilege('holdfast_app', p.oid, 'select, insert, update, delete, truncate, references, trigger')`,
  );
  expect(rows).toEqual([]);
});

test("every object of the schema belongs to holdfast_owner", async () => {
  const rows = await database.owner.query<{ name: string }>(
    `select relname::text as name from pg_class
      where relnamespace = 'public'::regnamespace and relowner <> 'holdfast_owner'::regrole
      union all
     select proname::text from pg_proc
      where pronamespace = 'public'::regnamespace and proowner <> 'holdfast_owner'::regrole`,
  );

  expect(rows).toEqual([]);
});

test("every function with the owner's rights fixes its search path and is closed to others", async () => {
  const rows = await database.owner.query<{ name: string; isFixed: boolean; isOpen: boolean }>(
    `select proname::text as name, coalesce('search_path=public, pg_temp' = any(proconfig), false) as "isFixed",
            proacl is null or exists (select from aclexplode(proacl) where grantee = 0) as "isOpen"
       from pg_proc where pronamespace = 'public'::regnamespace and prosecdef`,
  );

  expect(rows.length).toBeGreaterThanOrEqual(8);
  expect(rows.filter((row) => !row.isFixed || row.isOpen)).toEqual([]);
});

function step(db: Db, name: string, statement: string): Promise<void> {
  return db.tx(async (tx) => {
    await tx.query("select set_config('holdfast.ledger_step', $1, true)", [name]);
    await tx.query(statement);
  });
}
