import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { NewAuditEvent } from "@/contracts/audit";
import { createDb, type Db, type DbHandle } from "@/server/infra/db";
import { IN_ORDER_OF_KEYS } from "@/server/infra/db-order";
import type { Statement, Step } from "@/server/infra/db-pipeline";
import { foldEvents, type Head, moveUnlocked, newHead } from "@/server/remediations";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { seeded } from "@/testing/random";
import { commitBatches, readyBatch } from "./commit-batches";
import { HeadMemory } from "./head-memory";
import { createIngest } from "./ingest";
import { withIds } from "./live-store";

/** A payload that gives its group a connection of its own. */
const LARGE = 270_000;

let t: TestDatabase;
let handles: DbHandle[];
beforeAll(async () => {
  t = await testDatabase();
  handles = [1, 2].map((n) =>
    createDb({
      connectionString: t.urls.app,
      max: 6,
      applicationName: `replica ${n}`,
      lockTimeoutMs: 2000,
      settings: IN_ORDER_OF_KEYS,
    }),
  );
});
afterAll(async () => {
  await Promise.all(handles.map((handle) => handle.close()));
  await t.close();
});

let round = 0;
let rr = "";
let ways: string[] = [];
beforeEach(() => {
  rr = `rr-ahead-${++round}`;
  ways = [];
});

/** Says which way each group went. */
function watched(db: Db): Db {
  const note = async <T>(way: string, outcome: Promise<T>): Promise<T> => {
    try {
      const result = await outcome;
      ways.push(way);
      return result;
    } catch (error) {
      ways.push(`${way} failed`);
      throw error;
    }
  };
  return {
    ...db,
    pipeline: (steps: readonly Step[]) => note("ahead", db.pipeline(steps)),
    tx: (work, options) => note(options?.attempts === 1 ? "alone" : "locked", db.tx(work, options)),
  };
}

function replica(n = 0) {
  const ctx = t.ctx({ db: watched(handles[n]?.explicitDb ?? t.app) });
  const memory = new HeadMemory();
  return async (...events: Partial<NewAuditEvent>[]) => {
    const input = { events: events.map((fields) => newEvent({ correlationId: rr, ...fields })), bytes: 1000 };
    return commitBatches(ctx, memory, [await readyBatch(ctx, withIds(input, { nowMs: Date.now() }))]);
  };
}

async function chainOf(id: string, length: number) {
  const { rows, faults } = await readChain(t.owner, id);
  expect(faults).toEqual([]);
  expect(rows).toHaveLength(length);
  return rows;
}

/** Locks the row of a remediation; gives what lets it go. */
async function holdRow(id: string): Promise<() => Promise<void>> {
  let letGo = () => {};
  let holding: Promise<void> = Promise.resolve();
  await new Promise<void>((held) => {
    holding = t.owner.tx(async (tx) => {
      await tx.query("select from remediations where correlation_id = $1 for update", [id]);
      held();
      await new Promise<void>((resolve) => {
        letGo = resolve;
      });
    });
  });
  return async () => {
    letGo();
    await holding;
  };
}

const modelOf = (id: string) =>
  t.owner.one(
    "select event_count, failure_count, signal_name, severity, namespace from remediations where correlation_id = $1",
    [id],
  );

describe("a process that has met a chain", () => {
  test("goes on with it in one round trip, and begins new ones with it", async () => {
    const write = replica();
    await write({});
    await write({}, {}, { correlationId: `${rr}-new` });
    await write({ eventOutcome: "failure" }, { correlationId: `${rr}-new` });

    expect(ways).toEqual(["locked", "ahead", "ahead"]);
    await chainOf(rr, 4);
    await chainOf(`${rr}-new`, 2);
    expect(await modelOf(rr)).toMatchObject({ event_count: "4", failure_count: 1, signal_name: "HighCPU" });
  });

  test("answers what is stored", async () => {
    const write = replica();
    await write({});
    const [committed] = await write({ eventTimestamp: "2026-06-15T12:00:05.000000Z" });

    const rows = await chainOf(rr, 2);
    expect(committed).toMatchObject({
      kind: "stored",
      appended: [{ eventId: rows[1]?.event_id, chainSeq: 2, eventHash: rows[1]?.event_hash, status: "stored" }],
    });
  });

  test("finds out that another one has moved it, and goes on from there", async () => {
    const [here, there] = [replica(0), replica(1)];
    await here({});
    await there({});
    await here({});
    await here({}, { correlationId: `${rr}-other` });

    expect(ways).toEqual(["locked", "locked", "ahead failed", "locked", "locked"]);
    await chainOf(rr, 4);
    await here({});
    expect(ways.at(-1)).toBe("ahead");
    await chainOf(rr, 5);
  });

  test("finds out that a chain it never met has events", async () => {
    const [here, there] = [replica(0), replica(1)];
    await here({ correlationId: `${rr}-first` });
    await there({});
    await here({}, {});

    expect(ways).toEqual(["locked", "locked", "ahead failed", "locked"]);
    await chainOf(rr, 3);
  });

  test("leaves events with ids of their own to the locks", async () => {
    const write = replica();
    const event = { eventId: "00000000-0000-4000-8000-00000000a4ea" };
    await write({});
    await write(event);
    await write(event);
    await write({});

    expect(ways).toEqual(["locked", "locked", "locked", "ahead"]);
    await chainOf(rr, 3);
  });

  test("stamps the retention of a policy that has changed since", async () => {
    const write = replica();
    const policy = (days: number) =>
      t.owner.query("update audit_retention_policies set retention_days = $1 where event_category = 'gateway'", [days]);
    await write({});
    await policy(2999);
    await write({});
    await policy(2555);
    await write({});
    await write({});

    const rows = await chainOf(rr, 4);
    expect(rows.map((row) => Number(row.retention_days))).toEqual([2555, 2999, 2555, 2555]);
    expect(ways.slice(0, 3)).toEqual(["locked", "ahead failed", "locked"]);
  });

  test("does not write over a model that was rebuilt meanwhile", async () => {
    const write = replica();
    await write({});
    await t.owner.query("update remediations set fold_state = '', signal_name = 'rebuilt' where correlation_id = $1", [
      rr,
    ]);

    await write({ severity: "critical", eventTimestamp: "2026-06-15T13:00:00.000000Z" });

    expect(ways).toEqual(["locked", "ahead failed", "locked"]);
    expect(await modelOf(rr)).toMatchObject({ event_count: "2", severity: "critical" });
    await chainOf(rr, 2);
  });

  test("does not count on what a rebuild has made the model forget", async () => {
    const write = replica();
    await write({});
    await t.owner.query("update remediations set fold_state = '', signal_name = null where correlation_id = $1", [rr]);

    await write({ eventTimestamp: "2026-06-15T13:00:00.000000Z" });

    expect(ways).toEqual(["locked", "ahead failed", "locked"]);
    expect(await modelOf(rr)).toMatchObject({ event_count: "2", signal_name: "HighCPU" });
  });

  test("sends a large group over a connection of its own, since whoever comes after it would wait for it", async () => {
    const write = replica();
    const eventData = JSON.stringify({ text: "x".repeat(50_000) });
    await write({});
    await write(...Array.from({ length: 80 }, () => ({ eventData })));
    await write(...Array.from({ length: 90 }, () => ({ eventData })));
    await write({});

    expect(ways).toEqual(["locked", "alone", "alone", "ahead"]);
    await chainOf(rr, 172);
  });

  test("writes rows while an earlier group of the chain is still being stored, and moves its head behind it", async () => {
    const write = replica();
    await write({});
    const letGo = await holdRow(rr);
    const eventData = JSON.stringify({ text: "x".repeat(LARGE) });
    const [first, second] = [write({ eventData }), write({ eventData }, {})];
    const writing = (table: string) =>
      t.owner.query(
        `select distinct pid from pg_locks
          where database = (select oid from pg_database where datname = current_database())
            and relation = $1::regclass and mode = 'RowExclusiveLock'`,
        [table],
      );
    const counts = async () => [(await writing("audit_events")).length, (await writing("remediations")).length];
    await expect.poll(counts).toEqual([2, 1]);
    await letGo();
    await Promise.all([first, second]);

    expect(ways).toEqual(["locked", "alone", "alone"]);
    await chainOf(rr, 4);
  });

  test("waits only a moment for a row that somebody holds, and then stands in line with locks", async () => {
    const write = replica();
    await write({});
    await write({ correlationId: `${rr}-free` });
    const letGo = await holdRow(rr);
    const held = write({});
    const startedAt = performance.now();
    await write({ correlationId: `${rr}-free` });
    const waitedMs = performance.now() - startedAt;
    await letGo();
    await held;

    expect(waitedMs).toBeLessThan(1000);
    expect(ways).toContain("ahead failed");
    await chainOf(rr, 2);
    await chainOf(`${rr}-free`, 2);
  });
});

describe("many groups at once", () => {
  const deadlocks = async () => {
    await t.owner.query("select pg_stat_force_next_flush()");
    const row = await t.owner.one<{ deadlocks: string }>(
      "select deadlocks from pg_stat_database where datname = current_database()",
    );
    return row?.deadlocks;
  };

  test.each([1, 2])("%i replicas on the same chains store each event once, gap-free", async (replicas) => {
    const writers = handles
      .slice(0, replicas)
      .map(({ explicitDb }) => createIngest({ ctx: t.ctx({ db: watched(explicitDb) }), queue: undefined }));
    const random = seeded(replicas);
    const before = await deadlocks();
    const sent = new Map<string, number>();
    const send = async (writer: number) => {
      for (let n = 0; n < 60; n++) {
        const correlationId = `${rr}-${random.below(9)}`;
        sent.set(correlationId, (sent.get(correlationId) ?? 0) + 1);
        const eventType = random.below(4) === 0 ? "orchestrator.lifecycle.transitioned" : "gateway.signal.received";
        const pad = "x".repeat(random.below(12) === 0 ? LARGE : 1);
        const eventData = JSON.stringify({ to_phase: "Executing", severity: `s${random.below(50)}`, n, pad });
        const event = newEvent({ correlationId, eventType, eventData });
        await writers[writer % replicas]?.store(t.ctx(), { events: [event], bytes: 100 });
      }
    };

    await Promise.all(Array.from({ length: 40 }, (_, writer) => send(writer)));

    for (const [id, count] of sent) {
      await chainOf(id, count);
      expect(await modelOf(id)).toMatchObject({ event_count: String(count) });
    }
    expect(await deadlocks()).toBe(before);
    if (replicas === 1) {
      expect(ways).toContain("alone");
      expect(ways.filter((way) => way !== "ahead" && way !== "alone")).toEqual(["locked"]);
    } else expect(ways.filter((way) => way.startsWith("ahead")).length).toBeGreaterThan(0);
  });

  test("what PostgreSQL refuses fails alone, and what was built on it is stored all the same", async () => {
    await t.owner.query(`create function refuse_marked() returns trigger language plpgsql as
      $$ begin if new.actor_id = 'marked' then raise exception 'refused' using errcode = '23514'; end if; return new; end $$`);
    await t.owner.query(
      "create trigger refuse_marked before insert on audit_events for each row execute function refuse_marked()",
    );
    const ingest = createIngest({ ctx: t.ctx({ db: watched(handles[0]?.explicitDb ?? t.app) }), queue: undefined });
    const store = (actorId: string, pad = "") =>
      ingest
        .store(t.ctx(), {
          events: [newEvent({ correlationId: rr, actorId, eventData: `{"pad":"${pad}"}` })],
          bytes: 100,
        })
        .then(
          ({ kind }) => kind,
          () => "refused",
        );
    await store("first");
    const outcomes: Promise<string>[] = [];
    for (let n = 0; n < 200; n++) {
      outcomes.push(store(n % 23 === 5 ? "marked" : "plain", n % 4 === 1 ? "x".repeat(LARGE) : ""));
      if (n % 30 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const told = await Promise.all(outcomes);
    await t.owner.query("drop trigger refuse_marked on audit_events");

    const refused = told.flatMap((kind, n) => (kind === "refused" ? [n] : []));
    expect(refused).toEqual(Array.from({ length: 200 }, (_, n) => n).filter((n) => n % 23 === 5));
    await chainOf(rr, 1 + 200 - refused.length);
  });
});

test("rows are moved in order of their ids, however few there are", async () => {
  const move = (heads: readonly Head[]) => {
    const folds = foldEvents(heads.map(({ correlationId }) => newEvent({ correlationId })));
    const changes = heads.flatMap((from) => {
      const fold = folds.get(from.correlationId);
      return fold ? [{ from, fold, chainSeq: from.chainSeq + 1, headHash: "0".repeat(64), storedCount: 1 }] : [];
    });
    return moveUnlocked(changes);
  };
  const { to } = move([newHead("rr-a")]);
  const { statements } = move([...to, newHead("rr-b")]);

  const counting = move(to).statements;

  expect(statements.map(({ name }) => name)).toEqual(["remediations_create", "remediations_tell"]);
  expect(counting.map(({ name }) => name)).toEqual(["remediations_count"]);
  for (const statement of [...statements.slice(1), ...counting]) {
    const plan = await planOf(statement);
    expect(plan).not.toMatch(/Seq Scan on remediations|Hash Join|Merge Join/);
    expect(plan).toMatch(/Index Scan using remediations_pkey|Bitmap Index Scan on remediations_pkey/);
  }
});

test("nothing is compiled on the connections that write: it would take longer than any of their statements", async () => {
  expect(await handles[0]?.db.one("select current_setting('jit') as jit")).toEqual({ jit: "off" });
});

/** The plan that a statement has on the connections that write, once it no longer depends on its values. */
async function planOf({ text, values }: Statement): Promise<string> {
  const handle = handles[0];
  if (handle === undefined) throw new Error("there is no connection");
  return handle.db.tx(async (tx) => {
    await tx.query("set local plan_cache_mode = force_generic_plan");
    await tx.query(`prepare plan_of_it as ${text}`);
    const quoted = values.map((value) => `'${value.replaceAll("'", "''")}'`).join(", ");
    const rows = await tx.query<Record<string, string>>(`explain execute plan_of_it(${quoted})`);
    await tx.query("deallocate plan_of_it");
    return rows.map((row) => Object.values(row)[0]).join("\n");
  });
}
