import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { migrate } from "../../prisma/migrate";
import { serverAccount } from "../../scripts/postgres/account.mjs";
import { findBinaries } from "../../scripts/postgres/binaries.mjs";
import * as cluster from "../../scripts/postgres/cluster.mjs";
import { lastingPort } from "./ports";
import { isRunning, killAtOnce, processTree } from "./processes";
import type { Scope } from "./scope";

export type OwnPostgres = {
  urls: { app: string; migrate: string; admin: string };
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Ends every process of the server at once, as a power cut does. */
  kill(): Promise<void>;
};

/** A server of its own in a temporary folder, migrated: it may be stopped and killed without harm to anybody. */
export async function ownPostgres(scope: Scope): Promise<OwnPostgres> {
  const home = mkdtempSync(join(tmpdir(), "holdfast-bench-postgres-"));
  scope.defer(() => rmSync(home, { recursive: true, force: true }));
  chmodSync(home, 0o755);
  const dataDir = join(home, "data");
  const account = serverAccount(dataDir);
  const binaries = findBinaries(account, home);
  const passwords = cluster.newPasswords();
  const server = { binaries, dataDir, account };
  cluster.createCluster({ ...server, passwords });
  const port = await lastingPort();
  const url = (role: string, password: string) => `postgresql://${role}:${password}@127.0.0.1:${port}/holdfast`;
  const urls = {
    admin: url("holdfast_admin", passwords.admin),
    migrate: url("holdfast_migrator", passwords.migrator),
    app: url("holdfast_app", passwords.app),
  };
  const postgres: OwnPostgres = {
    urls,
    start: () => cluster.startCluster({ ...server, port }),
    stop: () => cluster.stopCluster(server),
    async kill() {
      const pid = cluster.findRunning(dataDir)?.pid;
      if (pid === undefined) return;
      const pids = processTree(pid);
      killAtOnce(pids);
      while (pids.some(isRunning)) await wait(5);
      // A dead process that nobody has reaped yet still looks like a server to the next one.
      cluster.dropStalePidFile(dataDir);
    },
  };
  scope.defer(() => postgres.kill());
  await postgres.start();
  await migrate({ url: urls.migrate });
  return postgres;
}
