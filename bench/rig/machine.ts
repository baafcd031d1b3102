import { cpus, totalmem } from "node:os";
import type { Db } from "@/server/infra/db";

/** What the figures depend on and what must not have been weakened for them. */
export async function describeMachine(db: Db) {
  const [settings] = await db.query<Record<string, string>>(
    `select current_setting('server_version') as version, current_setting('fsync') as fsync,
            current_setting('synchronous_commit') as synchronous_commit,
            current_setting('full_page_writes') as full_page_writes`,
  );
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGb: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    postgres: settings,
  };
}
