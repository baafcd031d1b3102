import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { leasesIn } from "../leases.mjs";
import { withLock } from "../lock.mjs";
import { freePort, isFree } from "../postgres/server.mjs";
import { Complaint, isAlive, readJson, stateDir, writeFileWhole } from "../project.mjs";
import { findValkey } from "./binary.mjs";

const stateFile = join(stateDir, "valkey.json");
const leases = leasesIn(join(stateDir, "valkey-leases"));

/** An acknowledged entry must survive a crash, and none may ever be evicted. */
const SETTINGS = [
  "--appendonly",
  "yes",
  "--appendfsync",
  "always",
  "--maxmemory-policy",
  "noeviction",
  "--save",
  "",
  "--bind",
  "127.0.0.1",
];

/**
 * Starts a server as a child of this process. `stop` ends it cleanly, `kill` at once.
 * `outlives`: a Ctrl-C in the terminal does not reach it, so that the server that uses it can empty its queue first, and
 * this process may end before it.
 * @param {{ dataDir: string, port?: number, outlives?: boolean }} options
 * @returns {Promise<{ url: string, port: number, pid: number, stop: () => Promise<void>, kill: () => Promise<void> }>}
 */
export async function startValkeyIn({ dataDir, port: wanted, outlives = false }) {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const { command, env } = await withLock(join(stateDir, "valkey-packages.lock"), 180_000, async () => findValkey());
  const port = wanted && (await isFree(wanted)) ? wanted : await freePort();
  const child = spawn(command, [...SETTINGS, "--port", String(port), "--dir", dataDir, "--daemonize", "no"], {
    env,
    stdio: ["ignore", "pipe", "pipe"],
    detached: outlives,
  });
  let output = "";
  child.stdout.on("data", (chunk) => {
    output = (output + chunk).slice(-4000);
  });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const end = async (signal) => {
    child.kill(signal);
    await ended;
  };
  await untilReady(port, child, () => output);
  if (outlives) for (const handle of [child, child.stdout, child.stderr]) handle.unref();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    pid: child.pid,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
  };
}

/**
 * The clone's own server, with the data of last time: adopts the one that runs, else starts one. It runs for as long as
 * a command needs it; the last one to release stops it.
 * @returns {Promise<{ url: string, isAdopted: boolean, release: () => Promise<void> }>}
 */
export async function leaseValkey() {
  const dropLease = leases.take();
  const { pid, port, isAdopted } = await locked(adoptOrStart);
  const release = () =>
    locked(async () => {
      dropLease();
      if (!leases.areHeldByOthers()) await end(pid);
    });
  return { url: `redis://127.0.0.1:${port}`, isAdopted, release };
}

const locked = (work) => withLock(join(stateDir, "valkey.lock"), 60_000, work);

async function adoptOrStart() {
  const known = readJson(stateFile);
  if (known && isServer(known.pid) && (await answersPing(known.port))) return { ...known, isAdopted: true };
  const { pid, port } = await startValkeyIn({ dataDir: join(stateDir, "valkey"), port: known?.port, outlives: true });
  writeFileWhole(stateFile, `${JSON.stringify({ pid, port })}\n`);
  return { pid, port, isAdopted: false };
}

async function end(pid) {
  if (isServer(pid)) process.kill(pid, "SIGTERM");
  for (let turn = 0; isServer(pid) && turn < 500; turn++) await wait(20);
}

/** After a reboot the recorded number may belong to any process, so its command line decides. */
function isServer(pid) {
  if (!(pid > 0) || !isAlive(pid)) return false;
  try {
    return /valkey|redis/.test(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
  } catch {
    return true;
  }
}

async function untilReady(port, child, output) {
  for (const giveUpAt = Date.now() + 30_000; Date.now() < giveUpAt; await wait(25)) {
    if (child.exitCode !== null) throw new Complaint(`Valkey did not start.\n${output()}`);
    if (await answersPing(port)) return;
  }
  throw new Complaint("Valkey is not ready after half a minute.");
}

/** While it loads its log it answers with an error, which is no PONG. */
function answersPing(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write("PING\r\n"));
    socket.setTimeout(1000, () => socket.destroy());
    socket.once("data", (data) => {
      resolve(data.toString().startsWith("+PONG"));
      socket.destroy();
    });
    socket.once("error", () => resolve(false));
    socket.once("close", () => resolve(false));
  });
}
