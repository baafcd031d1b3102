import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createDb } from "./db";

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
