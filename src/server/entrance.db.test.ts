import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Scope } from "@/contracts/principal";
import { parseEnv } from "@/env";
import { createIngest } from "@/server/audit";
import { keyText, newKey, secretHash } from "@/server/auth";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createEntrance, type Entrance } from "./entrance";
import { createHttpServer } from "./http";
import { createMetrics } from "./infra/metrics";
import { createRestApp } from "./rest/app";
import { createIngestDoor } from "./rest/ingest";
import { createTrpcDoor } from "./trpc/door";

let t: TestDatabase;
let entrance: Entrance;
const servers: Server[] = [];
let origin: string;
/** The same server behind a proxy. */
let proxied: string;

beforeAll(async () => {
  t = await testDatabase();
  const read = parseEnv({
    DATABASE_URL: t.urls.app,
    HOLDFAST_AUTH: "on",
    HOST: "0.0.0.0",
    RATE_LIMIT_PER_MINUTE: "20",
    FAILED_CREDENTIALS_PER_MINUTE: "10",
  });
  if (!read.isValid) throw new Error(read.problems.join());
  const { db, clock, log } = t.ctx();
  const contextFor = (requestId: string) => t.ctx({ requestId });
  const metrics = createMetrics();
  entrance = createEntrance({ env: read.env, db, clock, log, metrics, contextFor, storeFirstKey: async () => {} });
  const { enter } = entrance;
  const ingest = createIngest({ ctx: t.ctx(), queue: undefined });
  const health = {
    stores: () => "healthy" as const,
    isDatabaseUp: () => true,
    isDraining: () => false,
    isSchemaChecked: () => true,
    warnings: async () => [],
  };
  const rest = getRequestListener(createRestApp({ enter, metrics, ingest, notifications: undefined, health }).fetch);
  const direct = createIngestDoor({ ingest, metrics }, enter);
  const open = async (trustedProxies: string[]) => {
    const server = createHttpServer({
      mode: "production",
      metrics,
      bound: "network",
      trustedProxies,
      doors: {
        auth: (_, res) => void res.writeHead(404).end(),
        direct,
        rest: (req, res) => void rest(req, res),
        trpc: createTrpcDoor(enter),
        pages: (_, res) => void res.writeHead(404).end(),
      },
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  origin = await open([]);
  proxied = await open(["127.0.0.1"]);
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await entrance.stop();
  await t.close();
});

let keys = 0;
async function keyWith(...scopes: Scope[]): Promise<string> {
  const key = newKey();
  await t.app.query(
    `insert into api_keys (prefix, secret_hash, name, owner, scopes, created_by) values ($1, $2, $3, 'ada', $4, 'test')`,
    [key.prefix, secretHash(key.secret), `key-${++keys}`, scopes],
  );
  return keyText(key);
}

type Request = { key?: string; from?: string; method?: string; body?: string; headers?: Record<string, string> };

/** Straight to the server, or through the proxy when it is said where the request comes from. */
async function ask(path: string, { key, from, ...init }: Request = {}) {
  const headers = {
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
    ...(from === undefined ? {} : { "x-forwarded-for": from }),
    ...init.headers,
  };
  const reply = await fetch((from === undefined ? origin : proxied) + path, { ...init, headers });
  const text = await reply.text();
  return { status: reply.status, headers: reply.headers, text, json: () => JSON.parse(text) };
}

const post = (body: string, headers: Record<string, string> = {}) => ({
  method: "POST",
  body,
  headers: { "content-type": "application/json", ...headers },
});
const EVENTS = "/api/v1/audit/events";
const event = (fields: Record<string, unknown> = {}) =>
  JSON.stringify({
    version: "1.0",
    event_type: "gateway.signal.received",
    event_timestamp: t.ctx().clock.now().toISOString(),
    event_category: "gateway",
    event_action: "received",
    event_outcome: "success",
    correlation_id: "rr-entrance",
    event_data: { signal_name: "HighCPU" },
    ...fields,
  });

describe("without a credential", () => {
  it.each([
    ["GET", EVENTS],
    ["POST", EVENTS],
    ["POST", `${EVENTS}/batch`],
    ["GET", "/api/v1/remediations"],
    ["GET", "/api/v1/openapi.json"],
    ["POST", "/api/v1/audit/verify-chain"],
  ])("%s %s is 401 before anything of the request is looked at", async (method, path) => {
    const reply = await ask(path, method === "POST" ? post("{ not json") : {});

    expect(reply.status).toBe(401);
    expect(reply.headers.get("www-authenticate")).toBe("Bearer");
    expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(reply.json()).toMatchObject({
      type: "about:blank",
      title: "Unauthorized",
      status: 401,
      detail: "Missing Authorization header",
    });
  });

  it("a tRPC call is 401, too", async () => {
    const reply = await ask("/api/trpc/remediations.pulse");

    expect(reply.status).toBe(401);
    expect(reply.json().error.data.problem).toMatchObject({ type: "about:blank", status: 401 });
  });

  it("health and metrics answer, since what asks them has no credential", async () => {
    for (const path of ["/healthz", "/readyz", "/health", "/health/live", "/metrics"])
      expect([path, (await ask(path)).status]).toEqual([path, 200]);
  });
});

it.each(["Basic YTpi", "bearer x", "Bearer ", "Bearer not-a-key", `Bearer hf_${"0".repeat(12)}_${"0".repeat(64)}`])(
  "%s is 401 and not repeated in the answer",
  async (authorization) => {
    const reply = await ask(EVENTS, { headers: { authorization } });

    expect(reply.status).toBe(401);
    expect(reply.text).not.toContain(authorization.slice(7) || "Bearer  ");
  },
);

it("a missing scope is 403 with its name, before the request is looked at", async () => {
  const key = await keyWith("audit:read");

  const rest = await ask(EVENTS, { key, ...post("{ not json") });
  const trpc = await ask("/api/trpc/audit.verifyChain?input=%7B%7D", { key });

  expect(rest.status).toBe(403);
  expect(rest.json()).toMatchObject({ type: "about:blank", title: "Forbidden", missing_scope: "audit:write" });
  expect(trpc.status).toBe(403);
  expect(trpc.json().error.data.problem).toMatchObject({ missing_scope: "verify" });
});

it("headers that claim another identity or more scopes are ignored", async () => {
  const key = await keyWith("audit:read");
  const claims = { "x-auth-request-user": "admin", "impersonate-user": "admin", "x-user-id": "admin" };

  expect((await ask(EVENTS, { key, ...post(event(), claims) })).status).toBe(403);
  expect((await ask(EVENTS, { headers: claims })).status).toBe(401);
});

it("who may write writes, and what they wrote is read by who may read", async () => {
  const [writer, reader] = [await keyWith("audit:write"), await keyWith("audit:read")];

  const written = await ask(EVENTS, { key: writer, ...post(event()) });
  const batch = await ask(`${EVENTS}/batch`, { key: writer, ...post(`[${event()}]`) });
  const read = await ask(`${EVENTS}?correlation_id=rr-entrance`, { key: reader });

  expect([written.status, batch.status, read.status]).toEqual([201, 201, 200]);
  expect(read.json().pagination.total).toBe(2);
  expect((await ask(EVENTS, { key: writer })).status).toBe(403);
});

it("a caller who asks too often is told when to come again, and may go on sending events", async () => {
  const key = await keyWith("audit:read", "audit:write");
  const statuses = await Promise.all(
    Array.from({ length: 21 }, async () => (await ask("/api/v1/remediations", { key })).status),
  );
  const refused = await ask("/api/v1/remediations", { key });

  expect(statuses.filter((status) => status === 200)).toHaveLength(20);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  expect((await ask(EVENTS, { key, ...post(event()) })).status).toBe(201);
});

it("what a caller does is recorded with the address of the connection, whatever they claim", async () => {
  const key = await keyWith("access:admin");
  const claims = { "x-forwarded-for": "192.0.2.1", "x-holdfast-address": "192.0.2.1" };

  const made = await ask("/api/v1/access/keys", {
    key,
    ...post(JSON.stringify({ name: "new", owner: "ada", scopes: ["audit:read"] }), claims),
  });
  const [record] = await t.owner.query<{ actor_ip: string }>(
    "select actor_ip from audit_events where resource_id = $1 and event_date > '2026-06-01'",
    [made.json().key.keyId],
  );

  expect(made.status).toBe(201);
  expect(record?.actor_ip).toBe("127.0.0.1");
});

describe("an address from which too many different credentials have failed", () => {
  const REMEDIATIONS = "/api/v1/remediations";
  const guessFrom = async (from: string) => {
    const statuses = new Set<number>();
    for (let n = 0; n < 10; n++) statuses.add((await ask(REMEDIATIONS, { key: keyText(newKey()), from })).status);
    expect([...statuses]).toEqual([401]);
  };
  const limitedCredentials = async () =>
    Number(/^holdfast_credentials_limited_total (\d+)$/m.exec((await ask("/metrics")).text)?.[1]);

  it("gets 429 for what is unknown, 503 where events are sent, and it is counted", async () => {
    const from = "198.51.100.1";
    await guessFrom(from);
    const before = await limitedCredentials();
    const key = keyText(newKey());

    const read = await ask(REMEDIATIONS, { key, from });
    const [one, batch] = [await ask(EVENTS, { key, from, ...post(event()) }), `${EVENTS}/batch`];
    const many = await ask(batch, { key, from, ...post(`[${event()}]`) });
    const trpc = await ask("/api/trpc/remediations.pulse", { key, from });

    expect([read.status, one.status, many.status, trpc.status]).toEqual([429, 503, 503, 429]);
    for (const reply of [read, one, many, trpc]) expect(Number(reply.headers.get("retry-after"))).toBeGreaterThan(0);
    for (const reply of [read, one, many]) expect(reply.headers.get("content-type")).toBe("application/problem+json");
    expect(trpc.json().error.data.problem).toMatchObject({ status: 429 });
    expect((await limitedCredentials()) - before).toBe(4);
  });

  it("shuts out nobody who is known, nobody elsewhere, and asks for a credential as ever", async () => {
    const from = "198.51.100.2";
    const [known, fresh] = [await keyWith("audit:read", "audit:write"), await keyWith("audit:read")];
    expect((await ask(REMEDIATIONS, { key: known })).status).toBe(200);
    await guessFrom(from);

    expect((await ask(REMEDIATIONS, { key: known, from })).status).toBe(200);
    expect((await ask(EVENTS, { key: known, from, ...post(event()) })).status).toBe(201);
    expect((await ask(REMEDIATIONS, { from })).status).toBe(401);
    expect((await ask(REMEDIATIONS, { key: fresh, from })).status).toBe(429);
    expect((await ask(REMEDIATIONS, { key: fresh, from: "198.51.100.3" })).status).toBe(200);
    expect((await ask(REMEDIATIONS, { key: fresh, from })).status).toBe(200);
  });

  it("is not one that somebody else claims to come from", async () => {
    const victim = "198.51.100.4";
    await guessFrom(`${victim}, 198.51.100.5`);

    expect((await ask(REMEDIATIONS, { key: keyText(newKey()), from: victim })).status).toBe(401);
  });
});

it("no page of another origin may read anything or change anything", async () => {
  const key = await keyWith("audit:read", "audit:write");
  const origin = { origin: "https://evil.example" };

  const read = await ask("/api/v1/remediations", { key, headers: origin });
  const preflight = await ask(EVENTS, {
    method: "OPTIONS",
    headers: { ...origin, "access-control-request-method": "POST" },
  });

  expect(
    [...read.headers.keys(), ...preflight.headers.keys()].filter((name) => name.startsWith("access-control")),
  ).toEqual([]);
  expect((await ask(EVENTS, { key, ...post(event(), origin) })).status).toBe(403);
});
