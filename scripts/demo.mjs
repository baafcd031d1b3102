// From a clone to a running console: install, database, build, schema, demo data, server. Needs nothing but Node.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { ensureBuilt } from "./build.mjs";
import { accessEnv, accessHeaders, demoAccess, untilLetIn } from "./demo-access.mjs";
import { ensureInstalled } from "./install.mjs";
import { isFree } from "./postgres/server.mjs";
import { Complaint, isAlive, main, readJson, root, serverFlags, stateDir, writeFileWhole } from "./project.mjs";
import { run, say } from "./run.mjs";
import { openDatabase, openQueue } from "./services.mjs";
import { smoke } from "./smoke.mjs";

const demoFile = join(stateDir, "demo.json");
const startedAt = performance.now();

const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => stopped.abort());

await main(async (args) => {
  const isSmoke = args.includes("--smoke");
  const address = readAddress();
  const { url } = address;
  await assertFree(address);
  const { wasCold } = await ensureInstalled();
  const [database, queue] = await Promise.all([openDatabase(), openQueue()]);
  try {
    const { wasBuilt } = await ensureBuilt();
    await prepareData(database);
    const access = demoAccess();
    const server = await startServer({ ...accessEnv(access), ...process.env, ...database.env, ...queue.env }, address);
    try {
      await untilLetIn(url, access);
      const readySeconds = Math.round(performance.now() - startedAt) / 1000;
      const { secret: _, ...credentials } = access ?? {};
      const demo = { url, ...credentials, databaseUrl: database.appUrl, valkeyUrl: queue.url, pid: process.pid };
      const other = announceInFile(demo);
      const coldStart = wasCold || wasBuilt;
      if (isSmoke) return report({ readySeconds, coldStart, checks: await smoke(url, accessHeaders(access)) });
      announce(url, readySeconds, access, other);
      return await untilStopped(server);
    } finally {
      if (readJson(demoFile)?.pid === process.pid) rmSync(demoFile, { force: true });
      await stopServer(server);
    }
  } catch (error) {
    // A step that a signal has cut short is no failure.
    if (stopped.signal.aborted) return 0;
    throw error;
  } finally {
    await queue.release();
    await database.release();
  }
});

/** The server checks these too; here a mistake costs no minute of installing and building. */
function readAddress() {
  const host = process.env.HOST || "127.0.0.1";
  const given = process.env.PORT || "3000";
  const port = Number(given);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Complaint(`PORT must be a whole number from 1 to 65535; it is "${given}".`);
  }
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) {
    throw new Complaint(`HOST must be a loopback address, since the demo speaks plain HTTP; it is "${host}".`);
  }
  return { host, port, url: `http://${host.includes(":") ? `[${host}]` : host}:${port}` };
}

async function assertFree({ host, port, url }) {
  if (await isFree(port, host)) return;
  const demo = runningDemo();
  const who =
    demo?.url === url
      ? `A demo of this clone is running there already (process ${demo.pid}).`
      : "Another program has it.";
  throw new Complaint(`${url} can't be used. ${who} Choose another port: PORT=${port + 1} npm run demo`);
}

/** The demo of this clone that the file names, unless its process has ended. */
function runningDemo() {
  const demo = readJson(demoFile);
  return demo?.pid > 0 && isAlive(demo.pid) ? demo : undefined;
}

/** Other commands find the demo by its file. It belongs to the first of several; returns that one when it isn't this one. */
function announceInFile(demo) {
  const other = runningDemo();
  if (other !== undefined) return other;
  writeFileWhole(demoFile, `${JSON.stringify(demo)}\n`, 0o600);
  return undefined;
}

/** Both programs end before the server starts, so the server never holds the rights of the migrator. */
async function prepareData(database) {
  if (database.canMigrate) await step("dist/migrate.js", database.env, "The schema could not be brought up to date.");
  const { MIGRATE_DATABASE_URL: _, ...env } = database.env;
  if (existsSync(join(root, "dist/seed.js"))) await step("dist/seed.js", env, "The demo data could not be loaded.");
}

async function step(file, env, complaint) {
  if (stopped.signal.aborted) throw new Complaint("Stopped.");
  const code = await run(process.execPath, [file], { env: { NODE_ENV: "production", ...env } });
  if (code !== 0) throw new Complaint(complaint);
}

async function startServer(given, { host, port, url }) {
  const env = {
    LOG_LEVEL: "warn",
    ...given,
    HOST: host,
    PORT: String(port),
    NODE_ENV: "production",
  };
  for (const name of ["MIGRATE_DATABASE_URL", "MIGRATE_DATABASE_URL_FILE"]) delete env[name];
  const server = spawn(process.execPath, [...serverFlags, "dist/server.js"], {
    cwd: root,
    env,
    stdio: ["ignore", 2, 2],
  });
  while (server.exitCode === null && server.signalCode === null && !stopped.signal.aborted) {
    if (await isReady(url)) return server;
    await wait(25);
  }
  await stopServer(server);
  throw new Complaint("The server did not start; its message stands above.");
}

async function isReady(url) {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2000) })).ok;
  } catch {
    return false;
  }
}

/** Resolves with the exit code of the command: 0 when it was asked to stop, else what the server left. */
async function untilStopped(server) {
  const ended = once(server, "exit");
  const asked = new Promise((resolve) => stopped.signal.addEventListener("abort", resolve, { once: true }));
  await Promise.race([ended, asked]);
  if (stopped.signal.aborted) return 0;
  say(`The server ended by itself (${server.signalCode ?? `exit code ${server.exitCode}`}).`);
  return server.exitCode || 1;
}

async function stopServer(server) {
  if (server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGTERM");
  const limit = setTimeout(() => server.kill("SIGKILL"), 25_000);
  await ended;
  clearTimeout(limit);
}

function report(result) {
  console.log(JSON.stringify(result));
  return result.checks.every((check) => check.ok) ? 0 : 1;
}

function announce(url, readySeconds, access, other) {
  const credentials =
    access === undefined
      ? ""
      : `
  E-mail        ${access.email}
  Password      ${access.password}
  API key       ${access.apiKey}
`;
  const beside =
    other === undefined
      ? ""
      : `
Another demo of this clone runs at ${other.url}, on the same database.
"npm run load" goes there unless it is given --url ${url}.
`;
  console.log(`
Holdfast is ready after ${readySeconds.toFixed(1)} s.

  Console       ${url}
  Remediations  ${url}/remediations
  API           ${url}/api/v1
${credentials}${beside}
Stop it with Ctrl-C.`);
}
