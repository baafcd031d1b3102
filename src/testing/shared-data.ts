import { existsSync } from "node:fs";
import { resolve } from "node:path";

const root = resolve(import.meta.dirname, "../..");
const chosen = process.env.SHARED_DIR;
const folder = resolve(root, chosen ?? "../shared");

if (chosen && !existsSync(folder)) throw new Error(`SHARED_DIR is set to ${chosen}, but there is no such folder.`);

/** False where the folder with real data does not lie beside the clone: tests on it are skipped then. */
export const hasSharedData = existsSync(resolve(folder, "data"));

/** Put into the title of a skipped suite, so that the reason stands in the report. */
export const sharedDataNote = hasSharedData ? "" : ` [skipped: no real data in ${folder}]`;

/** Path of a file of the real data, for example `sharedPath("data/audit-trails/a.jsonl")`. */
export function sharedPath(relative: string): string {
  return resolve(folder, relative);
}
