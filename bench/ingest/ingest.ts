import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BATCH, MIXES, type Mix } from "../load/bodies";
import { startClient } from "../load/client-process";
import type { Job } from "../load/jobs";
import type { Options } from "../options";
import { fromAfar } from "../rig/distance";
import { describeMachine } from "../rig/machine";
import { ownServer } from "../rig/own-server";
import { ownValkey } from "../rig/own-valkey";
import { peakRssMb } from "../rig/processes";
import type { Scope } from "../rig/scope";
import { sharedDatabase } from "../rig/shared-database";
import { type MixFiles, writeFiles } from "./files";
import { type Measurement, measure, type Subject } from "./measure";
import { ownerUrl } from "./owner-url";
import { copyStatement, createSpecifiedTables, SPECIFIED, SPECIFIED_WITH_OUR_INDEXES } from "./specified-table";
import { HALF_LOAD, type Rounds, summarise } from "./summary";
import { benchTables } from "./tables";

const BATCH_CONNECTIONS = 8;
const SINGLE_CONNECTIONS = 64;

type Plan = { rounds: number; batches: number; singles: number; openSeconds: number };
const FULL: Plan = { rounds: 5, batches: 60, singles: 12_000, openSeconds: 5 };
const QUICK: Plan = { rounds: 1, batches: 8, singles: 500, openSeconds: 1 };

/** How close the product comes to plain COPY of the same rows. */
export async function benchIngest(scope: Scope, options: Options): Promise<object> {
  const plan = { ...(options.quick ? QUICK : FULL), ...(options.rounds && { rounds: options.rounds }) };
  const database = await sharedDatabase(scope);
  await createSpecifiedTables(database.owner);
  const valkey = await ownValkey(scope);
  const databaseUrl = await fromAfar(scope, database.urls.app, options.distanceMs);
  const server = await ownServer(scope, { ...options, databaseUrl, valkeyUrl: valkey.url });
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const subject: Subject = {
    client: startClient(scope),
    tables: benchTables(database),
    serverPids: () => [server.pid()],
    valkeyPid: valkey.pid,
  };
  const mixes = options.mix === undefined ? MIXES : [options.mix];
  const files = new Map<Mix, MixFiles>();
  for (const mix of mixes) files.set(mix, await writeFiles(folder, { mix, payloads: options.payloads }, plan));
  const urls = { app: database.urls.app, owner: ownerUrl(database.urls.migrate) };
  const steps = (mix: Mix) => stepsOf(files.get(mix), { plan, port: server.port, urls });
  const isWanted = ({ name }: Step) => options.only === undefined || options.only.includes(name);
  await warmUp(subject, steps(mixes[0] ?? "byRemediation").filter(isWanted));

  const rounds: Rounds = new Map();
  for (let round = 0; round < plan.rounds; round++) {
    for (const mix of mixes) {
      for (const step of rotated(steps(mix), round).filter(isWanted)) {
        record(rounds, mix, step.name, await measure(subject, step.job, step));
      }
      const single = rounds.get(mix)?.get("single")?.at(-1);
      if (options.only || single === undefined) continue;
      const step = halfLoadOf(single, { plan, port: server.port, file: files.get(mix)?.single ?? "" });
      record(rounds, mix, step.name, await measure(subject, step.job, step));
    }
  }
  return {
    machine: await describeMachine(database.owner),
    payloads: options.payloads,
    ...summarise(rounds),
    peakRssMb: peakRssMb(server.pid()),
  };
}

type Step = { name: string; job: Job; events: number; table: string };

function stepsOf(
  files: MixFiles | undefined,
  { plan, port, urls }: { plan: Plan; port: number; urls: { app: string; owner: string } },
): Step[] {
  if (files === undefined) throw new Error("the requests of a mix are missing");
  const events = plan.batches * BATCH;
  const copy = (name: string, connections: number, table: string): Step => ({
    name,
    events,
    table,
    job: { kind: "copy", url: urls.owner, file: files.rows, connections, statement: copyStatement(table) },
  });
  const ports = [port];
  const product = { events, table: "audit_events" };
  return [
    copy("copyOne", 1, SPECIFIED),
    { name: "batch", ...product, job: { kind: "closed", ports, file: files.batches, connections: BATCH_CONNECTIONS } },
    copy("copyTwo", 2, SPECIFIED),
    { name: "append", ...product, job: { kind: "append", url: urls.app, file: files.events, connections: 2 } },
    copy("copyOurIndexes", 2, SPECIFIED_WITH_OUR_INDEXES),
    {
      name: "single",
      ...product,
      events: plan.singles,
      job: { kind: "closed", ports, file: files.single, connections: SINGLE_CONNECTIONS },
    },
  ];
}

/** Both sides get as much compiled code and as many open connections before the first figure. */
async function warmUp(subject: Subject, steps: readonly Step[]): Promise<void> {
  for (const step of steps) await measure(subject, step.job, step);
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % items.length;
  return [...items.slice(start), ...items.slice(0, start)];
}

function record(rounds: Rounds, mix: Mix, name: string, measured: Measurement): void {
  const ofMix = rounds.get(mix) ?? new Map<string, Measurement[]>();
  rounds.set(mix, ofMix);
  ofMix.set(name, [...(ofMix.get(name) ?? []), measured]);
  const { eventsPerSecond, failures, cpu, latency } = measured;
  process.stderr.write(
    `${mix} ${name}: ${Math.round(eventsPerSecond)}/s ${failures ? `${failures} failed ` : ""}${JSON.stringify(cpu)} p50 ${latency.p50} p99 ${latency.p99}\n`,
  );
}

/** Single writes at half of the rate that they had a moment ago. */
function halfLoadOf(single: Measurement, { plan, port, file }: { plan: Plan; port: number; file: string }): Step {
  const perSecond = single.eventsPerSecond / 2;
  const seconds = plan.openSeconds;
  const events = Math.round(perSecond * seconds);
  const job: Job = { kind: "open", ports: [port], file, connections: SINGLE_CONNECTIONS, perSecond, seconds };
  return { name: HALF_LOAD, job, events, table: "audit_events" };
}
