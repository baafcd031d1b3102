import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock as withFileLock } from "../lock.mjs";
import { isAlive, readJson, stateDir, writeFileWhole } from "../project.mjs";

const stateFile = join(stateDir, "postgres.json");
const leaseDir = join(stateDir, "postgres-leases");

/** { dataDir, port, passwords: { admin, migrator, app }, keep } */
export const readState = () => readJson(stateFile);

export function writeState(state) {
  writeFileWhole(stateFile, `${JSON.stringify(state, undefined, 2)}\n`, 0o600);
}

export function forgetState() {
  rmSync(stateFile, { force: true });
}

/** One process at a time starts, stops or creates the server. */
export function withLock(work) {
  return withFileLock(join(stateDir, "postgres.lock"), 120_000, work);
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
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
