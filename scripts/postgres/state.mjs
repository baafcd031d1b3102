import { linkSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Complaint, isAlive, readJson, stateDir, writeFileWhole } from "../project.mjs";

const stateFile = join(stateDir, "postgres.json");
const lockFile = join(stateDir, "postgres.lock");
const leaseDir = join(stateDir, "postgres-leases");

/** { dataDir, port, passwords: { admin, migrator, app }, keep } */
export const readState = () => readJson(stateFile);

export function writeState(state) {
  writeFileWhole(stateFile, `${JSON.stringify(state, undefined, 2)}\n`, 0o600);
}

export function forgetState() {
  rmSync(stateFile, { force: true });
}

/** One process at a time starts, stops or creates the server. A lock whose owner has died is taken over. */
export async function withLock(work) {
  mkdirSync(stateDir, { recursive: true, mode: 0o755 });
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`);
  try {
    await takeLock(mine);
    try {
      return await work();
    } finally {
      rmSync(lockFile, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

async function takeLock(mine) {
  const giveUpAt = Date.now() + 120_000;
  while (!linked(mine, lockFile)) {
    const owner = ownerOf(lockFile);
    if (owner !== undefined && !isAlive(owner)) buryLock(owner);
    else if (Date.now() > giveUpAt) throw new Complaint(`Process ${owner} has held ${lockFile} for two minutes.`);
    else await wait(50);
  }
}

function linked(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === "EEXIST") return false;
    throw error;
  }
}

function ownerOf(path) {
  try {
    return Number.parseInt(readFileSync(path, "utf8"), 10);
  } catch {
    return undefined;
  }
}

/** Moved away first, then looked at: if another process was quicker, its fresh lock is put back. */
function buryLock(deadOwner) {
  const grave = `${lockFile}.dead.${process.pid}`;
  try {
    renameSync(lockFile, grave);
  } catch {
    return;
  }
  if (ownerOf(grave) !== deadOwner) linked(grave, lockFile);
  rmSync(grave, { force: true });
}

/** A lease says that this process uses the server; it ends with the process whatever happens. */
export function takeLease() {
  mkdirSync(leaseDir, { recursive: true, mode: 0o755 });
  const lease = join(leaseDir, String(process.pid));
  writeFileSync(lease, "");
  const drop = () => rmSync(lease, { force: true });
  process.once("exit", drop);
  return drop;
}

export function isLeasedByOthers() {
  let isLeased = false;
  for (const name of listLeases()) {
    const pid = Number(name);
    if (pid === process.pid) continue;
    if (isAlive(pid)) isLeased = true;
    else rmSync(join(leaseDir, name), { force: true });
  }
  return isLeased;
}

function listLeases() {
  try {
    return readdirSync(leaseDir);
  } catch {
    return [];
  }
}
