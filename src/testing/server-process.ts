import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { build } from "esbuild";
import { freePort } from "../../scripts/postgres/server.mjs";
import { isAlive } from "../../scripts/project.mjs";

const root = resolve(import.meta.dirname, "../..");
const folder = resolve(root, `.holdfast/test-server-${process.pid}`);

let bundled: Promise<string> | undefined;

/** Bundled once for all starts of this test process, since loading every source file costs a second of CPU a start. */
function bundle(): Promise<string> {
  bundled ??= (async () => {
    removeLeftovers();
    await build({
      absWorkingDir: root,
      entryPoints: { server: "src/testing/server-program.ts", migrate: "prisma/migrate.ts" },
      outdir: folder,
      bundle: true,
      platform: "node",
      format: "esm",
      target: "node20",
      packages: "external",
      logLevel: "warning",
    });
    return resolve(folder, "server.js");
  })();
  return bundled;
}

/** A test process is ended without being told, so the next one clears up behind it. */
function removeLeftovers(): void {
  const state = resolve(root, ".holdfast");
  for (const name of readdirSync(state)) {
    const pid = /^test-server-(\d+)$/.exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(resolve(state, name), { recursive: true, force: true });
  }
}

export type Answer = { status: number; body: Record<string, unknown>; headers: Headers; milliseconds: number };

export type ServerProcess = {
  url: string;
  /** Starts it again after its end, on the same port. `until`: the path that must answer, and how. */
  start(until?: { path: string; status: number }): Promise<void>;
  kill(): Promise<void>;
  /** SIGTERM; gives the exit code. */
  stop(): Promise<number | null>;
  signal(name: NodeJS.Signals): void;
  exit(): Promise<number | null>;
  get(path: string): Promise<Answer>;
  post(path: string, body: unknown, init?: RequestInit): Promise<Answer>;
  metric(name: string): Promise<number | undefined>;
  log(): string;
};

type Env = { DATABASE_URL: string; VALKEY_URL?: string } & Record<string, string | undefined>;

/** The server without pages in a process of its own. */
export async function serverProcess(env: Env): Promise<ServerProcess> {
  const [port, program] = await Promise.all([freePort(), bundle()]);
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = "";
  const exit = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const [code]: (number | null)[] = await once(child, "exit");
    return code ?? null;
  };
  const ask = async (path: string, init: RequestInit = {}): Promise<Answer> => {
    const startedAt = performance.now();
    const response = await fetch(url + path, { signal: AbortSignal.timeout(10_000), ...init });
    const text = await response.text();
    const milliseconds = performance.now() - startedAt;
    return { status: response.status, headers: response.headers, milliseconds, body: parse(text) };
  };
  return {
    url,
    async start(until = { path: "/readyz", status: 200 }) {
      child = spawn(process.execPath, [program], {
        cwd: root,
        env: { PATH: process.env.PATH, LOG_LEVEL: "info", ...env, PORT: String(port), NODE_ENV: "production" },
        stdio: ["ignore", "pipe", "pipe"],
      });
      const keep = (chunk: Buffer) => {
        output = (output + chunk.toString()).slice(-200_000);
      };
      child.stdout?.on("data", keep);
      child.stderr?.on("data", keep);
      await untilAnswer(
        () => ask(until.path),
        until.status,
        () => output,
      );
    },
    async kill() {
      child?.kill("SIGKILL");
      await exit();
    },
    stop() {
      child?.kill("SIGTERM");
      return exit();
    },
    signal: (name) => void child?.kill(name),
    exit,
    get: (path) => ask(path),
    post: (path, body, init = {}) =>
      ask(path, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: typeof body === "string" ? body : JSON.stringify(body),
        ...init,
      }),
    async metric(name) {
      const response = await fetch(`${url}/metrics`);
      const line = (await response.text()).split("\n").find((one) => one.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.split(" ").at(-1));
    },
    log: () => output,
  };
}

async function untilAnswer(ask: () => Promise<Answer>, status: number, output: () => string): Promise<void> {
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt; await wait(25)) {
    const answer = await ask().catch(() => undefined);
    if (answer?.status === status) return;
  }
  throw new Error(`the server did not come up:\n${output()}`);
}

function parse(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** Asks again until the answer is as wanted: for what happens in the background. Fails when that takes too long. */
export async function eventually<T>(
  ask: () => Promise<T>,
  isWanted: (answer: T) => boolean,
  limitMs = 15_000,
): Promise<T> {
  for (const giveUpAt = Date.now() + limitMs; ; await wait(50)) {
    const answer = await ask();
    if (isWanted(answer)) return answer;
    if (Date.now() > giveUpAt) throw new Error(`still ${JSON.stringify(answer)} after ${limitMs} ms`);
  }
}
