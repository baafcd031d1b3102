import { rmSync } from "node:fs";
import { join } from "node:path";
import { leasesIn } from "../leases.mjs";
import { withLock as withFileLock } from "../lock.mjs";
import { readJson, stateDir, writeFileWhole } from "../project.mjs";

const stateFile = join(stateDir, "postgres.json");

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

const leases = leasesIn(join(stateDir, "postgres-leases"));

export const takeLease = leases.take;
export const isLeasedByOthers = leases.areHeldByOthers;
