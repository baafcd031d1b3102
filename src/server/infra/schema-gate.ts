import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { checkSchema } from "../../../prisma/schema-state";
import type { Db } from "./db";
import { classifyDbFailure } from "./db-failure";
import type { Log } from "./log";

const RETRY_MS = 2000;

export type SchemaGate = {
  isChecked(): boolean;
  /** Resolves after the first attempt, whether or not the database could be asked. */
  firstAttempt: Promise<void>;
  stop(): void;
};

type SchemaGateOptions = {
  db: Db;
  log: Log;
  /** The migrator's own connection; without it the schema is only compared. */
  migrateUrl: string | undefined;
  /** Called with the reason when this code must not run on this database. */
  onRefused(reason: string): void;
};

/**
 * Brings the schema up to date if it may, and compares it with the one this code expects: again and again while the
 * database can't be reached. Until then nothing is read from the database or written to it.
 */
export function createSchemaGate(options: SchemaGateOptions): SchemaGate {
  let isChecked = false;
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const attempt = async () => {
    try {
      const reason = await check(options);
      if (reason === undefined) isChecked = true;
      else options.onRefused(reason);
    } catch (err) {
      options.log.warn({ err }, "the schema can't be checked yet");
      if (!isStopped) timer = setTimeout(() => void attempt(), RETRY_MS);
    }
  };
  return {
    isChecked: () => isChecked,
    firstAttempt: attempt(),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/** Why this code must not run on this database; undefined when it may. Throws while the database can't be reached. */
async function check({ db, log, migrateUrl }: SchemaGateOptions): Promise<string | undefined> {
  if (migrateUrl !== undefined) {
    await assertReachable(db);
    const isMigrated = await migrateInChild(migrateUrl, log);
    if (!isMigrated) {
      await assertReachable(db);
      return "the migration failed; the server does not start on a schema it does not know";
    }
  }
  const state = await checkSchema((text) => db.query(text));
  return state.kind === "current" ? undefined : state.message;
}

/** Any answer counts, a refusal as well: before the first migration the application's role may not be there yet. */
async function assertReachable(db: Db): Promise<void> {
  try {
    await db.query("select 1");
  } catch (error) {
    if (classifyDbFailure(error) === "outage") throw error;
  }
}

/** The migrator is a process of its own and ends before the database is used: the server never holds its rights. */
async function migrateInChild(migrateUrl: string, log: Log): Promise<boolean> {
  const isSource = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(isSource ? "../../../prisma/migrate.ts" : "./migrate.js", import.meta.url));
  const child = spawn(process.execPath, [...(isSource ? ["--import", "tsx"] : []), program], {
    env: { ...process.env, MIGRATE_DATABASE_URL: migrateUrl },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("exit", resolve);
    child.once("error", reject);
  });
  if (code === 0) log.debug({}, "schema is up to date");
  return code === 0;
}
