import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const clone = resolve(import.meta.dirname, "..");

/** A copy of the scripts in a folder of its own, which therefore has a server of its own. */
describe("embedded PostgreSQL", () => {
  const folder = mkdtempSync(join(tmpdir(), "holdfast-postgres-"));
  const others: string[] = [];
  const pidFile = join(folder, ".holdfast/postgres/postmaster.pid");
  const stateFile = join(folder, ".holdfast/postgres.json");

  beforeAll(() => copyTo(folder));
  afterAll(async () => {
    await command("stop");
    for (const made of [folder, ...others]) rmSync(made, { recursive: true, force: true });
  });

  test("of starts at the same time one starts a server and the others adopt it", async () => {
    const outputs = await Promise.all([command("start"), command("start"), command("start")]);

    expect(outputs.filter((output) => output.includes("is running."))).toHaveLength(1);
    expect(outputs.filter((output) => output.includes("was running already."))).toHaveLength(2);
    expect(new Set(outputs.map(urlOf)).size).toBe(1);
  });

  test("passwords are readable by the owner only", () => {
    expect(statSync(stateFile).mode & 0o777).toBe(0o600);
  });

  test("the roles can log in, and durability is PostgreSQL's own", async () => {
    const settings = await query(urlOf(await command("start")), SETTINGS);

    expect(settings).toEqual({ role: "holdfast_app", fsync: "on", synchronous_commit: "on", full_page_writes: "on" });
  });

  test("after a kill the left-over pid file does not count and the port stays the same", async () => {
    const before = urlOf(await command("start"));
    await kill();

    const after = await command("start");

    expect(after).toContain("is running.");
    expect(urlOf(after)).toBe(before);
  });

  test("a pid file that now names another living process does not count", async () => {
    await command("stop");
    writeFileSync(pidFile, `${process.pid}\n${join(folder, ".holdfast/postgres")}\n0\n1\n\n127.0.0.1\n\nready   \n`);

    expect(await command("start")).toContain("is running.");
  });

  test("lost passwords are replaced without losing data", async () => {
    rmSync(stateFile);

    const output = await command("start");

    expect(await query(urlOf(output), "select current_user::text as role")).toEqual({ role: "holdfast_app" });
  });

  test("of another clone, whose state is linked to from here, is adopted and goes on", async () => {
    const url = urlOf(await command("start"));
    const pid = readFileSync(pidFile, "utf8");
    const other = anotherClone();
    symlinkSync(join(folder, ".holdfast"), join(other, ".holdfast"));

    const output = await command("start", other);

    expect(output).toContain("was running already.");
    expect(urlOf(output)).toBe(url);
    expect(readFileSync(pidFile, "utf8")).toBe(pid);
  });

  test("of another clone, whose data is linked to from here, is left alone", async () => {
    const url = urlOf(await command("start"));
    const pid = readFileSync(pidFile, "utf8");
    const other = anotherClone();
    mkdirSync(join(other, ".holdfast"));
    symlinkSync(join(folder, ".holdfast/postgres"), join(other, ".holdfast/postgres"));

    for (const name of ["start", "stop"] as const)
      expect(await command(name, other)).toContain("this clone has not started");

    expect(readFileSync(pidFile, "utf8")).toBe(pid);
    expect(await query(url, "select current_user::text as role")).toEqual({ role: "holdfast_app" });
  });

  function anotherClone(): string {
    const other = mkdtempSync(join(tmpdir(), "holdfast-clone-"));
    others.push(other);
    copyTo(other);
    return other;
  }

  async function command(name: "start" | "stop", where = folder): Promise<string> {
    const child = spawn(process.execPath, [join(where, "scripts/postgres.mjs"), name], { cwd: where });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => {
        output += chunk.toString();
      });
    }
    await once(child, "close");
    return output;
  }

  async function kill(): Promise<void> {
    const pid = Number(readFileSync(pidFile, "utf8").split("\n")[0]);
    process.kill(pid, "SIGKILL");
    while (isAlive(pid)) await wait(10);
  }
});

function copyTo(folder: string): void {
  chmodSync(folder, 0o755);
  cpSync(join(clone, "scripts"), join(folder, "scripts"), { recursive: true });
  symlinkSync(join(clone, "node_modules"), join(folder, "node_modules"));
}

const SETTINGS = `select current_user::text as role, current_setting('fsync') as fsync,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('full_page_writes') as full_page_writes`;

function urlOf(output: string): string {
  const url = /^DATABASE_URL=(.*)$/m.exec(output)?.[1];
  if (url === undefined) throw new Error(output);
  return url;
}

async function query(url: string, text: string): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(text)).rows[0];
  } finally {
    await client.end();
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
