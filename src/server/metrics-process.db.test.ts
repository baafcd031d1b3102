import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type OwnPostgres, ownPostgres } from "@/testing/own-postgres";
import { eventually, type ServerProcess, serverProcess } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireBatch, wireEvent } from "@/testing/wire-events";

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";
const NOTIFICATIONS = "/api/v1/audit/notifications";

const fill = ["events", "notifications"];
const streams = ["audit_events", "dead_letter_audit_events", "dead_letter_notifications", "notifications", "unknown"];
const reasons = ["field_validation", "size_or_depth", "unmarshal_error"];

/** What existing dashboards ask for: type, labels, and the values that are there before anything has happened. */
const CONTRACT: Record<string, { type: string; labels: Record<string, string[] | "any"> }> = {
  datastorage_write_duration_seconds: {
    type: "histogram",
    labels: { table: ["audit_events", "audit_events_batch", "notification_audit"] },
  },
  datastorage_audit_lag_seconds: { type: "histogram", labels: { service: "any" } },
  datastorage_dlq_warning: { type: "gauge", labels: { stream: fill } },
  datastorage_dlq_critical: { type: "gauge", labels: { stream: fill } },
  audit_events_dropped_total: { type: "counter", labels: { service: "any" } },
  datastorage_dlq_trim_total: { type: "counter", labels: { stream: streams } },
  datastorage_validation_failures_total: {
    type: "counter",
    labels: { source: ["openapi_middleware"], reason: ["validation_error"] },
  },
  datastorage_dlq_validation_failures_total: { type: "counter", labels: { audit_type: fill, reason: reasons } },
  datastorage_dlq_stream_xadd_total: { type: "counter", labels: { stream: streams } },
  datastorage_workflow_validation_duration_seconds: {
    type: "histogram",
    labels: { phase: ["action_type", "dependency", "total"], result: ["error", "ok"] },
  },
  datastorage_dlq_drain_batch_total: { type: "counter", labels: {} },
  datastorage_retention_purge_total: { type: "counter", labels: {} },
  datastorage_shutdown_dlq_drain_errors_total: { type: "counter", labels: {} },
  datastorage_dlq_pel_pending: { type: "gauge", labels: {} },
  datastorage_retention_enabled: { type: "gauge", labels: {} },
};
const BUCKETS = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 10 +Inf";
const CATALOG_BUCKETS = "0.001 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 5 +Inf";

let postgres: OwnPostgres;
let queue: TestValkey;
let server: ServerProcess;
let env: Parameters<typeof serverProcess>[0];

beforeAll(async () => {
  [postgres, queue] = await Promise.all([ownPostgres(), testValkey()]);
  env = { DATABASE_URL: postgres.urls.app, VALKEY_URL: queue.url, DLQ_ENTRIES_MAX: "1000" };
  server = await serverProcess(env);
  await server.start();
});
afterAll(async () => {
  await server.kill();
  await queue.close();
  await postgres.close();
});

const metricsText = async () => (await fetch(`${server.url}/metrics`)).text();

/** A metric as it is served: its type, and the values of each label but the buckets'. */
function served(text: string, name: string) {
  const type = new RegExp(`^# TYPE ${name} (\\w+)$`, "m").exec(text)?.[1];
  const labels: Record<string, Set<string>> = {};
  const buckets = new Set<string>();
  for (const [, inner] of text.matchAll(new RegExp(`^${name}(?:_bucket|_sum|_count)?(?:\\{([^}]*)\\})? `, "gm"))) {
    for (const [, label, value] of (inner ?? "").matchAll(/(\w+)="([^"]*)"/g)) {
      if (label === "le") buckets.add(value ?? "");
      else if (label !== undefined) labels[label] = (labels[label] ?? new Set()).add(value ?? "");
    }
  }
  return { type, labels, buckets: [...buckets].join(" ") };
}

const metric = (name: string) => server.metric(name);
const becomes = (name: string, value: number) =>
  eventually(
    () => metric(name),
    (is) => is === value,
  );
const added = (stream: string) => metric(`datastorage_dlq_stream_xadd_total{stream="${stream}"}`);
const refused = (service: string) => metric(`audit_events_dropped_total{service="${service}"}`);
const becomesReady = () =>
  eventually(
    () => server.get("/readyz"),
    ({ body }) => body.status === "ready",
  );

let unique = 0;
const notification = () => ({
  remediation_id: "rr-metrics",
  notification_id: `metrics-${++unique}`,
  recipient: "team@example.test",
  channel: "slack",
  message_summary: "remediated",
  status: "sent",
  sent_at: new Date(Date.now() - 60_000).toISOString(),
});

describe("the metrics of the former service", () => {
  it("are served under their names, with their types, labels and buckets, before anything has happened", async () => {
    const text = await eventually(metricsText, (all) => all.includes("datastorage_dlq_drain_batch_total"));

    for (const [name, { type, labels }] of Object.entries(CONTRACT)) {
      const is = served(text, name);
      expect([name, is.type, Object.keys(is.labels).sort()]).toEqual([name, type, Object.keys(labels).sort()]);
      for (const [label, values] of Object.entries(labels)) {
        if (values !== "any")
          expect([name, label, [...(is.labels[label] ?? [])].sort()]).toEqual([name, label, values]);
      }
      const ofCatalog = name.startsWith("datastorage_workflow");
      if (type === "histogram") expect([name, is.buckets]).toEqual([name, ofCatalog ? CATALOG_BUCKETS : BUCKETS]);
    }
    expect(text).not.toMatch(/^datastorage_\w+(\{[^}]*\})? [1-9]/m);
    const others = [...text.matchAll(/^# TYPE ((?:datastorage|audit_events)_\w+)/gm)].map(([, name]) => name);
    expect(new Set(others)).toEqual(new Set(Object.keys(CONTRACT)));
  });

  it("tell writes, lag and refusals of what was sent", async () => {
    const statuses = [
      (await server.post(ONE, wireEvent("one", { correlation_id: "rr-metrics" }))).status,
      (await server.post(BATCH, wireBatch("batch", 3, { correlation_id: "rr-metrics" }))).status,
      (await server.post(NOTIFICATIONS, notification())).status,
      (await server.post(ONE, "{}")).status,
    ];

    expect(statuses).toEqual([201, 201, 201, 400]);
    for (const table of ["audit_events", "audit_events_batch", "notification_audit"]) {
      expect([table, await metric(`datastorage_write_duration_seconds_count{table="${table}"}`)]).toEqual([table, 1]);
    }
    expect(await metric('datastorage_audit_lag_seconds_count{service="gateway"}')).toBe(4);
    expect(await metric('datastorage_audit_lag_seconds_sum{service="notification"}')).toBeGreaterThan(59);
    expect(
      await metric('datastorage_validation_failures_total{source="openapi_middleware",reason="validation_error"}'),
    ).toBe(1);
  });

  it.each([ONE, `${ONE}?by=router`])("tell of a sender who went half-way, which is no error: %s", async (path) => {
    const unanswered = () =>
      server.metric('holdfast_http_request_duration_seconds_count{door="rest",status="unanswered"}');
    const before = (await unanswered()) ?? 0;

    const socket = await written(
      `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 9\r\n\r\n{`,
    );
    await eventually(
      () => server.metric("holdfast_request_body_bytes"),
      (bytes) => bytes === 1,
    );
    socket.destroy();

    await eventually(unanswered, (count) => count === before + 1);
    await server.get("/healthz");
    expect(server.log()).not.toContain("request failed");
    expect(await server.metric("holdfast_request_body_bytes")).toBe(0);
  });

  it("tell what the queue takes, how full it is, what is held, and what nobody took", async () => {
    await postgres.stop();
    const batch = (size: number) => server.post(BATCH, wireBatch("queued", size, { correlation_id: "rr-metrics" }));
    const queued = [
      (await batch(799)).status,
      (await server.post(ONE, wireEvent("queued", { correlation_id: "rr-metrics" }))).status,
      (await server.post(NOTIFICATIONS, notification())).status,
    ];
    expect([queued, await added("audit_events"), await added("notifications")]).toEqual([[201, 202, 202], 800, 1]);
    await becomes('datastorage_dlq_warning{stream="events"}', 1);
    expect(await metric('datastorage_dlq_critical{stream="events"}')).toBe(0);
    await batch(100);
    await becomes('datastorage_dlq_critical{stream="events"}', 1);
    await eventually(
      () => metric("datastorage_dlq_pel_pending"),
      (held) => held !== undefined && held > 1,
    );

    const full = (await batch(200)).status;
    await queue.crash();
    const nowhere = [
      (await server.post(ONE, wireEvent("refused", { correlation_id: "rr-metrics" }))).status,
      (await server.post(NOTIFICATIONS, notification())).status,
    ];
    expect([full, ...nowhere]).toEqual([503, 503, 503]);
    expect([await refused("gateway"), await refused("notification")]).toEqual([201, 1]);

    await Promise.all([postgres.start(), queue.start()]);
    await becomesReady();
    await becomes("datastorage_dlq_pel_pending", 0);
    await becomes('datastorage_dlq_critical{stream="events"}', 0);
    for (const stream of streams) {
      expect(await metric(`datastorage_dlq_trim_total{stream="${stream}"}`)).toBe(0);
    }
  });

  it("tell of messages that can never be stored", async () => {
    const valkey = await queue.connect();
    await valkey.client.xadd("audit:dlq:events", "*", "message", "not a message");
    await valkey.client.xadd("audit:dlq:notifications", "*", "message", "not a message");

    const failures = (kind: string) =>
      `datastorage_dlq_validation_failures_total{audit_type="${kind}",reason="unmarshal_error"}`;
    await becomes(failures("events"), 1);
    await becomes(failures("notifications"), 1);

    expect([await added("dead_letter_audit_events"), await added("dead_letter_notifications")]).toEqual([1, 1]);
    await valkey.close();
  });

  it("tell of the last minute of other replicas, whom nobody can ask any more", async () => {
    const other = await serverProcess(env);
    await other.start();
    await other.stop();
    await becomes("datastorage_dlq_drain_batch_total", 1);
    expect(await metric("datastorage_shutdown_dlq_drain_errors_total")).toBe(0);

    await other.start();
    await postgres.stop();
    await server.post(ONE, wireEvent("left", { correlation_id: "rr-metrics" }));
    await other.stop();
    await becomes("datastorage_dlq_drain_batch_total", 2);
    await becomes("datastorage_shutdown_dlq_drain_errors_total", 1);

    await other.start({ path: "/health/live", status: 200 });
    await other.stop();
    await becomes("datastorage_shutdown_dlq_drain_errors_total", 2);
    await postgres.start();
    await becomesReady();
  });
});

it("a probe by HTTP/1.0 needs no host", async () => {
  const socket = await written("GET /healthz HTTP/1.0\r\n\r\n");
  const reply = await new Promise((resolve) => socket.once("data", (chunk) => resolve(String(chunk))));

  expect(reply).toContain("200 OK");
});

/** A connection on which this much, and no more, has been sent. */
function written(text: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1", () =>
      socket.write(text, () => resolve(socket)),
    );
    socket.once("error", reject);
  });
}
