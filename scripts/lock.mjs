import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Complaint, isAlive } from "./project.mjs";

/** Runs `work` in one process at a time. A lock whose owner has died is taken over. */
export async function withLock(lockFile, waitMs, work) {
  mkdirSync(dirname(lockFile), { recursive: true, mode: 0o755 });
  const mine = `${lockFile}.${process.pid}`;
  writeFileSync(mine, `${process.pid}\n`);
  try {
    await takeLock(lockFile, mine, waitMs);
    try {
      return await work();
    } finally {
      rmSync(lockFile, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

async function takeLock(lockFile, mine, waitMs) {
  const giveUpAt = Date.now() + waitMs;
  while (!link(mine, lockFile)) {
    const owner = ownerOf(lockFile);
    if (owner !== undefined && !isAlive(owner)) buryLock(lockFile, owner);
    else if (Date.now() > giveUpAt) throw new Complaint(`Process ${owner} has held ${lockFile} for too long.`);
    else await wait(50);
  }
}

function link(from, to) {
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
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Moved away first, then looked at: if another process was quicker, its fresh lock is put back. */
function buryLock(lockFile, deadOwner) {
  const grave = `${lockFile}.dead.${process.pid}`;
  try {
    renameSync(lockFile, grave);
  } catch (error) {
    if (error.code === "ENOENT") return;
    throw error;
  }
  if (ownerOf(grave) !== deadOwner) link(grave, lockFile);
  rmSync(grave, { force: true });
}
