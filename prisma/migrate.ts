/**
 * Brings a database to the schema of this code: applies `prisma/migrations` in order and records each one as Prisma does.
 * Everything it makes belongs to `holdfast_owner`. Run as a program it reads MIGRATE_DATABASE_URL (or its *_FILE variant).
 */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { loadMigrations, type Migration } from "./migration-files";
import { becomeOwner, ensureRoles, grantSchema } from "./roles";
import { type AppliedMigration, compareSchema } from "./schema-state";

export { checkSchema, type SchemaState, schemaVersion } from "./schema-state";

/** Key of the session lock that lets one migrator work at a time in a database. */
const LOCK_KEY = 72_707_369;

export type MigrateInput = {
  url: string;
  log?: (line: string) => void;
  /** Folder with one sub-folder per migration; the project's own when absent. */
  directory?: string;
};

/** Applies what is missing and returns the names of the migrations that it applied. */
export async function migrate({ url, log = () => {}, directory }: MigrateInput): Promise<{ applied: string[] }> {
  const migrations = loadMigrations(directory);
  const client = new pg.Client({ connectionString: url, application_name: "holdfast-migrate" });
  // A lost connection also rejects the running query; without a listener it would end the process first.
  client.on("error", (error) => log(`connection lost: ${error.message}`));
  await client.connect();
  try {
    await client.query("set lock_timeout = 0; set statement_timeout = 0; set client_min_messages = warning");
    await takeLock(client, log);
    await ensureRoles(client, log);
    await grantSchema(client);
    await becomeOwner(client);
    await client.query(HISTORY_TABLE);
    const pending = missing(migrations, await readHistory(client));
    for (const migration of pending) await apply(client, migration, log);
    return { applied: pending.map((migration) => migration.name) };
  } finally {
    await client.end();
  }
}

const HISTORY_TABLE = `
  create table if not exists _prisma_migrations (
    id                  varchar(36)  primary key not null,
    checksum            varchar(64)  not null,
    finished_at         timestamptz,
    migration_name      varchar(255) not null,
    logs                text,
    rolled_back_at      timestamptz,
    started_at          timestamptz  not null default now(),
    applied_steps_count integer      not null default 0
  );
  grant select on _prisma_migrations to holdfast_app`;

async function takeLock(client: pg.Client, log: (line: string) => void): Promise<void> {
  const { rows } = await client.query<{ taken: boolean }>("select pg_try_advisory_lock($1) as taken", [LOCK_KEY]);
  if (rows[0]?.taken === true) return;
  log("another migrator is at work; waiting for it");
  await client.query("select pg_advisory_lock($1)", [LOCK_KEY]);
}

async function readHistory(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(
    `select migration_name as name, checksum, finished_at is not null as "isFinished"
       from _prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  return rows;
}

function missing(migrations: Migration[], history: AppliedMigration[]): Migration[] {
  const state = compareSchema(migrations, history);
  if (state.kind === "refused") throw new Error(state.message);
  return migrations.filter((migration) => state.pending.includes(migration.name));
}

/** One file is one simple-protocol query; it and its record are committed together or not at all. */
async function apply(client: pg.Client, migration: Migration, log: (line: string) => void): Promise<void> {
  const startedAt = new Date();
  await client.query("begin");
  try {
    await client.query(migration.sql);
    await client.query("reset search_path");
    await client.query(
      `insert into _prisma_migrations (id, checksum, finished_at, migration_name, started_at, applied_steps_count)
       values ($1, $2, clock_timestamp(), $3, $4, 1)`,
      [randomUUID(), migration.checksum, migration.name, startedAt],
    );
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`Migration ${migration.name} failed and was rolled back: ${reason}`, { cause: error });
  }
  log(`applied ${migration.name} in ${Date.now() - startedAt.getTime()} ms`);
}

function urlFromEnvironment(): string {
  const { MIGRATE_DATABASE_URL: direct, MIGRATE_DATABASE_URL_FILE: file } = process.env;
  if (direct) return direct;
  if (file) return readFileSync(file, "utf8").trim();
  throw new Error("Set MIGRATE_DATABASE_URL or MIGRATE_DATABASE_URL_FILE to the database that is to be migrated.");
}

async function main(): Promise<void> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  const { applied } = await migrate({ url: urlFromEnvironment(), log: say });
  say(applied.length === 0 ? "schema is current" : `schema is current: ${applied.length} migrations applied`);
}

/** The name is asked too: bundled into another program, this module shares that program's `import.meta.url`. */
function isProgram(): boolean {
  const entry = process.argv[1];
  return entry !== undefined && /\bmigrate\.(ts|js)$/.test(entry) && fileURLToPath(import.meta.url) === entry;
}

if (isProgram()) {
  main().catch((error: unknown) => {
    process.stderr.write(`migration failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
