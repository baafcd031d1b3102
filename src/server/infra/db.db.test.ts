import type { Writable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { CopyRows } from "./copy-rows";
import { createDb, type Db } from "./db";

let t: TestDatabase;

beforeAll(async () => {
  t = await testDatabase();
  await t.owner.query("create table sample (n int primary key)");
  await t.owner.query("grant select, insert, update on sample to holdfast_app");
});
afterAll(() => t.close());

const PID = "select pg_backend_pid() as pid";

describe("values", () => {
  test("times, dates, big numbers and json come back exactly as PostgreSQL writes them", async () => {
    const row = await t.app.one(
      `select timestamptz '2026-03-01 12:00:00.123456+02' as at, date '2028-02-29' as day, 1152921504606846976::int8 as big,
              0.10000000000000000555::numeric as exact, '{"a": 1E400}'::jsonb as doc, '[1.0]'::json as raw,
              7::int4 as small, true as flag, '{a,b}'::text[] as words, array[9007199254740993]::int8[] as bigs`,
    );

    expect(row).toEqual({
      at: "2026-03-01 10:00:00.123456+00",
      day: "2028-02-29",
      big: "1152921504606846976",
      exact: "0.10000000000000000555",
      doc: `{"a": 1${"0".repeat(400)}}`,
      raw: "[1.0]",
      small: 7,
      flag: true,
      words: ["a", "b"],
      bigs: ["9007199254740993"],
    });
  });
});

describe("the explicit form", () => {
  let handle: ReturnType<typeof createDb>;
  beforeAll(() => {
    handle = createDb({ connectionString: t.urls.app, max: 3, applicationName: "test-explicit" });
  });
  afterAll(() => handle.close());

  test("what goes through the tx belongs to the transaction, what goes beside it does not", async () => {
    const { explicitDb } = handle;
    const pids = await explicitDb.tx(async (tx) => {
      const outer = await tx.one<{ pid: number }>(PID);
      const inner = await tx.tx((nested) => nested.one<{ pid: number }>(PID));
      const beside = await explicitDb.one<{ pid: number }>(PID);
      return { outer: outer?.pid, inner: inner?.pid, beside: beside?.pid };
    });

    expect(pids.inner).toBe(pids.outer);
    expect(pids.beside).not.toBe(pids.outer);
  });

  test("commits as a whole or leaves nothing behind", async () => {
    const { explicitDb } = handle;
    await explicitDb.tx(async (tx) => {
      tx.answerWithCommit(tx.query("insert into sample values (70)"));
    });
    const failing = explicitDb.tx(async (tx) => {
      await tx.query("insert into sample values (71)");
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
    expect(await t.app.query("select n from sample where n in (70, 71)")).toEqual([{ n: 70 }]);
  });

  test("rows are copied within the transaction that is given", async () => {
    const rows = new CopyRows(0);
    rows.begin(1);
    rows.int4(72);
    const failing = handle.explicitDb.tx(async (tx) => {
      await tx.copyIn("copy sample from stdin (format binary)", rows.finish());
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
    expect(await t.app.query("select n from sample where n = 72")).toEqual([]);
  });

  test("a tx is of no use once its transaction has ended, instead of writing outside of any", async () => {
    const left = await handle.explicitDb.tx(async (tx) => tx);

    await expect(left.query("insert into sample values (73)")).rejects.toThrow("has ended");
    expect(await t.app.query("select n from sample where n = 73")).toEqual([]);
  });
});

describe("tx", () => {
  test("statements and nested transactions share one connection", async () => {
    const pids = await t.app.tx(async (tx) => {
      const outer = await tx.one<{ pid: number }>(PID);
      const inner = await t.app.tx((nested) => nested.one<{ pid: number }>(PID));
      const beside = await t.app.one<{ pid: number }>(PID);
      return [outer?.pid, inner?.pid, beside?.pid];
    });

    expect(new Set(pids).size).toBe(1);
  });

  test("a failure leaves nothing behind", async () => {
    const failing = t.app.tx(async (tx) => {
      await tx.query("insert into sample values (1)");
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
    expect(await t.app.query("select n from sample where n = 1")).toEqual([]);
  });

  test("swallowing a failed statement does not pass for a commit", async () => {
    const careless = t.app.tx(async (tx) => {
      await tx.query("insert into sample values (2)");
      await tx.query("select 1/0").catch(() => undefined);
    });

    await expect(careless).rejects.toThrow("rolled back");
  });

  test("statements are sent when they are asked for, not when the one before is answered", async () => {
    const handle = createDb({ connectionString: t.urls.app, max: 1, applicationName: "test" });
    const sent: string[] = [];
    handle.pool.on("connect", (client) => {
      const { stream } = (client as unknown as { connection: { stream: Writable } }).connection;
      const write = stream.write.bind(stream);
      stream.write = (chunk: Buffer) => {
        sent.push(chunk.toString("latin1"));
        return write(chunk);
      };
    });
    let isAnswered = false;

    await handle.db.tx(async (tx) => {
      const slow = tx.query("select pg_sleep(0.2)").then(() => {
        isAnswered = true;
      });
      const next = tx.query("select 'right behind'");
      expect(isAnswered).toBe(false);
      expect(sent.join("")).toContain("right behind");
      await Promise.all([slow, next]);
    });

    await handle.close();
  });

  test("statements left to the commit are part of it", async () => {
    await t.app.tx(async (tx) => {
      tx.answerWithCommit(Promise.all([20, 21].map((n) => tx.query("insert into sample values ($1)", [n]))));
    });

    expect(await t.app.query("select n from sample where n in (20, 21) order by n")).toEqual([{ n: 20 }, { n: 21 }]);
  });

  test("a statement left to the commit that fails is the failure of all, whatever fails after it", async () => {
    const failing = (later: (tx: Db) => Promise<unknown>) =>
      t.app.tx(async (tx) => {
        await tx.query("insert into sample values (30)");
        tx.answerWithCommit(tx.query("select 1/0"));
        await later(tx);
      });

    await expect(failing(async () => {})).rejects.toThrow("division by zero");
    await expect(failing((tx) => tx.query("insert into sample values (31)"))).rejects.toThrow("division by zero");
    expect(await t.app.query("select n from sample where n in (30, 31)")).toEqual([]);
  });

  test("of statements that travel together the first that fails says why, whichever is heard of first", async () => {
    const failing = t.app.tx(async (tx) => {
      const heardLate = tx
        .query("select 1/0")
        .then((rows) => rows)
        .then((rows) => rows)
        .then((rows) => rows);
      await Promise.all([heardLate, tx.query("select 1"), tx.query("select 2")]);
    });

    await expect(failing).rejects.toThrow("division by zero");
  });

  test("a failure of the work itself is not mistaken for that of a statement which it got over", async () => {
    const failing = t.app.tx(async (tx) => {
      await tx.query("savepoint before");
      await tx.query("select 1/0").catch(() => undefined);
      await tx.query("rollback to savepoint before");
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
  });

  test("without a transaction nothing can be left to its commit", () => {
    expect(() => t.app.answerWithCommit(Promise.resolve())).toThrow("no transaction");
  });

  test("a transaction that stands still too long gives its locks back", async () => {
    const handle = createDb({ connectionString: t.urls.app, max: 1, applicationName: "test", idleTransactionMs: 50 });
    const hanging = handle.db.tx(async (tx) => {
      await tx.query("insert into sample values (50)");
      await new Promise((resolve) => setTimeout(resolve, 300));
      await tx.query("select 1");
    });

    await expect(hanging).rejects.toThrow();
    expect(await handle.db.query("select n from sample where n = 50")).toEqual([]);
    await handle.close();
  });

  test("rows that are refused leave the connection usable, and what was sent behind them undone", async () => {
    const handle = createDb({ connectionString: t.urls.app, max: 1, applicationName: "test" });
    const row = (n: number) => {
      const rows = new CopyRows(100_000);
      for (let i = 0; i < 10_000; i++) {
        rows.begin(1);
        rows.int4(n);
      }
      return rows.finish();
    };
    const copying = (statement: string) =>
      handle.db.tx(async (tx) => {
        tx.answerWithCommit(tx.copyIn(statement, row(40)));
        tx.answerWithCommit(tx.query("insert into sample values (41)"));
      });

    await expect(copying("copy sample (n) from stdin (format binary)")).rejects.toThrow("duplicate key");
    await expect(copying("copy no_such_table (n) from stdin (format binary)")).rejects.toThrow("does not exist");
    expect(await handle.db.query("select n from sample where n in (40, 41)")).toEqual([]);
    await handle.close();
  });

  test("work that outlives its transaction does not use the returned connection", async () => {
    let late: Promise<unknown> = Promise.resolve();
    let finish = () => {};
    await t.app.tx(async () => {
      const gate = new Promise<void>((resolve) => {
        finish = resolve;
      });
      late = gate.then(() => t.app.one("select txid_current_if_assigned() as xid"));
    });
    finish();

    expect(await late).toEqual({ xid: null });
  });

  test.each([
    [undefined, 3],
    [{ attempts: 1 }, 1],
  ])("work that conflicts is tried again, with %o %i times in all", async (options, times) => {
    let tries = 0;
    const conflicting = t.app.tx(async (tx) => {
      tries++;
      await tx.query("select require_same('found', 'expected')");
    }, options);

    await expect(conflicting).rejects.toMatchObject({ code: "40001" });
    expect(tries).toBe(times);
  });

  test("of two transactions that block each other both succeed", async () => {
    await t.app.query("insert into sample values (10), (11)");
    const meet = barrier(2);
    const cross = (first: number, second: number) =>
      t.app.tx(async (tx) => {
        await tx.query("update sample set n = n where n = $1", [first]);
        await meet();
        await tx.query("update sample set n = n where n = $1", [second]);
      });

    await expect(Promise.all([cross(10, 11), cross(11, 10)])).resolves.toHaveLength(2);
  });
});

describe("stream", () => {
  test("pages cover the result once and in order", async () => {
    const pages: number[][] = [];
    for await (const page of t.app.stream<{ n: number }>("select n from generate_series(1, $1::int) n", [10], 4)) {
      pages.push(page.map((row) => row.n));
    }

    expect(pages).toEqual([
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10],
    ]);
  });

  test("stopping early gives the connection back", async () => {
    const handle = createDb({ connectionString: t.urls.app, max: 1, applicationName: "test" });
    for await (const page of handle.db.stream("select generate_series(1, 1000)", [], 10)) {
      if (page.length > 0) break;
    }

    expect(await handle.db.one("select 1 as one")).toEqual({ one: 1 });
    await handle.close();
  });
});

/** Resolves for everybody once `count` callers have arrived; later callers pass. */
function barrier(count: number): () => Promise<void> {
  let arrived = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  return async () => {
    arrived += 1;
    if (arrived >= count) open();
    await gate;
  };
}
