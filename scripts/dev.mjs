// Development: the server restarts when its sources change, pages reload by themselves.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { generate } from "./build.mjs";
import { ensureInstalled } from "./install.mjs";
import { Complaint, main, root } from "./project.mjs";
import { program, run } from "./run.mjs";
import { openDatabase, openQueue } from "./services.mjs";

await main(async () => {
  await ensureInstalled();
  const [database, queue] = await Promise.all([openDatabase(), openQueue()]);
  try {
    await generate();
    await migrate(database);
    const env = {
      ...process.env,
      ...database.env,
      ...queue.env,
      NODE_ENV: "development",
      NEXT_TELEMETRY_DISABLED: "1",
    };
    delete env.MIGRATE_DATABASE_URL;
    const args = program("tsx/dist/cli.mjs", "watch", "--clear-screen=false", "src/server/main.ts");
    const server = spawn(process.execPath, args, { cwd: root, env, stdio: ["ignore", "inherit", "inherit"] });
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill("SIGTERM"));
    await once(server, "exit");
    return 0;
  } finally {
    await queue.release();
    await database.release();
  }
});

async function migrate(database) {
  if (!database.canMigrate) return;
  const code = await run(process.execPath, ["--import", "tsx", "prisma/migrate.ts"], { env: database.env });
  if (code !== 0) throw new Complaint("The schema could not be brought up to date.");
}
