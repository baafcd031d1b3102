import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/server/infra/db";
import { readChain } from "@/testing/ledger";
import { type OwnPostgres, ownPostgres } from "@/testing/own-postgres";
import { type Answer, eventually, type ServerProcess, serverProcess } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireBatch, wireEvent } from "@/testing/wire-events";

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";
const LIST = "/api/v1/audit/events?limit=1";
/** Senders give up after 5 s. */
const ANSWER_MS = 4000;

let postgres: OwnPostgres;
let queue: TestValkey;
let server: ServerProcess;
let admin: Db;
let unique = 0;
let marker = "";

beforeAll(async () => {
  [postgres, queue] = await Promise.all([ownPostgres(), testValkey()]);
  admin = postgres.admin().db;
  await plantFaults(admin);
  server = await serverProcess({ DATABASE_URL: postgres.urls.app, VALKEY_URL: queue.url, DLQ_ENTRIES_MAX: "1000" });
  await server.start();
});
afterAll(async () => {
  await server.kill();
  await queue.close();
  await postgres.close();
});
beforeEach(() => {
  marker = `m${++unique}`;
});
/** Every test leaves both stores well and the queue empty. */
afterEach(async () => {
  await eventually(
    () => server.get("/readyz"),
    ({ body }) => body.status === "ready",
  );
  await admin.query("delete from planted_faults");
  await untilEmpty();
});

const one = (name = marker, fields = {}) => server.post(ONE, wireEvent(name, fields));
const batch = (size: number, name = marker) => server.post(BATCH, wireBatch(name, size));

async function untilEmpty(): Promise<void> {
  const valkey = await queue.connect();
  const left = await eventually(
    () => valkey.client.xlen("audit:dlq:events"),
    (entries) => entries === 0,
  );
  await valkey.close();
  expect(left).toBe(0);
}

/** How often each marker of this test is in the ledger. */
async function storedCopies(): Promise<number[]> {
  const rows = await admin.query<{ copies: string }>(
    "select count(*) as copies from audit_events where event_data ->> 'marker' like $1 || '%' group by event_data ->> 'marker'",
    [marker],
  );
  return rows.map(({ copies }) => Number(copies));
}

async function expectStoredOnce(count: number): Promise<void> {
  await untilEmpty();
  expect(await storedCopies()).toEqual(Array(count).fill(1));
  expect((await readChain(admin, "rr-fault")).faults).toEqual([]);
}

function expectQueued(answers: { single: Answer; batch: Answer }, size: number): void {
  expect([answers.single.status, answers.batch.status]).toEqual([202, 201]);
  expect(answers.batch.body.event_ids).toHaveLength(size);
  expect(Math.max(answers.single.milliseconds, answers.batch.milliseconds)).toBeLessThan(ANSWER_MS);
}

async function writeBoth(size = 20) {
  const [single, many] = await Promise.all([one(`${marker}-single`), batch(size)]);
  return { single, batch: many };
}

describe("while PostgreSQL is down", () => {
  it("writes are answered from the queue, readers are told at once, health stays 200", async () => {
    await postgres.stop();
    const answers = await writeBoth();
    const again = await one(`${marker}-again`);
    const read = await server.get(LIST);
    const [ready, live] = await Promise.all([server.get("/readyz"), server.get("/health/live")]);
    await postgres.start();

    expectQueued(answers, 20);
    expect([again.status, read.status, ready.status, live.status]).toEqual([202, 503, 200, 200]);
    expect(read.headers.get("retry-after")).toBe("1");
    expect(again.milliseconds).toBeLessThan(500);
    expect(read.milliseconds).toBeLessThan(2000);
    expect(ready.body.status).toBe("degraded");
    await expectStoredOnce(22);
  });

  it("nothing is acknowledged when Valkey is down as well", async () => {
    await Promise.all([postgres.stop(), queue.crash()]);
    const answers = await writeBoth();
    const ready = await eventually(
      () => server.get("/readyz"),
      ({ status }) => status === 503,
    );
    await queue.start();
    await postgres.start();

    expect([answers.single.status, answers.batch.status, ready.status]).toEqual([503, 503, 503]);
    expect([answers.single.headers.get("retry-after"), answers.batch.headers.get("retry-after")]).not.toContain(null);
    expect(Math.max(answers.single.milliseconds, answers.batch.milliseconds)).toBeLessThan(ANSWER_MS);
    expect(await storedCopies()).toEqual([]);
  });

  it("a full queue refuses further events, loses none, and says so in the metrics", async () => {
    await postgres.stop();
    const first = await batch(990);
    const tooMany = await batch(20, `${marker}-too-many`);
    const fits = await batch(10, `${marker}-fits`);
    const warning = await eventually(
      () => server.metric('datastorage_dlq_warning{stream="events"}'),
      (value) => value === 1,
    );
    const critical = await server.metric('datastorage_dlq_critical{stream="events"}');
    await postgres.start();

    expect([first.status, tooMany.status, fits.status]).toEqual([201, 503, 201]);
    expect(tooMany.headers.get("retry-after")).toBe("5");
    expect([warning, critical]).toEqual([1, 1]);
    await expectStoredOnce(1000);
  });
});

describe("while PostgreSQL hangs", () => {
  it("writes are answered in time and stored once when it goes on", async () => {
    await one(`${marker}-before`);
    postgres.freeze();
    const answers = await writeBoth();
    const read = await server.get(LIST);
    const again = await Promise.all(Array.from({ length: 20 }, (_, i) => one(`${marker}-again-${i}`)));
    postgres.thaw();

    expectQueued(answers, 20);
    expect(read.status).toBe(503);
    expect(read.milliseconds).toBeLessThan(ANSWER_MS);
    expect(again.filter(({ status }) => status === 202)).toHaveLength(20);
    expect(Math.max(...again.map(({ milliseconds }) => milliseconds))).toBeLessThan(ANSWER_MS);
    await expectStoredOnce(42);
  });
});

describe("while PostgreSQL refuses", () => {
  const outOfService: [string, string, string][] = [
    ["connections", "alter role holdfast_app connection limit 0", "alter role holdfast_app connection limit -1"],
    [
      "writes, as a standby does",
      "alter role holdfast_app set default_transaction_read_only = on",
      "alter role holdfast_app reset default_transaction_read_only",
    ],
  ];
  it.each(outOfService)("%s, writes are queued", async (_, begin, end) => {
    await admin.query(begin);
    await dropConnections();
    const answers = await writeBoth();
    const ready = await eventually(
      () => server.get("/readyz"),
      ({ body }) => body.status === "degraded",
    );
    await admin.query(end);
    await dropConnections();

    expectQueued(answers, 20);
    expect(ready.status).toBe(200);
    await expectStoredOnce(21);
  });

  const passing: [string, string][] = [
    ["disk full", "53100"],
    ["shutting down", "57P01"],
    ["an internal error", "XX000"],
    ["a deadlock that comes back", "40P01"],
  ];
  it.each(passing)("with %s, the event is queued", async (_, state) => {
    await plant(state);
    const answer = await one(marker, { event_action: state });
    await admin.query("delete from planted_faults");

    expect(answer.status).toBe(202);
    expect(answer.milliseconds).toBeLessThan(ANSWER_MS);
    await expectStoredOnce(1);
  });

  it("for an unknown reason, the event is queued and tried again later", async () => {
    await plant("P0001");
    const answer = await one(marker, { event_action: "P0001" });

    expect(answer.status).toBe(202);
    await forgetQueue();
  });

  const permanent: [string, string, number][] = [
    ["a value", "22003", 400],
    ["a check", "23514", 400],
    ["a size", "54000", 400],
    ["a key", "23505", 409],
  ];
  it.each(permanent)(
    "%s, the event is refused, its neighbours are stored, and nothing is queued",
    async (_, state, status) => {
      await plant(state);
      const [bad, ...good] = await Promise.all([
        one(`${marker}-bad`, { event_action: state }),
        ...Array.from({ length: 10 }, (__, i) => one(`${marker}-good-${i}`)),
      ]);

      expect(bad?.status).toBe(status);
      expect(good.map((answer) => answer.status)).toEqual(Array(10).fill(201));
      expect(await storedCopies()).toEqual(Array(10).fill(1));
    },
  );
});

describe("while somebody is in the way", () => {
  it("a write that waits for a lock for too long is queued, and others go on", async () => {
    await one(`${marker}-first`);
    const { locked, release } = await lockRemediation();
    await locked;
    const [blocked, other] = await Promise.all([
      one(`${marker}-blocked`),
      one(`${marker}-other`, { correlation_id: "rr-other" }),
    ]);
    const afterwards = await one(`${marker}-after`, { correlation_id: "rr-other" });
    release();

    expect(blocked.status).toBe(202);
    expect(Math.max(blocked.milliseconds, other.milliseconds)).toBeLessThan(ANSWER_MS);
    expect(afterwards.status).toBe(201);
    await expectStoredOnce(4);
  });

  it("a write that takes too long is queued and stored once", async () => {
    await plant("sleep");
    const answer = await one(marker, { event_action: "sleep" });

    expect(answer.status).toBe(202);
    expect(answer.milliseconds).toBeLessThan(ANSWER_MS);
    await admin.query("delete from planted_faults");
    await expectStoredOnce(1);
  });

  it("a server that loses its connections again and again loses no event and does not end", async () => {
    let isOver = false;
    const killer = (async () => {
      while (!isOver) await dropConnections();
    })();
    const answers: Answer[] = [];
    for (let round = 0; round < 12; round++) {
      answers.push(...(await Promise.all(Array.from({ length: 5 }, (_, i) => one(`${marker}-${round}-${i}`)))));
    }
    isOver = true;
    await killer;

    expect(answers.every(({ status }) => status === 201 || status === 202)).toBe(true);
    await expectStoredOnce(60);
  });
});

describe("while Valkey", () => {
  it("is down, everything works and the missing net is shown", async () => {
    await queue.crash();
    const answers = await writeBoth();
    const isUp = await eventually(
      () => server.metric("holdfast_queue_up"),
      (value) => value === 0,
    );
    const ready = await server.get("/readyz");
    await queue.start();

    expect([answers.single.status, answers.batch.status, isUp]).toEqual([201, 201, 0]);
    expect(ready.body).toEqual({ status: "degraded", warnings: ["queue-unreachable"] });
    await expectStoredOnce(21);
  });

  it("hangs, everything works in time", async () => {
    queue.freeze();
    const answers = await writeBoth();
    queue.thaw();

    expect([answers.single.status, answers.batch.status]).toEqual([201, 201]);
    expect(answers.batch.milliseconds).toBeLessThan(1500);
    await expectStoredOnce(21);
  });
});

/** Events whose action names a planted fault fail with that SQLSTATE. */
async function plantFaults(db: Db): Promise<void> {
  await db.query("create table planted_faults (state text)");
  await db.query(`
    create function planted_fault() returns trigger language plpgsql security definer set search_path = public as $$
    begin
      if not exists (select from planted_faults where state = new.event_action) then return new; end if;
      if new.event_action = 'sleep' then perform pg_sleep(3); return new; end if;
      raise exception using errcode = new.event_action, message = 'planted';
    end $$`);
  await db.query(
    "create trigger a_planted_fault before insert on audit_events for each row execute function planted_fault()",
  );
}

async function plant(state: string): Promise<void> {
  await admin.query("insert into planted_faults values ($1)", [state]);
}

async function dropConnections(): Promise<void> {
  await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'holdfast_app'");
}

/** What failed for an unknown reason waits a minute; no test does. */
async function forgetQueue(): Promise<void> {
  const valkey = await queue.connect();
  const entries = await eventually(
    () => valkey.client.xrange("audit:dlq:events", "-", "+"),
    ([entry]) => entry?.[1][1]?.includes('"retry_count":1') === true,
  );
  await valkey.client.del("audit:dlq:events");
  await valkey.close();
  expect(entries).toHaveLength(1);
}

async function lockRemediation(): Promise<{ locked: Promise<void>; release(): void }> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const locked = new Promise<void>((resolve, reject) => {
    admin
      .tx(async (tx) => {
        await tx.query("select from remediations where correlation_id = 'rr-fault' for update");
        resolve();
        await released;
      })
      .catch(reject);
  });
  return { locked, release };
}
