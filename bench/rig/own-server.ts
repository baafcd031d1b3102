import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureBuilt } from "../../scripts/build.mjs";
import { serverFlags } from "../../scripts/project.mjs";
import { BENCH_KEY } from "./key";
import { lastingPort } from "./ports";
import type { Scope } from "./scope";

const root = resolve(import.meta.dirname, "../..");
const READY_WITHIN_MS = 60_000;

export type ServerOptions = {
  databaseUrl: string;
  valkeyUrl?: string;
  /** Another bundle than that of the build, which then is not made. */
  bundle?: string;
  /** Instead of the flags that `npm start` gives. */
  nodeOptions?: readonly string[];
  /** `source`: the server without its pages, which needs no build. */
  program?: "build" | "source";
  /** With access control, and one key that has every scope. */
  auth?: boolean;
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
  if (options.bundle === undefined && options.program !== "source") await ensureBuilt();
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

function run(port: number, options: ServerOptions): ChildProcess {
  const { databaseUrl, valkeyUrl, nodeOptions = serverFlags, auth } = options;
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
    ...(auth ? { HOLDFAST_AUTH: "on", FIRST_API_KEY: BENCH_KEY } : {}),
  };
  const isSource = options.program === "source";
  const file = resolve(root, isSource ? "src/testing/server-program.ts" : (options.bundle ?? "dist/server.js"));
  return spawn(process.execPath, [...(isSource ? ["--import", "tsx"] : nodeOptions), file], {
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

/** The second path is answered without access control, or once the key is known. */
async function answers(url: string): Promise<boolean> {
  try {
    return (await isOk(`${url}/readyz`)) && (await isOk(`${url}/api/v1/access/whoami`));
  } catch {
    return false;
  }
}

async function isOk(url: string): Promise<boolean> {
  const headers = { authorization: `Bearer ${BENCH_KEY}` };
  const answer = await fetch(url, { headers, signal: AbortSignal.timeout(2000) });
  await answer.arrayBuffer();
  return answer.ok;
}
