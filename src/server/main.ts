import type { IncomingMessage, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import { nodeHTTPRequestHandler } from "@trpc/server/adapters/node-http";
import { loadEnv } from "@/env";
import { localPrincipal } from "@/server/auth";
import { createHttpServer } from "./http";
import { systemClock } from "./infra/clock";
import type { Ctx } from "./infra/context";
import { createDatabaseHealth } from "./infra/database-health";
import { createDb } from "./infra/db";
import { createLog } from "./infra/log";
import { createMetrics } from "./infra/metrics";
import { createPages } from "./infra/pages";
import { createSchemaGate, migrateInChild } from "./infra/schema-gate";
import { stopOnSignal } from "./infra/stop";
import { createRestApp } from "./rest/app";
import { appRouter, type Caller, createCaller } from "./trpc/root";

/** What Next's bundle takes from the server: it has a module graph of its own, so nothing else is shared. */
export type HoldfastRuntime = { createCaller(headers: Headers): Caller };

const RUNTIME = Symbol.for("holdfast");
const TRPC_BODY_BYTES = 1024 * 1024;

await main();

async function main(): Promise<void> {
  const env = loadEnv();
  const log = createLog({ level: env.LOG_LEVEL, name: "holdfast" });
  const metrics = createMetrics();
  const mode = env.NODE_ENV === "development" ? "development" : "production";
  if (env.HOLDFAST_MIGRATE === "auto" && env.MIGRATE_DATABASE_URL !== undefined) {
    await migrateInChild(env.MIGRATE_DATABASE_URL, log);
  }
  const { db, pool, close } = createDb({
    connectionString: env.DATABASE_URL,
    max: env.DB_POOL_MAX,
    applicationName: "holdfast",
    onIdleError: (err) => log.warn({ err }, "idle database connection lost"),
  });

  const contextOf = (headers: Headers): Ctx => {
    const requestId = headers.get("x-request-id") ?? "";
    return { db, clock: systemClock, log: log.child({ requestId }), principal: localPrincipal, requestId };
  };
  const runtime: HoldfastRuntime = { createCaller: (headers) => createCaller({ app: contextOf(headers) }) };
  Object.assign(globalThis, { [RUNTIME]: runtime });

  const database = createDatabaseHealth(db);
  const schema = createSchemaGate({
    db,
    log,
    onRefused(reason) {
      log.error({ reason }, "the server does not start on this database");
      process.exit(1);
    },
  });
  let isDraining = false;
  const rest = createRestApp({
    contextOf,
    metrics,
    health: {
      stores: async () => ((await database.isUp()) ? "healthy" : "down"),
      isDraining: () => isDraining,
      isSchemaChecked: schema.isChecked,
    },
  });
  const pages = await createPages({ mode, hostname: env.HOST, port: env.PORT });
  const server = createHttpServer({
    mode,
    metrics,
    bound: "loopback",
    doors: {
      rest: getRequestListener(rest.fetch, { overrideGlobalObjects: false }),
      trpc: (req, res) => answerTrpc(req, res, contextOf),
      pages: pages.handle,
    },
  });
  if (pages.upgrade) server.on("upgrade", pages.upgrade);
  metrics.watchPool(pool);

  stopOnSignal({
    server,
    log,
    onDraining: () => {
      isDraining = true;
    },
    parts: [
      { name: "schema gate", stop: async () => schema.stop() },
      { name: "pages", stop: pages.close },
      { name: "database", stop: close },
    ],
  });
  server.listen(env.PORT, env.HOST, () => log.info({ url: `http://${env.HOST}:${env.PORT}` }, "ready"));
}

function answerTrpc(req: IncomingMessage, res: ServerResponse, contextOf: (headers: Headers) => Ctx): void {
  const path = new URL(req.url ?? "/", "http://localhost").pathname.slice("/api/trpc/".length);
  const requestId = String(req.headers["x-request-id"] ?? "");
  void nodeHTTPRequestHandler({
    router: appRouter,
    req,
    res,
    path,
    maxBodySize: TRPC_BODY_BYTES,
    createContext: () => ({ app: contextOf(new Headers({ "x-request-id": requestId })) }),
  });
}
