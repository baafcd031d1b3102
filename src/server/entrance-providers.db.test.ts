import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { exportJWK, generateKeyPair, SignJWT } from "jose";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Principal } from "@/contracts/principal";
import { parseEnv } from "@/env";
import { type AuthRequest, keyText, newKey, secretHash } from "@/server/auth";
import { selfSigned } from "@/testing/certificate";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createEntrance, type Entrance } from "./entrance";
import { createMetrics } from "./infra/metrics";

const ISSUER = "https://issuer.example";
const folder = mkdtempSync(join(tmpdir(), "holdfast-providers-"));
const [tokenFile, caFile] = [join(folder, "token"), join(folder, "ca.crt")];
const keys = await generateKeyPair("ES256");

let t: TestDatabase;
let entrance: Entrance;
const servers: Server[] = [];

async function open(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Knows the token `cluster-token` of a person who may `get` and nothing else. */
function clusterAnswer(text: string): unknown {
  const { kind, spec } = JSON.parse(text) as {
    kind: string;
    spec: { token?: string; audiences?: string[]; resourceAttributes?: { verb?: string; namespace?: string } };
  };
  if (kind === "TokenReview") {
    const user = { username: "ada@example.org", groups: ["shop team"] };
    const isKnown = spec.token === "cluster-token" && spec.audiences?.[0] === "holdfast";
    return { kind, status: isKnown ? { authenticated: true, user, audiences: ["holdfast"] } : {} };
  }
  const { verb, namespace } = spec.resourceAttributes ?? {};
  return { kind, status: { allowed: verb === "get" && namespace === "kubernaut-system" } };
}

beforeAll(async () => {
  t = await testDatabase();
  const certificate = selfSigned("cluster");
  writeFileSync(tokenFile, "own");
  writeFileSync(caFile, certificate.cert);
  const jwk = JSON.stringify({ keys: [{ ...(await exportJWK(keys.publicKey)), kid: "k", alg: "ES256" }] });
  const jwksPort = await open(createServer((_, res) => void res.end(jwk)));
  const cluster = createTlsServer(certificate, (req, res) => {
    let text = "";
    req.on("data", (part: Buffer) => {
      text += part.toString();
    });
    req.on("end", () => void res.writeHead(201).end(JSON.stringify(clusterAnswer(text))));
  });
  const clusterPort = await open(cluster);
  const read = parseEnv({
    DATABASE_URL: t.urls.app,
    HOLDFAST_AUTH: "on",
    AUTH_PROVIDERS: "jwt,api-key,kubernetes",
    AUTH_JWT_ISSUER: ISSUER,
    AUTH_JWT_AUDIENCE: "holdfast",
    AUTH_JWT_JWKS_URL: `http://127.0.0.1:${jwksPort}/`,
    AUTH_JWT_ROLE_MAP: "ops=operator",
    AUTH_KUBERNETES_URL: `https://127.0.0.1:${clusterPort}`,
    AUTH_KUBERNETES_TOKEN_FILE: tokenFile,
    AUTH_KUBERNETES_CA_FILE: caFile,
    AUTH_KUBERNETES_AUDIENCES: "holdfast",
    POD_NAMESPACE: "kubernaut-system",
  });
  if (!read.isValid) throw new Error(read.problems.join());
  const { db, clock, log } = t.ctx();
  const contextFor = (requestId: string) => t.ctx({ requestId });
  const people = () => ({
    name: "session",
    authenticate: async ({ headers }: AuthRequest) => (headers.cookie === undefined ? undefined : person),
  });
  const metrics = createMetrics();
  const storeFirstKey = async () => {};
  entrance = createEntrance({ env: read.env, db, clock, log, metrics, contextFor, people, storeFirstKey });
});
afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await entrance.stop();
  await t.close();
  rmSync(folder, { recursive: true });
});

const person: Principal = { kind: "person", id: "grace@example.org", scopes: new Set() };

async function enter(token: string, verb: "get" | "create" = "get") {
  const scope = verb === "get" ? "audit:read" : "audit:write";
  const { principal } = await entrance.enter({ authorization: `Bearer ${token}` }, { scope, verb });
  return { ...principal, scopes: [...principal.scopes].sort() };
}

it("several providers know their callers side by side, each by what the configuration says", async () => {
  const key = newKey();
  await t.app.query(
    `insert into api_keys (prefix, secret_hash, name, owner, scopes, created_by)
     values ($1, $2, 'robot', 'ada', '{verify}', 'test')`,
    [key.prefix, secretHash(key.secret)],
  );
  const now = Math.floor(t.ctx().clock.now().getTime() / 1000);
  const token = await new SignJWT({ roles: ["ops", "root"] })
    .setProtectedHeader({ alg: "ES256", kid: "k" })
    .setIssuer(ISSUER)
    .setAudience("holdfast")
    .setSubject("robot")
    .setExpirationTime(now + 60)
    .sign(keys.privateKey);

  expect(await enter(keyText(key))).toMatchObject({ id: "api-key:robot", kind: "machine", scopes: ["verify"] });
  expect(await enter(token)).toMatchObject({
    id: "jwt:robot",
    kind: "machine",
    scopes: ["audit:read", "dlq:replay", "reconstruct", "verify"],
  });
  expect(await enter("cluster-token")).toMatchObject({
    id: "ada@example.org",
    kind: "person",
    scopes: ["audit:read", "export"],
  });
  expect(await enter("cluster-token", "create")).toMatchObject({ scopes: [] });
  await expect(enter("unknown")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("a role that is granted to a group of the cluster counts for who is in it, within its limits", async () => {
  await t.app.query(
    `insert into role_grants (subject_kind, subject, provider, role, namespaces, granted_by)
     values ('group', 'shop team', 'kubernetes', 'operator', '{shop}', 'test')`,
  );

  const scopes = ["audit:read", "reconstruct", "verify"];
  const principal = await vi.waitFor(
    async () => {
      const entered = await enter("cluster-token", "create");
      expect(entered.scopes).toEqual(scopes);
      return entered;
    },
    { timeout: 1000 },
  );
  expect(principal.limits?.get("reconstruct")).toEqual([{ namespaces: ["shop"], clusters: null }]);
});

it("a session counts only for requests that bring no credential of their own", async () => {
  const need = { scope: null, verb: "get" } as const;
  const cookie = "session";

  expect((await entrance.enter({ cookie }, need)).principal).toBe(person);
  const both = await entrance.enter({ cookie, authorization: "Bearer cluster-token" }, need);
  expect(both.principal.id).toBe("ada@example.org");
  await expect(entrance.enter({ cookie, authorization: "Bearer unknown" }, need)).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
  });
});
