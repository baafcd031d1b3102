import { Redis } from "ioredis";
import type { Log } from "./log";

const RECONNECT_MAX_MS = 2000;
const COMMAND_TIMEOUT_MS = 2500;
const TRUST_FRESH_MS = 15_000;
const HEARTBEAT_MS = 1000;
const HEARTBEAT_LIMIT_MS = 1500;

/** Whether what the queue acknowledges survives a crash of Valkey: append-only file on, nothing ever evicted. */
export type QueueTrust = "trusted" | "untrusted" | "unknown";

export type Valkey = {
  client: Redis;
  /** Connected and answering: a server that hangs counts as down within three seconds. */
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
    // After a failover the old primary refuses writes: the name may lead to the new one by now.
    reconnectOnError: (error) => error.message.startsWith("READONLY"),
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
  const heartbeat = startHeartbeat(client, options.log);
  return {
    client,
    isUp: () => client.status === "ready" && heartbeat.isAnswering(),
    trust: createTrustCheck(client),
    async close() {
      heartbeat.stop();
      client.disconnect();
    },
  };
}

/** A server can keep its connection and answer nothing; without a pulse every write would wait for its time-out. */
function startHeartbeat(client: Redis, log: Log): { isAnswering(): boolean; stop(): void } {
  let isAnswering = true;
  const beat = async () => {
    if (client.status !== "ready") {
      isAnswering = true;
      return;
    }
    const answered = await within(HEARTBEAT_LIMIT_MS, client.ping());
    if (isAnswering && !answered) log.warn({}, "valkey does not answer; the safety net is missing");
    isAnswering = answered;
  };
  const timer = setInterval(() => void beat(), HEARTBEAT_MS);
  timer.unref();
  return { isAnswering: () => isAnswering, stop: () => clearInterval(timer) };
}

function within(milliseconds: number, work: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    // After a stall of this process the answer may be there already, unread.
    const timer = setTimeout(() => setImmediate(() => setImmediate(resolve, false)), milliseconds);
    work.then(
      () => resolve(true),
      () => resolve(false),
    );
    work.finally(() => clearTimeout(timer)).catch(() => {});
  });
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
