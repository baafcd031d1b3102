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

it("the console sees what this server writes about itself", async () => {
  expect((await searchEvents(t.ctx(), EventSearch.parse({ eventCategory: "access" }))).total).toBe(1);
});
