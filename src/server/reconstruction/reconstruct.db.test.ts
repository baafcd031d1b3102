import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import type { TrailEvent } from "@/contracts/reconstruction-steps";
import { AppError } from "@/lib/errors";
import { appendEvents } from "@/server/audit";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readManifest } from "@/testing/manifest";
import { OWN_CORRELATION, ownTrail, REAL_TRAILS, realTrail, trailEvent } from "@/testing/reconstruction-trails";
import { hasSharedData, sharedDataNote } from "@/testing/shared-data";
import { buildDocuments } from "./document";
import { reconstruct } from "./reconstruct";

let database: TestDatabase;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

/** The same event under another correlation, without the id that would make it a repetition. */
function storable(event: TrailEvent, correlationId: string): NewAuditEvent {
  return newEvent({
    eventTimestamp: event.event_timestamp,
    eventType: event.event_type,
    eventCategory: event.event_type.split(".")[0] ?? "",
    eventOutcome: event.event_outcome === "failure" ? "failure" : "success",
    resourceId: event.resource_id,
    correlationId: event.alias ? `ai-${correlationId}` : correlationId,
    namespace: event.namespace,
    eventData: event.event_data_json.replaceAll(OWN_CORRELATION, correlationId),
  });
}

async function store(correlationId: string, events: readonly TrailEvent[]): Promise<void> {
  await appendEvents(
    database.ctx(),
    events.map((event) => storable(event, correlationId)),
  );
}

async function refusalOf(correlationId: string, ctx = database.ctx()): Promise<unknown> {
  try {
    return await reconstruct(ctx, { correlationId });
  } catch (error) {
    return error instanceof AppError ? { code: error.code, slug: error.details.slug } : error;
  }
}

describe.skipIf(!hasSharedData).each(Object.entries(REAL_TRAILS))(
  `the stored trail %s${sharedDataNote}`,
  (_, trail) => {
    it("comes back out complete, from a verified chain, and equal to what its file gives", async () => {
      const { correlationId } = trail;
      await appendEvents(database.ctx(), trail.events());

      const result = await reconstruct(database.ctx(), { correlationId });
      const expected = buildDocuments(correlationId, realTrail(trail));

      expect(result.validation).toEqual({ is_valid: true, completeness: 100, errors: [], warnings: [] });
      expect(result.chain).toMatchObject({ verdict: "verified" });
      expect(result.events_total).toBe(trail.events().length);
      expect(result.apply_yaml).toBe(expected.apply_yaml);
      expect(result.status_yaml).toBe(expected.status_yaml);
      expect(result.counts).toEqual(expected.counts);
      expect(result.fields.map(({ path, how }) => [path, how])).toEqual(
        expected.fields.map(({ path, how }) => [path, how]),
      );
      expect(readManifest(result.remediation_request_yaml).kind).toBe("RemediationRequest");
    });
  },
);

describe("reconstruct", () => {
  it("answers in the contract's form, at the clock's time", async () => {
    await store("rr-form", ownTrail());

    const result = await reconstruct(database.ctx(), { correlationId: "rr-form" });

    expect(result).toMatchObject({ reconstructed_at: "2026-06-15T12:00:00Z", correlation_id: "rr-form" });
    expect(readManifest(result.remediation_request_yaml).metadata.name).toBe("rr-reconstructed-rr-form-1781524800");
    expect(readManifest(result.apply_yaml).metadata.name).toBe("rr-form");
    expect(result.events_used).toBeLessThanOrEqual(result.events_total);
  });

  it("reads a trail that crosses a month, and its alias", async () => {
    const moved = ownTrail()
      .slice(0, 7)
      .map((event, index) => ({ ...event, event_timestamp: `2026-0${index < 3 ? 3 : 4}-01T0${index}:00:00.000000Z` }));
    const enrichment = { incident_id: `ai-${OWN_CORRELATION}` };
    const alias = trailEvent("aiagent.enrichment.completed", enrichment, {
      alias: "ai",
      event_timestamp: "2026-05-01T00:00:00.000000Z",
    });
    await store("rr-months", [...moved, alias]);

    const result = await reconstruct(database.ctx(), { correlationId: "rr-months" });

    expect(result.fields.find(({ path }) => path === "status.aiAnalysisRef.name")).toMatchObject({
      value: '"ai-rr-months"',
      event: { alias: "ai-rr-months" },
    });
    expect(result).toMatchObject({ events_total: 8, chain: { verdict: "verified", verified_events: 8 } });
  });

  it("finds the last repetition among many and leaves the agent's calls unread", async () => {
    const repeated = Array.from({ length: 60 }, (_, index) =>
      trailEvent("gateway.signal.deduplicated", { occurrence_count: index + 2 }, { at: "12:30:00" }),
    );
    const calls = Array.from({ length: 60 }, () =>
      trailEvent("aiagent.llm.tool_call", { tool_name: "kubectl_get" }, { at: "12:31:00" }),
    );
    await store("rr-many", [...ownTrail(), ...repeated, ...calls]);

    const { fields } = await reconstruct(database.ctx(), { correlationId: "rr-many" });

    expect(fields.find(({ path }) => path === "status.deduplication.occurrenceCount")?.value).toBe("61");
  });

  it("keeps numbers and texts of any kind through the database", async () => {
    const original =
      '{"big": 1152921504606846977, "f": 0.10000000000000000555, "__proto__": {"a": "\\u2028</script>"}}';
    const events = ownTrail().map((event) => ({
      ...event,
      event_data_json: event.event_data_json.replace(
        /"original_payload":\{.*?\}\]\}/,
        `"original_payload":${original}`,
      ),
    }));
    await store("rr-digits", events);

    const result = await reconstruct(database.ctx(), { correlationId: "rr-digits" });

    const kept = '{"__proto__":{"a":"\u2028</script>"},"big":1152921504606846977,"f":0.10000000000000000555}';
    expect(readManifest(result.remediation_request_yaml).spec.originalPayload).toBe(kept);
    expect(readManifest(result.apply_yaml, "1.1").spec.originalPayload).toBe(kept);
  });

  it("says that the chain is broken when an event was altered behind the server's back", async () => {
    await store("rr-altered", ownTrail());
    await database.owner.tx(async (owner) => {
      await owner.query("alter table audit_events disable trigger user");
      await owner.query(
        `update audit_events set event_data = jsonb_set(event_data, '{severity}', '"low"')
          where correlation_id = 'rr-altered' and event_date = '2026-03-02' and event_type = 'gateway.signal.received'`,
      );
      await owner.query("alter table audit_events enable trigger user");
    });

    const { chain, apply_yaml } = await reconstruct(database.ctx(), { correlationId: "rr-altered" });

    expect(chain.verdict).toBe("broken");
    expect(readManifest(apply_yaml).spec.severity).toBe("low");
  });

  it("refuses what can't be rebuilt with the contract's problem types", async () => {
    await store("rr-no-signal", ownTrail().slice(1));
    await store("rr-other", [trailEvent("orchestrator.lifecycle.started", { rr_name: "rr-other" })]);
    await store("rr-unread", [trailEvent("gateway.signal.received", { signal_type: "alert" })]);
    await store("rr-little", [trailEvent("gateway.signal.received", { signal_name: "a", signal_type: "alert" })]);

    expect(await refusalOf("rr-unknown")).toEqual({ code: "NOT_FOUND", slug: "audit/correlation-not-found" });
    expect(await refusalOf("rr-other")).toEqual({ code: "NOT_FOUND", slug: "audit/correlation-not-found" });
    expect(await refusalOf("rr-no-signal")).toEqual({
      code: "VALIDATION",
      slug: "reconstruction/missing-gateway-event",
    });
    expect(await refusalOf("rr-unread")).toEqual({ code: "VALIDATION", slug: "reconstruction/no-parseable-events" });
    expect(await refusalOf("rr-little")).toEqual({ code: "VALIDATION", slug: "reconstruction/incomplete-data" });
  });

  it("rejects a principal without the scope", async () => {
    const principal = { kind: "person", id: "reader", scopes: new Set(["audit:read"] as const) } as const;

    expect(await refusalOf("rr-form", database.ctx({ principal }))).toMatchObject({ code: "FORBIDDEN" });
  });

  it("needs no other scope than its own for the verdict that goes with it", async () => {
    await store("rr-scope", ownTrail());
    const principal = { kind: "machine", id: "rebuilder", scopes: new Set(["reconstruct"] as const) } as const;

    const { chain } = await reconstruct(database.ctx({ principal }), { correlationId: "rr-scope" });

    expect(chain).toMatchObject({ verdict: "verified", verified_events: ownTrail().length });
  });
});
