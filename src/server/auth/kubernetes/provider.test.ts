import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { AppError } from "@/lib/errors";
import { selfSigned } from "@/testing/certificate";
import { type FakeClock, fakeClock } from "@/testing/clock";
import type { AuthProvider, Need } from "../request";
import { createKubernetesApi, type KubernetesApi } from "./api";
import { createKubernetesProvider } from "./provider";

type Review = {
  kind: string;
  spec: {
    token?: string;
    audiences?: string[];
    user?: string;
    groups?: string[];
    resourceAttributes?: Record<string, string>;
  };
};
type Answer = (review: Review, res: ServerResponse) => unknown;

const folder = mkdtempSync(join(tmpdir(), "holdfast-kubernetes-"));
const [tokenFile, caFile] = [join(folder, "token"), join(folder, "ca.crt")];
const GATEWAY = "system:serviceaccount:kubernaut-system:gateway";

let server: Server;
let asked: Review[];
let authorizations: (string | undefined)[];
let answer: Answer;
let clock: FakeClock;
let api: KubernetesApi;

beforeAll(async () => {
  const certificate = selfSigned("cluster");
  writeFileSync(tokenFile, "own-token\n");
  writeFileSync(caFile, certificate.cert);
  server = createServer(certificate, (req, res) => void answerTo(req, res));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
async function answerTo(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  const review = JSON.parse(Buffer.concat(chunks).toString()) as Review;
  asked.push(review);
  authorizations.push(req.headers.authorization);
  const body = answer(review, res);
  if (body !== undefined) res.writeHead(201, { "content-type": "application/json" }).end(JSON.stringify(body));
}

beforeEach(() => {
  asked = [];
  authorizations = [];
  answer = honest();
  clock = fakeClock();
  const { port } = server.address() as AddressInfo;
  api = createKubernetesApi({ url: `https://127.0.0.1:${port}`, tokenFile, caFile, timeoutMs: 300 });
});
afterEach(() => api.close());
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

function honest(
  verbs: readonly string[] = ["get", "create"],
  user: unknown = { username: GATEWAY, groups: ["g"] },
): Answer {
  return ({ kind, spec }) =>
    kind === "TokenReview"
      ? { kind, status: spec.token === "good" ? { authenticated: true, user, audiences: spec.audiences } : {} }
      : { kind, spec, status: { allowed: verbs.includes(spec.resourceAttributes?.verb ?? "") } };
}

function provider(audiences: string[] = []): AuthProvider {
  const grants = { of: async () => [] };
  return createKubernetesProvider({ api, grants, clock, audiences, namespace: "kubernaut-system" });
}

const WRITE: Need = { scope: "audit:write", verb: "create" };
const request = (token: string, need: Need = WRITE) => ({ headers: { authorization: `Bearer ${token}` }, need });

it("lets services read whole events, and nobody else without a role", async () => {
  const read: Need = { scope: "audit:read", verb: "get" };

  expect((await provider().authenticate(request("good", read)))?.scopes.has("audit:reveal")).toBe(true);
  answer = honest(["get"], { username: "ada@example.org", groups: [] });
  expect((await provider().authenticate(request("good", read)))?.scopes.has("audit:reveal")).toBe(false);
});

it("lets in a service account by both reviews, asked with its groups, the service and the verb of the route", async () => {
  const principal = await provider(["holdfast"]).authenticate(request("good"));

  expect(principal).toMatchObject({ kind: "machine", id: GATEWAY, provider: "kubernetes" });
  expect(principal?.scopes.has("audit:write")).toBe(true);
  expect(principal?.scopes.has("audit:read")).toBe(false);
  expect(asked[0]).toMatchObject({ kind: "TokenReview", spec: { token: "good", audiences: ["holdfast"] } });
  expect(asked[1]).toMatchObject({
    kind: "SubjectAccessReview",
    spec: {
      user: GATEWAY,
      groups: ["g"],
      resourceAttributes: {
        group: "",
        resource: "services",
        name: "data-storage-service",
        namespace: "kubernaut-system",
        verb: "create",
      },
    },
  });
  expect(authorizations).toEqual(["Bearer own-token", "Bearer own-token"]);
});

it("takes whoever is no service account for a person", async () => {
  answer = honest(["create"], { username: "ada@example.org" });

  expect(await provider().authenticate(request("good"))).toMatchObject({ kind: "person", id: "ada@example.org" });
});

it("gives no scope for a verb that the cluster does not allow", async () => {
  answer = honest(["get"]);

  expect((await provider().authenticate(request("good")))?.scopes.size).toBe(0);
});

it("does not know a token that the cluster does not know, nor one of our own keys", async () => {
  expect(await provider().authenticate(request("bad"))).toBeUndefined();
  expect(await provider().authenticate(request("hf_0"))).toBeUndefined();
  expect(asked).toHaveLength(1);
});

it("asks once for many requests of one token, and again after ten seconds", async () => {
  const { authenticate } = provider();

  await Promise.all(Array.from({ length: 20 }, () => authenticate(request("good"))));
  clock.advance(9_999);
  await authenticate(request("good"));
  expect(asked).toHaveLength(2);

  clock.advance(1);
  await authenticate(request("good"));
  expect(asked).toHaveLength(4);
});

it("refuses a token that the cluster has taken back, after ten seconds at the latest, and knows it no longer", async () => {
  const cluster = provider();
  expect(cluster.isKnown?.(request("good"))).toBe(false);
  await cluster.authenticate(request("good"));
  expect([cluster.isKnown?.(request("good")), cluster.isKnown?.(request("other"))]).toEqual([true, false]);

  answer = ({ kind }) => ({ kind, status: {} });
  clock.advance(10_000);

  expect(await cluster.authenticate(request("good"))).toBeUndefined();
  expect(cluster.isKnown?.(request("good"))).toBe(false);
});

it("keeps decisions by token and verb apart", async () => {
  const { authenticate } = provider();
  answer = honest(["create"]);

  expect((await authenticate(request("good")))?.scopes.size).toBeGreaterThan(0);
  expect((await authenticate(request("good", { scope: "audit:read", verb: "get" })))?.scopes.size).toBe(0);
});

const lies: [string, Answer][] = [
  ["vouches without a name", honest(["create"], { username: "" })],
  ["vouches for nobody", honest(["create"], null)],
  [
    "vouches in a word instead of a truth value",
    ({ kind }) => ({ kind, status: { authenticated: "true", user: { username: "x" } } }),
  ],
  ["answers another kind", () => ({ kind: "Status", status: { authenticated: true, user: { username: "x" } } })],
  [
    "answers the access of another user",
    (review, res) =>
      review.kind === "TokenReview"
        ? honest()(review, res)
        : { ...review, spec: { ...review.spec, user: "root" }, status: { allowed: true } },
  ],
  [
    "answers another verb",
    (review, res) =>
      review.kind === "TokenReview"
        ? honest()(review, res)
        : { ...review, spec: { resourceAttributes: { verb: "get" } }, status: { allowed: true } },
  ],
  [
    "allows and denies",
    (review, res) =>
      review.kind === "TokenReview" ? honest()(review, res) : { ...review, status: { allowed: true, denied: true } },
  ],
  [
    "allows in a word",
    (review, res) =>
      review.kind === "TokenReview" ? honest()(review, res) : { ...review, status: { allowed: "yes" } },
  ],
];

it.each(lies)("lets nobody in when the cluster %s", async (_, lie) => {
  answer = lie;

  const principal = await provider()
    .authenticate(request("good"))
    .catch((error: unknown) => error);
  if (principal instanceof AppError) expect(principal.code).toBe("UNAVAILABLE");
  else expect((principal as { scopes?: Set<string> } | undefined)?.scopes?.size ?? 0).toBe(0);
});

it("refuses a token that the cluster vouches for without naming one of the audiences", async () => {
  answer = ({ kind }) => ({ kind, status: { authenticated: true, user: { username: GATEWAY } } });

  expect(await provider(["holdfast"]).authenticate(request("good"))).toBeUndefined();
});

const failures: [string, Answer][] = [
  ["fails", (_, res) => void res.writeHead(500).end("{}")],
  ["forbids us to ask", (_, res) => void res.writeHead(403).end("{}")],
  ["answers something that is no JSON", (_, res) => void res.writeHead(201).end("<html>")],
  ["ends the connection", (_, res) => void res.destroy()],
  ["never answers", () => undefined],
  ["answers without an end", (_, res) => void res.writeHead(201).write("{")],
  ["answers without measure", (_, res) => void res.writeHead(201).end("x".repeat(2 * 1024 * 1024))],
];

it.each(failures)("answers 503 with a time to come again when the cluster %s, and recovers", async (_, failure) => {
  const { authenticate } = provider();
  answer = failure;
  const refused = await authenticate(request("good")).catch((error: unknown) => error);
  answer = honest();
  const afterwards = await authenticate(request("good"));

  expect(refused).toMatchObject({ code: "UNAVAILABLE", details: { retryAfterSeconds: 1 } });
  expect(afterwards?.scopes.has("audit:write")).toBe(true);
});

it("does not talk to a server whose certificate the cluster's authority has not signed", async () => {
  writeFileSync(caFile, selfSigned("somebody else").cert);
  const fresh = createKubernetesApi({
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokenFile,
    caFile,
    timeoutMs: 300,
  });
  const grants = { of: async () => [] };
  const strict = createKubernetesProvider({ api: fresh, grants, clock, audiences: [], namespace: "x" });

  await expect(strict.authenticate(request("good"))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(asked).toEqual([]);
  fresh.close();
});
