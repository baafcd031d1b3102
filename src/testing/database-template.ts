import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { resolve } from "node:path";
import pg from "pg";
import { sqlState } from "@/server/infra/db-retry";
import { migrate } from "../../prisma/migrate";
import type { TestServer } from "./database-server";

const TEMPLATE_LOCK = 4_206_901;
const IN_USE = "55006";
const NOT_ALLOWED = "42501";
const prismaDir = resolve(import.meta.dirname, "../../prisma");
const host = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);

let ready: Promise<string> | undefined;

/** Migrates a template once for each content of the migrations, whichever of the parallel workers comes first. */
export function ensureTemplate(server: TestServer): Promise<string> {
  ready ??= withClient(server.adminUrl, async (client) => {
    await client.query("select pg_advisory_lock($1)", [TEMPLATE_LOCK]);
    await dropLeftovers(client);
    const template = `holdfast_template_${migrationsHash()}`;
    if (!(await listDatabases(client, template)).includes(template)) await build(client, server, template);
    return template;
  });
  return ready;
}

/** Names carry machine and process, so that a later run recognises what a dead one left behind. */
export function databaseName(unique: string): string {
  return `holdfast_test_${host}_${process.pid}_${unique}`;
}

export function execute(url: string, statement: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query(statement);
  });
}

/**
 * Ours are closed by then, and PostgreSQL itself sends maintenance away. Whoever stays is sent away where the role may do
 * that; where it may not, the next run finds the leftover.
 */
export function dropDatabase(url: string, name: string): Promise<void> {
  return withClient(url, (client) => drop(client, name));
}

async function drop(client: pg.Client, name: string): Promise<void> {
  try {
    await client.query(`drop database if exists ${name}`);
  } catch (error) {
    if (sqlState(error) !== IN_USE) throw error;
    await client.query(`drop database if exists ${name} with (force)`).catch((refused: unknown) => {
      if (sqlState(refused) !== NOT_ALLOWED) throw refused;
    });
  }
}

/** Built under another name: a template that has its own name is complete. */
async function build(client: pg.Client, server: TestServer, template: string): Promise<void> {
  const unfinished = `${template}_unfinished`;
  await drop(client, unfinished);
  await client.query(`create database ${unfinished} owner holdfast_owner`);
  await migrate({ url: server.migrateUrl(unfinished) });
  await client.query(`alter database ${unfinished} rename to ${template}`);
}

async function dropLeftovers(client: pg.Client): Promise<void> {
  const prefix = `holdfast_test_${host}_`;
  for (const name of await listDatabases(client, `${prefix}%`)) {
    const pid = Number(name.slice(prefix.length).split("_")[0]);
    if (!isAlive(pid)) await drop(client, name);
  }
}

async function listDatabases(client: pg.Client, pattern: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    "select datname::text as name from pg_database where datname like $1",
    [pattern.replaceAll("_", "\\_")],
  );
  return rows.map((row) => row.name);
}

function migrationsHash(): string {
  const hash = createHash("sha256");
  const files = readdirSync(prismaDir, { recursive: true, encoding: "utf8" });
  const relevant = files.filter((file) => file.endsWith(".sql") && file !== "schema.sql");
  for (const file of [...relevant, "migrate.ts", "roles.ts"].sort()) {
    hash.update(`${file}\n`).update(readFileSync(resolve(prismaDir, file)));
  }
  return hash.digest("hex").slice(0, 12);
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: "holdfast-test" });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
