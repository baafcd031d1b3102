import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROLE_SCOPES, Role } from "@/contracts/access";
import { EventSearch } from "@/contracts/audit";
import { ListRemediations } from "@/contracts/remediations";
import { AppError } from "@/lib/errors";
import { appendEvents, getEvent, getTimeline, searchEvents, verifyChain } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import { reconstruct } from "@/server/reconstruction";
import { getRemediation, listRemediations, remediationFacets, storePulse } from "@/server/remediations";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";
import { createKey } from "./keys/keys";

const ORDINARY = "rr-0000000000dd-00000001";
const ABSENT = "access:2020-01-01:3";

let t: TestDatabase;
/** A chain of records, and one of its events. */
let chain = "";
let eventId = "";
beforeAll(async () => {
  t = await testDatabase();
  await appendEvents(t.ctx(), [newEvent({ correlationId: ORDINARY, namespace: "shop" })]);
  await createKey(t.ctx(), {
    name: "Zanzibar",
    owner: "team",
    scopes: ["audit:read"],
    namespaces: null,
    clusters: null,
    expiresAt: null,
  });
  const { events } = await searchEvents(t.ctx(), EventSearch.parse({ eventCategory: "access" }));
  chain = events[0]?.correlation_id ?? "";
  eventId = events[0]?.event_id ?? "";
  // Whoever may send events can make the chain look like a remediation, which must open it to nobody.
  const eventData = JSON.stringify({ signal_name: "HighCPU", namespace: "shop" });
  await appendEvents(t.ctx(), [newEvent({ correlationId: chain, eventId: testId(7), eventData })]);
});
afterAll(() => t.close());

function as(role: Role, namespaces: readonly string[] | null = null): Ctx {
  const scopes = new Set(ROLE_SCOPES[role]);
  const limits = new Map(
    namespaces === null ? [] : [...scopes].map((scope) => [scope, [{ namespaces, clusters: null }]]),
  );
  return t.ctx({ principal: { kind: "person", id: role, provider: "test", scopes, limits } });
}

async function outcome(work: Promise<unknown>): Promise<unknown> {
  return work.catch((error: unknown) =>
    error instanceof AppError ? { code: error.code, message: error.message, ...error.details } : String(error),
  );
}

/** Everything that can be asked about one correlation. */
async function answersOn(ctx: Ctx, correlationId: string, id: string): Promise<string> {
  const rest = restClient(ctx);
  const byId = `correlation_id=${encodeURIComponent(correlationId)}&include=all`;
  const answers = [
    await outcome(searchEvents(ctx, EventSearch.parse({ correlationId }))),
    await outcome(getEvent(ctx, { correlationId, eventId: id })),
    await outcome(getTimeline(ctx, { correlationId })),
    await outcome(getRemediation(ctx, { correlationId })),
    await outcome(verifyChain(ctx, { correlationId })),
    await outcome(reconstruct(ctx, { correlationId })),
    (await rest("GET", `/api/v1/audit/events?${byId}`)).text,
    (await rest("GET", `/api/v1/audit/events?${byId}&detail_key=name&detail_value=Zanzibar`)).text,
  ];
  return JSON.stringify(answers).replaceAll(correlationId, "<correlation>").replaceAll(id, "<event>");
}

const OUTSIDE = Role.options.filter((role) => !ROLE_SCOPES[role].includes("access:read"));

it("the access log is for auditors and administrators", () => {
  expect(OUTSIDE).toEqual(["viewer", "operator", "catalog-admin", "legal"]);
});

describe.each([
  ...OUTSIDE.map((role) => [role, null] as const),
  ["viewer", ["shop"]] as const,
  ["auditor", ["shop"]] as const,
])("a %s, limited to %j", (role, namespaces) => {
  const ctx = () => {
    const made = as(role, namespaces);
    const scopes = [...made.principal.scopes].filter((scope) => namespaces === null || scope !== "access:read");
    return { ...made, principal: { ...made.principal, scopes: new Set(scopes) } };
  };

  it("gets for records of access exactly the answers for what never was", async () => {
    expect(await answersOn(ctx(), chain, eventId)).toBe(await answersOn(ctx(), ABSENT, testId(999)));
    expect(await answersOn(ctx(), chain, eventId)).not.toContain("Zanzibar");
  });

  it("meets none in pages, totals, lists, counts, similar names or the pulse", async () => {
    const asked = await Promise.all([
      searchEvents(ctx(), EventSearch.parse({})),
      searchEvents(ctx(), EventSearch.parse({ eventCategory: "access" })),
      searchEvents(ctx(), EventSearch.parse({ eventType: "access.key.created" })),
    ]);
    const pulse = await storePulse(ctx());
    const { rows } = await listRemediations(ctx(), ListRemediations.parse({ filters: {} }));
    const facets = await remediationFacets(ctx(), { filters: {} });
    const near = await outcome(getRemediation(ctx(), { correlationId: `${chain}x` }));

    expect(asked.map(({ total }) => total)).toEqual([1, 0, 0]);
    expect(pulse.lastEvent?.correlationId).toBe(ORDINARY);
    expect([rows.map((row) => row.correlationId), facets.total]).toEqual([[ORDINARY], 1]);
    expect(JSON.stringify(near).replaceAll(`${chain}x`, "")).not.toContain("access:");
  });
});

describe.each(["auditor", "admin"] as const)("the %s", (role) => {
  it("finds records of access by every way", async () => {
    const ctx = as(role);

    expect((await searchEvents(ctx, EventSearch.parse({ eventCategory: "access" }))).total).toBeGreaterThan(0);
    expect((await getEvent(ctx, { correlationId: chain, eventId })).event.event_category).toBe("access");
    expect((await getTimeline(ctx, { correlationId: chain })).events.length).toBeGreaterThan(1);
    expect(await verifyChain(ctx, { correlationId: chain })).toMatchObject({ verdict: "verified" });
    const reply = await restClient(ctx)("GET", "/api/v1/audit/events?event_category=access&include=all");
    expect(reply.text).toContain("Zanzibar");
  });
});

it("an event of the category access in somebody else's trail is not shown with it either", async () => {
  const own = { correlationId: ORDINARY, eventId: testId(8), eventCategory: "access", eventType: "access.forged" };
  await appendEvents(t.ctx(), [newEvent(own)]);

  const timeline = await getTimeline(as("viewer"), { correlationId: ORDINARY });

  expect(timeline.events).toHaveLength(1);
  expect(await outcome(getEvent(as("viewer"), own))).toMatchObject({ code: "NOT_FOUND" });
});
