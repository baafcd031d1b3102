import { afterAll, beforeAll, expect, it } from "vitest";
import { EventSearch } from "@/contracts/audit";
import { appendEvents, searchEvents } from "@/server/audit";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { restClient } from "@/testing/rest";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  const own = ["access", "hold", "retention", "dlq"].map((eventCategory) =>
    newEvent({ eventCategory, eventType: `${eventCategory}.thing.done`, correlationId: `${eventCategory}:1` }),
  );
  await appendEvents(t.ctx(), [newEvent({ correlationId: "rr-1" }), ...own, newEvent({ correlationId: "rr-2" })]);
});
afterAll(() => t.close());

it("existing clients get no event of a category that they don't know, in page and total alike", async () => {
  const reply = (await restClient(t.ctx())("GET", "/api/v1/audit/events")).json();

  expect(reply).toMatchObject({ pagination: { total: 2, has_more: false } });
  expect((reply.data as { event_category: string }[]).map((event) => event.event_category)).toEqual([
    "gateway",
    "gateway",
  ]);
});

it("who asks for all gets all", async () => {
  const send = restClient(t.ctx());

  expect((await send("GET", "/api/v1/audit/events?include=all")).json()).toMatchObject({ pagination: { total: 6 } });
  expect((await send("GET", "/api/v1/audit/events?include=some")).status).toBe(400);
});

it.each(["correlation_id", "event_type", "event_category", "severity", "detail_key=n&detail_value"])(
  "a text that can't be stored is refused by the name of its parameter: %s",
  async (parameter) => {
    const reply = await restClient(t.ctx())("GET", `/api/v1/audit/events?${parameter}=a%00b`);

    expect(reply.status).toBe(400);
    expect(Object.keys(reply.json().field_errors as object)).toEqual([parameter.split("&").at(-1)]);
  },
);

it("an id that can't exist is refused by verification and not found by reconstruction", async () => {
  const send = restClient(t.ctx());

  const verified = await send("POST", "/api/v1/audit/verify-chain", { correlation_id: "a\u0000b" });
  expect([verified.status, verified.json().field_errors]).toEqual([
    400,
    { correlation_id: "must not contain the NUL character" },
  ]);
  expect((await send("POST", "/api/v1/audit/remediation-requests/a%00b/reconstruct")).status).toBe(404);
});

it("the console sees what this server writes about itself", async () => {
  expect((await searchEvents(t.ctx(), EventSearch.parse({ eventCategory: "access" }))).total).toBe(1);
});
