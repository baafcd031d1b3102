import { Redis } from "ioredis";
import type { Log } from "./log";

const RECONNECT_MAX_MS = 2000;
const COMMAND_TIMEOUT_MS = 2500;
const TRUST_FRESH_MS = 15_000;

/** Whether what the queue acknowledges survives a crash of Valkey: append-only file on, nothing ever evicted. */
export type QueueTrust = "trusted" | "untrusted" | "unknown";

export type Valkey = {
  client: Redis;
  isUp(): boolean;
  trust(): Promise<QueueTrust>;
  close(): Promise<void>;
};

/** One connection, shared by all commands; nothing blocks on it. Commands fail at once while it is down. */
export function createValkey(options: { url: string; log: Log }): Valkey {
  const client = new Redis(options.url, {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: COMMAND_TIMEOUT_MS,
    connectionName: "holdfast",
    retryStrategy: (attempt) => Math.min(attempt * 100, RECONNECT_MAX_MS),
  });
  let wasUp = true;
  client.on("ready", () => {
    wasUp = true;
    options.log.info({}, "valkey connected");
  });
  client.on("error", (err) => {
    if (wasUp) options.log.warn({ err }, "valkey is not reachable; the safety net is missing");
    wasUp = false;
  });
  return {
    client,
    isUp: () => client.status === "ready",
    trust: createTrustCheck(client),
    close: async () => client.disconnect(),
  };
}

function createTrustCheck(client: Redis): () => Promise<QueueTrust> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<QueueTrust> = Promise.resolve("unknown");
  return () => {
    const now = performance.now();
    if (client.status !== "ready") return Promise.resolve("unknown");
    if (now - askedAt < TRUST_FRESH_MS) return answer;
    askedAt = now;
    answer = readTrust(client);
    return answer;
  };
}

/** INFO needs no privilege that managed services withhold, unlike CONFIG. */
async function readTrust(client: Redis): Promise<QueueTrust> {
  try {
    const [persistence, memory] = await Promise.all([client.info("persistence"), client.info("memory")]);
    const isAppendOnly = /^aof_enabled:1\r?$/m.test(persistence);
    const evictsNothing = /^maxmemory_policy:noeviction\r?$/m.test(memory);
    return isAppendOnly && evictsNothing ? "trusted" : "untrusted";
  } catch {
    return "unknown";
  }
}
