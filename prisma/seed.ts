/**
 * Loads the demo: named scenarios, some remediations under way and made-up ones behind them, through `appendEvents`.
 * Does nothing in a database that holds remediations of its own; finishes a load that was broken off.
 */
import { loadEnv } from "../src/env";
import { systemPrincipal } from "../src/server/auth";
import { seedDemo } from "../src/server/demo";
import { systemClock } from "../src/server/infra/clock";
import { createDb } from "../src/server/infra/db";
import { createLog } from "../src/server/infra/log";

const env = loadEnv();
const { db, close } = createDb({ connectionString: env.DATABASE_URL, max: 2, applicationName: "holdfast-seed" });
try {
  const log = createLog({ level: "warn", name: "seed" });
  const ctx = { db, clock: systemClock, log, principal: systemPrincipal, requestId: "seed" };
  const { trails, events } = await seedDemo(ctx);
  if (trails > 0) process.stdout.write(`Demo data: ${trails} remediations, ${events} events.\n`);
} finally {
  await close();
}
