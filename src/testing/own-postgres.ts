import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDb, type DbHandle } from "@/server/infra/db";
import { migrate } from "../../prisma/migrate";
import { serverAccount } from "../../scripts/postgres/account.mjs";
import { findBinaries } from "../../scripts/postgres/binaries.mjs";
import * as cluster from "../../scripts/postgres/cluster.mjs";
import { freePort } from "../../scripts/postgres/server.mjs";

export type OwnPostgres = {
  urls: { app: string; migrate: string; admin: string };
  /** Rights of the superuser, on connections that survive nothing. */
  admin(): DbHandle;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Every process of the server stands still, and its connections with it. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
};

/** A migrated server of its own in a temporary folder, which may be stopped and frozen without harm to other tests. */
export async function ownPostgres(): Promise<OwnPostgres> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
  chmodSync(home, 0o755);
  const dataDir = join(home, "data");
  const account = serverAccount(dataDir);
  const server = { binaries: findBinaries(account, home), dataDir, account };
  const passwords = cluster.newPasswords();
  cluster.createCluster({ ...server, passwords });
  const port = await freePort();
  const url = (role: string, password: string) => `postgresql://${role}:${password}@127.0.0.1:${port}/holdfast`;
  const urls = {
    admin: url("holdfast_admin", passwords.admin),
    migrate: url("holdfast_migrator", passwords.migrator),
    app: url("holdfast_app", passwords.app),
  };
  const handles: DbHandle[] = [];
  const stop = async () => {
    if (cluster.findRunning(dataDir) !== undefined) await cluster.stopCluster(server);
  };
  const signal = (name: NodeJS.Signals) => {
    for (const pid of processesOf(cluster.findRunning(dataDir)?.pid)) process.kill(pid, name);
  };
  await cluster.startCluster({ ...server, port });
  await migrate({ url: urls.migrate });
  return {
    urls,
    admin() {
      const handle = createDb({ connectionString: urls.admin, max: 2, applicationName: "holdfast-test-admin" });
      handles.push(handle);
      return handle;
    },
    start: () => cluster.startCluster({ ...server, port }),
    stop,
    freeze: () => signal("SIGSTOP"),
    thaw: () => signal("SIGCONT"),
    async close() {
      await Promise.all(handles.map((handle) => handle.close()));
      await stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function processesOf(pid: number | undefined): number[] {
  if (pid === undefined) return [];
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
}
