import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureBuilt } from "../../scripts/build.mjs";
import { lastingPort } from "./ports";
import type { Scope } from "./scope";

const root = resolve(import.meta.dirname, "../..");
const READY_WITHIN_MS = 60_000;

export type ServerOptions = {
  databaseUrl: string;
  valkeyUrl?: string;
  /** Another bundle than that of the build, which then is not made. */
  bundle?: string;
  nodeOptions?: readonly string[];
};

export type OwnServer = {
  url: string;
  port: number;
  pid(): number;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
};

/** The built server as a process of its own, on a free port that it keeps over restarts. */
export async function ownServer(scope: Scope, options: ServerOptions): Promise<OwnServer> {
  if (options.bundle === undefined) await ensureBuilt();
  const port = await lastingPort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined) return;
    const [ending] = [child];
    child = undefined;
    if (ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  };
  const server: OwnServer = {
    url,
    port,
    pid: () => child?.pid ?? 0,
    async start() {
      child = run(port, options);
      await untilReady(url, child);
    },
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
  // A profile is written only by a process that ends by itself.
  scope.defer(options.nodeOptions === undefined ? server.kill : server.stop);
  await server.start();
  return server;
}

function run(port: number, { databaseUrl, valkeyUrl, bundle, nodeOptions = [] }: ServerOptions): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const env: NodeJS.ProcessEnv = {
    PATH,
    HOME,
    TMPDIR,
    NODE_ENV: "production",
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    VALKEY_URL: valkeyUrl,
    HOLDFAST_MIGRATE: "off",
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  };
  const file = resolve(root, bundle ?? "dist/server.js");
  return spawn(process.execPath, [...nodeOptions, file], {
    cwd: root,
    env,
    stdio: ["ignore", process.stderr, process.stderr],
  });
}

async function untilReady(url: string, child: ChildProcess): Promise<void> {
  for (const giveUpAt = Date.now() + READY_WITHIN_MS; Date.now() < giveUpAt; await wait(20)) {
    if (child.exitCode !== null || child.signalCode !== null) throw new Error("the server ended while it was starting");
    if (await answers(url)) return;
  }
  throw new Error("the server was not ready in time");
}

async function answers(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
