import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { newId } from "@/lib/ids";
import { jsonText } from "@/lib/json-text";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { canonical } from "@/testing/independent-verifier";
import { readChain } from "@/testing/ledger";
import { randomObject, seeded } from "@/testing/random";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { nodeNotReady, predictedDiskPressure } from "@/testing/trails";
import { appendEvents } from "./append";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());

const append = (...events: NewAuditEvent[]) => appendEvents(t.ctx(), events);

async function refusal(...events: NewAuditEvent[]) {
  const error = await append(...events).catch((caught: unknown) => caught);
  if (!(error instanceof AppError)) return { code: "none", path: undefined };
  return { code: error.code, path: error.details.fieldErrors?.[0]?.path };
}

describe("appendEvents", () => {
  test("chains events in the given order, whatever their times", async () => {
    const times = ["12:00:02.000000Z", "12:00:01.000000Z", "12:00:01.000000Z", "11:00:00.000001Z"];

    const stored = await append(
      ...times.map((time) => newEvent({ correlationId: "order", eventTimestamp: `2026-06-15T${time}` })),
    );

    expect(stored.map(({ chainSeq }) => chainSeq)).toEqual([1, 2, 3, 4]);
    const { rows, faults } = await readChain(t.owner, "order");
    expect(faults).toEqual([]);
    expect(rows.map((row) => row.event_hash)).toEqual(stored.map(({ eventHash }) => eventHash));
    expect(rows[0]).toMatchObject({ previous_event_hash: null, hash_version: 1, retention_days: 2555 });
  });

  test("stores every field as it was given", async () => {
    const parent = await append(newEvent({ correlationId: "fields" }));
    const event = newEvent({
      eventVersion: "1.1",
      eventTimestamp: "2031-02-28T23:59:59.999999Z",
      eventType: "custom.type",
      eventCategory: "workflow",
      eventAction: "a\tb\\c",
      eventOutcome: "failure",
      actorType: "user",
      actorId: "ann\n",
      actorIp: "2001:DB8::1",
      resourceType: "Pod",
      resourceId: "\\N",
      correlationId: "fields",
      parentEventId: parent[0]?.eventId ?? null,
      namespace: "prod",
      clusterName: "",
      severity: "critical",
      durationMs: "9223372036854775807",
      errorCode: "E1",
      errorMessage: "line one\r\nline two\\",
      retentionDays: 4000,
      isSensitive: true,
      eventData: '{"path":"C:\\\\new\\ttab","n":-0.0,"u":"\\u00e9","e":[]}',
    });

    await append(event);

    const { rows, faults } = await readChain(t.owner, "fields");
    expect(faults).toEqual([]);
    expect(rows[1]).toMatchObject({
      event_version: "1.1",
      event_timestamp: "2031-02-28T23:59:59.999999Z",
      event_date: "2031-02-28",
      event_action: "a\tb\\c",
      actor_id: "ann\n",
      actor_ip: "2001:DB8::1",
      resource_id: "\\N",
      parent_event_id: parent[0]?.eventId,
      parent_event_date: "2026-06-15",
      cluster_name: "",
      duration_ms: "9223372036854775807",
      error_message: "line one\r\nline two\\",
      retention_days: 4000,
      is_sensitive: true,
      received_at: "2026-06-15T12:00:00.000000Z",
    });
    expect(canonical(String(rows[1]?.event_data))).toBe('{"e":[],"n":0,"path":"C:\\\\new\\ttab","u":"é"}');
  });

  test("keeps random payloads equal in value, as an independent program judges it", async () => {
    const random = seeded(11);
    const payloads = Array.from({ length: 500 }, () => randomObject(random));

    await append(...payloads.map((eventData) => newEvent({ correlationId: "random", eventData })));

    const { rows, faults } = await readChain(t.owner, "random");
    expect(faults).toEqual([]);
    expect(rows.map((row) => canonical(String(row.event_data)))).toEqual(payloads.map(canonical));
  });

  test("stamps the retention that the client asks for, else its category's policy, else seven years", async () => {
    await t.owner.query("update audit_retention_policies set retention_days = 90 where event_category = 'workflow'");

    await append(
      newEvent({ correlationId: "retention", eventCategory: "workflow", retentionDays: 5 }),
      newEvent({ correlationId: "retention", eventCategory: "workflow" }),
      newEvent({ correlationId: "retention", eventCategory: "webhook" }),
    );

    const { rows } = await readChain(t.owner, "retention");
    expect(rows.map((row) => row.retention_days)).toEqual([5, 90, 2555]);
  });

  test("takes the same number of statements for one event and for a thousand", async () => {
    const count = async (events: number) => {
      let statements = 0;
      const db = countingDb(t.ctx().db, () => statements++);
      const batch = Array.from({ length: events }, (_, n) =>
        newEvent({ correlationId: `trips-${events}-${n % 300}`, eventId: newId(Date.now()) }),
      );
      await appendEvents(t.ctx({ db }), batch);
      return statements;
    };

    expect(await count(1000)).toBe(await count(1));
  });

  test("rejects a principal that may not write", async () => {
    const principal = { kind: "machine", id: "reader", scopes: new Set(["audit:read"] as const) } as const;

    await expect(appendEvents(t.ctx({ principal }), [newEvent()])).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("stores nothing of a batch with one bad event", async () => {
    const bad = newEvent({ correlationId: "all-or-none", eventData: '{"a":"\\u0000"}' });

    expect(await refusal(newEvent({ correlationId: "all-or-none" }), bad)).toEqual({
      code: "VALIDATION",
      path: "[1].event_data.a",
    });
    expect((await readChain(t.owner, "all-or-none")).rows).toEqual([]);
  });

  test("is undone with the transaction that it joins", async () => {
    const undone = t.app.tx(async (tx) => {
      await appendEvents(t.ctx({ db: tx }), [newEvent({ correlationId: "joined" })]);
      throw new Error("the operator's own change failed");
    });

    await expect(undone).rejects.toThrow("own change");
    expect((await readChain(t.owner, "joined")).head).toBeUndefined();
  });
});

describe.skipIf(!hasSharedData)(`real trails${sharedDataNote}`, () => {
  test.each([
    ["node-notready", nodeNotReady],
    ["disk-pressure-emptydir", predictedDiskPressure],
  ])("%s comes back equal, field by field and number by number", async (_name, readTrail) => {
    const trail = readTrail();

    await append(...trail);

    const rows = new Map<unknown, Awaited<ReturnType<typeof readChain>>["rows"][number]>();
    for (const correlationId of new Set(trail.map((event) => event.correlationId))) {
      const chain = await readChain(t.owner, correlationId);
      expect(chain.faults).toEqual([]);
      for (const row of chain.rows) rows.set(row.event_id, row);
    }
    for (const event of trail) {
      const row = rows.get(event.eventId);
      expect(row).toMatchObject({
        event_timestamp: event.eventTimestamp,
        event_type: event.eventType,
        event_action: event.eventAction,
        event_outcome: event.eventOutcome,
        correlation_id: event.correlationId,
        severity: null,
      });
      expect(canonical(String(row?.event_data))).toBe(canonical(jsonText(event.eventData)));
    }
  });
});

describe("hard inputs", () => {
  const nested = (levels: number) => `${'{"a":'.repeat(levels)}1${"}".repeat(levels)}`;
  test.each([
    ["a payload of 256 KiB", { eventData: `{"a":"${"x".repeat(256 * 1024)}"}` }],
    ["256 KiB of backslashes", { eventData: `{"a":"${"\\\\".repeat(128 * 1024)}"}` }],
    ["2^60", { eventData: '{"n":1152921504606846976}' }],
    ["2^53+1", { eventData: '{"n":9007199254740993}' }],
    ["0.10000000000000000555", { eventData: '{"n":0.10000000000000000555}' }],
    ["1E400", { eventData: '{"n":[1E400,1e-400]}' }],
    ["the year 2031", { eventTimestamp: "2031-07-01T00:00:00.000000Z" }],
    ["the year 9999", { eventTimestamp: "9999-12-31T23:59:59.999999Z" }],
    ["the year 1970", { eventTimestamp: "1970-01-01T00:00:00.000000Z" }],
    ["a leap day", { eventTimestamp: "2028-02-29T12:00:00.000000Z" }],
    ["the last microsecond of a month", { eventTimestamp: "2026-03-31T23:59:59.999999Z" }],
    ["__proto__", { eventData: '{"__proto__":{"a":1},"constructor":null}' }],
    ["depth 100", { eventData: nested(100) }],
    ["depth 200", { eventData: nested(200) }],
    ["a spec hash of 255 characters", { eventData: `{"pre_remediation_spec_hash":"${"😀".repeat(255)}"}` }],
    ["an emoji as surrogate escapes", { eventData: '{"a":"\\ud83d\\ude00"}' }],
    ["255 wide characters in every key", { resourceId: "😀".repeat(255), actorId: "é".repeat(255) }],
    ["an unknown event type", { eventType: "nobody.knows.this" }],
  ] as const)("%s is stored and verifies", async (name, fields) => {
    const event = newEvent({ correlationId: `hard ${name}`, ...fields });

    await append(event, event);

    const { rows, faults } = await readChain(t.owner, event.correlationId);
    expect(faults).toEqual([]);
    expect(rows).toHaveLength(2);
    expect(canonical(String(rows[1]?.event_data))).toBe(canonical(jsonText(event.eventData)));
    expect(rows[1]?.event_timestamp).toBe(event.eventTimestamp);
  });

  test.each([
    ["NUL", { eventData: '{"a":[{"b":"x\\u0000"}]}' }, "[0].event_data.a[0].b"],
    ["half of a surrogate pair", { eventData: '{"a":"\\udc00"}' }, "[0].event_data.a"],
    ["an exponent beyond 400", { eventData: '{"a":{"b":1e401}}' }, "[0].event_data.a.b"],
    [
      "a spec hash of 300 characters",
      { eventData: `{"pre_remediation_spec_hash":"${"x".repeat(300)}"}` },
      "[0].event_data.pre_remediation_spec_hash",
    ],
    [
      "a spec hash that is a number",
      { eventData: '{"post_remediation_spec_hash":1}' },
      "[0].event_data.post_remediation_spec_hash",
    ],
    ["depth 201", { eventData: nested(201) }, `[0].event_data${".a".repeat(8)}…${".a".repeat(10)}`],
    ["a payload of 300 KiB", { eventData: `{"a":"${"x".repeat(300 * 1024)}"}` }, "[0].event_data"],
    ["a payload that is a list", { eventData: "[]" }, "[0].event_data"],
    ["NUL in a field", { actorId: "a\u0000" }, "[0].actor_id"],
    ["a type of 101 characters", { eventType: "x".repeat(101) }, "[0].event_type"],
    ["a duration beyond 64 bits", { durationMs: "9223372036854775808" }, "[0].duration_ms"],
    ["an empty correlation", { correlationId: "" }, "[0].correlation_id"],
    ["a parent that nobody knows", { parentEventId: testId(404) }, "[0].parent_event_id"],
  ] as const)("%s is refused with its path", async (_name, fields, path) => {
    expect(await refusal(newEvent(fields))).toEqual({ code: "VALIDATION", path });
  });

  test.each(["2026-02-30T00:00:00.000000Z", "2026-06-15T24:00:00.000000Z", "1969-12-31T23:59:59.000000Z", "today"])(
    "the time %s is refused with its path",
    async (eventTimestamp) => {
      expect(await refusal(newEvent({ eventTimestamp }))).toEqual({ code: "VALIDATION", path: "[0].event_timestamp" });
    },
  );
});

function countingDb(db: TestDatabase["app"], count: () => void): TestDatabase["app"] {
  return {
    ...db,
    query(text, values, options) {
      count();
      return db.query(text, values, options);
    },
    one(text, values, options) {
      count();
      return db.one(text, values, options);
    },
    copyIn(statement, rows) {
      count();
      return db.copyIn(statement, rows);
    },
    tx: (work) => db.tx((tx) => work(countingDb(tx, count))),
  };
}
