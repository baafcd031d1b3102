import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { connect, createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Complaint, root, stateDir } from "../project.mjs";
import { canEnter, serverAccount } from "./account.mjs";
import { findBinaries } from "./binaries.mjs";
import * as cluster from "./cluster.mjs";
import { forgetState, isLeasedByOthers, readState, takeLease, withLock, writeState } from "./state.mjs";

const MAJOR = "18";

/**
 * Starts the embedded server or adopts the running one. With `keep` it outlives all leases, until `stopPostgres`.
 * @returns {Promise<{ urls: { admin: string, migrate: string, app: string }, isAdopted: boolean }>}
 */
export function startPostgres({ keep = true } = {}) {
  return withLock(() => start(keep));
}

/** Starts or adopts the server for as long as this process needs it; the last one to release stops it. */
export async function leasePostgres() {
  const dropLease = takeLease();
  const started = await startPostgres({ keep: false });
  const release = () =>
    withLock(async () => {
      dropLease();
      if (!isLeasedByOthers() && !readState()?.keep) await stop();
    });
  return { ...started, release };
}

export function stopPostgres() {
  return withLock(stop);
}

/** @returns {{ isRunning: boolean, pid?: number, dataDir?: string, urls?: object }} */
export function postgresStatus() {
  const state = readState();
  const running = state && cluster.findRunning(state.dataDir);
  if (!running) return { isRunning: false, dataDir: state?.dataDir };
  return { isRunning: true, pid: running.pid, dataDir: state.dataDir, urls: urlsOf(state.passwords, running.port) };
}

/** Stops the server and removes its data. */
export function removePostgres() {
  return withLock(async () => {
    await stop();
    const dataDir = knownState()?.dataDir;
    if (dataDir) rmSync(dataDir, { recursive: true, force: true });
    forgetState();
  });
}

/** Links may have led elsewhere when it was written, or may have been followed since. */
function knownState() {
  const state = readState();
  return state && { ...state, dataDir: realPath(state.dataDir) };
}

async function start(keep) {
  const known = knownState();
  const place = findPlace();
  const running = cluster.findRunning(place.dataDir);
  if (known?.dataDir === place.dataDir && running) {
    await untilReady(place.dataDir);
    if (keep && !known.keep) writeState({ ...known, keep });
    return { urls: urlsOf(known.passwords, running.port), isAdopted: true };
  }
  const server = { ...place, binaries: findBinaries(place.account, place.home) };
  if (running) {
    assertOurs(place, known);
    await cluster.stopCluster(server);
  }
  const passwords = prepare(server, known);
  const port = await startOnFreePort(server, known?.port);
  writeState({ dataDir: server.dataDir, port, keep, passwords });
  return { urls: urlsOf(passwords, port), isAdopted: false };
}

function prepare(server, known) {
  if (existsSync(server.dataDir)) {
    cluster.dropStalePidFile(server.dataDir);
    assertSameMajor(server);
    if (known?.dataDir === server.dataDir) return known.passwords;
    const passwords = cluster.newPasswords();
    cluster.resetPasswords({ ...server, passwords });
    return passwords;
  }
  const passwords = cluster.newPasswords();
  writeState({ dataDir: server.dataDir, passwords, keep: false });
  cluster.createCluster({ ...server, passwords });
  return passwords;
}

async function stop() {
  const place = findPlace();
  if (!cluster.findRunning(place.dataDir)) return;
  assertOurs(place, knownState());
  await cluster.stopCluster({ ...place, binaries: findBinaries(place.account, place.home) });
}

/** A data directory that is only linked to may be that of another clone, which has taken the server in use. */
function assertOurs({ dataDir, home }, known) {
  if (known?.dataDir === dataDir || dataDir === join(home, "postgres")) return;
  throw new Complaint(
    `A PostgreSQL that this clone has not started runs in ${dataDir}. Stop it where it was started, or remove the link ` +
      `${join(home, "postgres")}.`,
  );
}

/** Where a path leads, as far as it exists. One data directory has one name, or a running server would not be found. */
function realPath(path) {
  if (existsSync(path)) return realpathSync(path);
  return existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : path;
}

/** Below the clone, unless the account that PostgreSQL runs as can't get there (a clone in /root). */
function findPlace() {
  mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  const inClone = { home: realPath(stateDir), dataDir: realPath(join(stateDir, "postgres")) };
  const account = serverAccount(inClone.dataDir);
  if (!account || canEnter(account, stateDir)) return { ...inClone, account };
  const clone = createHash("sha256").update(realpathSync(root)).digest("hex").slice(0, 12);
  const home = join("/var/lib/holdfast", clone);
  mkdirSync(home, { recursive: true, mode: 0o755 });
  const dataDir = realPath(join(home, "postgres"));
  return { home, dataDir, account: serverAccount(dataDir) };
}

async function startOnFreePort(server, remembered) {
  const port = remembered && (await isFree(remembered)) ? remembered : await freePort();
  try {
    await cluster.startCluster({ ...server, port });
    return port;
  } catch (error) {
    if (await isFree(port)) throw error;
    const other = await freePort();
    await cluster.startCluster({ ...server, port: other });
    return other;
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export function isFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** An adopted server may still be replaying its log after a crash. */
async function untilReady(dataDir) {
  for (const giveUpAt = Date.now() + 120_000; Date.now() < giveUpAt; await wait(50)) {
    const running = cluster.findRunning(dataDir);
    if (!running) throw new Complaint("PostgreSQL stopped while it was starting. Try again.");
    if (running.isReady && (await answers(running.port))) return;
  }
  throw new Complaint("PostgreSQL is running, but not ready after two minutes.");
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.destroy());
    socket.once("error", () => resolve(false));
    socket.once("close", (hadError) => resolve(!hadError));
  });
}

function assertSameMajor({ dataDir }) {
  const written = readFileSync(join(dataDir, "PG_VERSION"), "utf8").trim();
  if (written !== MAJOR) {
    throw new Complaint(
      `The embedded database in ${dataDir} was written by PostgreSQL ${written}; this version brings ${MAJOR}. ` +
        'Export what you need with the old version, then run "npm run db:reset".',
    );
  }
}

function urlsOf(passwords, port) {
  const url = (role, password) => `postgresql://${role}:${password}@127.0.0.1:${port}/holdfast`;
  return {
    admin: url("holdfast_admin", passwords.admin),
    migrate: url("holdfast_migrator", passwords.migrator),
    app: url("holdfast_app", passwords.app),
  };
}
