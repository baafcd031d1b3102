import type { Pool } from "pg";
import { Counter, collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { contractMetrics } from "./contract-metrics";
import { LateHistogram } from "./late-histogram";

export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics of one process. Names that begin with `datastorage_` are those that existing dashboards and alerts use. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    ...contractMetrics(registry),
    ...eventMetrics(registry),
    ...queueMetrics(registry),
    ...processMetrics(registry),
    ...accessMetrics(registry),
    watchPool: poolWatcher(registry),
  };
}

/** Reports connections of the pools at each scrape. */
function poolWatcher(registry: Registry): (name: string, pool: Pool) => void {
  const pools = new Map<string, Pool>();
  new Gauge({
    name: "holdfast_db_connections",
    help: "Database connections of this process, by pool and state.",
    labelNames: ["pool", "state"] as const,
    registers: [registry],
    collect() {
      for (const [name, pool] of pools) {
        this.set({ pool: name, state: "open" }, pool.totalCount);
        this.set({ pool: name, state: "idle" }, pool.idleCount);
        this.set({ pool: name, state: "waiting" }, pool.waitingCount);
      }
    },
  });
  return (name, pool) => {
    pools.set(name, pool);
  };
}

function queueMetrics(registry: Registry) {
  const perStream = (name: string, help: string) =>
    new Gauge({ name, help, labelNames: ["stream"] as const, registers: [registry] });
  const single = (name: string, help: string) => new Gauge({ name, help, registers: [registry] });
  return {
    queueUp: single(
      "holdfast_queue_up",
      "1 while the queue in Valkey can be written; 0 means that the safety net is missing.",
    ),
    queueTrusted: single("holdfast_queue_trusted", "1 while Valkey reports appendonly and noeviction."),
    queueDepth: perStream("holdfast_queue_entries", "Entries in the queue."),
    queueBytes: perStream("holdfast_queue_bytes", "Bytes of the entries in the queue."),
    deadLetters: perStream("holdfast_dead_letters", "Entries in the dead letters."),
  };
}

function eventMetrics(registry: Registry) {
  return {
    eventsQueued: new Counter({
      name: "holdfast_events_queued_total",
      help: "Audit events that the queue took for the database.",
      registers: [registry],
    }),
    eventsStored: new Counter({
      name: "holdfast_events_stored_total",
      help: "Audit events committed.",
      registers: [registry],
    }),
  };
}

function processMetrics(registry: Registry) {
  return {
    requestDuration: new LateHistogram({
      name: "holdfast_http_request_duration_seconds",
      help: "Time to answer, by door and status class.",
      labelNames: ["door", "status"] as const,
      registers: [registry],
    }),
    bodyBytes: new Gauge({
      name: "holdfast_request_body_bytes",
      help: "Bytes of request bodies held by this process.",
      registers: [registry],
    }),
  };
}

function accessMetrics(registry: Registry) {
  return {
    failedCredentials: new Counter({
      name: "holdfast_credentials_failed_total",
      help: "Requests of machines whose credential was looked at and was no good.",
      registers: [registry],
    }),
    limitedCredentials: new Counter({
      name: "holdfast_credentials_limited_total",
      help: "Requests whose credential was not looked at, since too many from their address had failed.",
      registers: [registry],
    }),
  };
}
