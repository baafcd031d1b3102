import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { AuditEvent, EventSearch } from "@/contracts/audit";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { appendEvents } from "./append";
import { searchEvents } from "./search";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  const at = (eventTimestamp: string, n: number) =>
    newEvent({ correlationId: n % 2 === 0 ? "even" : "odd", eventTimestamp, eventData: `{"n":"${n}"}` });
  await appendEvents(t.ctx(), [
    at("2026-03-31T23:59:59.999999Z", 0),
    at("2026-04-01T00:00:00.000000Z", 1),
    at("2026-06-15T12:00:00.000000Z", 2),
    at("2026-06-15T12:00:00.000000Z", 3),
    at("2019-01-01T00:00:00.000000Z", 4),
    at("2031-01-01T00:00:00.000000Z", 5),
    newEvent({
      correlationId: "even",
      eventTimestamp: "2026-05-01T00:00:00.000000Z",
      eventType: "x.y",
      eventCategory: "workflow",
      eventOutcome: "failure",
      severity: "critical",
      durationMs: "9007199254740993",
      eventData: '{"n":9007199254740993,"detail":"found"}',
    }),
  ]);
});
afterAll(() => t.close());

async function search(query: Partial<EventSearch>) {
  const page = await searchEvents(t.ctx(), EventSearch.parse(query));
  return { ...page, times: page.events.map(({ event_timestamp }) => event_timestamp.slice(0, 10)) };
}

describe("searchEvents", () => {
  test("gives all events newest first, from every partition", async () => {
    const page = await search({});

    expect(page.times).toEqual([
      "2031-01-01",
      "2026-06-15",
      "2026-06-15",
      "2026-05-01",
      "2026-04-01",
      "2026-03-31",
      "2019-01-01",
    ]);
    expect(page).toMatchObject({ total: 7, hasMore: false, limit: 50, offset: 0 });
    const [, second, third] = page.events;
    expect(`${second?.event_id}` > `${third?.event_id}`).toBe(true);
    expect(page.events.map((event) => AuditEvent.parse(event))).toEqual(page.events);
  });

  test("pages over months without a gap or a repetition, and counts all", async () => {
    const whole = (await search({})).events.map(({ event_id }) => event_id);

    for (const limit of [1, 2, 3]) {
      const paged: string[] = [];
      for (let offset = 0; offset < 7; offset += limit) {
        const page = await search({ limit, offset });
        expect(page).toMatchObject({ total: 7, hasMore: offset + limit < 7 });
        paged.push(...page.events.map(({ event_id }) => event_id));
      }
      expect(paged).toEqual(whole);
    }
    expect(await search({ offset: 99 })).toMatchObject({ events: [], total: 7, hasMore: false });
  });

  test.each([
    ["correlationId", { correlationId: "odd" }, ["2031-01-01", "2026-06-15", "2026-04-01"]],
    ["an unknown correlation", { correlationId: "nobody" }, []],
    ["eventType", { eventType: "x.y" }, ["2026-05-01"]],
    ["eventCategory", { eventCategory: "workflow" }, ["2026-05-01"]],
    ["eventOutcome", { eventOutcome: "failure" }, ["2026-05-01"]],
    ["severity", { severity: "critical" }, ["2026-05-01"]],
    ["detail", { detailKey: "detail", detailValue: "found" }, ["2026-05-01"]],
    [
      "since, inclusive",
      { since: "2026-06-15T12:00:00Z", until: "2026-12-01T00:00:00Z" },
      ["2026-06-15", "2026-06-15"],
    ],
    ["until, inclusive", { until: "2026-03-31T23:59:59.999999Z" }, ["2026-03-31", "2019-01-01"]],
    ["several at once", { correlationId: "even", since: "2026-05-01T02:00:00+02:00" }, ["2026-06-15", "2026-05-01"]],
    ["an empty span", { since: "2030-01-01T00:00:00Z", until: "2029-01-01T00:00:00Z" }, []],
  ] as const)("filters by %s", async (_name, query, times) => {
    const page = await search(query);

    expect(page.times).toEqual(times);
    expect(page.total).toBe(times.length);
  });

  test("gives payloads as the database's own text and numbers unrounded", async () => {
    const [event] = (await search({ eventType: "x.y" })).events;

    expect(event?.event_data_json).toContain("9007199254740993");
    expect(event).toMatchObject({ duration_ms: "9007199254740993", event_date: "2026-05-01", legal_hold: false });
  });

  test("refuses a time that it can't read", async () => {
    await expect(search({ since: "yesterday" })).rejects.toMatchObject({ code: "VALIDATION" });
  });

  test("refuses a page that is too large to answer, and gives it in parts", async () => {
    const big = newEvent({ correlationId: "big", eventData: `{"a":"${"x".repeat(250_000)}"}` });
    for (let n = 0; n < 15; n++) {
      await appendEvents(
        t.ctx(),
        Array.from({ length: 10 }, () => ({ ...big })),
      );
    }

    await expect(search({ correlationId: "big", limit: 1000 })).rejects.toMatchObject({ code: "VALIDATION" });
    expect(await search({ correlationId: "big", limit: 100 })).toMatchObject({ total: 150, hasMore: true });
  });

  test("rejects a principal that may not read", async () => {
    const principal = { kind: "machine", id: "writer", scopes: new Set(["audit:write"] as const) } as const;

    await expect(searchEvents(t.ctx({ principal }), EventSearch.parse({}))).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});
