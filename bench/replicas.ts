import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./ingest/files";
import { type Measurement, measure, type Subject } from "./ingest/measure";
import { createSpecifiedTables } from "./ingest/specified-table";
import { benchTables } from "./ingest/tables";
import { BATCH } from "./load/bodies";
import { startClient } from "./load/client-process";
import type { Options } from "./options";
import { median, round } from "./rig/figures";
import { describeMachine } from "./rig/machine";
import { type OwnServer, ownServer } from "./rig/own-server";
import { ownValkey } from "./rig/own-valkey";
import type { Scope } from "./rig/scope";
import { sharedDatabase } from "./rig/shared-database";

const CONNECTIONS = 8;

/** The same batches through one server process and through two, on one database and one Valkey. */
export async function benchReplicas(scope: Scope, options: Options): Promise<object> {
  const batches = options.quick ? 16 : 60;
  const rounds = options.rounds ?? (options.quick ? 1 : 3);
  const database = await sharedDatabase(scope);
  await createSpecifiedTables(database.owner);
  const valkey = await ownValkey(scope);
  const stores = { databaseUrl: database.urls.app, valkeyUrl: valkey.url };
  const servers = [
    await ownServer(scope, { ...options, ...stores }),
    await ownServer(scope, { ...options, ...stores }),
  ];
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const files = await writeFiles(folder, { mix: "interleaved", payloads: options.payloads }, { batches, singles: 1 });
  const tables = benchTables(database);
  const client = startClient(scope);
  const run = (used: readonly OwnServer[]) => {
    const subject: Subject = { client, tables, serverPids: () => used.map((s) => s.pid()), valkeyPid: valkey.pid };
    const ports = used.map(({ port }) => port);
    const job = { kind: "closed", ports, file: files.batches, connections: CONNECTIONS } as const;
    return measure(subject, job, { events: batches * BATCH, table: "audit_events" });
  };
  const one: Measurement[] = [];
  const two: Measurement[] = [];
  await run(servers);
  for (let turn = 0; turn < rounds; turn++) {
    one.push(await run(servers.slice(0, 1)));
    two.push(await run(servers));
  }
  return { machine: await describeMachine(database.owner), payloads: options.payloads, ...compare(one, two) };
}

function compare(one: readonly Measurement[], two: readonly Measurement[]) {
  const rate = (measured: readonly Measurement[]) => median(measured.map((m) => m.eventsPerSecond));
  const cpu = (measured: readonly Measurement[]) => ({
    server: median(measured.map((m) => m.cpu.server)),
    postgres: median(measured.map((m) => m.cpu.postgres)),
  });
  const share = (measured: readonly Measurement[]) => round((cpu(measured).postgres * rate(measured)) / 1e4, 1);
  return {
    oneEventsPerSecond: round(rate(one)),
    twoEventsPerSecond: round(rate(two)),
    twoToOne: round(rate(two) / rate(one), 2),
    cpuMicrosecondsPerEvent: { one: cpu(one), two: cpu(two) },
    /** Of one core. */
    postgresCpuPercent: { one: share(one), two: share(two) },
    errors: [...one, ...two].reduce((sum, { failures }) => sum + failures, 0),
  };
}
