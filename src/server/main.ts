import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { getRequestListener } from "@hono/node-server";
import { type Env, loadEnv } from "@/env";
import { createFallbackQueue, createIngest } from "@/server/audit";
import { localPrincipal, systemPrincipal } from "@/server/auth";
import { startBackground } from "@/worker/background";
import { createHttpServer } from "./http";
import { systemClock } from "./infra/clock";
import type { Ctx } from "./infra/context";
import { createDatabaseHealth } from "./infra/database-health";
import { createDb, type DbHandle } from "./infra/db";
import { createLog, type Log } from "./infra/log";
import { createMetrics } from "./infra/metrics";
import { createPages } from "./infra/pages";
import { createSchemaGate, migrateInChild } from "./infra/schema-gate";
import { stopOnSignal } from "./infra/stop";
import { createValkey } from "./infra/valkey";
import { createRestApp } from "./rest/app";
import { createIngestDoor } from "./rest/ingest";
import { createTrpcDoor } from "./trpc/door";
import { type Caller, createCaller } from "./trpc/root";

/** What Next's bundle takes from the server: it has a module graph of its own, so nothing else is shared. */
export type HoldfastRuntime = { createCaller(headers: Headers): Caller };

await main();

async function main(): Promise<void> {
  const env = loadEnv();
  const log = createLog({ level: env.LOG_LEVEL, name: "holdfast" });
  const metrics = createMetrics();
  const mode = env.NODE_ENV === "development" ? "development" : "production";
  if (env.HOLDFAST_MIGRATE === "auto" && env.MIGRATE_DATABASE_URL !== undefined)
    await migrateInChild(env.MIGRATE_DATABASE_URL, log);

  const { reads, writes } = openPools(env, log);
  const valkey = env.VALKEY_URL === undefined ? undefined : createValkey({ url: env.VALKEY_URL, log });
  const capacity = { entries: env.DLQ_ENTRIES_MAX, bytes: env.DLQ_BYTES_MAX };
  const contextFor = (requestId: string): Ctx => ({
    db: reads.db,
    clock: systemClock,
    log: log.child({ requestId }),
    principal: localPrincipal,
    requestId,
  });
  const own = (name: string): Ctx => ({ ...contextFor(name), db: writes.db, principal: systemPrincipal });
  const contextOf = (headers: Headers): Ctx => contextFor(headers.get("x-request-id") ?? "");
  const runtime: HoldfastRuntime = { createCaller: (headers) => createCaller({ app: contextOf(headers) }) };
  Object.assign(globalThis, { [Symbol.for("holdfast")]: runtime });

  const ingest = createIngest({ ctx: own("ingest"), queue: valkey && createFallbackQueue({ valkey, capacity }) });
  const replica = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const database = createDatabaseHealth(reads.db);
  const schema = createSchemaGate({ db: reads.db, log, onRefused: (reason) => refuseToStart(log, reason) });
  const background = startBackground({ contextOf: own, valkey, replica, capacity, metrics });

  let isDraining = false;
  const stores = async () => {
    if (await database.isUp()) return valkey === undefined || valkey.isUp() ? "healthy" : "degraded";
    return valkey?.isUp() ? "degraded" : "down";
  };
  const health = { stores, isDraining: () => isDraining, isSchemaChecked: schema.isChecked };
  const rest = getRequestListener(createRestApp({ contextOf, metrics, ingest, health }).fetch, {
    overrideGlobalObjects: false,
  });
  const answerIngest = createIngestDoor({ ingest, metrics }, contextFor);
  const pages = await createPages({ mode, hostname: env.HOST, port: env.PORT });
  const server = createHttpServer({
    mode,
    metrics,
    bound: "loopback",
    doors: {
      rest: (req, res) => void (answerIngest(req, res) || rest(req, res)),
      trpc: createTrpcDoor(contextFor),
      pages: pages.handle,
    },
  });
  if (pages.upgrade) server.on("upgrade", pages.upgrade);
  metrics.watchPool("reads", reads.pool);
  metrics.watchPool("writes", writes.pool);

  stopOnSignal({
    server,
    log,
    onDraining: () => {
      isDraining = true;
    },
    parts: [
      { name: "ingest", stop: ingest.drained },
      { name: "background", stop: () => background.stop(env.SHUTDOWN_DRAIN_MS) },
      { name: "schema gate", stop: async () => schema.stop() },
      { name: "pages", stop: pages.close },
      { name: "valkey", stop: async () => valkey?.close() },
      { name: "database", stop: async () => void (await Promise.all([reads.close(), writes.close()])) },
    ],
  });
  server.listen(env.PORT, env.HOST, () => log.info({ url: `http://${env.HOST}:${env.PORT}` }, "ready"));
}

/** Writes have connections of their own with short limits: a sender gives up after 5 s, a reader may wait longer. */
function openPools(env: Env, log: Log): { reads: DbHandle; writes: DbHandle } {
  const onIdleError = (err: Error) => log.warn({ err }, "idle database connection lost");
  const shared = { connectionString: env.DATABASE_URL, onIdleError };
  const reads = createDb({
    ...shared,
    max: env.DB_POOL_MAX,
    applicationName: "holdfast",
    statementTimeoutMs: 30_000,
    lockTimeoutMs: 10_000,
    acquireTimeoutMs: 2000,
  });
  const writes = createDb({
    ...shared,
    max: 6,
    applicationName: "holdfast-writes",
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 2000,
    acquireTimeoutMs: 2000,
    answerTimeoutMs: 12_000,
  });
  return { reads, writes };
}

function refuseToStart(log: Log, reason: string): void {
  log.error({ reason }, "the server does not start on this database");
  process.exit(1);
}
