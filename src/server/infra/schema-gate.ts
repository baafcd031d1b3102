import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { checkSchema } from "../../../prisma/schema-state";
import type { Db } from "./db";
import type { Log } from "./log";

const RETRY_MS = 2000;

/**
 * Runs the migrator as a process of its own, which ends before anything is served: the server itself never holds
 * the migrator's rights. Throws when it fails.
 */
export async function migrateInChild(migrateUrl: string, log: Log): Promise<void> {
  const isSource = import.meta.url.endsWith(".ts");
  const program = fileURLToPath(new URL(isSource ? "../../../prisma/migrate.ts" : "./migrate.js", import.meta.url));
  const child = spawn(process.execPath, [...(isSource ? ["--import", "tsx"] : []), program], {
    env: { ...process.env, MIGRATE_DATABASE_URL: migrateUrl },
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("the migration failed; the server does not start on a schema it does not know");
  log.debug({}, "schema is up to date");
}

export type SchemaGate = { isChecked(): boolean; stop(): void };

/**
 * Compares the database's schema with the one this code expects, again and again while the database can't be asked.
 * `onRefused` gets the reason when the answer is that this code must not run on it.
 */
export function createSchemaGate(options: { db: Db; log: Log; onRefused(reason: string): void }): SchemaGate {
  let isChecked = false;
  let timer: NodeJS.Timeout | undefined;
  const attempt = async () => {
    try {
      const state = await checkSchema((text) => options.db.query(text));
      if (state.kind === "current") isChecked = true;
      else options.onRefused(state.message);
    } catch (err) {
      options.log.warn({ err }, "the schema can't be checked yet");
      timer = setTimeout(() => void attempt(), RETRY_MS);
    }
  };
  void attempt();
  return { isChecked: () => isChecked, stop: () => clearTimeout(timer) };
}
