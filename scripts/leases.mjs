import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isAlive } from "./project.mjs";

/** Leases on one server of this clone: each says that a process uses it, and ends with that process whatever happens. */
export function leasesIn(folder) {
  return {
    /** Takes a lease for this process; returns how to drop it. */
    take() {
      mkdirSync(folder, { recursive: true, mode: 0o755 });
      const lease = join(folder, String(process.pid));
      writeFileSync(lease, "");
      const drop = () => rmSync(lease, { force: true });
      process.once("exit", drop);
      return drop;
    },
    /** Whether another living process has one; those of dead ones are cleared away. */
    areHeldByOthers() {
      let isHeld = false;
      for (const name of namesIn(folder)) {
        const pid = Number(name);
        if (pid === process.pid) continue;
        if (isAlive(pid)) isHeld = true;
        else rmSync(join(folder, name), { force: true });
      }
      return isHeld;
    },
  };
}

function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (error.code === "ENOENT") return [];
    throw error;
  }
}
