import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createDb, type Db } from "@/server/infra/db";
import { writeFiles } from "./ingest/files";
import { ownerUrl } from "./ingest/owner-url";
import { copyStatement, createTable, OUR_INDEXES, PLAIN_INDEXES } from "./ingest/specified-table";
import { benchTables, type Tables } from "./ingest/tables";
import { BATCH } from "./load/bodies";
import { type ClientProcess, startClient } from "./load/client-process";
import type { Options } from "./options";
import { median, round } from "./rig/figures";
import { describeMachine } from "./rig/machine";
import { ownPostgres } from "./rig/own-postgres";
import { cpuSeconds } from "./rig/processes";
import type { Scope } from "./rig/scope";

const [byTime = "", byCorrelation = "", byType = "", gin = "", bySpecHash = ""] = PLAIN_INDEXES;
const [, , , ginPaths = "", bySpecHashPresent = ""] = OUR_INDEXES;

const VARIANTS: Readonly<Record<string, readonly string[]>> = {
  keyOnly: [],
  eventTimestamp: [byTime],
  correlationId: [byCorrelation],
  eventType: [byType],
  eventDataGin: [gin],
  eventDataGinPathOps: [ginPaths],
  specHash: [bySpecHash],
  specHashWhereNotNull: [bySpecHashPresent],
  allAsSpecified: PLAIN_INDEXES,
  allAsInTheProduct: OUR_INDEXES,
};

type Cost = { cpuMicroseconds: number; walBytes: number };

/** What each index costs PostgreSQL per event: processor time and log of COPY into a table with the key and that index. */
export async function benchIndexes(scope: Scope, options: Options): Promise<object> {
  const batches = options.quick ? 8 : 60;
  // A server of its own: the position of the log is one for all databases.
  const url = ownerUrl((await ownPostgres(scope)).urls.migrate);
  const { db: owner, close } = createDb({ connectionString: url, max: 2, applicationName: "holdfast-bench" });
  scope.defer(close);
  const folder = mkdtempSync(join(tmpdir(), "holdfast-bench-"));
  scope.defer(() => rmSync(folder, { recursive: true, force: true }));
  const { rows } = await writeFiles(
    folder,
    { mix: "byRemediation", payloads: options.payloads },
    { batches, singles: 1 },
  );
  const client = startClient(scope);
  const rig: Rig = {
    owner,
    tables: benchTables({ owner }),
    client,
    url,
    file: rows,
    events: batches * BATCH,
  };
  const costs: Record<string, Cost> = {};
  for (const [name, indexes] of Object.entries(VARIANTS)) {
    const measured: Cost[] = [];
    for (let turn = 0; turn < (options.rounds ?? 3); turn++) measured.push(await load(rig, indexes));
    costs[name] = {
      cpuMicroseconds: round(median(measured.map((m) => m.cpuMicroseconds)), 1),
      walBytes: round(median(measured.map((m) => m.walBytes))),
    };
    process.stderr.write(`${name} ${JSON.stringify(costs[name])}\n`);
  }
  return { machine: await describeMachine(owner), payloads: options.payloads, perEvent: costs };
}

type Rig = { owner: Db; tables: Tables; client: ClientProcess; url: string; file: string; events: number };

async function load({ owner, tables, client, url, file, events }: Rig, indexes: readonly string[]): Promise<Cost> {
  const table = "bench_index.audit_events";
  await createTable(owner, table, indexes);
  try {
    const before = await position(owner);
    const spent = new Map((await tables.backends()).map((pid) => [pid, cpuSeconds(pid)]));
    await client.run({ kind: "copy", url, file, connections: 1, statement: copyStatement(table) });
    await tables.flushPendingLists(table);
    const cpu = (await tables.backends()).reduce((sum, pid) => sum + cpuSeconds(pid) - (spent.get(pid) ?? 0), 0);
    return { cpuMicroseconds: (cpu / events) * 1e6, walBytes: ((await position(owner)) - before) / events };
  } finally {
    await owner.query("drop schema bench_index cascade");
  }
}

async function position(owner: Db): Promise<number> {
  const row = await owner.one<{ bytes: string }>("select pg_current_wal_insert_lsn() - '0/0'::pg_lsn as bytes");
  return Number(row?.bytes ?? 0);
}
