import { Agent, request } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Db } from "@/server/infra/db";
import { goClient } from "@/testing/go-client";
import { readChain } from "@/testing/ledger";
import { type OwnPostgres, ownPostgres } from "@/testing/own-postgres";
import { eventually, type ServerProcess, serverProcess } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireBatch, wireEvent } from "@/testing/wire-events";

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";

let postgres: OwnPostgres;
let queue: TestValkey;
let admin: Db;
const started: ServerProcess[] = [];

beforeAll(async () => {
  [postgres, queue] = await Promise.all([ownPostgres(), testValkey()]);
  admin = postgres.admin().db;
});
afterAll(async () => {
  await queue.close();
  await postgres.close();
});
afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.kill()));
});

async function newServer(env: Record<string, string> = {}): Promise<ServerProcess> {
  const server = await serverProcess({ DATABASE_URL: postgres.urls.app, VALKEY_URL: queue.url, ...env });
  started.push(server);
  return server;
}

async function queueLength(): Promise<number> {
  const valkey = await queue.connect();
  const length = await valkey.client.xlen("audit:dlq:events");
  await valkey.close();
  return length;
}

async function copiesOf(prefix: string): Promise<Map<string, number>> {
  const rows = await admin.query<{ marker: string; copies: string }>(
    "select event_data ->> 'marker' as marker, count(*) as copies from audit_events where event_data ->> 'marker' like $1 || '%' group by 1",
    [prefix],
  );
  return new Map(rows.map(({ marker, copies }) => [marker, Number(copies)]));
}

async function expectChainsSound(prefix: string): Promise<void> {
  const rows = await admin.query<{ correlation_id: string }>(
    "select correlation_id from remediations where correlation_id like $1 || '%'",
    [prefix],
  );
  expect(rows.length).toBeGreaterThan(0);
  for (const { correlation_id } of rows) expect((await readChain(admin, correlation_id)).faults).toEqual([]);
}

/** Holds every write up until it is released. */
async function holdWrites(): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve) => {
    done = admin.tx(async (tx) => {
      await tx.query("lock table audit_events in share mode");
      resolve();
      await released;
    });
  });
  return async () => {
    release();
    await done;
  };
}

describe("SIGTERM", () => {
  it("finishes what is in flight, takes nothing new, closes kept connections and ends with 0", async () => {
    const server = await newServer();
    await server.start();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    await keptGet(agent, `${server.url}/health/live`);
    const release = await holdWrites();
    const inFlight = server.post(BATCH, wireBatch("term", 50, { correlation_id: "rr-term" }));
    await wait(200);

    const stopping = server.stop();
    const isRefused = await eventually(
      () =>
        server.get("/readyz").then(
          () => false,
          () => true,
        ),
      (answer) => answer,
    );
    await release();

    expect(isRefused).toBe(true);
    expect((await inFlight).status).toBe(201);
    expect(await stopping).toBe(0);
    expect((await readChain(admin, "rr-term")).rows).toHaveLength(50);
    agent.destroy();
  });

  it("empties the queue before the end", async () => {
    await postgres.stop();
    const server = await newServer();
    await server.start({ path: "/health/live", status: 200 });
    const answers = await Promise.all(
      Array.from({ length: 5 }, (_, i) =>
        server.post(BATCH, wireBatch(`drain-${i}`, 200, { correlation_id: "rr-drain" })),
      ),
    );
    await postgres.start();
    await eventually(
      () => server.get("/readyz"),
      ({ status }) => status === 200,
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(201));
    expect(await server.stop()).toBe(0);
    expect(await queueLength()).toBe(0);
    expect((await readChain(admin, "rr-drain")).rows).toHaveLength(1000);
  });

  it("ends within its limits when the database hangs, and a second signal ends it at once", async () => {
    const server = await newServer();
    await server.start();
    postgres.freeze();
    server.signal("SIGTERM");
    await wait(1100);
    const startedAt = performance.now();
    server.signal("SIGTERM");
    await server.exit();
    postgres.thaw();

    expect(performance.now() - startedAt).toBeLessThan(1000);
  });
});

describe("a start while PostgreSQL is down", () => {
  it("takes writes into the queue, is not ready, and stores them once the schema is checked", async () => {
    await postgres.stop();
    const server = await newServer();
    await server.start({ path: "/readyz", status: 503 });
    const ready = await server.get("/readyz");
    const write = await server.post(ONE, wireEvent("early", { correlation_id: "rr-early" }));
    const read = await server.get(`${ONE}?limit=1`);
    await postgres.start();
    const later = await eventually(
      () => server.get("/readyz"),
      ({ status }) => status === 200,
    );

    expect(ready.body).toEqual({ status: "not_ready", reason: "schema_unchecked" });
    expect([write.status, read.status, later.status]).toEqual([202, 503, 200]);
    const rows = await eventually(
      async () => (await readChain(admin, "rr-early")).rows,
      ({ length }) => length === 1,
    );
    expect(rows).toHaveLength(1);
  });

  it("with the migrator's address it brings the schema up to date as soon as it can", async () => {
    await postgres.stop();
    const server = await newServer({ MIGRATE_DATABASE_URL: postgres.urls.migrate });
    await server.start({ path: "/readyz", status: 503 });
    await postgres.start();

    expect(
      (
        await eventually(
          () => server.get("/readyz"),
          ({ status }) => status === 200,
        )
      ).status,
    ).toBe(200);
  });
});

describe("several replicas", () => {
  it("keep chains whole without knowing of each other, under names of their own", async () => {
    const [one, other] = await Promise.all([newServer(), newServer()]);
    await Promise.all([one.start(), other.start()]);

    const answers = await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        (i % 2 === 0 ? one : other).post(BATCH, wireBatch(`rep-${i}`, 20, { correlation_id: `rr-replicas-${i % 3}` })),
      ),
    );
    expect(answers.every(({ status }) => status === 201)).toBe(true);
    expect([...(await copiesOf("rep-")).values()]).toEqual(Array(1200).fill(1));
    await expectChainsSound("rr-replicas-");

    const valkey = await queue.connect();
    const consumers = await valkey.client.xinfo("CONSUMERS", "audit:dlq:events", "data-storage-retry-workers");
    await valkey.close();
    const names = (consumers as string[][]).map(([, name]) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.length).toBeGreaterThanOrEqual(2);
  });
});

describe("a client like the existing services", () => {
  it("loses nothing over restarts, kills and an outage, and every event is stored once", async () => {
    const env = { DLQ_ENTRIES_MAX: "100000" };
    const [one, other] = await Promise.all([newServer(env), newServer(env)]);
    await Promise.all([one.start(), other.start()]);
    // What a Service of Kubernetes does: requests go to a replica that is up, and those under way are cut off.
    let live = one;
    const clients = ["go-a", "go-b", "go-c"].map((name, i) =>
      goClient({ url: () => live.url, name, size: [1000, 200, 50][i] ?? 50, correlations: 4, hurry: 5 }),
    );
    let isOver = false;
    const writing = clients.map(async (client) => {
      while (!isOver) await client.run(1);
    });
    await wait(700);
    await one.kill();
    live = other;
    await one.start();
    await wait(500);
    await postgres.stop();
    await wait(700);
    await other.kill();
    live = one;
    await wait(700);
    await postgres.start();
    await other.start();
    await wait(700);
    live = other;
    await one.stop();
    isOver = true;
    await Promise.all(writing);
    // What a killed replica held is taken over after 20 s.
    await eventually(queueLength, (length) => length === 0, 45_000);

    const copies = await copiesOf("go-");
    const acknowledged = clients.flatMap((client) => client.acknowledged);
    expect(clients.flatMap(({ dropped }) => dropped)).toEqual([]);
    expect(acknowledged.length).toBeGreaterThan(2000);
    expect(acknowledged.filter((marker) => copies.get(marker) !== 1)).toEqual([]);
    await expectChainsSound("rr-go-");
  }, 120_000);
});

function keptGet(agent: Agent, url: string): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume();
      response.once("end", resolve);
    })
      .once("error", reject)
      .end();
  });
}
