import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { EventSearch } from "@/contracts/audit";
import type { Limit, Principal } from "@/contracts/principal";
import { ListRemediations } from "@/contracts/remediations";
import { AppError } from "@/lib/errors";
import { appendEvents, getEvent, getTimeline, searchEvents, verifyChain } from "@/server/audit";
import { addUp } from "@/server/auth/given";
import type { Ctx } from "@/server/infra/context";
import { reconstruct } from "@/server/reconstruction";
import { getRemediation, listRemediations, remediationFacets, storePulse } from "@/server/remediations";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";

const SHOP = "rr-0000000000aa-00000001";
const BANK = "rr-0000000000aa-00000002";
const UNKNOWN = "rr-0000000000aa-00000003";

let t: TestDatabase;
let bankEvent: string;
beforeAll(async () => {
  t = await testDatabase();
  await appendEvents(t.ctx(), [...trail(SHOP, "shop", "east"), ...trail(BANK, "bank", "west")]);
  const { events } = await searchEvents(t.ctx(), EventSearch.parse({ correlationId: BANK }));
  bankEvent = events[0]?.event_id ?? "";
});
afterAll(() => t.close());

function trail(correlationId: string, namespace: string, clusterName: string): NewAuditEvent[] {
  const shared = { correlationId, resourceId: correlationId };
  const words = { a: "b" };
  const given = { signal_labels: words, signal_annotations: words, original_payload: words };
  const data = { signal_name: "HighCPU", signal_type: "alert", namespace, ...given };
  return [
    newEvent({
      ...shared,
      namespace,
      clusterName,
      eventData: JSON.stringify({ ...data, fingerprint: "ab".repeat(32) }),
    }),
    newEvent({
      ...shared,
      eventType: "orchestrator.lifecycle.created",
      eventCategory: "orchestration",
      eventData: "{}",
    }),
    newEvent({
      ...shared,
      correlationId: `ai-${correlationId}`,
      eventType: "aiagent.enrichment.completed",
      eventData: "{}",
    }),
  ];
}

function limitedTo(limit: Partial<Limit>): Ctx {
  const scopes = ["audit:read", "verify", "reconstruct"] as const;
  const given = addUp([{ scopes, namespaces: null, clusters: null, ...limit }]);
  const principal: Principal = { kind: "person", id: "ada", provider: "test", ...given };
  return t.ctx({ principal });
}

async function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => "answered",
    (error: unknown) =>
      error instanceof AppError ? { code: error.code, details: error.details, message: error.message } : error,
  );
}

/** The same answer but for the id that was asked for. */
function without(id: string, answer: unknown): string {
  return JSON.stringify(answer).replaceAll(id, "<id>");
}

const limits: [string, Partial<Limit>][] = [
  ["a namespace", { namespaces: ["shop"] }],
  ["a cluster", { clusters: ["east"] }],
  ["both", { namespaces: ["shop", "other"], clusters: ["east"] }],
];

describe.each(limits)("a principal limited to %s", (_, limit) => {
  it("lists, counts and finds only what lies inside", async () => {
    const ctx = limitedTo(limit);
    const input = ListRemediations.parse({ filters: {} });

    const { rows } = await listRemediations(ctx, input);
    const facets = await remediationFacets(ctx, { filters: {} });
    const pulse = await storePulse(ctx);
    const page = await searchEvents(ctx, EventSearch.parse({}));

    expect(rows.map((row) => row.correlationId)).toEqual([SHOP]);
    expect(facets).toMatchObject({ matching: 1, total: 1 });
    expect(JSON.stringify(facets)).not.toMatch(/bank|west/);
    expect(pulse).toMatchObject({ remediations: 1, open: 1 });
    expect(pulse.lastEvent?.correlationId).toContain(SHOP);
    expect(page.total).toBe(3);
    expect(new Set(page.events.map((event) => event.correlation_id))).toEqual(new Set([SHOP, `ai-${SHOP}`]));
  });

  it("reads, verifies and rebuilds what lies inside, its alias included", async () => {
    const ctx = limitedTo(limit);

    expect((await getRemediation(ctx, { correlationId: `ai-${SHOP}` })).correlationId).toBe(SHOP);
    await expect(getTimeline(ctx, { correlationId: SHOP })).resolves.toBeDefined();
    expect(await verifyChain(ctx, { correlationId: `ai-${SHOP}` })).toMatchObject({ verdict: "verified" });
    expect((await reconstruct(ctx, { correlationId: SHOP })).events_total).toBe(3);
  });

  it.each([BANK, `ai-${BANK}`])("gets for %s outside exactly the answer for an id that never was", async (outside) => {
    const ctx = limitedTo(limit);
    const absent = outside.replace(BANK, UNKNOWN);
    const ask = async (correlationId: string) => {
      const eventId = correlationId === absent ? randomUUID() : bankEvent;
      const answers = [
        await refusal(getRemediation(ctx, { correlationId })),
        await refusal(getTimeline(ctx, { correlationId })),
        await refusal(reconstruct(ctx, { correlationId })),
        await verifyChain(ctx, { correlationId }),
        await searchEvents(ctx, EventSearch.parse({ correlationId })),
      ];
      const event = await refusal(getEvent(ctx, { correlationId, eventId }));
      return without(correlationId, [...answers, without(eventId, event)]);
    };

    expect(await ask(outside)).toBe(await ask(absent));
  });

  it("is not told of ids outside that look like the wanted one", async () => {
    const nearly = await refusal(getRemediation(limitedTo(limit), { correlationId: BANK.replace("2", "9") }));

    expect(JSON.stringify(nearly)).not.toContain(BANK);
    expect(JSON.stringify(nearly)).toContain(SHOP);
  });
});

it("a principal who is limited to an empty place sees an empty store", async () => {
  const pulse = await storePulse(limitedTo({ namespaces: ["nowhere"] }));

  expect(pulse).toMatchObject({ hasEvents: false, remediations: 0, lastEvent: null });
});

it("a remediation whose namespace is not known yet is seen by unlimited principals only", async () => {
  await appendEvents(t.ctx(), [
    newEvent({ correlationId: "rr-early", eventType: "orchestrator.lifecycle.created", eventData: "{}" }),
  ]);

  expect(
    await refusal(getRemediation(limitedTo({ namespaces: ["shop"] }), { correlationId: "rr-early" })),
  ).toMatchObject({ code: "NOT_FOUND" });
  expect((await getRemediation(t.ctx(), { correlationId: "rr-early" })).namespace).toBeNull();
});

it("limits of one scope do not limit another", async () => {
  const given = addUp([
    { scopes: ["audit:read"], namespaces: null, clusters: null },
    { scopes: ["reconstruct"], namespaces: ["shop"], clusters: null },
  ]);
  const ctx = t.ctx({ principal: { kind: "person", id: "ada", ...given } });

  expect((await getRemediation(ctx, { correlationId: BANK })).namespace).toBe("bank");
  expect(await refusal(reconstruct(ctx, { correlationId: BANK }))).toMatchObject({ code: "NOT_FOUND" });
});

it("who rebuilds a resource is recorded, and a limited principal does not see the record", async () => {
  const ctx = limitedTo({ namespaces: ["shop"] });
  await reconstruct(ctx, { correlationId: SHOP });
  const reads = EventSearch.parse({ eventType: "access.read.reconstructed" });

  const { events } = await searchEvents(t.ctx(), reads);
  expect(events[0]).toMatchObject({ actor_type: "user", actor_id: "ada", resource_id: SHOP });
  expect((await searchEvents(ctx, reads)).total).toBe(0);
});
