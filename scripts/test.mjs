// Everything there is to test, set-up included: static checks, unit, database, API and browser tests.
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ensureBuilt } from "./build.mjs";
import { check } from "./check.mjs";
import { findChromium } from "./chromium.mjs";
import { ensureInstalled } from "./install.mjs";
import { Complaint, main, readJson } from "./project.mjs";
import { program, run, say } from "./run.mjs";
import { openDatabase } from "./services.mjs";
import { reports, vitest } from "./vitest.mjs";

const sum = { passed: 0, failed: 0, skipped: 0 };

await main(async () => {
  await ensureInstalled();
  rmSync(reports, { recursive: true, force: true });
  mkdirSync(reports, { recursive: true });
  const database = await openDatabase();
  try {
    await runAll(database.isEmbedded ? { HOLDFAST_LEASED: "1" } : {});
  } finally {
    await database.release();
  }
  console.log(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped`);
  return sum.failed === 0 ? 0 : 1;
});

async function runAll(env) {
  await suite("static checks and unit tests", async () => {
    const failed = await check();
    addVitest("unit.json");
    countFailures(failed.filter((name) => name !== "unit tests"));
    return failed.length === 0;
  });
  await suite("database and API tests", async () => {
    const code = await run(process.execPath, vitest("db", "process"), { env });
    return addVitest("db.json") && code === 0;
  });
  await suite("browser tests", async () => {
    const chromium = await findChromium();
    await ensureBuilt();
    const args = program(
      "@playwright/test/cli.js",
      "test",
      "--config",
      "e2e/playwright.config.ts",
      "--reporter=list,json",
    );
    const report = { PLAYWRIGHT_JSON_OUTPUT_FILE: join(reports, "e2e.json"), CHROMIUM_PATH: chromium };
    const code = await run(process.execPath, args, { env: { ...env, ...report } });
    return addPlaywright("e2e.json") && code === 0;
  });
}

/** A suite that breaks off, or ends badly without a failed test to show for it, counts as one failure. */
async function suite(name, body) {
  say(`\n== ${name}`);
  const failedBefore = sum.failed;
  let isGood = false;
  try {
    isGood = await body();
  } catch (error) {
    say(error instanceof Complaint ? error.message : String(error?.stack ?? error));
  }
  if (!isGood && sum.failed === failedBefore) countFailures([name]);
}

function countFailures(names) {
  sum.failed += names.length;
}

function addVitest(file) {
  const report = readJson(join(reports, file));
  if (!report) return false;
  sum.passed += report.numPassedTests;
  sum.failed += report.numFailedTests;
  sum.skipped += report.numPendingTests + report.numTodoTests;
  return report.success;
}

function addPlaywright(file) {
  const stats = readJson(join(reports, file))?.stats;
  if (!stats) return false;
  sum.passed += stats.expected;
  sum.failed += stats.unexpected + stats.flaky;
  sum.skipped += stats.skipped;
  return stats.unexpected + stats.flaky === 0;
}
