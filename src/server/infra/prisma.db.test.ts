import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createDb, type DbHandle } from "./db";
import { createPrisma, type Prisma } from "./prisma";

let t: TestDatabase;
let handle: DbHandle;
let prisma: Prisma;

beforeAll(async () => {
  t = await testDatabase();
  handle = createDb({ connectionString: t.urls.app, max: 4, applicationName: "holdfast-test" });
  prisma = createPrisma(handle);
});
afterAll(async () => {
  await handle.close();
  await t.close();
});

const lease = (name: string) => ({ name, holder: "test", term: 1n, expiresAt: new Date("2026-06-15T12:00:00Z") });
const leases = (prefix: string) =>
  t.app.query<{ name: string }>("select name from worker_leases where name like $1 order by name", [`${prefix}%`]);

describe("Prisma in a transaction of the Db", () => {
  test("both use one connection", async () => {
    const pids = await handle.db.tx(async (tx) => [
      (await tx.one<{ pid: number }>("select pg_backend_pid() as pid"))?.pid,
      (await prisma.$queryRaw<{ pid: number }[]>`select pg_backend_pid() as pid`)[0]?.pid,
    ]);

    expect(pids[0]).toBeTypeOf("number");
    expect(pids[1]).toBe(pids[0]);
  });

  test("what Prisma wrote is undone with the rest", async () => {
    const failing = handle.db.tx(async () => {
      await prisma.workerLease.create({ data: lease("undone-1") });
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
    expect(await leases("undone")).toEqual([]);
  });

  test("a write that Prisma wraps itself does not end the transaction", async () => {
    const failing = handle.db.tx(async () => {
      await prisma.workerLease.createMany({ data: [lease("wrapped-1"), lease("wrapped-2")] });
      await prisma.workerLease.upsert({ where: { name: "wrapped-3" }, create: lease("wrapped-3"), update: {} });
      throw new Error("stop");
    });

    await expect(failing).rejects.toThrow("stop");
    expect(await leases("wrapped")).toEqual([]);
  });

  test("a wrapped write that fails leaves the transaction usable", async () => {
    await handle.db.tx(async (tx) => {
      await tx.query("insert into worker_leases (name, holder, term, expires_at) values ('taken-1', 'test', 1, now())");
      await tx.query("savepoint before");
      await expect(prisma.workerLease.create({ data: lease("taken-1") })).rejects.toThrow();
      await tx.query("rollback to savepoint before");
      await prisma.workerLease.create({ data: lease("taken-2") });
    });

    expect(await leases("taken")).toEqual([{ name: "taken-1" }, { name: "taken-2" }]);
  });
});

test("outside of a transaction Prisma commits by itself and gives the connection back", async () => {
  for (let turn = 0; turn < 6; turn++) await prisma.workerLease.create({ data: lease(`alone-${turn}`) });

  expect(await leases("alone")).toHaveLength(6);
});
