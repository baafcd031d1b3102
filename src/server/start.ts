import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import { Server as TlsServer } from "node:tls";
import { getRequestListener } from "@hono/node-server";
import type { Env } from "@/env";
import { storeFirstKey } from "@/server/access";
import { createFallbackQueue, createIngest, type Ingest } from "@/server/audit";
import { localPrincipal, systemPrincipal } from "@/server/auth";
import { createNotificationQueue } from "@/server/notifications";
import { startBackground } from "@/worker/background";
import { createEntrance } from "./entrance";
import { createHttpServer } from "./http";
import { systemClock } from "./infra/clock";
import type { Ctx } from "./infra/context";
import { type DatabaseHealth, watchDatabase } from "./infra/database-health";
import { createDb, type DbHandle } from "./infra/db";
import { listen } from "./infra/listen";
import { createLog, type Log } from "./infra/log";
import { createMetrics } from "./infra/metrics";
import type { Pages, PagesOptions } from "./infra/pages";
import { queueState, queueWarnings } from "./infra/queue-state";
import { createSchemaGate } from "./infra/schema-gate";
import { stopOnSignal } from "./infra/stop";
import { readTlsPair, type TlsFiles, watchTlsPair } from "./infra/tls";
import { createValkey, type Valkey } from "./infra/valkey";
import { createRestApp } from "./rest/app";
import { createIngestDoor } from "./rest/ingest";
import { createSignIn, type SignInOptions } from "./sign-in";
import { createTrpcDoor } from "./trpc/door";
import { enterTrpc } from "./trpc/init";
import { type Caller, createCaller } from "./trpc/root";

/** What Next's bundle takes from the server: it has a module graph of its own, so nothing else is shared. */
export type HoldfastRuntime = { createCaller(headers: Headers): Caller; signIn: SignInOptions | undefined };

/** A page loads what it shows before it is sent, and never changes anything. */
const PAGE_NEED = { scope: null, verb: "get" } as const;

/**
 * Puts the server together and starts it: pools, queue, loops, doors, and what happens on a signal.
 * The pages are given, since only they need a build.
 */
export async function startServer(env: Env, createPages: (options: PagesOptions) => Promise<Pages>): Promise<void> {
  const log = createLog({ level: env.LOG_LEVEL, name: "holdfast" });
  const metrics = createMetrics();
  const mode = env.NODE_ENV === "development" ? "development" : "production";
  const { reads, writes, loops } = openPools(env, log);
  const database = watchDatabase(env.DATABASE_URL);
  const schema = createSchemaGate({
    db: loops.db,
    log,
    migrateUrl: env.HOLDFAST_MIGRATE === "auto" ? env.MIGRATE_DATABASE_URL : undefined,
    onRefused: (reason) => refuseToStart(log, reason),
  });
  await Promise.all([schema.firstAttempt, database.firstAnswer]);
  const readDb = database.guard(reads.db, schema.isChecked);
  const valkey = env.VALKEY_URL === undefined ? undefined : createValkey({ url: env.VALKEY_URL, log });
  const capacity = { entries: env.DLQ_ENTRIES_MAX, bytes: env.DLQ_BYTES_MAX };
  const contextFor = (requestId: string): Ctx => ({
    db: readDb,
    clock: systemClock,
    log: log.child({ requestId }),
    principal: localPrincipal,
    requestId,
    valkey,
  });
  const own = (name: string, { db } = loops): Ctx => ({ ...contextFor(name), db, principal: systemPrincipal });
  const signIn = createSignIn(env, own("sign-in", writes));
  const { enter, stop: closeEntrance } = createEntrance({
    env,
    db: writes.db,
    clock: systemClock,
    log,
    contextFor,
    people: signIn.provider,
    storeFirstKey: (key) => storeFirstKey(own("first-key"), key),
  });
  const runtime: HoldfastRuntime = {
    createCaller: (headers) => createCaller(() => enterTrpc(() => enter(Object.fromEntries(headers), PAGE_NEED))),
    signIn: signIn.options,
  };
  Object.assign(globalThis, { [Symbol.for("holdfast")]: runtime });

  const isDatabaseReady = schema.isChecked;
  const ingest = createIngest({
    ctx: own("ingest", writes),
    queue: valkey && createFallbackQueue({ valkey, capacity }),
    isDatabaseReady,
  });
  const notifications = valkey && createNotificationQueue({ valkey, capacity });
  const replica = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const background = startBackground({ contextOf: own, valkey, replica, capacity, metrics, isDatabaseReady });

  let isDraining = false;
  const health = {
    stores: () => storesState(database, ingest, valkey),
    isDatabaseUp: database.isUp,
    isDraining: () => isDraining,
    isSchemaChecked: schema.isChecked,
    warnings: async () => queueWarnings(await queueState(valkey)),
  };
  const rest = getRequestListener(createRestApp({ enter, metrics, ingest, notifications, health }).fetch, {
    overrideGlobalObjects: false,
  });
  const answerIngest = createIngestDoor({ ingest, metrics }, enter);
  const pages = await createPages({ mode, hostname: env.HOST, port: env.PORT });
  const tlsFiles = tlsFilesOf(env);
  const tls = tlsFiles && readTlsPair(tlsFiles);
  const server = createHttpServer({
    ...(tls && { tls }),
    mode,
    metrics,
    bound: env.HOLDFAST_AUTH === "on" ? "network" : "loopback",
    doors: {
      rest: (req, res) => void (answerIngest(req, res) || rest(req, res)),
      auth: signIn.door,
      trpc: createTrpcDoor(enter),
      pages: signIn.guardPages(pages.handle, (req) => enter(req.headers, PAGE_NEED)),
    },
  });
  if (pages.upgrade) server.on("upgrade", pages.upgrade);
  if (tlsFiles && tls && server instanceof TlsServer)
    watchTlsPair(tlsFiles, { inUse: tls, log, onRenewed: (pair) => server.setSecureContext(pair) });
  metrics.watchPool("reads", reads.pool);
  metrics.watchPool("writes", writes.pool);
  metrics.watchPool("loops", loops.pool);

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
      { name: "database health", stop: database.close },
      { name: "sign-in", stop: async () => signIn.stop() },
      { name: "entrance", stop: closeEntrance },
      { name: "pages", stop: pages.close },
      { name: "valkey", stop: async () => valkey?.close() },
      {
        name: "database",
        stop: async () => void (await Promise.all([reads, writes, loops].map((pool) => pool.close()))),
      },
    ],
  });
  const url = `${tls ? "https" : "http"}://${env.HOST}:${env.PORT}`;
  listen(server, { host: env.HOST, port: env.PORT, url, log });
}

function tlsFilesOf({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Env): TlsFiles | undefined {
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
}

/** Healthy: every store takes writes. Degraded: one does. A queue that nobody has asked for is not missed here. */
function storesState(database: DatabaseHealth, ingest: Ingest, valkey: Valkey | undefined) {
  const isQueueUp = valkey?.isUp() === true;
  if (!database.isWritable()) return isQueueUp ? "degraded" : "down";
  return ingest.isDatabaseOut() || (valkey !== undefined && !isQueueUp) ? "degraded" : "healthy";
}

type Pools = { reads: DbHandle; writes: DbHandle; loops: DbHandle };

/**
 * Live writes have connections of their own that give up when their senders do; what was too slow for them is left to
 * the queue, whose replay may take longer.
 */
function openPools(env: Env, log: Log): Pools {
  const onIdleError = (err: Error) => log.warn({ err }, "idle database connection lost");
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
    answerTimeoutMs: 5000,
  });
  const loops = createDb({
    ...shared,
    max: 4,
    applicationName: "holdfast-loops",
    statementTimeoutMs: 10_000,
    lockTimeoutMs: 5000,
    answerTimeoutMs: 12_000,
  });
  return { reads, writes, loops };
}

function refuseToStart(log: Log, reason: string): void {
  log.error({ reason }, "the server does not start on this database");
  process.exit(1);
}
