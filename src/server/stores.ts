import type { Env } from "@/env";
import { type DatabaseHealth, watchDatabase } from "./infra/database-health";
import { createDb, type Db, type DbHandle } from "./infra/db";
import { IN_ORDER_OF_KEYS } from "./infra/db-order";
import type { Log } from "./infra/log";
import { createSchemaGate, type SchemaGate } from "./infra/schema-gate";
import type { Stoppable } from "./infra/stop";
import { createValkey, type Valkey } from "./infra/valkey";

type Pools = { reads: DbHandle; writes: DbHandle; loops: DbHandle };

export type Stores = Pools & {
  /** Reads that fail at once while the database is out or its schema is unchecked. */
  readDb: Db;
  database: DatabaseHealth;
  schema: SchemaGate;
  valkey: Valkey | undefined;
  /** In the order in which they are to be stopped. */
  parts: Stoppable[];
};

/** Opens PostgreSQL and Valkey, migrates when asked to, and waits for the first answer of each, not for a good one. */
export async function openStores(env: Env, log: Log): Promise<Stores> {
  const pools = openPools(env, log);
  const { reads, writes, loops } = pools;
  const database = watchDatabase(env.DATABASE_URL);
  const schema = createSchemaGate({
    db: loops.db,
    log,
    migrateUrl: env.HOLDFAST_MIGRATE === "auto" ? env.MIGRATE_DATABASE_URL : undefined,
    onRefused: (reason) => refuseToStart(log, reason),
  });
  await Promise.all([schema.firstAttempt, database.firstAnswer]);
  const valkey = env.VALKEY_URL === undefined ? undefined : createValkey({ url: env.VALKEY_URL, log });
  const parts: Stoppable[] = [
    { name: "schema gate", stop: async () => schema.stop() },
    { name: "database health", stop: database.close },
    { name: "valkey", stop: async () => valkey?.close() },
    {
      name: "database",
      stop: async () => void (await Promise.all([reads, writes, loops].map((pool) => pool.close()))),
    },
  ];
  return { ...pools, readDb: database.guard(reads.db, schema.isChecked), database, schema, valkey, parts };
}

/**
 * Live writes have connections of their own that give up when their senders do; what was too slow for them is left to
 * the queue, whose replay may take longer.
 */
function openPools(env: Env, log: Log): Pools {
  // The driver hangs the whole client on its error.
  const onIdleError = ({ message: reason }: Error) => log.warn({ reason }, "idle database connection lost");
  const shared = { connectionString: env.DATABASE_URL, onIdleError, acquireTimeoutMs: 2000 };
  const reads = createDb({
    ...shared,
    max: env.DB_POOL_MAX,
    applicationName: "holdfast",
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 10_000,
    answerTimeoutMs: 35_000,
  });
  const writes = createDb({
    ...shared,
    max: 6,
    applicationName: "holdfast-writes",
    statementTimeoutMs: 4000,
    lockTimeoutMs: 2000,
    idleTransactionMs: 5000,
    answerTimeoutMs: 5000,
    settings: IN_ORDER_OF_KEYS,
  });
  const loops = createDb({
    ...shared,
    max: 4,
    applicationName: "holdfast-loops",
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 5000,
    idleTransactionMs: 10_000,
    answerTimeoutMs: 12_000,
  });
  return { reads, writes, loops };
}

function refuseToStart(log: Log, reason: string): void {
  log.error({ reason }, "the server does not start on this database");
  process.exit(1);
}
