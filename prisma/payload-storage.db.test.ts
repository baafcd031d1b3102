import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { insertEvents } from "./testing-events";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** Storage of payloads and room for what waits for its place in their index, by partition. */
const settings = () =>
  database.owner.query<{ partition: string; storage: string; list: string }>(
    `select t.relid::regclass::text as partition,
            coalesce(nullif(a.attcompression::text, ''), array_to_string(c.reloptions, ',')) as storage,
            array_to_string(x.reloptions, ',') as list
       from pg_partition_tree('audit_events') t
       join pg_class c on c.oid = t.relid
       join pg_attribute a on a.attrelid = t.relid and a.attname = 'event_data'
       join pg_index i on i.indrelid = t.relid
       join pg_class x on x.oid = i.indexrelid
       join pg_am m on m.oid = x.relam and m.amname = 'gin'
      where t.isleaf order by 1`,
  );

test("no month spends its time on compressing payloads, those that are made later neither", async () => {
  const before = await settings();
  await database.app.query("select ensure_partition('2031-02-01')");
  const after = await settings();
  const [row] = await database.owner.query<{ has_lz4: boolean }>(
    "select 'lz4' = any(enumvals) as has_lz4 from pg_settings where name = 'default_toast_compression'",
  );

  expect(after.map(({ partition }) => partition)).toContain("audit_events_2031_02");
  expect(after).toHaveLength(before.length + 1);
  expect(new Set(after.map(({ storage }) => storage))).toEqual(
    new Set([row?.has_lz4 ? "l" : "toast_tuple_target=8160"]),
  );
  expect(new Set(after.map(({ list }) => list))).toEqual(new Set(["gin_pending_list_limit=16384"]));
});

test("the application sorts in what waits for the payloads' index, and finds all of it then", async () => {
  const from = `${new Date().toISOString().slice(0, 19)}Z`;
  const flush = async () =>
    Number((await database.app.one<{ pages: string }>("select flush_pending_lists() as pages"))?.pages);
  await insertEvents(database.app, { correlationId: "rr-flush", count: 40, from });

  expect(await flush()).toBeGreaterThan(0);
  expect(await flush()).toBe(0);
  await insertEvents(database.app, { correlationId: "rr-no-month", count: 40, from: "2033-02-03T00:00:00Z" });
  expect(await flush()).toBeGreaterThan(0);
  const found = await database.owner.query(
    "select from audit_events where event_data @> '{}' and correlation_id = 'rr-flush'",
  );
  expect(found).toHaveLength(40);
});

test("two replicas that sort in at once don't wait for each other", async () => {
  await database.app.tx(async (tx) => {
    await tx.query("select flush_pending_lists()");

    expect(await database.owner.one("select flush_pending_lists() as pages")).toEqual({ pages: "0" });
  });
});

test("nobody else may tune a month", async () => {
  await expect(database.app.query("select tune_month_table('audit_events_default'::regclass)")).rejects.toMatchObject({
    code: "42501",
  });
});
