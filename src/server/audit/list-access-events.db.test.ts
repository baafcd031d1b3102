import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import type { Db } from "@/server/infra/db";
import { newEvent, testId } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { storeUnhashed } from "@/testing/stored-remediations";
import { listAccessEvents } from "./list-access-events";
import { readInOrderOfIndexes, recordsOfDayStatement } from "./sql-access";

const SIGN_IN = "access.session.started";
const GRANT = "access.grant.created";
/** No moment of its own: a page that ends among these must go on among them. */
const TIE = "2026-06-15T12:00:00.000000Z";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
  await storeUnhashed(t.owner, [
    ...Array.from({ length: 9 }, (_, n) => record(n + 1, TIE)),
    record(20, "2026-06-15T12:00:01.000000Z", GRANT),
    record(21, "2026-06-14T23:59:59.999999Z"),
    record(22, "2026-04-01T00:00:00.000000Z", GRANT),
    record(23, "2026-03-04T08:00:00.000001Z"),
    // Sent by somebody else under the name of a chain of ours, and beside it.
    newEvent({ correlationId: "access:2026-06-15:3", eventId: testId(90) }),
    newEvent({ correlationId: "access:z", eventId: testId(91), eventCategory: "access", eventType: SIGN_IN }),
    newEvent({ correlationId: "rr-1", eventId: testId(92), eventCategory: "access", eventType: SIGN_IN }),
  ]);
});
afterAll(() => t.close());

function record(n: number, eventTimestamp: string, eventType = SIGN_IN): NewAuditEvent {
  const correlationId = `access:${eventTimestamp.slice(0, 10)}:${n % 16}`;
  return newEvent({ eventId: testId(n), eventTimestamp, eventType, eventCategory: "access", correlationId });
}

async function walk(limit: number, type: string | null = null, between = async () => {}): Promise<number[][]> {
  const pages: number[][] = [];
  for (let cursor: string | null = null; ; ) {
    const page = await listAccessEvents(t.ctx(), { type, cursor, limit });
    pages.push(page.events.map((event) => Number(event.event_id.slice(-12))));
    if (page.nextCursor === null) return pages;
    cursor = page.nextCursor;
    await between();
  }
}

const NEWEST_FIRST = [20, 9, 8, 7, 6, 5, 4, 3, 2, 1, 21, 22, 23];

describe("pages", () => {
  it.each([1, 2, 3, 5, 13, 200])(
    "of %d have every record once, newest first, ties and months included",
    async (limit) => {
      const pages = await walk(limit);

      expect(pages.flat()).toEqual(NEWEST_FIRST);
      expect(pages.slice(0, -1).every((page) => page.length === limit)).toBe(true);
    },
  );

  it("of one type have its records only", async () => {
    expect(await walk(1, GRANT)).toEqual([[20], [22]]);
    expect((await walk(4, SIGN_IN)).flat()).toEqual(NEWEST_FIRST.filter((n) => n !== 20 && n !== 22));
    expect(await walk(4, "access.key.revoked")).toEqual([[]]);
  });

  it("keep their places while new records arrive", async () => {
    let arrived = 100;
    const pages = await walk(3, null, async () => {
      arrived += 1;
      await storeUnhashed(t.owner, [record(arrived, `2026-06-16T00:00:00.000${arrived}Z`)]);
    });

    expect(pages.flat()).toEqual(NEWEST_FIRST);
    const newest = await listAccessEvents(t.ctx(), { type: null, cursor: null, limit: 1 });
    expect(newest.events[0]?.event_id).toBe(testId(arrived));
  });
});

it.each(["", "x", "W10", Buffer.from('["2026-06-15","no"]').toString("base64url")])(
  "a cursor that the list never gave out is refused: %s",
  async (cursor) => {
    const asked = listAccessEvents(t.ctx(), { type: null, cursor, limit: 1 });

    if (cursor === "") await expect(asked).resolves.toMatchObject({ events: [expect.anything()] });
    else await expect(asked).rejects.toMatchObject({ code: "VALIDATION" });
  },
);

it("who may not read the log gets nothing of it", async () => {
  const principal = { kind: "person", id: "ada", scopes: new Set(["audit:read", "audit:reveal"] as const) } as const;

  await expect(listAccessEvents(t.ctx({ principal }), { type: null, cursor: null, limit: 1 })).rejects.toMatchObject({
    code: "FORBIDDEN",
    details: { extensions: { missing_scope: "access:read" } },
  });
});

describe("with 40,000 records of one day among as many other events", () => {
  const DAY = "2026-05-20";
  beforeAll(async () => {
    await t.owner.query(`
insert into remediations (correlation_id, kind, chain_seq, head_hash)
select 'access:${DAY}:' || n, 'access', 1, 'x' from generate_series(0, 15) n`);
    await t.owner.query(`
insert into audit_events (event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type,
  actor_id, resource_type, resource_id, correlation_id, event_data, hash_version)
select timestamptz '${DAY} 00:00:00Z' + n * interval '1 second', date '${DAY}',
  case when is_access then '${SIGN_IN}' else 'gateway.signal.received' end, case when is_access then 'access' else 'gateway' end,
  'a', 'success', 'user', 'ada', 'session', n::text, case when is_access then 'access:${DAY}:' || n % 16 else 'rr-' || n end, '{}', 0
from generate_series(1, 40000) n, (values (true), (false)) kind(is_access)`);
    await t.owner.query("analyze audit_events, remediations");
  });

  async function cost(at: string): Promise<{ blocks: number; indexes: string[] }> {
    const after = { at, eventId: testId(1) };
    const { text, values } = recordsOfDayStatement(DAY, { after, limit: 101 });
    const plan = await t.app.tx(async (tx) => {
      await readInOrderOfIndexes(tx);
      const row = await tx.one<{ "QUERY PLAN": string }>(`explain (analyze, buffers, format json) ${text}`, values);
      return row?.["QUERY PLAN"] ?? "";
    });
    const [{ Plan }] = JSON.parse(plan) as [{ Plan: { "Shared Hit Blocks": number; "Shared Read Blocks": number } }];
    const indexes = [...plan.matchAll(/"Index Name": "(audit_events_\w+)"/g)].map(([, name]) => name ?? "");
    return { blocks: Plan["Shared Hit Blocks"] + Plan["Shared Read Blocks"], indexes };
  }

  it("the last page is a range of an index like the first, and costs as much", async () => {
    const first = await cost(`${DAY}T11:00:00.000000Z`);
    const last = await cost(`${DAY}T01:00:00.000000Z`);

    expect(first.indexes).toEqual(["audit_events_2026_05_correlation_id_event_timestamp_idx"]);
    expect(last.indexes).toEqual(first.indexes);
    expect(last.blocks).toBeLessThan(first.blocks * 1.5);
    expect(first.blocks).toBeLessThan(16 * 101 * 3);
  });

  it("no page is made by reading a whole day", async () => {
    const plans: string[] = [];

    await listAccessEvents(t.ctx({ db: watched(t.app, plans) }), { type: null, cursor: null, limit: 100 });
    await listAccessEvents(t.ctx({ db: watched(t.app, plans) }), { type: SIGN_IN, cursor: null, limit: 100 });

    expect(plans.length).toBeGreaterThan(2);
    expect(plans.join()).not.toMatch(/Bitmap/);
  });

  it("all of them are there, each once", async () => {
    const seen = new Set<string>();
    let count = 0;
    for (let cursor: string | null = null; ; ) {
      const page = await listAccessEvents(t.ctx(), { type: SIGN_IN, cursor, limit: 200 });
      for (const event of page.events) if (event.event_timestamp.startsWith(DAY)) seen.add(event.event_id);
      count += page.events.filter((event) => event.event_timestamp.startsWith(DAY)).length;
      if (page.nextCursor === null) break;
      cursor = page.nextCursor;
    }

    expect([seen.size, count]).toEqual([40_000, 40_000]);
  });
});

/** Notes how each statement on the ledger is carried out where it is, in its own transaction. */
function watched(db: Db, plans: string[]): Db {
  return {
    ...db,
    async query(text, values, options) {
      if (text.includes("from audit_events"))
        plans.push(JSON.stringify(await db.query(`explain (costs off) ${text}`, values)));
      return db.query(text, values, options);
    },
    tx: (work) => db.tx((tx) => work(watched(tx, plans))),
  };
}
