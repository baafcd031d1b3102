import { spawn, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  appendFileSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Complaint, isAlive } from "../project.mjs";
import { runAs } from "./account.mjs";

const SETTINGS = `
# Set by Holdfast. Durability settings stay at their defaults.
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
max_locks_per_transaction = 256
shared_buffers = 256MB
timezone = 'UTC'
log_timezone = 'UTC'
logging_collector = off
`;

export function newPasswords() {
  const password = () => randomBytes(24).toString("base64url");
  return { admin: password(), migrator: password(), app: password() };
}

/** Creates the data directory with roles and database. It gets its name only when all of that is done. */
export function createCluster({ binaries, dataDir, account, passwords }) {
  const unfinished = `${dataDir}.unfinished`;
  const secret = `${dataDir}.secret`;
  mkdirSync(dirname(dataDir), { recursive: true, mode: 0o755 });
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  writeFileSync(secret, `${passwords.admin}\n`, { mode: 0o600 });
  for (const path of account ? [unfinished, secret] : []) chownSync(path, account.uid, account.gid);
  try {
    const where = ["-D", unfinished, "-U", "holdfast_admin", `--pwfile=${secret}`, "-A", "scram-sha-256"];
    const locale = ["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
    run({ binaries, account }, "initdb", [...where, ...locale]);
  } finally {
    rmSync(secret, { force: true });
  }
  appendFileSync(join(unfinished, "postgresql.conf"), SETTINGS);
  runSql({ binaries, account, dataDir: unfinished }, createRoles(passwords));
  renameSync(unfinished, dataDir);
}

/** For a data directory whose passwords are lost: they are nobody's but ours, so new ones do. */
export function resetPasswords({ binaries, dataDir, account, passwords }) {
  runSql({ binaries, account, dataDir }, setPasswords(passwords));
}

export async function startCluster({ binaries, dataDir, account, port }) {
  const log = join(dataDir, "server.log");
  const args = ["start", "-w", "-t", "120", "-D", dataDir, "-l", log, "-o", `-p ${port}`];
  const { code, output } = await runAsync({ binaries, account }, "pg_ctl", args);
  if (code === 0) return;
  throw new Complaint(`PostgreSQL did not start.\n${output}${tail(log)}`);
}

export async function stopCluster({ binaries, dataDir, account }) {
  const pid = findRunning(dataDir)?.pid;
  const { code, output } = await runAsync({ binaries, account }, "pg_ctl", ["stop", "-w", "-m", "fast", "-D", dataDir]);
  if (code !== 0) throw new Complaint(`PostgreSQL did not stop.\n${output}`);
  // The process is gone for the system only when its new parent has taken note, which may last a moment.
  for (let turn = 0; pid !== undefined && isAlive(pid) && turn < 150; turn++) await wait(20);
}

/** Pid and port of the server that runs on the data directory; undefined when the file is left from a dead one. */
export function findRunning(dataDir) {
  const lines = read(join(dataDir, "postmaster.pid"))?.split("\n");
  const [pid, port] = [Number(lines?.[0]), Number(lines?.[3])];
  if (!lines || !isServer(pid, dataDir)) return undefined;
  return { pid, port, isReady: lines[7]?.trim() === "ready" };
}

export function dropStalePidFile(dataDir) {
  rmSync(join(dataDir, "postmaster.pid"), { force: true });
}

/** After a reboot the recorded number may belong to any process, so its command line decides. */
function isServer(pid, dataDir) {
  if (!(pid > 0)) return false;
  const fromProc = read(`/proc/${pid}/cmdline`);
  const command = fromProc ?? spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" }).stdout ?? "";
  if (!command.includes("postgres")) return false;
  return command.includes(dataDir) || isSamePlace(`/proc/${pid}/cwd`, dataDir);
}

/** PostgreSQL works in its data directory, by whatever name that was given to it. */
function isSamePlace(one, other) {
  try {
    return realpathSync(one) === realpathSync(other);
  } catch {
    return false;
  }
}

function createRoles(passwords) {
  return [
    "create role holdfast_owner nologin",
    "create role holdfast_migrator login",
    "create role holdfast_app login",
    "grant holdfast_owner to holdfast_migrator",
    "create database holdfast owner holdfast_owner",
    ...setPasswords(passwords),
  ];
}

function setPasswords({ admin, migrator, app }) {
  return [
    `alter role holdfast_admin password '${admin}'`,
    `alter role holdfast_migrator password '${migrator}'`,
    `alter role holdfast_app password '${app}'`,
  ];
}

/** Single-user mode: needs neither a running server nor a client. One statement a line. */
function runSql({ binaries, account, dataDir }, statements) {
  const args = ["--single", "-D", dataDir, "postgres"];
  const output = run({ binaries, account }, "postgres", args, `${statements.join("\n")}\n`);
  if (/ERROR|FATAL|PANIC/.test(output)) throw new Complaint(`The database roles could not be set up.\n${output}`);
}

function run({ binaries, account }, program, args, input) {
  const options = { ...runAs(account), encoding: "utf8", input };
  const { status, stdout, stderr, error } = spawnSync(join(binaries, "bin", program), args, options);
  if (status !== 0) throw new Complaint(`${program} failed.\n${error?.message ?? ""}${stdout ?? ""}${stderr ?? ""}`);
  return stdout + stderr;
}

function runAsync({ binaries, account }, program, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(binaries, "bin", program), args, { ...runAs(account), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, output }));
  });
}

function read(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function tail(path) {
  return (read(path) ?? "").split("\n").slice(-15).join("\n");
}
