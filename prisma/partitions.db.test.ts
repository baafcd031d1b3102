import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/server/infra/db";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { insertEvents } from "./testing-events";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

describe("ensure_partition", () => {
  test("makes a month that takes events, with the guards of the others", async () => {
    await expect(ensure("2031-02-17")).resolves.toBe("audit_events_2031_02");

    await insertEvents(database.app, { correlationId: "rr-1", count: 1, from: "2031-02-28T23:00:00Z" });
    expect(await placement(database.owner)).toEqual([{ partition: "audit_events_2031_02", events: 1 }]);
    for (const statement of ["truncate audit_events_2031_02", "delete from audit_events_2031_02"]) {
      await expect(database.owner.query(statement)).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("gives the month the indexes of the parent and leaves no other constraint", async () => {
    await ensure("2031-02-01");

    const difference = await database.owner.query(
      `with shape as (
         select conrelid::regclass::text as relation, conname::text as name, pg_get_constraintdef(oid) as definition
           from pg_constraint where contype = 'c'
         union all
         select indrelid::regclass::text, '', replace(regexp_replace(pg_get_indexdef(indexrelid), 'INDEX \\S+ ON \\S+', ''), ' ONLY ', '')
           from pg_index)
       (select name, definition from shape where relation = 'audit_events_2031_02'
        except select name, definition from shape where relation = 'audit_events_2027_02')
       union all
       (select name, definition from shape where relation = 'audit_events_2027_02'
        except select name, definition from shape where relation = 'audit_events_2031_02')`,
    );
    expect(difference).toEqual([]);
  });

  test("is idempotent, also when many ask at once", async () => {
    const names = await Promise.all(Array.from({ length: 8 }, () => ensure("2031-02-01")));

    expect(new Set(names)).toEqual(new Set(["audit_events_2031_02"]));
    const records = await database.app.query("select from ledger_operations where operation = 'ensure_partition'");
    expect(records).toHaveLength(1);
  });

  test("refuses a month whose events are in the default partition", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 1, from: "2031-02-03T00:00:00Z" });

    await expect(ensure("2031-02-01")).rejects.toMatchObject({ code: "55006" });
    await expect(ensure("2031-03-01")).resolves.toBe("audit_events_2031_03");
  });

  test.each(["1999-12-31", "2200-01-01", "infinity"])("refuses %s", async (month) => {
    await expect(ensure(month)).rejects.toMatchObject({ code: "22023" });
  });

  test("waits for no reader", async () => {
    await database.app.tx(async (tx) => {
      await tx.query("select count(*) from audit_events where event_date = '2026-11-05'");

      await expect(onOwnConnection("select ensure_partition('2031-02-01')")).resolves.toHaveLength(1);
    });
  });
});

describe("swap_default_partition", () => {
  test("moves the rows of the default partition into their months and leaves it empty and guarded", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 48, from: "2031-01-31T00:00:00Z" });

    const moved = await swap();

    expect(moved).toEqual([
      { partition: "audit_events_2031_01", moved: "24" },
      { partition: "audit_events_2031_02", moved: "24" },
    ]);
    await insertEvents(database.app, { correlationId: "rr-2", count: 1, from: "2032-01-01T00:00:00Z" });
    expect(await placement(database.owner)).toEqual([
      { partition: "audit_events_2031_01", events: 24 },
      { partition: "audit_events_2031_02", events: 24 },
      { partition: "audit_events_default", events: 1 },
    ]);
    await expect(database.owner.query("truncate audit_events_default")).rejects.toMatchObject({ code: "42501" });
  });

  test("keeps every byte of the rows it moves", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 30, from: "2031-01-31T00:00:00Z" });
    const before = await content(database.app);

    await swap();

    expect(await content(database.app)).toEqual(before);
  });

  test("does nothing when the default partition is empty", async () => {
    await expect(swap()).resolves.toEqual([]);
  });

  test("takes up staged rows, those that arrived later, and those that a hold changed after the copy", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 30, from: "2031-01-31T00:00:00Z" });
    await stage(20);
    await database.app.query(
      "insert into remediations (correlation_id, first_event_date, last_event_date) values ('rr-1', '2031-01-31', '2031-02-01')",
    );
    await database.app.query(`select place_hold($1, '{"correlation_ids": ["rr-1"]}', 'case', 'counsel')`, [holdId]);
    await database.app.query("select fill_hold_columns($1)", [holdId]);
    await insertEvents(database.app, { correlationId: "rr-1", count: 5, from: "2031-03-01T00:00:00Z", firstSeq: 31 });
    const before = await content(database.app);

    const moved = await swap();

    expect(moved.map((month) => month.moved)).toEqual(["24", "6", "5"]);
    expect(await content(database.app)).toEqual(before);
  });

  test("refuses to carry over more than it is allowed to, and then changes nothing", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 10, from: "2031-01-01T00:00:00Z" });

    await expect(swap(9)).rejects.toMatchObject({ code: "55006" });
    expect(await placement(database.owner)).toEqual([{ partition: "audit_events_default", events: 10 }]);

    await expect(stage(100)).resolves.toBe("10");
    await expect(swap(0)).resolves.toEqual([{ partition: "audit_events_2031_01", moved: "10" }]);
  });

  test("shows each row exactly once to a reader at every moment, while writers go on", async () => {
    await insertEvents(database.app, { correlationId: "rr-1", count: 2000, from: "2031-01-01T00:00:00Z" });
    let isRunning = true;
    const wrong: unknown[] = [];
    const read = async () => {
      while (isRunning) {
        const row = await database.app.one<{ seen: number; distinct: number }>(
          `select count(*)::int as seen, count(distinct event_id)::int as distinct
             from audit_events where correlation_id = 'rr-1' and event_date >= '2031-01-01'`,
        );
        if (row?.seen !== 2000 || row.distinct !== 2000) wrong.push(row);
      }
    };
    const write = async () => {
      for (let seq = 1; isRunning; seq++) {
        await insertEvents(database.app, {
          correlationId: "rr-2",
          count: 1,
          from: "2031-02-01T00:00:00Z",
          firstSeq: seq,
        });
      }
      return database.app.one(
        "select count(*)::int = max(chain_seq) as whole from audit_events where correlation_id = 'rr-2' and event_date >= '2031-01-01'",
      );
    };
    const work = async () => {
      for (let round = 0; round < 5; round++) {
        await stage(1000);
        await swapWithRetries();
        await insertEvents(database.app, {
          correlationId: "rr-3",
          count: 10,
          from: `2031-0${3 + round}-20T00:00:00Z`,
          firstSeq: 1 + 10 * round,
        });
      }
      isRunning = false;
    };

    const [written] = await Promise.all([write(), read(), read(), work()]);

    expect(wrong).toEqual([]);
    expect(written).toEqual({ whole: true });
  });
});

const holdId = "00000000-0000-4000-8000-000000000001";

async function ensure(month: string): Promise<string | undefined> {
  const row = await database.app.one<{ name: string }>("select ensure_partition($1) as name", [month]);
  return row?.name;
}

async function stage(limit: number): Promise<string | undefined> {
  return (await database.app.one<{ copied: string }>("select stage_default_rows($1) as copied", [limit]))?.copied;
}

function swap(limit = 20_000): Promise<{ partition: string; moved: string }[]> {
  return database.app.query("select partition_name as partition, moved from swap_default_partition($1)", [limit]);
}

/** The swap waits 200 ms for its lock and is then to be tried again. */
async function swapWithRetries(): Promise<void> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try {
      await swap();
      return;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "55P03")) throw error;
    }
  }
  throw new Error("the swap never got its lock");
}

/** Through the owner's pool, so that it does not join the application's open transaction. */
function onOwnConnection(statement: string): Promise<unknown[]> {
  return database.owner.query(statement);
}

function placement(db: Db): Promise<{ partition: string; events: number }[]> {
  return db.query(
    "select tableoid::regclass::text as partition, count(*)::int as events from audit_events group by 1 order by 1",
  );
}

function content(db: Db): Promise<unknown[]> {
  return db.query("select event_id, md5(e::text) as digest from audit_events e order by 1");
}
