import { randomBytes } from "node:crypto";
import { appendFileSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { findServer, type TestServer } from "@/testing/database-server";
import { databaseName, execute } from "@/testing/database-template";
import { checkSchema, migrate, schemaVersion } from "./migrate";

const last = "20991231000000_last";
const scratch = mkdtempSync(join(tmpdir(), "holdfast-migrations-"));
const made: string[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await findServer();
});
afterEach(async () => {
  for (const name of made.splice(0)) await execute(server.adminUrl, `drop database if exists ${name} with (force)`);
});
afterAll(() => rmSync(scratch, { recursive: true }));

test("an empty database gets every migration, recorded as Prisma records it", async () => {
  const { url } = await emptyDatabase();

  const { applied } = await migrate({ url });

  const rows = await ask(
    url,
    `select migration_name as name, length(checksum) as digits, finished_at >= started_at as finished,
            rolled_back_at as undone, logs, applied_steps_count as steps
       from _prisma_migrations order by migration_name`,
  );
  expect(rows).toEqual(
    applied.map((name) => ({ name, digits: 64, finished: true, undone: null, logs: null, steps: 1 })),
  );
  expect(applied.length).toBeGreaterThan(0);
});

test("migrating again changes nothing", async () => {
  const { url } = await emptyDatabase();
  await migrate({ url });

  await expect(migrate({ url })).resolves.toEqual({ applied: [] });
});

test("of two migrators at once one does the work and the other waits for it", async () => {
  const { url } = await emptyDatabase();

  const results = await Promise.all([migrate({ url }), migrate({ url }), migrate({ url })]);

  expect(results.filter(({ applied }) => applied.length > 0)).toHaveLength(1);
});

test("an edited migration is refused by its name", async () => {
  const { url } = await emptyDatabase();
  const { directory, first } = await copyMigrations();
  await migrate({ url, directory });
  appendFileSync(join(directory, first, "migration.sql"), "-- edited\n");

  await expect(migrate({ url, directory })).rejects.toThrow(`Edited after it was applied: ${first}`);
});

test("a database that is newer than the code is refused", async () => {
  const { url } = await emptyDatabase();
  const { directory } = await copyMigrations();
  addMigration(directory, last, "select 1");
  await migrate({ url, directory });

  await expect(migrate({ url })).rejects.toThrow(`The database is newer than this code: it has ${last}`);
});

test("a migration that sorts before an applied one is refused", async () => {
  const { url } = await emptyDatabase();
  const { directory } = await copyMigrations();
  await migrate({ url, directory });
  addMigration(directory, "20200101000000_early", "select 1");

  await expect(migrate({ url, directory })).rejects.toThrow("20200101000000_early sorts before");
});

test("a migration that fails leaves nothing of itself and stops before the next", async () => {
  const { url } = await emptyDatabase();
  const { directory } = await copyMigrations();
  addMigration(directory, last, "create table half_done (); select 1 / 0");
  addMigration(directory, `${last}_next`, "create table never_made ()");

  await expect(migrate({ url, directory })).rejects.toThrow(`Migration ${last} failed and was rolled back`);

  const rows = await ask(url, "select to_regclass('half_done') as half, to_regclass('never_made') as never");
  expect(rows).toEqual([{ half: null, never: null }]);
});

test("the application can tell whether the schema is the one it expects", async () => {
  const { url, appUrl } = await emptyDatabase();
  const { directory } = await copyMigrations();
  const asApp = (text: string) => ask(appUrl, text);
  const before = await checkSchema(asApp, directory);
  const { applied } = await migrate({ url, directory });

  expect(before).toMatchObject({ kind: "behind", version: null });
  await expect(checkSchema(asApp, directory)).resolves.toMatchObject({ kind: "current" });
  await expect(schemaVersion(asApp)).resolves.toBe(applied.at(-1));
  addMigration(directory, last, "select 1");
  await expect(checkSchema(asApp, directory)).resolves.toMatchObject({ kind: "behind", pending: [last] });
});

test("a login that may not become the owner is told what is missing", async () => {
  const { appUrl } = await emptyDatabase();

  await expect(migrate({ url: appUrl })).rejects.toThrow("Have an administrator run: grant");
});

async function emptyDatabase(): Promise<{ url: string; appUrl: string }> {
  const name = databaseName(randomBytes(5).toString("hex"));
  made.push(name);
  await execute(server.adminUrl, `create database ${name} owner holdfast_owner`);
  return { url: server.migrateUrl(name), appUrl: server.appUrl(name) };
}

async function copyMigrations(): Promise<{ directory: string; first: string }> {
  const directory = mkdtempSync(join(scratch, "set-"));
  cpSync(join(import.meta.dirname, "migrations"), directory, { recursive: true });
  return { directory, first: "20260301000000_audit_ledger" };
}

function addMigration(directory: string, name: string, sql: string): void {
  mkdirSync(join(directory, name));
  writeFileSync(join(directory, name, "migration.sql"), sql);
}

async function ask(url: string, text: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}
