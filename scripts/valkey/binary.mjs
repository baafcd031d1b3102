import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Complaint, stateDir } from "../project.mjs";

const NAMES = ["valkey-server", "redis-server"];
const PACKAGES = {
  "redis-server": ["redis-server", "redis-tools"],
  "valkey-server": ["valkey-server", "valkey-tools"],
};
/** What the server is linked with and a small system may lack. */
const LIBRARIES = [
  "libjemalloc2",
  "liblzf1",
  "libatomic1",
  "liblua5.1-0",
  "lua-bitop",
  "lua-cjson",
  "libssl3",
  "libssl3t64",
  "libsystemd0",
];

/** A server of Valkey or Redis and the environment it needs: from PATH, else unpacked from the system's packages. */
export function findValkey() {
  const installed = onPath();
  if (installed) return { command: installed, env: process.env };
  const unpacked = join(stateDir, "valkey-packages");
  return inFolder(unpacked) ?? unpack(unpacked) ?? refuse();
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

function inFolder(folder) {
  const command = NAMES.map((name) => join(folder, "usr/bin", name)).find((path) => existsSync(path));
  if (!command) return undefined;
  const env = { ...process.env, LD_LIBRARY_PATH: libraryFolders(folder).join(":") };
  return spawnSync(command, ["--version"], { env }).status === 0 ? { command, env } : undefined;
}

function libraryFolders(folder) {
  const lib = join(folder, "usr/lib");
  const entries = existsSync(lib) ? readdirSync(lib, { withFileTypes: true }) : [];
  return [lib, ...entries.filter((entry) => entry.isDirectory()).map((entry) => join(lib, entry.name))];
}

/** Debian and Ubuntu: fetches the packages and unpacks them beside the data; nothing is installed and no right is needed. */
function unpack(target) {
  if (!runs("apt-get", ["--version"]) || !runs("dpkg", ["--version"])) return undefined;
  const unfinished = `${target}.${process.pid}`;
  mkdirSync(join(unfinished, "archives"), { recursive: true });
  try {
    const options =
      fetchServer(join(unfinished, "archives"), []) ?? fetchServer(join(unfinished, "archives"), ownLists(unfinished));
    if (!options) return undefined;
    for (const name of LIBRARIES) download(join(unfinished, "archives"), options, [name]);
    for (const archive of readdirSync(join(unfinished, "archives"))) {
      if (archive.endsWith(".deb")) runs("dpkg", ["-x", join(unfinished, "archives", archive), unfinished]);
    }
    rmSync(join(unfinished, "archives"), { recursive: true });
    if (!inFolder(unfinished)) return undefined;
    rmSync(target, { recursive: true, force: true });
    renameSync(unfinished, target);
    return inFolder(target);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

function fetchServer(folder, options) {
  return Object.values(PACKAGES).some((names) => download(folder, options, names)) ? options : undefined;
}

/** Package lists of our own, for a system whose lists are empty and that we may not update. */
function ownLists(folder) {
  const options = ["-o", `Dir::State=${join(folder, "apt/state")}`, "-o", `Dir::Cache=${join(folder, "apt/cache")}`];
  for (const part of ["state/lists/partial", "cache/archives/partial"])
    mkdirSync(join(folder, "apt", part), { recursive: true });
  runs("apt-get", [...options, "-q", "update"]);
  return options;
}

function download(folder, options, names) {
  return runs("apt-get", [...options, "-q", "download", ...names], folder);
}

function runs(command, args, cwd) {
  return spawnSync(command, args, { cwd, stdio: "ignore", timeout: 120_000 }).status === 0;
}

function refuse() {
  const wish = { darwin: "brew install valkey", win32: "use WSL, then: sudo apt-get install redis-server" }[
    process.platform
  ];
  throw new Complaint(
    `Neither valkey-server nor redis-server is on PATH, and it can't be fetched here. Install one (${wish ?? "package valkey or redis of your system"}), ` +
      "or set VALKEY_URL to a server of your own.",
  );
}
