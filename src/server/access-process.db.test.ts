import { afterAll, beforeAll, expect, it } from "vitest";
import { keyText, newKey, secretHash } from "@/server/auth";
import type { Db } from "@/server/infra/db";
import { type OwnPostgres, ownPostgres } from "@/testing/own-postgres";
import { eventually, type ServerProcess, serverProcess } from "@/testing/server-process";
import { type TestValkey, testValkey } from "@/testing/valkey";
import { wireBatch, wireEvent } from "@/testing/wire-events";

const ONE = "/api/v1/audit/events";
const BATCH = "/api/v1/audit/events/batch";
const KEYS = "/api/v1/access/keys";
/** Senders give up after 5 s. */
const ANSWER_MS = 4000;

const first = keyText(newKey());
let postgres: OwnPostgres;
let queue: TestValkey;
let admin: Db;
let server: ServerProcess;
let replica: ServerProcess;

beforeAll(async () => {
  [postgres, queue] = await Promise.all([ownPostgres(), testValkey()]);
  admin = postgres.admin().db;
  const env = { DATABASE_URL: postgres.urls.app, VALKEY_URL: queue.url, HOLDFAST_AUTH: "on", FIRST_API_KEY: first };
  server = await serverProcess({ ...env, HOST: "0.0.0.0", TRUSTED_PROXIES: "127.0.0.0/8" });
  replica = await serverProcess(env);
  await Promise.all([server.start(), replica.start()]);
  await eventually(
    () => ask(server, "/api/v1/access/whoami", first),
    (status) => status === 200,
  );
});
afterAll(async () => {
  await Promise.all([server.kill(), replica.kill()]);
  await queue.close();
  await postgres.close();
});

const bearer = (key: string) => ({ authorization: `Bearer ${key}`, "content-type": "application/json" });

async function ask(to: ServerProcess, path: string, key: string): Promise<number> {
  return (await fetch(to.url + path, { headers: bearer(key) })).status;
}

async function write(to: ServerProcess, key: string, marker: string) {
  const { status, milliseconds } = await to.post(ONE, wireEvent(marker), { headers: bearer(key) });
  return { status, isInTime: milliseconds < ANSWER_MS };
}

async function keyFor(name: string, ...scopes: string[]): Promise<{ id: string; secret: string }> {
  const made = await eventually(
    () => server.post(KEYS, { name, owner: "test", scopes }, { headers: bearer(first) }),
    ({ status }) => status === 201,
  );
  const { key, secret } = made.body as { key: { keyId: string }; secret: string };
  return { id: key.keyId, secret };
}

it("a key of the configuration lets in, and the keys made with it work on every replica", async () => {
  const { secret } = await keyFor("gateway", "audit:write");

  expect(await write(server, secret, "a-1")).toEqual({ status: 201, isInTime: true });
  expect(await write(replica, secret, "a-2")).toEqual({ status: 201, isInTime: true });
  expect((await replica.post(BATCH, wireBatch("a-3", 10), { headers: bearer(secret) })).status).toBe(201);
  expect(await ask(replica, "/api/v1/remediations", secret)).toBe(403);
  expect(await ask(replica, "/api/v1/remediations", first)).toBe(200);
});

it("only a replica that trusts its proxy takes its word on where a change came from", async () => {
  const addressFrom = async (to: ServerProcess, name: string) => {
    const headers = { ...bearer(first), "x-forwarded-for": "192.0.2.1" };
    const made = await to.post(KEYS, { name, owner: "test", scopes: ["audit:read"] }, { headers });
    const { key } = made.body as { key: { keyId: string } };
    const record = await admin.one<{ actor_ip: string }>(
      "select actor_ip from audit_events where resource_id = $1 and event_date >= current_date - 1",
      [key.keyId],
    );
    return record?.actor_ip;
  };

  expect(await addressFrom(server, "proxied")).toBe("192.0.2.1");
  expect(await addressFrom(replica, "direct")).toBe("127.0.0.1");
});

it("a revoked key is refused by every replica within a second", async () => {
  const { id, secret } = await keyFor("revoked", "audit:read");
  expect([await ask(server, ONE, secret), await ask(replica, ONE, secret)]).toEqual([200, 200]);

  await fetch(`${server.url}${KEYS}/${id}`, { method: "DELETE", headers: bearer(first) });
  const revokedAt = performance.now();

  expect(await ask(server, ONE, secret)).toBe(401);
  await eventually(
    () => ask(replica, ONE, secret),
    (status) => status === 401,
  );
  expect(performance.now() - revokedAt).toBeLessThan(1000);
});

it("without the database known keys go on writing and do nothing else; nobody else gets in", async () => {
  const { secret } = await keyFor("writer", "audit:write", "audit:read");
  const unknown = newKey();
  await admin.query(
    "insert into api_keys (prefix, secret_hash, name, owner, scopes, created_by) values ($1, $2, 'unseen', 'x', '{audit:write}', 'x')",
    [unknown.prefix, secretHash(unknown.secret)],
  );
  await write(server, secret, "b-1");
  await postgres.stop();
  try {
    await eventually(
      () => write(server, secret, "b-2"),
      ({ status }) => status === 202,
    );
    expect(await write(server, secret, "b-3")).toEqual({ status: 202, isInTime: true });
    expect(await ask(server, ONE, secret)).toBe(503);
    expect(await write(server, keyText(unknown), "b-4")).toEqual({ status: 503, isInTime: true });
    expect((await write(server, `${secret.slice(0, -1)}${secret.endsWith("0") ? "1" : "0"}`, "b-5")).status).toBe(401);
    expect(await ask(server, "/healthz", "")).toBe(200);
  } finally {
    await postgres.start();
  }
  await eventually(
    () => write(server, secret, "b-6"),
    ({ status }) => status === 201,
  );
});

it("a database that hangs holds no sender up", async () => {
  const { secret } = await keyFor("patient", "audit:write");
  await write(server, secret, "c-1");
  postgres.freeze();
  try {
    const answers = await Promise.all(Array.from({ length: 5 }, (_, n) => write(server, secret, `c-2-${n}`)));

    expect(answers).toEqual(Array(5).fill({ status: 202, isInTime: true }));
  } finally {
    postgres.thaw();
  }
});

it("no key is in any log", () => {
  for (const log of [server.log(), replica.log()]) {
    expect(log).toContain("access control is on");
    expect(log).not.toMatch(/hf_[a-z0-9]{12}_|Bearer /);
  }
});
