import { spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { Complaint } from "../project.mjs";

const NAME = "holdfast";

/**
 * The account that PostgreSQL runs as. PostgreSQL refuses root, so as root it is the owner of an existing data
 * directory, else a system account of our own, else the `postgres` account. Undefined means: as we are.
 * @returns {{ uid: number, gid: number } | undefined}
 */
export function serverAccount(dataDir) {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDir, { throwIfNoEntry: false });
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return findAccount(NAME) ?? createAccount() ?? findAccount("postgres") ?? refuse();
}

/** Options for child_process that make the child run as the account, in a folder that everybody may enter. */
export function runAs(account) {
  const env = { PATH: process.env.PATH, LC_ALL: "C", TZ: "UTC", HOME: "/" };
  return account ? { uid: account.uid, gid: account.gid, cwd: "/", env } : { cwd: "/", env };
}

/** Whether the account can enter a folder; parents count, too. */
export function canEnter(account, folder) {
  return spawnSync("/bin/sh", ["-c", 'cd -- "$0"', folder], runAs(account)).status === 0;
}

function findAccount(name) {
  const uid = Number.parseInt(run("id", ["-u", name]), 10);
  const gid = Number.parseInt(run("id", ["-g", name]), 10);
  return uid > 0 && gid > 0 ? { uid, gid } : undefined;
}

function createAccount() {
  const shell = "/usr/sbin/nologin";
  run("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    shell,
    NAME,
  ]);
  const created = findAccount(NAME);
  if (created) return created;
  run("adduser", ["-S", "-D", "-H", NAME]);
  return findAccount(NAME);
}

function run(command, args) {
  return spawnSync(command, args, { encoding: "utf8" }).stdout ?? "";
}

function refuse() {
  throw new Complaint(
    `PostgreSQL does not run as root, and no system account could be created. Create one with "useradd --system ${NAME}", ` +
      "run this as an ordinary user, or set DATABASE_URL and MIGRATE_DATABASE_URL.",
  );
}
