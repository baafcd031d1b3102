import type { ClientProcess } from "../load/client-process";
import type { Job, JobResult } from "../load/jobs";
import { round } from "../rig/figures";
import { cpuSeconds } from "../rig/processes";
import type { Tables } from "./tables";

export type Measurement = {
  eventsPerSecond: number;
  failures: number;
  latency: JobResult["latency"];
  /** Microseconds of processor time per event, by process. */
  cpu: { server: number; postgres: number; valkey: number; client: number };
};

export type Subject = {
  client: ClientProcess;
  tables: Tables;
  serverPids(): number[];
  valkeyPid(): number;
};

/** One window: from empty tables to all events stored and the pending lists of the index flushed. */
export async function measure(
  { client, tables, serverPids, valkeyPid }: Subject,
  job: Job,
  { events, table }: { events: number; table: string },
): Promise<Measurement> {
  await tables.empty();
  const pids = { server: serverPids(), valkey: [valkeyPid()] };
  const before = sample([...pids.server, ...pids.valkey, ...(await tables.backends())]);
  const result = await client.run(job);
  const flushedFrom = performance.now();
  await tables.flushPendingLists(table);
  const seconds = result.seconds + (performance.now() - flushedFrom) / 1000;
  const backends = (await tables.backends()).filter((pid) => !pids.server.includes(pid));
  const perEvent = (processes: readonly number[]) =>
    round((processes.reduce((sum, pid) => sum + cpuSeconds(pid) - (before.get(pid) ?? 0), 0) / events) * 1e6, 1);
  return {
    eventsPerSecond: events / seconds,
    failures: result.failures,
    latency: result.latency,
    cpu: {
      server: perEvent(pids.server),
      postgres: perEvent(backends),
      valkey: perEvent(pids.valkey),
      client: round((result.cpuSeconds / events) * 1e6, 1),
    },
  };
}

function sample(pids: readonly number[]): Map<number, number> {
  return new Map(pids.map((pid) => [pid, cpuSeconds(pid)]));
}
