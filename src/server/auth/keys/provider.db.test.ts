import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { Scope } from "@/contracts/principal";
import type { Db } from "@/server/infra/db";
import { listen, type Notices } from "@/server/infra/db-listen";
import { silentLog } from "@/server/infra/log";
import { type FakeClock, fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createFreshness, type FreshnessFeed } from "../freshness";
import type { AuthProvider } from "../request";
import { type KeyText, keyText, newKey, secretHash } from "./key-text";
import { createKeyProvider } from "./provider";

let t: TestDatabase;
let clock: FakeClock;
let isLive: boolean;
let isDown: boolean;
let lookups: number;
let freshness: FreshnessFeed;
let provider: AuthProvider;
let notices: Notices | undefined;

beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());
beforeEach(() => {
  clock = fakeClock();
  isLive = true;
  isDown = false;
  lookups = 0;
  freshness = createFreshness(() => isLive);
  provider = createKeyProvider({ db: watched(), clock, log: silentLog, freshness });
});
afterEach(async () => {
  await notices?.close();
  notices = undefined;
});

function watched(): Db {
  return {
    ...t.app,
    one: async (text, values, options) => {
      if (text.includes("api_keys")) lookups++;
      if (isDown) throw Object.assign(new Error("gone"), { code: "ECONNREFUSED" });
      return t.app.one(text, values, options);
    },
  };
}

type KeyFields = { scopes?: readonly Scope[]; namespaces?: string[]; expiresAt?: string };

async function storedKey({
  scopes = ["audit:write", "audit:read"],
  namespaces,
  expiresAt,
}: KeyFields = {}): Promise<KeyText> {
  const key = newKey();
  await t.app.query(
    `insert into api_keys (prefix, secret_hash, name, owner, scopes, namespaces, expires_at, created_by)
     values ($1, $2, $1, 'ada', $3, $4, $5, 'test')`,
    [key.prefix, secretHash(key.secret), scopes, namespaces ?? null, expiresAt ?? null],
  );
  return key;
}

const revoke = (key: KeyText) =>
  t.app.query("update api_keys set revoked_at = now(), revoked_by = 'test' where prefix = $1", [key.prefix]);

function present(key: KeyText | string, scope: Scope = "audit:write") {
  const authorization = `Bearer ${typeof key === "string" ? key : keyText(key)}`;
  return provider.authenticate({ headers: { authorization }, need: { scope, verb: "create" } });
}

it("lets in who has the key, as a machine with its scopes and limits", async () => {
  const key = await storedKey({ scopes: ["audit:read"], namespaces: ["shop"] });

  const principal = await present(key);

  expect(principal).toMatchObject({ kind: "machine", id: `api-key:${key.prefix}`, provider: "api-key" });
  expect(principal?.limits?.get("audit:read")).toEqual([{ namespaces: ["shop"], clusters: null }]);
});

it("refuses a wrong secret, an unknown prefix and a malformed key alike", async () => {
  const key = await storedKey();
  const refusal = { code: "UNAUTHENTICATED", message: "Invalid or expired token" };

  await expect(present({ ...key, secret: "0".repeat(64) })).rejects.toMatchObject(refusal);
  await expect(present(newKey())).rejects.toMatchObject(refusal);
  await expect(present(`${keyText(key)}0`)).rejects.toMatchObject(refusal);
  await expect(present(keyText(key).toUpperCase().replace("HF", "hf"))).rejects.toMatchObject(refusal);
});

it("leaves other tokens to other providers", async () => {
  expect(await present("eyJhbGciOi")).toBeUndefined();
});

it("refuses a key from the moment at which it expires, remembered or not", async () => {
  const key = await storedKey({ expiresAt: "2026-06-15T12:00:10Z" });
  await present(key);
  clock.advance(10_000);

  await expect(present(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("asks the database once while notices are heard, and for each request while they are not", async () => {
  const key = await storedKey();
  await present(key);
  await present(key);
  expect(lookups).toBe(1);

  isLive = false;
  await present(key);
  await present(key);
  expect(lookups).toBe(3);
});

it("refuses a revoked key at the next request while no notices are heard", async () => {
  const key = await storedKey();
  await present(key);
  isLive = false;
  await revoke(key);

  await expect(present(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("hears of a revocation by another process within a second", async () => {
  notices = listen({
    connectionString: t.urls.app,
    channel: "holdfast_access",
    log: silentLog,
    onNotice: freshness.notice,
    onGap: freshness.gap,
  });
  const live = notices;
  await vi.waitFor(() => expect(live.isLive()).toBe(true), { timeout: 5000 });
  const key = await storedKey();
  await present(key);
  await revoke(key);

  await vi.waitFor(() => expect(present(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" }), { timeout: 1000 });
});

it("does not trust what it read before a gap in the notices", async () => {
  const key = await storedKey();
  await present(key);
  await revoke(key);
  freshness.gap();

  await expect(present(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
});

it("goes on letting a known key write, and do nothing else, for 15 minutes without the database", async () => {
  const key = await storedKey();
  await present(key);
  isDown = true;
  isLive = false;
  clock.advance(14 * 60_000);

  const principal = await present(key);
  expect([...(principal?.scopes ?? [])]).toEqual(["audit:write"]);
  await expect(present({ ...key, secret: "0".repeat(64) })).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  await expect(present(key, "audit:read")).rejects.toMatchObject({
    code: "UNAVAILABLE",
    details: { retryAfterSeconds: 1 },
  });
  clock.advance(60_000);
  await expect(present(key)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

it("lets no unknown key in without the database, and no revoked one", async () => {
  const [known, unknown] = [await storedKey(), await storedKey()];
  await present(known);
  freshness.notice(JSON.stringify({ table: "api_keys", subject: known.prefix }));
  isDown = true;

  await expect(present(known)).rejects.toMatchObject({ code: "UNAVAILABLE" });
  await expect(present(unknown)).rejects.toMatchObject({ code: "UNAVAILABLE" });
});

it("notes the last use once a minute", async () => {
  const key = await storedKey();
  const lastUse = async () =>
    (await t.app.one<{ at: string | null }>("select last_used_at as at from api_keys where prefix = $1", [key.prefix]))
      ?.at;

  await present(key);
  await vi.waitFor(async () => expect(await lastUse()).toBe("2026-06-15 12:00:00+00"));
  clock.advance(59_000);
  await present(key);
  clock.advance(1_000);
  await present(key);
  await vi.waitFor(async () => expect(await lastUse()).toBe("2026-06-15 12:01:00+00"));
});

it("says of itself which keys were good when it last looked, and of no other that it knows them", async () => {
  const key = await storedKey();
  const wrong = { ...key, secret: newKey().secret };
  const knows = (one: KeyText | string) => {
    const authorization = `Bearer ${typeof one === "string" ? one : keyText(one)}`;
    return provider.isKnown?.({ headers: { authorization }, need: { scope: null, verb: "get" } });
  };
  expect(knows(key)).toBe(false);

  await present(key);
  await expect(present(wrong)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  clock.advance(3_600_000);
  const before = lookups;

  expect([knows(key), knows(wrong), knows("hf_nonsense"), knows("other")]).toEqual([true, false, false, false]);
  expect(lookups).toBe(before);
  await revoke(key);
  await expect(present(key)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  expect(knows(key)).toBe(false);
});
