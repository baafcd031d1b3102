import { loadMigrations, type Migration } from "./migration-files";

export type AppliedMigration = { name: string; checksum: string; isFinished: boolean };

/** `behind`: migrations are missing. `refused`: the database does not descend from this code's migrations. */
export type SchemaState =
  | { kind: "current"; version: string; pending: string[] }
  | { kind: "behind"; version: string | null; pending: string[]; message: string }
  | { kind: "refused"; version: string | null; pending: string[]; message: string };

/** Runs one statement; both a `pg` pool wrapped to return rows and `Db.query` fit. */
export type RunQuery = (text: string) => Promise<unknown[]>;

/** Whether the database has the schema that this code expects. The application's role may ask. */
export async function checkSchema(query: RunQuery, directory?: string): Promise<SchemaState> {
  return compareSchema(loadMigrations(directory), await readHistory(query));
}

/** Name of the newest applied migration, null for a database without any. */
export async function schemaVersion(query: RunQuery): Promise<string | null> {
  return (await readHistory(query)).findLast((migration) => migration.isFinished)?.name ?? null;
}

export function compareSchema(expected: readonly Migration[], history: readonly AppliedMigration[]): SchemaState {
  const version = history.findLast((migration) => migration.isFinished)?.name ?? null;
  const refuse = (message: string): SchemaState => ({ kind: "refused", version, pending: [], message });

  const unfinished = history.find((migration) => !migration.isFinished);
  if (unfinished) return refuse(`Migration ${unfinished.name} was begun and never finished: repair it by hand first.`);

  const byName = new Map(expected.map((migration) => [migration.name, migration]));
  const unknown = history.filter((migration) => !byName.has(migration.name)).map((migration) => migration.name);
  if (unknown.length > 0)
    return refuse(`The database is newer than this code: it has ${unknown.join(", ")}. Start a newer version.`);

  const edited = history
    .filter((applied) => byName.get(applied.name)?.checksum !== applied.checksum)
    .map(({ name }) => name);
  if (edited.length > 0)
    return refuse(`Edited after it was applied: ${edited.join(", ")}. Put the file back and write a new migration.`);

  const applied = new Set(history.map((migration) => migration.name));
  const pending = expected.filter((migration) => !applied.has(migration.name)).map((migration) => migration.name);
  const early = pending.find((name) => version !== null && name < version);
  if (early !== undefined)
    return refuse(`Migration ${early} sorts before ${version}, which is applied already: give it a later name.`);
  if (pending.length === 0 && version !== null) return { kind: "current", version, pending: [] };
  const message = `The database lacks ${pending.length} migrations, the first is ${pending[0] ?? "unknown"}.`;
  return { kind: "behind", version, pending, message };
}

async function readHistory(query: RunQuery): Promise<AppliedMigration[]> {
  const [probe] = await query("select to_regclass('public._prisma_migrations')::text as name");
  if (text(probe, "name") === "") return [];
  const rows = await query(
    `select migration_name as name, checksum, case when finished_at is null then '' else 'yes' end as finished
       from public._prisma_migrations where rolled_back_at is null order by migration_name`,
  );
  return rows.map((row) => ({
    name: text(row, "name"),
    checksum: text(row, "checksum"),
    isFinished: text(row, "finished") !== "",
  }));
}

function text(row: unknown, column: string): string {
  const value: unknown = row instanceof Object ? Reflect.get(row, column) : undefined;
  return typeof value === "string" ? value : "";
}
