import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Root of the clone. (`import.meta.dirname` is too new: an old Node is to be told that it is old.) */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Everything that commands write beside the build: state, stamps, the embedded database. */
export const stateDir = join(root, ".holdfast");

/**
 * Flags of node that `npm start` gives the server: memory is collected less often, young and old, which stops all writes.
 * @type {string[]}
 */
export const serverFlags = readJson(join(root, "package.json"))?.scripts.start.match(/--\S+/g) ?? [];

/** A failure that the reader can mend: printed without a stack. */
export class Complaint extends Error {}

export function readJson(path) {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Readers see the old or the new content, never half of it. */
export function writeFileWhole(path, content, mode = 0o644) {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, content, { mode });
  renameSync(temporary, path);
}

export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs a command's main function and turns its failure into an exit code. */
export async function main(run) {
  try {
    process.exitCode = (await run(process.argv.slice(2))) ?? 0;
  } catch (error) {
    console.error(error instanceof Complaint ? `holdfast: ${error.message}` : error);
    process.exitCode = 1;
  }
}
