import { join } from "node:path";
import { postgresStatus, stopPostgres } from "./postgres/server.mjs";
import { Complaint, readJson, root } from "./project.mjs";
import { run, say } from "./run.mjs";

/** Node is new enough, and node_modules holds what package-lock.json says. */
export async function ensureInstalled() {
  assertNode();
  if (isInstalled()) return { wasCold: false };
  // The server runs from node_modules; without its files it could not serve another connection.
  if (postgresStatus().isRunning) await stopPostgres();
  say("Installing dependencies (npm ci) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const code = await run(npm, ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  if (code !== 0) throw new Complaint(`npm ci failed with exit code ${code}; its message stands above.`);
  return { wasCold: true };
}

function assertNode() {
  const wanted = readJson(join(root, "package.json")).engines.node.replace(">=", "");
  const [major, minor] = wanted.split(".").map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  throw new Complaint(`Holdfast needs Node.js ${wanted} or newer; this is ${process.versions.node}.`);
}

/** npm writes down what it installed; platform packages that it left out are optional in the lock. */
function isInstalled() {
  const wanted = readJson(join(root, "package-lock.json"))?.packages;
  const present = readJson(join(root, "node_modules/.package-lock.json"))?.packages;
  if (!wanted || !present) return false;
  const isSame = (path) => present[path]?.version === wanted[path]?.version;
  const isLeftOut = (path) =>
    !present[path] && (wanted[path].optional || wanted[path].devOptional || wanted[path].peer);
  const isRight = (path) => path === "" || isSame(path) || isLeftOut(path);
  return Object.keys(wanted).every(isRight);
}
