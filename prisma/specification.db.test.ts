import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { namedTables, specifiedIndexes, specifiedMonths, specifiedTables } from "./specification";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

test.each(specifiedTables)(
  "$table has every specified column with its type and default",
  async ({ table, columns }) => {
    const present = await database.owner.query<{ column: string; type: string; default: string | null }>(
      `select attname::text as column, format_type(atttypid, atttypmod) as type, pg_get_expr(adbin, adrelid) as default
       from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = $1::regclass and attnum > 0 and not attisdropped`,
      [table],
    );

    const byName = new Map(present.map((column) => [column.column, column]));
    for (const column of columns) expect(byName.get(column.column), column.column).toMatchObject(column);
  },
);

test.each(namedTables)("table %s exists", async (table) => {
  const row = await database.owner.one<{ found: string | null }>("select to_regclass($1)::text as found", [table]);

  expect(row?.found).toBe(table);
});

test("the primary key of audit_events is event_id with event_date, and event_date is the partition key", async () => {
  const row = await database.owner.one<{ key: string; partitioning: string }>(
    `select pg_get_constraintdef(oid) as key, pg_get_partkeydef(conrelid) as partitioning
       from pg_constraint where conrelid = 'audit_events'::regclass and contype = 'p'`,
  );

  expect(row).toEqual({ key: "PRIMARY KEY (event_id, event_date)", partitioning: "RANGE (event_date)" });
});

test.each(specifiedIndexes)("index %s uses %s on (%s)", async (name, method, columns) => {
  const row = await database.owner.one<{ definition: string }>("select pg_get_indexdef($1::regclass) as definition", [
    name,
  ]);

  expect(row?.definition).toContain(` USING ${method} (${columns})`);
});

test("audit_events has the five specified indexes and its key, and no other", async () => {
  const rows = await database.owner.query<{ name: string }>(
    "select indexrelid::regclass::text as name from pg_index where indrelid = 'audit_events'::regclass",
  );

  const expected = [...specifiedIndexes.map(([name]) => name), "audit_events_pkey"];
  expect(rows.map((row) => row.name).sort()).toEqual(expected.sort());
});

test("the months of the specification and the default partition exist with their bounds", async () => {
  const rows = await database.owner.query<{ name: string; bounds: string }>(
    `select relname::text as name, pg_get_expr(relpartbound, oid) as bounds
       from pg_class where oid in (select inhrelid from pg_inherits where inhparent = 'audit_events'::regclass)
      order by relname`,
  );

  const months = specifiedMonths();
  expect([months.at(0)?.name, months.at(-1)?.name]).toEqual(["audit_events_2026_03", "audit_events_2028_12"]);
  expect(rows).toEqual([...months, { name: "audit_events_default", bounds: "DEFAULT" }]);
});

test("the taxonomy and the catalog start without rows", async () => {
  const row = await database.app.one<{ count: number }>(
    `select ((select count(*) from action_type_taxonomy) + (select count(*) from remediation_workflow_catalog))::int as count`,
  );

  expect(row?.count).toBe(0);
});

test("of one workflow name a second active version is refused, a superseded one is not", async () => {
  await database.app.query(`insert into action_type_taxonomy (action_type, description) values ('ScaleUp', '{}')`);
  const register = (version: string, status: string) =>
    database.app.query(
      `insert into remediation_workflow_catalog (workflow_name, name, version, action_type, status, content, content_hash)
       values ('scale', 'scale', $1, 'ScaleUp', $2, '', '')`,
      [version, status],
    );
  await register("1.0.0", "superseded");
  await register("1.1.0", "active");

  await expect(register("1.2.0", "active")).rejects.toMatchObject({ code: "23505" });
});
