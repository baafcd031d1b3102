import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type FakeClock, fakeClock } from "@/testing/clock";
import { createJwtProvider } from "./jwt";
import type { AuthProvider, Need } from "./request";

const ISSUER = "https://issuer.example";
const keys = await generateKeyPair("ES256");
const foreignKeys = await generateKeyPair("ES256");
const published = { ...(await exportJWK(keys.publicKey)), kid: "k1", alg: "ES256" };
const jwks = JSON.stringify({ keys: [published] });

let server: Server;
let fetches = 0;
let isDown = false;
let served = jwks;
let clock: FakeClock;
let provider: AuthProvider;

beforeAll(async () => {
  server = createServer((_, res) => {
    fetches++;
    res.writeHead(isDown ? 500 : 200, { "content-type": "application/json" }).end(served);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(() => {
  isDown = false;
  served = jwks;
  fetches = 0;
  clock = fakeClock();
  provider = create();
});
afterEach(() => void vi.useRealTimers());
afterAll(() => void server.close());

function create(): AuthProvider {
  return createJwtProvider({
    issuer: ISSUER,
    audience: "holdfast",
    jwksUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    algorithms: ["ES256"],
    claims: { subject: "sub", scopes: "scope", roles: "realm.roles", groups: "groups" },
    roleMap: new Map([["audit-people", "auditor"]]),
    clock,
    grants: {
      of: async ({ groups }) =>
        groups.includes("shop team") ? [{ scopes: ["hold:write"], namespaces: ["shop"], clusters: null }] : [],
    },
  });
}

type Changes = JWTPayload & { key?: CryptoKey; alg?: string; kid?: string };

async function token({ key = keys.privateKey, alg = "ES256", kid = "k1", ...claims }: Changes = {}): Promise<string> {
  const now = Math.floor(clock.now().getTime() / 1000);
  const payload = {
    iss: ISSUER,
    aud: "holdfast",
    sub: "robot",
    iat: now,
    exp: now + 300,
    scope: "audit:write audit:read",
    ...claims,
  };
  return new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(key);
}

const WRITE: Need = { scope: "audit:write", verb: "create" };
const present = (text: string) => provider.authenticate({ headers: { authorization: `Bearer ${text}` }, need: WRITE });

it("lets in who has a token of the issuer, with the scopes of its claims", async () => {
  const principal = await present(await token());

  expect(principal).toMatchObject({ kind: "machine", id: "jwt:robot", provider: "jwt" });
  expect([...(principal?.scopes ?? [])]).toEqual(["audit:write", "audit:read"]);
});

it("adds the roles of a mapped claim and the grants of a group, and nothing for what is not mapped", async () => {
  const principal = await present(
    await token({
      scope: "root access:everything",
      realm: { roles: ["audit-people", "admin"] },
      groups: ["shop team"],
    }),
  );

  expect([...(principal?.scopes ?? [])].sort()).toEqual([
    "access:read",
    "audit:read",
    "audit:reveal",
    "export",
    "hold:write",
    "reconstruct",
    "verify",
  ]);
  expect(principal?.limits?.get("hold:write")).toEqual([{ namespaces: ["shop"], clusters: null }]);
});

const now = Math.floor(fakeClock().now().getTime() / 1000);
const bad: [string, () => Promise<string>][] = [
  ["is expired", () => token({ exp: now - 60 })],
  ["is not valid yet", () => token({ nbf: now + 600 })],
  ["never expires", () => token({ exp: undefined })],
  ["was made for somebody else", () => token({ aud: "another" })],
  ["was made for nobody", () => token({ aud: undefined })],
  ["was signed by another key of the same name", () => token({ key: foreignKeys.privateKey })],
  ["names a key that there is not", () => token({ kid: "k2" })],
  ["names nobody", () => token({ sub: undefined })],
  ["has a name without an end", () => token({ sub: "x".repeat(300) })],
  [
    "is not signed (alg none)",
    async () =>
      new UnsecuredJWT({ scope: "audit:write", sub: "x" })
        .setIssuer(ISSUER)
        .setAudience("holdfast")
        .setExpirationTime("1h")
        .encode(),
  ],
  [
    "is signed by a shared secret",
    async () =>
      new SignJWT({ sub: "x", scope: "audit:write" })
        .setProtectedHeader({ alg: "HS256", kid: "k1" })
        .setIssuer(ISSUER)
        .setAudience("holdfast")
        .setExpirationTime(now + 60)
        .sign(Buffer.from(jwks)),
  ],
  [
    "was changed after it was signed",
    async () => {
      const [head, , signature] = (await token()).split(".");
      return [
        head,
        Buffer.from(JSON.stringify({ iss: ISSUER, aud: "holdfast", sub: "admin", exp: now + 60 })).toString(
          "base64url",
        ),
        signature,
      ].join(".");
    },
  ],
];

it.each(bad)("refuses a token that %s", async (_, make) => {
  await expect(present(await make())).rejects.toMatchObject({
    code: "UNAUTHENTICATED",
    message: "Invalid or expired token",
  });
});

it("refuses a token that is too long before it looks at it", async () => {
  await expect(present("x".repeat(8193))).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("leaves tokens of other issuers, and what is no token, to others", async () => {
  expect(await present(await token({ iss: "https://other.example" }))).toBeUndefined();
  expect(await present("opaque")).toBeUndefined();
  expect(fetches).toBe(0);
});

it("fetches the keys once, and refuses a remembered token once it has expired", async () => {
  const text = await token();
  await Promise.all([present(text), present(text), present(await token({ sub: "other" }))]);
  expect(fetches).toBe(1);

  clock.advance(306_000);
  await expect(present(text)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

describe("a replayed token", () => {
  const isKnown = (text: string) =>
    provider.isKnown?.({ headers: { authorization: `Bearer ${text}` }, need: { scope: null, verb: "get" } });

  it("is refused from its end on, also while it would still be remembered", async () => {
    const text = await token({ exp: now + 10 });
    expect(isKnown(text)).toBe(false);
    await present(text);
    clock.advance(9000);
    await present(text);
    expect(isKnown(text)).toBe(true);

    // Clocks may differ by five seconds.
    clock.advance(6000);

    await expect(present(text)).rejects.toMatchObject({ code: "UNAUTHENTICATED", message: "Invalid or expired token" });
    expect(isKnown(text)).toBe(false);
  });

  it("is refused once its key is no longer published, ten minutes and a half later at the latest", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const [used, unused] = [await token({ exp: now + 7200 }), await token({ exp: now + 7200, sub: "other" })];
    await present(used);
    const next = await generateKeyPair("ES256");
    served = JSON.stringify({ keys: [{ ...published, ...(await exportJWK(next.publicKey)), kid: "k2" }] });

    // The library keeps the keys by the real clock, we keep verdicts by ours.
    vi.advanceTimersByTime(600_000);
    clock.advance(30_000);

    await expect(present(used)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(present(unused)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await present(await token({ exp: now + 7200, key: next.privateKey, kid: "k2" }));
    expect(fetches).toBe(2);
  });

  it("is let in with a new key half a minute after the last fetch at the latest", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    await present(await token());
    const next = await generateKeyPair("ES256");
    served = JSON.stringify({ keys: [published, { ...published, ...(await exportJWK(next.publicKey)), kid: "k2" }] });
    const text = await token({ key: next.privateKey, kid: "k2" });

    await expect(present(text)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    vi.advanceTimersByTime(30_000);

    expect(await present(text)).toMatchObject({ id: "jwt:robot" });
  });
});

it("answers 503, and lets nobody in, while the keys can't be fetched", async () => {
  isDown = true;

  await expect(present(await token())).rejects.toMatchObject({
    code: "UNAVAILABLE",
    details: { retryAfterSeconds: 1 },
  });
});
