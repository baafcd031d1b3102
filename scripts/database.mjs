// "migrate" brings the database to the schema of this code; "reset" starts the embedded one afresh.
import { createInterface } from "node:readline/promises";
import { ensureInstalled } from "./install.mjs";
import { postgresStatus, removePostgres } from "./postgres/server.mjs";
import { isLeasedByOthers } from "./postgres/state.mjs";
import { Complaint, main } from "./project.mjs";
import { run, say } from "./run.mjs";
import { openDatabase } from "./services.mjs";

await main(async ([command, ...flags]) => {
  await ensureInstalled();
  if (command === "migrate") return await migrate();
  if (command !== "reset") throw new Complaint("usage: node scripts/database.mjs migrate|reset [--yes]");
  refuseForeign();
  if (!flags.includes("--yes") && !(await isConfirmed())) {
    say("Nothing was changed.");
    return 1;
  }
  await removePostgres();
  return await migrate();
});

async function migrate() {
  const database = await openDatabase();
  try {
    if (!database.canMigrate)
      throw new Complaint("Set MIGRATE_DATABASE_URL, too: DATABASE_URL may not change the schema.");
    return await run(process.execPath, ["--import", "tsx", "prisma/migrate.ts"], { env: database.env });
  } finally {
    await database.release();
  }
}

function refuseForeign() {
  const foreign = ["DATABASE_URL", "MIGRATE_DATABASE_URL", "DATABASE_URL_FILE", "MIGRATE_DATABASE_URL_FILE"];
  const set = foreign.filter((name) => process.env[name]);
  if (set.length > 0) {
    throw new Complaint(
      `Only the embedded database can be reset, and ${set.join(", ")} names another one. Nothing was changed.`,
    );
  }
  if (isLeasedByOthers()) throw new Complaint("Another command uses the embedded database. Stop it first.");
}

async function isConfirmed() {
  if (!process.stdin.isTTY) throw new Complaint('Nobody is there to ask. Say "npm run db:reset -- --yes" to mean it.');
  const { dataDir } = postgresStatus();
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(
    `Delete the embedded database${dataDir ? ` in ${dataDir}` : ""} for good? (yes/no) `,
  );
  terminal.close();
  return answer.trim().toLowerCase() === "yes";
}
