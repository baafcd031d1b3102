import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { leasesIn } from "./leases.mjs";

const newFolder = () => join(mkdtempSync(join(tmpdir(), "leases-")), "server");

it("the lease of a living process counts, this process's own does not", async () => {
  const folder = newFolder();
  const leases = leasesIn(folder);
  const drop = leases.take();
  expect(leases.areHeldByOthers()).toBe(false);

  const other = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  writeFileSync(join(folder, String(other.pid)), "");
  expect(leases.areHeldByOthers()).toBe(true);

  other.kill("SIGKILL");
  await once(other, "exit");
  expect(leases.areHeldByOthers()).toBe(false);
  drop();
  expect(existsSync(join(folder, String(process.pid)))).toBe(false);
});

it("the lease of a process that has died is cleared away", () => {
  const folder = newFolder();
  const leases = leasesIn(folder);
  leases.take()();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  writeFileSync(join(folder, String(pid)), "");

  expect(leases.areHeldByOthers()).toBe(false);
  expect(existsSync(join(folder, String(pid)))).toBe(false);
});
