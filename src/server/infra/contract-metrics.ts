import { Counter, Gauge, Histogram, type Registry } from "prom-client";
import { EventCategory } from "@/contracts/audit";
import { LateHistogram } from "./late-histogram";

/** Streams by the names that dashboards know; the last one stands for none that this server writes to. */
const STREAMS = [
  "audit_events",
  "notifications",
  "dead_letter_audit_events",
  "dead_letter_notifications",
  "unknown",
] as const;
const KINDS = ["events", "notifications"] as const;
const REPLAY_REFUSALS = ["unmarshal_error", "field_validation", "size_or_depth"] as const;
/** Why a queued message can never be stored, by the names that dashboards know. */
export type ReplayRefusal = (typeof REPLAY_REFUSALS)[number];

/**
 * The metrics that existing dashboards and alerts are written for, under their names. Each is there from the start with
 * all of its labels, so that the first change is seen as one.
 */
export function contractMetrics(registry: Registry) {
  const registers = [registry];
  return { ...writes(registers), ...queue(registers), ...shutdown(registry), ...notYet(registers) };
}

function writes(registers: Registry[]) {
  const writeDuration = new LateHistogram({
    name: "datastorage_write_duration_seconds",
    help: "Time to store a write, by table.",
    labelNames: ["table"] as const,
    registers,
  });
  for (const table of ["audit_events", "audit_events_batch", "notification_audit"]) writeDuration.zero({ table });
  const auditLag = new LateHistogram({
    name: "datastorage_audit_lag_seconds",
    help: "From the event's own time to its commit, by event category.",
    labelNames: ["service"] as const,
    registers,
  });
  const eventsRefused = new Counter({
    name: "audit_events_dropped_total",
    help: "Events and notifications that neither store took, by event category: lost if their sender gives up.",
    labelNames: ["service"] as const,
    registers,
  });
  for (const service of EventCategory.options) {
    auditLag.zero({ service });
    eventsRefused.inc({ service }, 0);
  }
  const validationFailures = new Counter({
    name: "datastorage_validation_failures_total",
    help: "Requests refused because their input does not fit.",
    labelNames: ["source", "reason"] as const,
    registers,
  });
  validationFailures.inc({ source: "openapi_middleware", reason: "validation_error" }, 0);
  return { writeDuration, auditLag, eventsRefused, validationFailures };
}

function queue(registers: Registry[]) {
  const fill = (name: string, help: string) => {
    const gauge = new Gauge({ name, help, labelNames: ["stream"] as const, registers });
    for (const stream of KINDS) gauge.set({ stream }, 0);
    return gauge;
  };
  const entries = (name: string, help: string) => {
    const counter = new Counter({ name, help, labelNames: ["stream"] as const, registers });
    for (const stream of STREAMS) counter.inc({ stream }, 0);
    return counter;
  };
  entries(
    "datastorage_dlq_trim_total",
    "Entries removed to make room before they were processed. Always 0: a full queue refuses instead.",
  );
  const replayRefusals = new Counter({
    name: "datastorage_dlq_validation_failures_total",
    help: "Queued messages that can never be stored, by kind and reason; they are in the dead letters.",
    labelNames: ["audit_type", "reason"] as const,
    registers,
  });
  for (const audit_type of KINDS) for (const reason of REPLAY_REFUSALS) replayRefusals.inc({ audit_type, reason }, 0);
  return {
    queueWarning: fill("datastorage_dlq_warning", "1 when the queue is filled to 80 %."),
    queueCritical: fill("datastorage_dlq_critical", "1 when the queue is filled to 90 %."),
    queueAdded: entries("datastorage_dlq_stream_xadd_total", "Entries that this process has added, by stream."),
    queuePending: new Gauge({
      name: "datastorage_dlq_pel_pending",
      help: "Entries of both streams that some replica holds.",
      registers,
    }),
    replayRefusals,
  };
}

function shutdown(registry: Registry) {
  return {
    drains: sharedCounter(
      registry,
      "datastorage_dlq_drain_batch_total",
      "Shutdowns that have set out to empty the queue.",
    ),
    drainErrors: sharedCounter(
      registry,
      "datastorage_shutdown_dlq_drain_errors_total",
      "Streams that a shutdown has left with entries that were due.",
    ),
  };
}

export type SharedCounter = { show(total: number): void };

/**
 * A total that all replicas keep together elsewhere. It appears when it is first known: a start at 0 would make the first
 * reading look like a change.
 */
function sharedCounter(registry: Registry, name: string, help: string): SharedCounter {
  const counter = new Counter({ name, help, registers: [] });
  let isShown = false;
  return {
    show(total) {
      counter.reset();
      counter.inc(total);
      if (!isShown) registry.registerMetric(counter);
      isShown = true;
    },
  };
}

/** Of what this server does not do: dashboards and the guards of alerts find their zero. */
function notYet(registers: Registry[]): Record<never, never> {
  new Gauge({ name: "datastorage_retention_enabled", help: "1 while old events are removed.", registers });
  new Counter({ name: "datastorage_retention_purge_total", help: "Removals of old events.", registers });
  const validation = new Histogram({
    name: "datastorage_workflow_validation_duration_seconds",
    help: "Time of each phase of checking a workflow that is registered.",
    labelNames: ["phase", "result"] as const,
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers,
  });
  for (const phase of ["action_type", "dependency", "total"]) {
    for (const result of ["ok", "error"]) validation.zero({ phase, result });
  }
  return {};
}
