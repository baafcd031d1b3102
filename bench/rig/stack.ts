import { setTimeout as wait } from "node:timers/promises";
import { Redis } from "ioredis";
import { createDb, type Db } from "@/server/infra/db";
import { type OwnPostgres, ownPostgres } from "./own-postgres";
import { type OwnServer, ownServer, type ServerOptions } from "./own-server";
import { type OwnValkey, ownValkey } from "./own-valkey";
import type { Scope } from "./scope";

export type Stack = { postgres: OwnPostgres; valkey: OwnValkey; server: OwnServer };

/** PostgreSQL, Valkey and the server, all of them this run's own and free to be killed. */
export async function ownStack(
  scope: Scope,
  options: Omit<ServerOptions, "databaseUrl" | "valkeyUrl">,
): Promise<Stack> {
  const [postgres, valkey] = await Promise.all([ownPostgres(scope), ownValkey(scope)]);
  const server = await ownServer(scope, { ...options, databaseUrl: postgres.urls.app, valkeyUrl: valkey.url });
  return { postgres, valkey, server };
}

const QUEUE = "audit:dlq:events";

/** Resolves when nothing is queued any more. */
export async function untilQueueIsEmpty({ valkey }: Stack, withinSeconds = 120): Promise<void> {
  const giveUpAt = Date.now() + withinSeconds * 1000;
  const client = new Redis(valkey.url, { maxRetriesPerRequest: 50 });
  client.on("error", () => {});
  try {
    while ((await client.xlen(QUEUE)) > 0) {
      if (Date.now() > giveUpAt) throw new Error(`the queue still holds events after ${withinSeconds} s`);
      await wait(20);
    }
  } finally {
    client.disconnect();
  }
}

export async function queueLength({ valkey }: Stack): Promise<number> {
  const client = new Redis(valkey.url);
  try {
    return await client.xlen(QUEUE);
  } finally {
    client.disconnect();
  }
}

/** Reads with every right, past the product. */
export async function withAdmin<T>({ postgres }: Stack, work: (db: Db) => Promise<T>): Promise<T> {
  const handle = createDb({ connectionString: postgres.urls.admin, max: 2, applicationName: "holdfast-bench" });
  try {
    return await work(handle.db);
  } finally {
    await handle.close();
  }
}
