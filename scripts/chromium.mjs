import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { Complaint } from "./project.mjs";
import { run, say } from "./run.mjs";

const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const MAC = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium: CHROMIUM_PATH, PATH, or freshly installed by apt where that is ours to do. */
export async function findChromium() {
  const chromium = process.env.CHROMIUM_PATH ?? onPath();
  if (chromium) return chromium;
  if (process.getuid?.() === 0 && existsSync("/etc/debian_version")) await installByApt();
  const installed = onPath();
  if (installed) return installed;
  throw new Complaint("The browser tests need Chromium or Chrome: put it on PATH, or its path into CHROMIUM_PATH.");
}

async function installByApt() {
  say("Installing Chromium (apt-get) …");
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  if (spawnSync("apt-get", ["--version"]).status !== 0) return;
  if ((await run("apt-get", ["update", "-q"], { env, quiet: true })) !== 0) return;
  await run("apt-get", ["install", "-y", "-q", "--no-install-recommends", "chromium"], { env, quiet: true });
}

function onPath() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const places = folders.flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...places, ...MAC].find((path) => existsSync(path));
}
