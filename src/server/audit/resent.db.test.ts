import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Db } from "@/server/infra/db";
import { readChain } from "@/testing/ledger";
import { type OwnPostgres, ownPostgres } from "@/testing/own-postgres";
import { eventually, type ServerProcess, serverProcess } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireBatch } from "@/testing/wire-events";

const BATCH = "/api/v1/audit/events/batch";

let postgres: OwnPostgres;
let queue: TestValkey;
let one: ServerProcess;
let other: ServerProcess;
let admin: Db;
let round = 0;
let rr = "";
let body = "";

beforeAll(async () => {
  [postgres, queue] = await Promise.all([ownPostgres(), testValkey()]);
  admin = postgres.admin().db;
  const env = { DATABASE_URL: postgres.urls.app, VALKEY_URL: queue.url };
  [one, other] = await Promise.all([serverProcess(env), serverProcess(env)]);
  await Promise.all([one.start(), other.start()]);
});
afterAll(async () => {
  await Promise.all([one.kill(), other.kill()]);
  await queue.close();
  await postgres.close();
});
beforeEach(() => {
  rr = `rr-resent-${++round}`;
  body = JSON.stringify(wireBatch("same", 30, { correlation_id: rr }));
});

const status = async (server: ServerProcess) => {
  const answer = await server.post(BATCH, body);
  return [answer.status, answer.body.status];
};

/** After an outage a process tries the database again only now and then. */
async function untilStoring(server: ServerProcess): Promise<void> {
  const [event] = wireBatch("first", 1, { correlation_id: `${rr}-first` });
  await eventually(
    async () => (await server.post("/api/v1/audit/events", JSON.stringify(event))).status,
    (code) => code === 201,
  );
}

/** Sends the batch and hangs up before the answer is there. */
function sendAndHangUp(server: ServerProcess, afterMs: number): Promise<void> {
  const { hostname, port } = new URL(server.url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `POST ${BATCH} HTTP/1.1\r\nHost: ${hostname}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
        () => setTimeout(() => socket.destroy(), afterMs),
      );
    });
    socket.once("close", () => resolve());
  });
}

/** The queue takes the batch only after the sender has hung up. */
async function sendAndHangUpWhileQueueing(server: ServerProcess): Promise<void> {
  const valkey = await queue.connect();
  const before = await valkey.client.xlen("audit:dlq:events");
  queue.freeze();
  await sendAndHangUp(server, 150);
  queue.thaw();
  await eventually(
    () => valkey.client.xlen("audit:dlq:events"),
    (entries) => entries === before + 30,
  );
  await valkey.close();
}

async function storedCount(): Promise<number> {
  const valkey = await queue.connect();
  await eventually(
    () => valkey.client.xlen("audit:dlq:events"),
    (entries) => entries === 0,
  );
  await valkey.close();
  const { rows, faults } = await readChain(admin, rr);
  expect(faults).toEqual([]);
  return rows.length;
}

/** Holds every write up until it is released. */
async function holdWrites(): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  let done: Promise<void> = Promise.resolve();
  await new Promise<void>((resolve, reject) => {
    done = admin
      .tx(async (tx) => {
        await tx.query("lock table audit_events in share mode");
        resolve();
        await released;
      })
      .catch(reject);
  });
  return async () => {
    release();
    await done;
  };
}

describe("a batch whose answer did not arrive", () => {
  it("is recognised when the connection was cut before the answer", async () => {
    const release = await holdWrites();
    await sendAndHangUp(one, 100);
    await release();

    expect(await status(one)).toEqual([201, "repeated"]);
    expect(await storedCount()).toBe(30);
  });

  it("is recognised by another replica", async () => {
    const release = await holdWrites();
    await sendAndHangUp(one, 100);
    await release();
    await eventually(
      async () => (await readChain(admin, rr)).rows.length,
      (count) => count === 30,
    );

    expect(await status(other)).toEqual([201, "repeated"]);
    expect(await storedCount()).toBe(30);
  });

  it("is recognised after the process has died", async () => {
    const release = await holdWrites();
    await sendAndHangUp(one, 100);
    await release();
    await eventually(
      async () => (await readChain(admin, rr)).rows.length,
      (count) => count === 30,
    );
    await one.kill();
    await one.start();

    expect(await status(one)).toEqual([201, "repeated"]);
    expect(await storedCount()).toBe(30);
  });

  it("is recognised when it was queued in an outage, during it and by another replica", async () => {
    await postgres.stop();
    await sendAndHangUpWhileQueueing(one);
    const during = [await status(one), await sendAndHangUpWhileQueueing(one), await status(other)];
    await postgres.start();

    expect(during).toEqual([[201, "queued"], undefined, [201, "queued"]]);
    expect(await storedCount()).toBe(60);
  });

  it("is recognised when it was queued in an outage and comes again afterwards", async () => {
    await postgres.stop();
    await sendAndHangUpWhileQueueing(one);
    await postgres.start();
    const again = await eventually(
      () => status(other),
      ([code]) => code === 201,
    );

    expect(again[0]).toBe(201);
    expect(await storedCount()).toBe(30);
  });

  it("is recognised when it was stored and comes again in an outage, by another replica", async () => {
    const release = await holdWrites();
    await sendAndHangUp(one, 100);
    await release();
    await eventually(
      async () => (await readChain(admin, rr)).rows.length,
      (count) => count === 30,
    );
    await postgres.stop();
    const again = await status(other);
    await postgres.start();

    expect(again).toEqual([201, "queued"]);
    expect(await storedCount()).toBe(30);
  });

  it("is recognised after a 5xx", async () => {
    await Promise.all([postgres.stop(), queue.crash()]);
    const refused = await status(one);
    await Promise.all([postgres.start(), queue.start()]);
    const again = await eventually(
      () => status(one),
      ([code]) => code === 201,
    );

    expect(refused[0]).toBe(503);
    expect(again[0]).toBe(201);
    expect(await storedCount()).toBe(30);
  });

  it("is stored once when the database answers after the queue has taken it", async () => {
    const release = await holdWrites();
    const queued = await status(one);
    await release();

    expect(queued).toEqual([201, "queued"]);
    expect(await storedCount()).toBe(30);
  });
});

describe("equal batches that were both answered", () => {
  it("are two facts, here and on another replica right after the answer", async () => {
    expect(await status(one)).toEqual([201, "stored"]);
    expect(await status(one)).toEqual([201, "stored"]);
    expect(await status(other)).toEqual([201, "stored"]);
    expect(await storedCount()).toBe(90);
  });

  it("are two facts when they come at the same time", async () => {
    const answers = await Promise.all([status(one), status(one), status(one)]);

    expect(answers).toEqual(Array(3).fill([201, "stored"]));
    expect(await storedCount()).toBe(90);
  });

  it("are two facts in an outage, here and on another replica", async () => {
    await postgres.stop();
    const answers = [await status(one), await status(one), await status(other)];
    await postgres.start();

    expect(answers).toEqual(Array(3).fill([201, "queued"]));
    expect(await storedCount()).toBe(90);
  });

  it("are two facts when the first was answered right before an outage and the second is queued by another replica", async () => {
    await untilStoring(one);
    const first = await status(one);
    await postgres.stop();
    const second = await status(other);
    await postgres.start();

    expect([first[1], second[1]]).toEqual(["stored", "queued"]);
    expect(await storedCount()).toBe(60);
  });

  it("are two facts when one was queued because the database was slow and is committed after its answer", async () => {
    const release = await holdWrites();
    const queued = await status(one);
    await release();
    const next = await eventually(
      () => status(one),
      ([code]) => code === 201,
    );

    expect([queued[1], next[0]]).toEqual(["queued", 201]);
    expect(await storedCount()).toBe(60);
  });
});
