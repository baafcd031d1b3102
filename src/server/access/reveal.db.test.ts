import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EventPage } from "@/contracts/audit";
import { EventSearch, MASKED_PAYLOAD } from "@/contracts/audit";
import type { Principal, Scope } from "@/contracts/principal";
import { appendEvents, getEvent, getTimeline, searchEvents, verifyChain } from "@/server/audit";
import { addUp } from "@/server/auth/given";
import type { Ctx } from "@/server/infra/context";
import { reconstruct } from "@/server/reconstruction";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";
import { readEvents, revealPayload } from "./reveal";

const SHOP = "rr-0000000000bb-00000001";
const BANK = "rr-0000000000bb-00000002";
const SECRET = "Zanzibar";
const KEY = { correlationId: SHOP, eventId: testId(2) };

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  await appendEvents(t.ctx(), [...trail(SHOP, "shop", 1), ...trail(BANK, "bank", 11)]);
});
afterAll(() => t.close());

/** A signal that anybody may read, and after it things that not everybody may. */
function trail(correlationId: string, namespace: string, n: number) {
  const shared = { correlationId, resourceId: correlationId };
  const labels = { a: "b" };
  const signal = { signal_name: "HighCPU", signal_type: "alert", fingerprint: "ab".repeat(32), namespace };
  const given = { signal_labels: labels, signal_annotations: labels, original_payload: labels };
  const decided = { decision: "Rejected", decision_message: SECRET, approval_reason: SECRET };
  const chosen = { workflow_id: SECRET, workflow_version: "1", workflow_name: SECRET, container_image: SECRET };
  const later = (seconds: number) => ({ ...shared, eventTimestamp: `2026-06-15T12:00:0${seconds}.000000Z` });
  return [
    newEvent({ ...shared, eventId: testId(n), namespace, eventData: JSON.stringify({ ...signal, ...given }) }),
    newEvent({
      ...later(1),
      eventId: testId(n + 1),
      eventType: "webhook.remediationapprovalrequest.decided",
      isSensitive: true,
      eventData: JSON.stringify({ ...decided, duration_ms: 7 }),
    }),
    newEvent({
      ...later(2),
      eventType: "workflowexecution.selection.completed",
      isSensitive: true,
      eventData: JSON.stringify(chosen),
    }),
    newEvent({ ...later(3), eventType: "orchestrator.lifecycle.created", eventData: '{"timeout_config":{}}' }),
  ];
}

function as(scopes: readonly Scope[], limit: { namespaces?: string[]; of?: Scope } = {}): Ctx {
  const { namespaces = null, of } = limit;
  const given = addUp(
    scopes.map((scope) => ({
      scopes: [scope],
      namespaces: of === undefined || of === scope ? namespaces : null,
      clusters: null,
    })),
  );
  const principal: Principal = { kind: "person", id: "ada", provider: "test", ...given };
  return t.ctx({ principal });
}

const viewer = () => as(["audit:read"]);
const auditor = () => as(["audit:read", "audit:reveal", "reconstruct"]);
const bankAuditor = () => as(["audit:read", "audit:reveal"], { namespaces: ["bank"], of: "audit:reveal" });

async function records(eventType: string) {
  const page = await searchEvents(t.ctx(), EventSearch.parse({ eventType, limit: 1000 }));
  return page.events.map(({ actor_id, resource_id, event_data_json }) => ({ actor_id, resource_id, event_data_json }));
}

const read = (ctx: Ctx, query: Partial<EventSearch> = {}): Promise<EventPage> =>
  readEvents(ctx, EventSearch.parse({ correlationId: SHOP, ...query }));

describe("one event", () => {
  it("has its payload masked for everybody, and its hash still proves the payload", async () => {
    for (const [ctx, mayReveal] of [
      [viewer(), false],
      [auditor(), true],
      [bankAuditor(), false],
      [t.ctx(), true],
    ] as const) {
      const detail = await getEvent(ctx, KEY);
      expect(detail).toMatchObject({ isMasked: true, mayReveal, hashMatches: true });
      expect(JSON.stringify(detail)).not.toContain(SECRET);
    }
  });

  it("is not masked when it is not sensitive", async () => {
    const detail = await getEvent(viewer(), { correlationId: SHOP, eventId: testId(1) });

    expect(detail).toMatchObject({ isMasked: false });
    expect(detail.event.event_data_json).toContain("HighCPU");
  });

  it("is revealed to who may see it, and that is recorded with who and what", async () => {
    const detail = await revealPayload(auditor(), KEY);

    expect(detail).toMatchObject({ isMasked: false, hashMatches: true });
    expect(detail.event.event_data_json).toContain(SECRET);
    const [record] = await records("access.payload.revealed");
    expect(record).toMatchObject({ actor_id: "ada", resource_id: KEY.eventId });
    expect(record?.event_data_json).not.toContain(SECRET);
  });

  it("stays masked when the reading can't be recorded", async () => {
    await t.owner.query(
      `create function no_access() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
       create trigger no_access before insert on audit_events for each row
         when (new.event_category = 'access') execute function no_access()`,
    );
    try {
      await expect(revealPayload(auditor(), KEY)).rejects.toThrow();
      await expect(read(auditor())).rejects.toThrow();
    } finally {
      await t.owner.query("drop trigger no_access on audit_events");
    }
  });

  it.each([
    ["no scope to reveal", viewer, "FORBIDDEN"],
    ["a scope that counts elsewhere", bankAuditor, "FORBIDDEN"],
    ["a scope to reveal but none to read", () => as(["audit:reveal"]), "FORBIDDEN"],
    ["no sight of the remediation", () => as(["audit:read", "audit:reveal"], { namespaces: ["bank"] }), "NOT_FOUND"],
  ] as const)("is not revealed with %s, and nothing is recorded", async (_, who, code) => {
    const before = await records("access.payload.revealed");

    await expect(revealPayload(who(), KEY)).rejects.toMatchObject({ code });
    expect(await records("access.payload.revealed")).toEqual(before);
  });
});

describe("pages of events", () => {
  it("have the notice in the place of a payload that the caller may not see", async () => {
    for (const ctx of [viewer(), bankAuditor()]) {
      const page = await read(ctx);
      expect(page.events.map((event) => event.event_data_json === MASKED_PAYLOAD)).toEqual([false, true, true, false]);
      expect(JSON.stringify(page)).not.toContain(SECRET);
    }
    expect(await records("access.read.payloads")).toEqual([]);
  });

  it("have the payloads for who may see them, in one record a page that names the events", async () => {
    expect(JSON.stringify(await read(auditor()))).toContain(SECRET);
    await read(auditor(), { eventType: "orchestrator.lifecycle.created" });

    const all = await records("access.read.payloads");
    expect(all).toHaveLength(1);
    expect(all[0]?.event_data_json).toContain(KEY.eventId);
  });

  it("are masked in the console even for who may see them", async () => {
    const page = await searchEvents(t.ctx(), EventSearch.parse({ correlationId: SHOP }));

    expect(JSON.stringify(page.events)).not.toContain(SECRET);
  });

  it("can't be used to guess at a masked payload", async () => {
    const guess = { detailKey: "decision_message", detailValue: SECRET };

    for (const ctx of [viewer(), bankAuditor()]) expect((await read(ctx, guess)).total).toBe(0);
    expect((await read(auditor(), guess)).total).toBe(1);
  });

  it("record every total that counts sensitive payloads, wherever the page lies", async () => {
    const guess = { detailKey: "decision_message", detailValue: SECRET };
    const recorded = async (ctx: Ctx, query: Partial<EventSearch>) => {
      const before = (await records("access.read.payloads")).length;
      const page = await read(ctx, query);
      const all = await records("access.read.payloads");
      return { total: page.total, shown: page.events.length, records: all.slice(0, all.length - before) };
    };

    const past = await recorded(auditor(), { ...guess, offset: 1 });
    expect(past).toMatchObject({ total: 1, shown: 0 });
    const data = past.records.map(({ event_data_json }) => JSON.parse(event_data_json) as Record<string, unknown>);
    expect(data).toEqual([
      expect.objectContaining({
        event_ids: [],
        detail_key: "decision_message",
        sensitive_matches: 1,
        correlation_id: SHOP,
      }),
    ]);
    expect(JSON.stringify(data)).not.toContain(SECRET);

    const none = { detailKey: "decision_message", detailValue: "something else", offset: 1 };
    expect(await recorded(auditor(), none)).toEqual({ total: 0, shown: 0, records: [] });
    expect(await recorded(viewer(), { ...guess, offset: 1 })).toEqual({ total: 0, shown: 0, records: [] });
    expect(await recorded(auditor(), { offset: 50 })).toMatchObject({ total: 4, records: [] });
  });
});

it("a timeline tells nothing that a sensitive payload says, to nobody", async () => {
  const { remediation: _, events, ...timeline } = await getTimeline(auditor(), { correlationId: SHOP });

  expect(JSON.stringify([events, timeline.story, timeline.notes, timeline.lanes])).not.toContain(SECRET);
  expect(events.map((event) => event.summary === null)).toEqual([false, true, true, false]);
});

it("a resource is rebuilt without what comes from masked payloads, and says so", async () => {
  const masked = await reconstruct(as(["reconstruct"]), { correlationId: SHOP });
  const whole = await reconstruct(auditor(), { correlationId: SHOP });

  expect(JSON.stringify(whole)).toContain(SECRET);
  expect(JSON.stringify(masked)).not.toContain(SECRET);
  expect(masked.fields.find(({ path }) => path === "status.selectedWorkflowRef")).toMatchObject({
    source: "left_out",
    how: expect.stringContaining("audit:reveal"),
  });
  expect(masked.fields.find(({ path }) => path === "spec.signalName")?.value).toBe('"HighCPU"');
  expect(masked.chain).toEqual(whole.chain);
});

it("a resource whose signal is masked comes back without it, and is not called valid", async () => {
  const correlationId = "rr-0000000000bb-00000003";
  const [signal, ...rest] = trail(correlationId, "shop", 21);
  if (signal === undefined) throw new Error("no signal");
  await appendEvents(t.ctx(), [{ ...signal, isSensitive: true }, ...rest]);

  const masked = await reconstruct(as(["reconstruct"]), { correlationId });

  expect(masked.validation).toMatchObject({ is_valid: false });
  expect(masked.remediation_request_yaml + masked.apply_yaml).not.toContain("HighCPU");
});

it("masking changes no verdict on a chain", async () => {
  const verdict = await verifyChain(as(["verify"]), { correlationId: SHOP });

  expect(verdict).toMatchObject({ verdict: "verified", verified_events: 4 });
});

describe("over REST", () => {
  const path = `/api/v1/audit/events/${KEY.eventId}/reveal`;
  const body = { correlation_id: SHOP };

  it.each([
    ["who may", auditor, [path, body], 200],
    ["who may not", viewer, [path, body], 403],
    ["an id that is none", auditor, ["/api/v1/audit/events/x/reveal", body], 400],
    ["no correlation", auditor, [path, {}], 400],
    ["another correlation", auditor, [path, { correlation_id: BANK }], 404],
  ] as const)("%s", async (_, who, [url, sent], status) => {
    const reply = await restClient(who())("POST", url, sent);

    expect([reply.status, reply.text.includes(SECRET)]).toEqual([status, status === 200]);
  });

  it("a page has the notice as the payload of what the caller may not see", async () => {
    const reply = await restClient(viewer())("GET", `/api/v1/audit/events?correlation_id=${SHOP}`);

    expect((reply.json().data as { event_data: unknown }[])[1]?.event_data).toEqual(JSON.parse(MASKED_PAYLOAD));
  });
});
