import { randomBytes } from "node:crypto";
import { Scope } from "@/contracts/principal";
import type { Ctx } from "@/server/infra/context";
import { createDb, type Db, type DbHandle } from "@/server/infra/db";
import { silentLog } from "@/server/infra/log";
import { fakeClock } from "./clock";
import { findServer, type TestServer } from "./database-server";
import { databaseName, dropDatabase, ensureTemplate, execute } from "./database-template";

export type TestDatabase = {
  /** Connected as the application's role: what production may do, and no more. */
  app: Db;
  /** Connected with the rights of `holdfast_owner`, for arranging and for planting damage. */
  owner: Db;
  urls: { app: string; migrate: string };
  ctx(overrides?: Partial<Ctx>): Ctx;
  close(): Promise<void>;
};

/** A fresh, migrated database that nobody else sees. `close` drops it. */
export async function testDatabase(): Promise<TestDatabase> {
  const server = await findServer();
  const template = await ensureTemplate(server);
  const name = databaseName(randomBytes(5).toString("hex"));
  await execute(server.adminUrl, `create database ${name} template ${template} owner holdfast_owner`);
  const urls = { app: server.appUrl(name), migrate: server.migrateUrl(name) };
  const app = open(urls.app);
  const owner = open(asOwner(urls.migrate));
  return {
    app: app.db,
    owner: owner.db,
    urls,
    ctx: (overrides) => ({ ...defaultCtx(app.db), ...overrides }),
    close: () => discard(server, name, [app, owner]),
  };
}

function open(connectionString: string): DbHandle {
  return createDb({ connectionString, max: 20, applicationName: "holdfast-test", acquireTimeoutMs: 60_000 });
}

function asOwner(url: string): string {
  const owned = new URL(url);
  owned.searchParams.set("options", "-c role=holdfast_owner");
  return owned.href;
}

function defaultCtx(db: Db): Ctx {
  const principal = { kind: "system", id: "test", scopes: new Set(Scope.options) } as const;
  return { db, clock: fakeClock(), log: silentLog, principal, requestId: "test-request" };
}

async function discard(server: TestServer, name: string, handles: DbHandle[]): Promise<void> {
  await Promise.all(handles.map((handle) => handle.close()));
  await dropDatabase(server.adminUrl, name);
}
