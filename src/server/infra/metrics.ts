import type { Pool } from "pg";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export type Metrics = ReturnType<typeof createMetrics>;

/** Metrics of one process. Names that begin with `datastorage_` are those that existing dashboards and alerts use. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    ...writeMetrics(registry),
    ...processMetrics(registry),
    /** Reports the pool's connections at each scrape. */
    watchPool(pool: Pool): void {
      new Gauge({
        name: "holdfast_db_connections",
        help: "Database connections of this process, by state.",
        labelNames: ["state"] as const,
        registers: [registry],
        collect() {
          this.set({ state: "open" }, pool.totalCount);
          this.set({ state: "idle" }, pool.idleCount);
          this.set({ state: "waiting" }, pool.waitingCount);
        },
      });
    },
  };
}

function writeMetrics(registry: Registry) {
  return {
    writeDuration: new Histogram({
      name: "datastorage_write_duration_seconds",
      help: "Time to store a write, by table.",
      labelNames: ["table"] as const,
      registers: [registry],
    }),
    auditLag: new Histogram({
      name: "datastorage_audit_lag_seconds",
      help: "From the event's own time to its commit, by event category.",
      labelNames: ["service"] as const,
      registers: [registry],
    }),
    validationFailures: new Counter({
      name: "datastorage_validation_failures_total",
      help: "Requests refused because their input does not fit.",
      labelNames: ["source", "reason"] as const,
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
    requestDuration: new Histogram({
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
