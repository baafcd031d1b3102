import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { freePort } from "../scripts/postgres/server.mjs";
import { serverFlags } from "../scripts/project.mjs";

const program = resolve(import.meta.dirname, "../dist/server.js");

export type RunningServer = { url: string; database: TestDatabase; stop(): Promise<void> };

/** The built server on a free port, with a queue and a database of its own that `fill` may write to first. */
export async function startServer(
  fill?: (database: TestDatabase) => Promise<void>,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  if (!existsSync(program)) throw new Error('There is no build to test. Run "npm run build" first.');
  const [database, queue] = await Promise.all([testDatabase(), testValkey()]);
  await fill?.(database);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, [...serverFlags, program], {
    cwd: resolve(program, "../.."),
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      DATABASE_URL: database.urls.app,
      VALKEY_URL: queue.url,
      PORT: String(port),
      LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
      ...settings,
    },
    stdio: ["ignore", "inherit", "inherit"],
  });
  await untilReady(url, child);
  return { url, database, stop: () => stop(child, database, queue) };
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt; await wait(50)) {
    if (child.exitCode !== null) throw new Error(`The server ended with exit code ${child.exitCode}.`);
    if (await isReady(url)) return;
  }
  child.kill("SIGKILL");
  throw new Error("The server was not ready after 30 seconds.");
}

async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`)).ok;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, database: TestDatabase, queue: TestValkey): Promise<void> {
  if (child.exitCode === null) {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
  await queue.close();
  await database.close();
}
