import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { CopyRows } from "./copy-rows";
import { createDb } from "./db";
import type { Step } from "./db-pipeline";

let t: TestDatabase;
let handle: ReturnType<typeof createDb>;

beforeAll(async () => {
  t = await testDatabase();
  await t.owner.query("create table sample (n int primary key, pid int default pg_backend_pid())");
  await t.owner.query("grant select, insert, update on sample to holdfast_app");
  handle = createDb({ connectionString: t.urls.app, max: 3, applicationName: "test-pipeline" });
});
afterAll(async () => {
  await handle.close();
  await t.close();
});
beforeEach(() => t.owner.query("truncate sample"));

const insert = (n: number): Step => ({
  name: "sample-insert",
  text: "insert into sample values ($1)",
  values: [String(n)],
});
const wait = (seconds: number): Step => ({
  name: "sample-wait",
  text: "select pg_sleep($1)",
  values: [String(seconds)],
});
const copy = (...numbers: number[]): Step => {
  const rows = new CopyRows(1000);
  for (const n of numbers) {
    rows.begin(1);
    rows.int4(n);
  }
  return { name: "sample-copy", text: "copy sample (n) from stdin (format binary)", rows: rows.finish() };
};
const require = (expected: number): Step => ({
  name: "sample-require",
  text: "select require_same((select count(*) from sample)::text, $1)",
  values: [String(expected)],
});

async function stored(): Promise<number[]> {
  return (await t.owner.query<{ n: number }>("select n from sample order by n")).map(({ n }) => n);
}

test("statements and rows are stored together", async () => {
  await handle.db.pipeline([insert(1), copy(2, 3), insert(4), require(4)]);

  expect(await stored()).toEqual([1, 2, 3, 4]);
});

test.each<[string, Step[]]>([
  ["the first step", [insert(7), insert(1), copy(2, 3)]],
  ["a step before the rows", [insert(1), insert(7), copy(2, 3), insert(4)]],
  ["the rows", [insert(1), copy(2, 7), insert(3)]],
  ["the last step", [insert(1), copy(2, 3), insert(7)]],
])("%s fails: nothing is stored, and the connection is of use", async (_, steps) => {
  await handle.db.pipeline([insert(7)]);

  await expect(handle.db.pipeline(steps)).rejects.toMatchObject({ code: "23505" });

  expect(await stored()).toEqual([7]);
  await handle.db.pipeline([copy(8), insert(9)]);
  expect(await stored()).toEqual([7, 8, 9]);
});

test("what was taken for granted and is not so is a conflict; the same connection goes on", async () => {
  const before = handle.db.pipeline([wait(0.1), insert(1), copy(2)]);
  const wrong = handle.db.pipeline([insert(3), require(99), copy(4)]);
  const behind = handle.db.pipeline([insert(5), require(3), copy(6)]);

  await expect(wrong).rejects.toMatchObject({ code: "40001", message: "found 3, expected 99" });
  await Promise.all([before, behind]);
  expect(await stored()).toEqual([1, 2, 5, 6]);
  const pids = await t.owner.query("select distinct pid from sample");
  expect(pids).toHaveLength(1);
});

test("pipelines under way share a connection, in the order in which they were sent", async () => {
  const sent = Array.from({ length: 20 }, (_, n) => handle.db.pipeline([require(n), copy(n)]));

  await Promise.all(sent);

  expect(await stored()).toHaveLength(20);
  expect(handle.pool.totalCount - handle.pool.idleCount).toBe(0);
});

test("a connection that is lost fails all that was sent over it, and none after it", async () => {
  const leave: Step = {
    name: "sample-leave",
    text: "select pg_terminate_backend(pg_backend_pid(), 5000)",
    values: [],
  };
  const failing = [[insert(1), leave], [insert(2)], [insert(4)]].map((steps) => handle.db.pipeline(steps));

  expect((await Promise.allSettled(failing)).map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  await handle.db.pipeline([insert(3)]);
  expect(await stored()).toEqual([3]);
});

test("no connection to be had fails those that asked for it, and the next one asks anew", async () => {
  const small = createDb({
    connectionString: t.urls.app,
    max: 1,
    applicationName: "test-pipeline-small",
    acquireTimeoutMs: 100,
  });
  const taken = await small.pool.connect();
  const failing = await Promise.allSettled([small.db.pipeline([insert(1)]), small.db.pipeline([insert(2)])]);
  taken.release();
  await small.db.pipeline([insert(3)]);
  await small.close();

  expect(failing.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await stored()).toEqual([3]);
});

test("inside a transaction there is none", async () => {
  for (const db of [handle.db, handle.explicitDb]) {
    await expect(db.tx((tx) => tx.pipeline([insert(1)]))).rejects.toThrow("a transaction of its own");
  }
  expect(await stored()).toEqual([]);
});
