import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
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
import { createHttpServer, type Doors } from "./http";
import { systemClock } from "./infra/clock";
import type { Ctx } from "./infra/context";
import type { DbHandle } from "./infra/db";
import { listen } from "./infra/listen";
import { createLog, LateChild, type Log } from "./infra/log";
import { createMetrics, type Metrics } from "./infra/metrics";
import type { Pages, PagesOptions } from "./infra/pages";
import { queueState, queueWarnings } from "./infra/queue-state";
import { stopOnSignal } from "./infra/stop";
import { readTlsPair, type TlsFiles, watchTlsPair } from "./infra/tls";
import { createRestApp } from "./rest/app";
import { createIngestDoor } from "./rest/ingest";
import { createSignIn, type SignInOptions } from "./sign-in";
import { openStores, type Stores } from "./stores";
import { createTrpcDoor } from "./trpc/door";
import { enterTrpc } from "./trpc/init";
import { type Caller, createCaller } from "./trpc/root";

/** What Next's bundle takes from the server: it has a module graph of its own, so nothing else is shared. */
export type HoldfastRuntime = { createCaller(headers: Headers): Caller; signIn: SignInOptions | undefined };

/** A page loads what it shows before it is sent, and never changes anything. */
const PAGE_NEED = { scope: null, verb: "get" } as const;

/**
 * Puts the server together and starts it: stores, doors, loops, and what happens on a signal.
 * The pages are given, since only they need a build.
 */
export async function startServer(env: Env, createPages: (options: PagesOptions) => Promise<Pages>): Promise<void> {
  const log = createLog({ level: env.LOG_LEVEL, name: "holdfast" });
  const metrics = createMetrics();
  const mode = env.NODE_ENV === "development" ? "development" : "production";
  const stores = await openStores(env, log);
  const contexts = contextsOf(stores, log);
  const { enter, signIn, parts: admission } = admit(env, stores, { ...contexts, log, metrics });
  const work = startWork(env, stores, contexts, metrics);
  let isDraining = false;
  const pages = await createPages({ mode, hostname: env.HOST, port: env.PORT });
  const server = openServer(env, log, {
    mode,
    metrics,
    doors: {
      ...restDoors({ enter, metrics, ...work, health: healthOf(stores, work.ingest, () => isDraining) }),
      auth: signIn.door,
      trpc: createTrpcDoor(enter),
      pages: signIn.guardPages(pages.handle, (req) => enter(req.headers, PAGE_NEED)),
    },
  });
  if (pages.upgrade) server.on("upgrade", pages.upgrade);
  stopOnSignal({
    server,
    log,
    onDraining: () => {
      isDraining = true;
    },
    parts: [...work.parts, ...admission, { name: "pages", stop: pages.close }, ...stores.parts],
  });
  const scheme = server instanceof TlsServer ? "https" : "http";
  listen(server, { host: env.HOST, port: env.PORT, url: `${scheme}://${env.HOST}:${env.PORT}`, log });
}

type Contexts = { contextFor(requestId: string): Ctx; own(name: string, pool?: Pick<DbHandle, "db">): Ctx };

/** A caller's context reads; the process's own ones may write, each on the connections of its purpose. */
function contextsOf({ readDb, loops, valkey }: Stores, log: Log): Contexts {
  const contextFor = (requestId: string): Ctx => ({
    db: readDb,
    clock: systemClock,
    log: new LateChild(log, { requestId }),
    principal: localPrincipal,
    requestId,
    address: null,
    valkey,
  });
  return { contextFor, own: (name, { db } = loops) => ({ ...contextFor(name), db, principal: systemPrincipal }) };
}

type Admission = Contexts & { log: Log; metrics: Metrics };

/** Who is let in, for every door, and for the pages through the one thing that Next's bundle may know. */
function admit(env: Env, { writes }: Stores, { contextFor, own, log, metrics }: Admission) {
  const signIn = createSignIn(env, own("sign-in", writes));
  const { enter, stop } = createEntrance({
    env,
    db: writes.db,
    clock: systemClock,
    log,
    metrics,
    contextFor,
    people: signIn.provider,
    storeFirstKey: (key) => storeFirstKey(own("first-key"), key),
  });
  const runtime: HoldfastRuntime = {
    createCaller: (headers) => createCaller(() => enterTrpc(() => enter(Object.fromEntries(headers), PAGE_NEED))),
    signIn: signIn.options,
  };
  Object.assign(globalThis, { [Symbol.for("holdfast")]: runtime });
  const parts = [
    { name: "sign-in", stop: async () => signIn.stop() },
    { name: "entrance", stop },
  ];
  return { enter, signIn, parts };
}

/** Taking events and everything that goes on in the background. */
function startWork(env: Env, stores: Stores, { own }: Contexts, metrics: Metrics) {
  const { valkey, writes } = stores;
  const capacity = { entries: env.DLQ_ENTRIES_MAX, bytes: env.DLQ_BYTES_MAX };
  const isDatabaseReady = stores.schema.isChecked;
  const queue = valkey && createFallbackQueue({ valkey, capacity, metrics });
  const ingest = createIngest({ ctx: own("ingest", { db: writes.explicitDb }), queue, isDatabaseReady });
  const notifications = valkey && createNotificationQueue({ valkey, capacity, metrics });
  const replica = `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`;
  const { bytesStored } = ingest;
  const background = startBackground({
    contextOf: own,
    valkey,
    replica,
    capacity,
    metrics,
    bytesStored,
    isDatabaseReady,
  });
  for (const name of ["reads", "writes", "loops"] as const) metrics.watchPool(name, stores[name].pool);
  const parts = [
    { name: "ingest", stop: ingest.drained },
    { name: "background", stop: () => background.stop(env.SHUTDOWN_DRAIN_MS) },
  ];
  return { ingest, notifications, parts };
}

type RestParts = Parameters<typeof createRestApp>[0];

/** The hot routes are answered without the router, which needs a host where a probe by HTTP/1.0 names none. */
function restDoors(parts: RestParts): Pick<Doors, "direct" | "rest"> {
  const settings = { overrideGlobalObjects: false, hostname: "localhost" };
  const rest = getRequestListener(createRestApp(parts).fetch, settings);
  return { direct: createIngestDoor(parts, parts.enter), rest: (req, res) => void rest(req, res) };
}

function healthOf(stores: Stores, ingest: Ingest, isDraining: () => boolean): RestParts["health"] {
  return {
    stores: () => storesState(stores, ingest),
    isDatabaseUp: stores.database.isUp,
    isDraining,
    isSchemaChecked: stores.schema.isChecked,
    warnings: async () => queueWarnings(await queueState(stores.valkey)),
  };
}

/** Healthy: every store takes writes. Degraded: one does. A queue that nobody has asked for is not missed here. */
function storesState({ database, valkey }: Stores, ingest: Ingest) {
  const isQueueUp = valkey?.isUp() === true;
  if (!database.isWritable()) return isQueueUp ? "degraded" : "down";
  return ingest.isDatabaseOut() || (valkey !== undefined && !isQueueUp) ? "degraded" : "healthy";
}

type Served = { mode: "production" | "development"; metrics: Metrics; doors: Doors };

/** The listener, with TLS where it is configured; a renewed certificate is taken without a restart. */
function openServer(env: Env, log: Log, served: Served): Server {
  const files = tlsFilesOf(env);
  const tls = files && readTlsPair(files);
  const bound = env.HOLDFAST_AUTH === "on" ? "network" : "loopback";
  const server = createHttpServer({ ...(tls && { tls }), ...served, bound, trustedProxies: env.TRUSTED_PROXIES });
  if (files && tls && server instanceof TlsServer) {
    watchTlsPair(files, { inUse: tls, log, onRenewed: (pair) => server.setSecureContext(pair) });
  }
  return server;
}

function tlsFilesOf({ TLS_CERT_FILE: certFile, TLS_KEY_FILE: keyFile }: Env): TlsFiles | undefined {
  return certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile };
}
