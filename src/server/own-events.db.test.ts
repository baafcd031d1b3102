import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scope } from "@/contracts/principal";
import { createFallbackQueue, storeQueuedEvents } from "@/server/audit";
import { createReplayer, drainWithTimeout } from "@/server/dead-letters";
import { createMetrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireEvent } from "@/testing/wire-events";

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";
const WORDS = "is kept for this server's own records";

let t: TestDatabase;
let server: TestValkey;
let valkey: Valkey;
beforeAll(async () => {
  [t, server] = await Promise.all([testDatabase(), testValkey()]);
  valkey = await server.connect();
});
afterAll(() => Promise.all([t.close(), server.close()]));

const event = (fields: Record<string, unknown> = {}) =>
  wireEvent("own", { event_timestamp: t.ctx().clock.now().toISOString(), correlation_id: "rr-own", ...fields });
const machine = (...scopes: Scope[]) =>
  t.ctx({ principal: { kind: "machine", id: "sender", scopes: new Set(scopes) } });
const storedAs = (action: string) =>
  t.app.query<{ actor_type: string; actor_id: string; actor_ip: string | null }>(
    "select actor_type, actor_id, actor_ip from audit_events where event_action = $1 and event_date > '2020-01-01'",
    [action],
  );

describe("what this server alone may write", () => {
  it.each([
    ["event_category", "access"],
    ["event_category", "hold"],
    ["correlation_id", "access:2026-06-15:3"],
    ["correlation_id", "ＡＣＣＥＳＳ:2026-06-15:3"],
    ["event_type", "access.session.started"],
  ])("is refused as the %s %s, alone, in a batch and from an importer", async (field, value) => {
    const sent = event({ event_action: "forged", [field]: value });

    for (const ctx of [machine("audit:write"), machine("audit:write", "audit:import")]) {
      const send = restClient(ctx);
      const [one, batch] = [await send("POST", ONE, sent), await send("POST", BATCH, [event(), sent])];
      expect([one.status, one.json().field_errors]).toEqual([400, { [field]: WORDS }]);
      expect([batch.status, batch.json().field_errors]).toEqual([400, { [`[1].${field}`]: WORDS }]);
    }

    expect(await storedAs("forged")).toEqual([]);
  });

  it("is buried when it comes out of the queue, whoever has put it there", async () => {
    const metrics = createMetrics();
    const capacity = { entries: 100, bytes: 1024 * 1024 };
    const queued = { idFrom: "replay", eventAction: "queued" } as const;
    await createFallbackQueue({ valkey, capacity, metrics }).push(t.ctx(), {
      generation: 0,
      events: [
        newEvent({ ...queued, eventId: testId(1), eventCategory: "access" }),
        newEvent({ ...queued, eventId: testId(2), correlationId: "access:2026-06-15:3" }),
        newEvent({ ...queued, eventId: testId(3) }),
      ],
    });

    const replayer = createReplayer({
      valkey,
      kind: "events",
      consumer: "a",
      batchMax: 10,
      deadLettersMax: 10,
      deadAfterMs: 20_000,
      metrics,
      store: storeQueuedEvents,
    });
    expect(await drainWithTimeout(t.ctx(), replayer, 20_000)).toBe(true);

    const letters = await valkey.client.xrange("audit:dead-letter:events", "-", "+");
    expect(letters.map(([, fields]) => fields.find((value) => value.includes(WORDS)))).toEqual([
      `event_category: ${WORDS}`,
      `correlation_id: ${WORDS}`,
    ]);
    expect(await storedAs("queued")).toHaveLength(1);
  });
});

it("records a person, and the address of their request, of what they send", async () => {
  const principal = { kind: "person", id: "ada@example.org", scopes: new Set(["audit:write"] as const) } as const;
  const claims = {
    actor_type: "service",
    actor_id: "gateway-service",
    actor_ip: "192.0.2.66",
    event_action: "by hand",
  };
  for (const address of ["198.51.100.7", null]) {
    const send = restClient(t.ctx({ principal, address }));
    expect((await send("POST", ONE, event(claims))).status).toBe(201);
    expect((await send("POST", BATCH, [event(claims)])).status).toBe(201);
  }

  const stored = await storedAs("by hand");
  const [known, unknown] = ["198.51.100.7", null].map((actor_ip) => ({
    actor_type: "user",
    actor_id: "ada@example.org",
    actor_ip,
  }));
  expect(stored).toHaveLength(4);
  expect(stored.filter((row) => row.actor_ip !== null)).toEqual([known, known]);
  expect(stored.filter((row) => row.actor_ip === null)).toEqual([unknown, unknown]);
});
