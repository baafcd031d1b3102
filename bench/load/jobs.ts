import { setTimeout as wait } from "node:timers/promises";
import { type Latency, latencyOf } from "../rig/figures";
import { appendChunk, copyChunk } from "./direct";
import { RawConnection } from "./raw-client";
import { nameAnew, readChunks } from "./requests";

export type Job =
  /** Each connection sends its next request when the answer to the last has come. */
  | { kind: "closed"; ports: number[]; file: string; connections: number }
  /** Requests begin at random moments of this mean rate, whether or not earlier ones are answered. */
  | { kind: "open"; ports: number[]; file: string; connections: number; perSecond: number; seconds: number }
  | { kind: "copy"; url: string; file: string; connections: number; statement: string }
  /** `appendEvents` without HTTP: each chunk holds the events of one call. */
  | { kind: "append"; url: string; file: string; connections: number };

export type JobResult = { seconds: number; requests: number; failures: number; latency: Latency; cpuSeconds: number };

export async function runJob(job: Job): Promise<JobResult> {
  const chunks = readChunks(job.file);
  if (!("url" in job)) nameAnew(chunks, ++runs);
  const before = process.cpuUsage();
  const measured = await ("url" in job ? direct(job, chunks) : send(job, chunks));
  const used = process.cpuUsage(before);
  return { ...measured, cpuSeconds: (used.user + used.system) / 1e6 };
}

let runs = 0;

type Measured = Omit<JobResult, "cpuSeconds">;

async function send(job: Extract<Job, { ports: number[] }>, requests: readonly Buffer[]): Promise<Measured> {
  const connections = await Promise.all(
    Array.from({ length: job.connections }, (_, index) => RawConnection.open(job.ports[index % job.ports.length] ?? 0)),
  );
  try {
    return await (job.kind === "closed" ? closedLoop(connections, requests) : openLoop(job, connections, requests));
  } finally {
    for (const connection of connections) connection.close();
  }
}

async function closedLoop(connections: readonly RawConnection[], requests: readonly Buffer[]): Promise<Measured> {
  const latencies = new Float64Array(requests.length);
  let next = 0;
  let failures = 0;
  const startedAt = performance.now();
  await Promise.all(
    connections.map(async (connection) => {
      for (let index = next++; index < requests.length; index = next++) {
        const sentAt = performance.now();
        const { status } = await connection.send(requests[index] ?? Buffer.alloc(0));
        latencies[index] = performance.now() - sentAt;
        if (status !== 201) failures++;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, requests: requests.length, failures, latency: latencyOf(latencies) };
}

/** Latency counts from the moment at which a request was due, so that a stalled server can't hide its stall. */
async function openLoop(
  { perSecond, seconds }: { perSecond: number; seconds: number },
  connections: readonly RawConnection[],
  requests: readonly Buffer[],
): Promise<Measured> {
  const idle = [...connections];
  const due: number[] = [];
  const latencies: number[] = [];
  let failures = 0;
  let sent = 0;
  const startedAt = performance.now();
  const begin = (connection: RawConnection, dueAt: number) => {
    const request = requests[sent++ % requests.length] ?? Buffer.alloc(0);
    void connection.send(request).then(
      ({ status }) => {
        latencies.push(performance.now() - dueAt);
        if (status !== 201) failures++;
        const waiting = due.shift();
        if (waiting === undefined) idle.push(connection);
        else begin(connection, waiting);
      },
      () => {
        failures++;
      },
    );
  };
  let nextAt = startedAt;
  while (nextAt < startedAt + seconds * 1000) {
    for (const now = performance.now(); nextAt <= now; nextAt += (-Math.log(1 - Math.random()) * 1000) / perSecond) {
      const connection = idle.pop();
      if (connection === undefined) due.push(nextAt);
      else begin(connection, nextAt);
    }
    await wait(1);
  }
  while (latencies.length + failures < sent) await wait(5);
  const took = (performance.now() - startedAt) / 1000;
  return { seconds: took, requests: sent, failures, latency: latencyOf(Float64Array.from(latencies)) };
}

/** Work on the database without the server between. The connections stay open, so that their cost can still be read. */
async function direct(job: Extract<Job, { url: string }>, chunks: readonly Buffer[]): Promise<Measured> {
  const work = job.kind === "copy" ? await copyChunk(job) : appendChunk(job);
  const latencies = new Float64Array(chunks.length);
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: job.connections }, async (_, connection) => {
      for (let index = next++; index < chunks.length; index = next++) {
        const sentAt = performance.now();
        await work(chunks[index] ?? Buffer.alloc(0), connection);
        latencies[index] = performance.now() - sentAt;
      }
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  return { seconds, requests: chunks.length, failures: 0, latency: latencyOf(latencies) };
}
