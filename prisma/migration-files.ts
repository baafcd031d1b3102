import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `checksum` is the SHA-256 of the file's bytes, in hex, as Prisma computes it. */
export type Migration = { name: string; sql: string; checksum: string };

/** All migrations of a folder in the order in which they apply: their names begin with a time. */
export function loadMigrations(directory: string = findMigrations()): Migration[] {
  const names = readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(directory, entry.name, "migration.sql")))
    .map((entry) => entry.name)
    .sort();
  if (names.length === 0) throw new Error(`No migrations in ${directory}.`);
  return names.map((name) => {
    const bytes = readFileSync(join(directory, name, "migration.sql"));
    return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
  });
}

/** Looks upwards from this file (source or bundle) first, so that code always meets its own migrations. */
function findMigrations(): string {
  for (const start of [dirname(fileURLToPath(import.meta.url)), process.cwd()]) {
    for (let folder = start; ; folder = dirname(folder)) {
      const candidate = join(folder, "prisma", "migrations");
      if (existsSync(candidate)) return candidate;
      if (dirname(folder) === folder) break;
    }
  }
  throw new Error("The folder prisma/migrations was found neither above the program nor above the working directory.");
}
