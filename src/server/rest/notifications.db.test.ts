import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createReplayer, drainWithTimeout } from "@/server/dead-letters";
import { dlqDepth } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import { createMetrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { createNotificationQueue, replayNotifications } from "@/server/notifications";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";
import { type TestValkey, testValkey } from "@/testing/valkey";

const PATH = "/api/v1/audit/notifications";
const capacity = { entries: 100, bytes: 1_000_000 };

let t: TestDatabase;
let server: TestValkey;
let valkey: Valkey;
let unique = 0;

beforeAll(async () => {
  [t, server] = await Promise.all([testDatabase(), testValkey()]);
  valkey = await server.connect();
});
afterAll(() => Promise.all([t.close(), server.close()]));

function record(fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    remediation_id: "rr-1",
    notification_id: `n-${++unique}`,
    recipient: "team@example.test",
    channel: "slack",
    message_summary: "remediated",
    status: "sent",
    sent_at: "2026-06-15T11:59:00.5+02:00",
    ...fields,
  };
}

const send = (body: unknown, ctx: Ctx = t.ctx()) =>
  restClient(ctx, { notifications: createNotificationQueue({ valkey, capacity, metrics: createMetrics() }) })(
    "POST",
    PATH,
    body,
  );
const stored = (id: unknown) => t.app.query("select 1 from notification_audit where notification_id = $1", [id]);

function withoutDatabase(): Ctx {
  const out = () => Promise.reject(Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" }));
  return t.ctx({ db: { ...t.app, query: out, one: out, tx: out } });
}

async function replay(metrics = createMetrics()): Promise<void> {
  const replayer = createReplayer({
    valkey,
    kind: "notifications",
    consumer: "a",
    batchMax: 100,
    deadLettersMax: 100,
    deadAfterMs: 20_000,
    metrics,
    store: replayNotifications,
  });
  expect(await drainWithTimeout(t.ctx(), replayer, 10_000)).toBe(true);
}

describe("201", () => {
  it("answers the stored row without empty optional fields", async () => {
    const sent = record({ channel: "Slack", escalation_level: 2, delivery_status: null });

    const reply = await send(sent);

    expect(reply.status).toBe(201);
    const { id, created_at, updated_at, ...fields } = reply.json();
    expect(fields).toEqual({
      ...sent,
      delivery_status: undefined,
      channel: "slack",
      sent_at: "2026-06-15T09:59:00.500000Z",
    });
    expect([typeof id, created_at]).toEqual(["number", updated_at]);
  });

  it.each(["email", "sms", "pagerduty", "webhook", "teams", "console", "file", "log"])(
    "takes the channel %s",
    async (channel) => {
      expect((await send(record({ channel }))).status).toBe(201);
    },
  );

  it.each(["failed", "pending", "acknowledged", "escalated"])("takes the state %s", async (status) => {
    expect((await send(record({ status }))).status).toBe(201);
  });
});

describe("202", () => {
  it("queues a record while the database is out, and the replay stores it once", async () => {
    const sent = record();

    const reply = await send(sent, withoutDatabase());
    await send(sent, withoutDatabase());
    await replay();

    expect([reply.status, reply.json()]).toEqual([
      202,
      { status: "accepted", message: "audit record queued for processing" },
    ]);
    expect(await stored(sent.notification_id)).toHaveLength(1);
    expect(await dlqDepth(valkey, "notifications")).toMatchObject({ entries: 0, deadLetters: 0 });
  });

  it("buries a queued record that the database refuses, and stores its neighbours", async () => {
    const good = record();
    await valkey.client.xadd(
      "audit:dlq:notifications",
      "*",
      "message",
      '{"type":"notification_audit","payload":{"notification_id":"x"},"timestamp":"2026-06-15T12:00:00Z"}',
    );
    await send(good, withoutDatabase());

    await replay();

    expect(await stored(good.notification_id)).toHaveLength(1);
    expect(await dlqDepth(valkey, "notifications")).toMatchObject({ entries: 0, deadLetters: 1 });
  });
});

it("counts a queued record that is no JSON as unreadable, and one that is no record by its fields", async () => {
  const metrics = createMetrics();
  for (const payload of ['"no JSON"', '{"notification_id":"x"}']) {
    const text = `{"type":"notification_audit","payload":${payload},"timestamp":"2026-06-15T12:00:00Z"}`;
    await valkey.client.xadd("audit:dlq:notifications", "*", "message", text);
  }

  await replay(metrics);

  const { values } = await metrics.replayRefusals.get();
  const counted = values.filter(({ value }) => value > 0).map(({ labels, value }) => [labels.reason, value]);
  expect(Object.fromEntries(counted)).toEqual({ unmarshal_error: 1, field_validation: 1 });
});

describe("400", () => {
  it.each([
    ["remediation_id", ""],
    ["recipient", "x".repeat(256)],
    ["channel", "pigeon"],
    ["status", "lost"],
    ["sent_at", "yesterday"],
    ["sent_at", "2026-06-15T12:06:00Z"],
    ["escalation_level", 101],
  ])("names %s when it is %j", async (field, value) => {
    const reply = await send(record({ [field]: value }));

    expect(reply.status).toBe(400);
    expect(reply.json().field_errors).toHaveProperty(field);
  });
});

describe("403", () => {
  it("refuses a caller that may only read", async () => {
    const principal = { kind: "machine", id: "viewer", scopes: new Set(["audit:read"] as const) } as const;

    expect((await send(record(), t.ctx({ principal }))).status).toBe(403);
  });
});

describe("409", () => {
  it("refuses a notification that is recorded already", async () => {
    const sent = record();
    await send(sent);

    const reply = await send(sent);

    expect([reply.status, reply.json().field_errors]).toEqual([409, { notification_id: "exists already" }]);
  });
});

describe("503", () => {
  it("acknowledges nothing when neither the database nor the queue can be written", async () => {
    const reply = await restClient(withoutDatabase())("POST", PATH, record());

    expect([reply.status, reply.headers.get("retry-after")]).toEqual([503, "1"]);
  });
});
