import { describe, expect, test } from "vitest";
import { AuditEventRequest, EVENT_DATA_BYTES_MAX } from "@/contracts/audit-wire";
import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";
import { jsonText } from "@/lib/json-text";
import { fakeClock } from "@/testing/clock";
import { soundFields } from "@/testing/sent-event";
import { parseAuditEvents } from "./parse-events";
import { plainEvent } from "./scanned-event";

const sent = { ...soundFields, event_data: { event_type: "gateway.signal.received" } };

function parse(
  body: unknown,
  kind: "single" | "batch" = "single",
  scopes: readonly ("audit:write" | "audit:import")[] = [],
) {
  const principal: Principal = { kind: "machine", id: "gateway", scopes: new Set(scopes) };
  const ctx = { clock: fakeClock("2026-06-15T12:00:00Z"), principal };
  return parseAuditEvents(ctx, Buffer.from(typeof body === "string" ? body : JSON.stringify(body)), kind);
}

async function refusal(
  body: unknown,
  kind: "single" | "batch" = "single",
  scopes: readonly ("audit:write" | "audit:import")[] = [],
) {
  try {
    await parse(body, kind, scopes);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return {
      code: error.code,
      slug: error.details.slug,
      path: error.details.fieldErrors?.[0]?.path,
      text: error.message,
    };
  }
  return undefined;
}

describe("parseAuditEvents", () => {
  test("fills in the defaults of the contract", async () => {
    expect(
      (await parse(sent)).map((event) => ({ ...plainEvent(event), eventData: jsonText(event.eventData) })),
    ).toMatchObject([
      {
        eventId: undefined,
        eventVersion: "1.0",
        eventTimestamp: "2026-06-15T11:59:00.000000Z",
        eventType: "gateway.signal.received",
        eventCategory: "gateway",
        eventAction: "received",
        eventOutcome: "success",
        actorType: "service",
        actorId: "gateway-service",
        actorIp: null,
        resourceType: "gateway",
        resourceId: "rr-1",
        correlationId: "rr-1",
        parentEventId: null,
        parentEventDate: null,
        namespace: null,
        clusterName: null,
        severity: "info",
        durationMs: null,
        errorCode: null,
        errorMessage: null,
        retentionDays: null,
        isSensitive: false,
        eventData: '{"event_type":"gateway.signal.received"}',
      },
    ]);
  });

  test("takes null for every optional field, cluster_id for cluster_name, and ignores unknown keys", async () => {
    const [event] = await parse({
      ...sent,
      severity: null,
      duration_ms: null,
      cluster_id: "c-1",
      trace_id: "x",
      retention_days: 0,
    });

    expect(event).toMatchObject({ severity: "info", durationMs: null, clusterName: "c-1", retentionDays: null });
    expect(event).not.toHaveProperty("trace_id");
  });

  test("keeps the payload as the sender wrote it", async () => {
    const payload = '{ "n": 1152921504606846976, "__proto__": {"x": 0.10000000000000000555} }';
    const body = JSON.stringify({ ...sent, event_data: "HERE" }).replace('"HERE"', payload);

    expect((await parse(body))[0]?.eventData).toBe(payload);
  });

  test.each(["1", "1152921504606846976"])(
    "of a field that is sent twice the last one counts (beside %s)",
    async (n) => {
      const body = JSON.stringify({ ...sent, event_data: "HERE" })
        .replace('"HERE"', `{"n":${n}}`)
        .replace(/^\{/, '{"event_action":"first",')
        .replace(/}$/, ',"correlation_id":"rr-last"}');

      expect(await parse(body)).toMatchObject([{ eventAction: "received", correlationId: "rr-last" }]);
    },
  );

  test("takes an import of any age, and a live event only near the clock", async () => {
    const old = { ...sent, event_timestamp: "2019-01-01T00:00:00Z" };

    expect((await parse(old, "single", ["audit:import"]))[0]?.eventTimestamp).toBe("2019-01-01T00:00:00.000000Z");
    expect(await refusal(old)).toMatchObject({ code: "VALIDATION", path: "event_timestamp" });
    expect((await refusal({ ...sent, event_timestamp: "2026-06-15T13:00:00.001Z" }))?.text).toContain("60 minutes");
    expect(await refusal({ ...sent, event_timestamp: "2026-06-15T13:00:00Z" })).toBeUndefined();
  });

  test.each(["single", "batch"] as const)("takes no import from the future (%s)", async (kind) => {
    const at = (time: string) => {
      const event = { ...sent, event_timestamp: time };
      return refusal(kind === "batch" ? [sent, event] : event, kind, ["audit:write", "audit:import"]);
    };

    expect(await at("2026-06-15T13:00:00Z")).toBeUndefined();
    expect(await at("2026-06-15T13:00:00.001Z")).toMatchObject({
      code: "VALIDATION",
      path: kind === "batch" ? "[1].event_timestamp" : "event_timestamp",
    });
  });

  const refusals = [
    ["text that isn't JSON", "{", "single", "invalid_request", ""],
    ["an array where one event is due", [sent], "single", "invalid_request", undefined],
    ["an object where an array is due", sent, "batch", "invalid_request", undefined],
    ["an empty batch", [], "batch", undefined, undefined],
    ["a payload that is a list", { ...sent, event_data: [] }, "single", "invalid_event_data", "event_data"],
    ["a missing payload", { ...sent, event_data: undefined }, "single", "invalid_event_data", "event_data"],
    [
      "a payload that is null, in a batch",
      [sent, { ...sent, event_data: null }],
      "batch",
      "invalid_event_data",
      "[1].event_data",
    ],
    ["a version of 11 characters", { ...sent, version: "1".repeat(11) }, "single", undefined, "version"],
    ["an unknown outcome", [sent, { ...sent, event_outcome: "maybe" }], "batch", undefined, "[1].event_outcome"],
    ["an unknown category", { ...sent, event_category: "other" }, "single", undefined, "event_category"],
    ["a category of ours", [sent, { ...sent, event_category: "access" }], "batch", undefined, "[1].event_category"],
    ["a chain of ours", { ...sent, correlation_id: "access:2026-06-15:3" }, "single", undefined, "correlation_id"],
    ["a type of ours", { ...sent, event_type: "access.session.started" }, "single", undefined, "event_type"],
    ["30 February", { ...sent, event_timestamp: "2026-02-30T00:00:00Z" }, "single", undefined, "event_timestamp"],
    ["NUL in a field", [sent, { ...sent, correlation_id: "a\u0000" }], "batch", undefined, "[1].correlation_id"],
    ["half of a pair in a field", { ...sent, error_message: "\ud800" }, "single", undefined, "error_message"],
    [
      "NUL in the payload",
      [sent, { ...sent, event_data: { a: ["\u0000"] } }],
      "batch",
      undefined,
      "[1].event_data.a[0]",
    ],
    ["a parent that isn't a UUID", { ...sent, parent_event_id: "x" }, "single", undefined, "parent_event_id"],
    ["a duration with a fraction", { ...sent, duration_ms: 1.5 }, "single", undefined, "duration_ms"],
    [
      "a long spec hash",
      { ...sent, event_data: { pre_remediation_spec_hash: "x".repeat(300) } },
      "single",
      undefined,
      "event_data.pre_remediation_spec_hash",
    ],
    [
      "a payload over the limit",
      { ...sent, event_data: { a: "x".repeat(EVENT_DATA_BYTES_MAX) } },
      "single",
      undefined,
      "event_data",
    ],
  ] as const;
  test.each(refusals.map(([what, body, kind, slug, path]) => ({ what, body, kind, slug, path })))(
    "refuses $what and says where",
    async ({ body, kind, slug, path }) => {
      expect(await refusal(body, kind)).toMatchObject({ code: "VALIDATION", slug, path });
    },
  );

  test("takes what is ours from no importer, either", async () => {
    for (const body of [
      { ...sent, event_category: "access" },
      { ...sent, correlation_id: "access:2026-06-15:3", event_data: { n: 1.5e1 } },
    ])
      await expect(parse(body, "single", ["audit:write", "audit:import"])).rejects.toThrow("this server's own records");
  });

  test("names the index of a bad event in words", async () => {
    expect((await refusal([sent, sent, { ...sent, event_action: "" }], "batch"))?.text).toMatch(
      /^event at index 2: event_action/,
    );
  });

  test("counts characters as the database does", async () => {
    expect(await refusal({ ...sent, correlation_id: "😀".repeat(200) })).toBeUndefined();
    expect((await refusal({ ...sent, correlation_id: "😀".repeat(256) }))?.path).toBe("correlation_id");
  });

  test("describes what it takes: an accepted event satisfies the published schema", () => {
    expect(AuditEventRequest.safeParse(sent).success).toBe(true);
  });
});
