import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CreateKey, GrantRole, RotateKey } from "@/contracts/access";
import { EventSearch } from "@/contracts/audit";
import { type Principal, Scope } from "@/contracts/principal";
import { searchEvents } from "@/server/audit";
import { keyText, newKey, secretHash } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { reconstruct } from "@/server/reconstruction";
import { type FakeClock, fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import {
  createKey,
  grantRole,
  listGrants,
  listKeys,
  revokeGrant,
  revokeKey,
  rotateKey,
  storeFirstKey,
  whoAmI,
} from "./index";

let t: TestDatabase;
let clock: FakeClock;
let admin: Ctx;
beforeAll(async () => {
  t = await testDatabase();
  clock = fakeClock();
  admin = as("person", "ada@example.org", "access:admin");
});
afterAll(() => t.close());

function as(kind: Principal["kind"], id: string, ...scopes: Scope[]): Ctx {
  return t.ctx({ clock, principal: { kind, id, provider: "test", scopes: new Set(scopes) } });
}

const input = (name: string, fields: Partial<CreateKey> = {}) =>
  CreateKey.parse({ name, owner: "team shop", scopes: ["audit:write"], ...fields });

async function recordsOf(resourceId: string) {
  const { events } = await searchEvents(t.ctx(), EventSearch.parse({ eventCategory: "access", limit: 1000 }));
  return events.filter((event) => event.resource_id === resourceId).reverse();
}

async function withoutRoomFor(eventType: string, work: () => Promise<void>): Promise<void> {
  await t.owner.query(`create function refuse_record() returns trigger language plpgsql as
    $$ begin if new.event_type = '${eventType}' then raise exception 'no room'; end if; return new; end $$`);
  await t.owner.query(
    "create trigger refuse_record before insert on audit_events for each row execute function refuse_record()",
  );
  try {
    await work();
  } finally {
    await t.owner.query("drop function refuse_record cascade");
  }
}

describe("keys", () => {
  it("a key is shown once and stored as a hash, with a record of who made it", async () => {
    const { key, secret } = await createKey(admin, input("gateway"));

    const stored = await t.owner.query("select * from api_keys");
    const [record] = await recordsOf(key.keyId);
    expect(secret).toMatch(/^hf_[a-z0-9]{12}_[0-9a-f]{64}$/);
    expect(JSON.stringify([stored, record, await listKeys(admin)])).not.toContain(secret.slice(16));
    expect(record).toMatchObject({
      event_type: "access.key.created",
      actor_type: "user",
      actor_id: "ada@example.org",
      correlation_id: expect.stringMatching(/^access:2026-06-15:\d{1,2}$/),
    });
    expect(JSON.parse(record?.event_data_json ?? "")).toMatchObject({ name: "gateway", scopes: ["audit:write"] });
  });

  it("a rotated key works on until the overlap ends, and the new one has its rights and its name", async () => {
    const { key } = await createKey(admin, input("rotated", { scopes: ["audit:read"], namespaces: ["shop"] }));
    const next = await rotateKey(admin, RotateKey.parse({ keyId: key.keyId, overlapSeconds: 60 }));

    expect(next.key).toMatchObject({ name: "rotated", scopes: ["audit:read"], namespaces: ["shop"], status: "active" });
    const find = async () => (await listKeys(admin)).keys.find(({ keyId }) => keyId === key.keyId);
    expect(await find()).toMatchObject({ status: "replaced", replacedBy: next.key.keyId });
    clock.advance(60_000);
    expect(await find()).toMatchObject({ status: "expired" });
    expect((await recordsOf(key.keyId)).map((event) => event.event_type)).toEqual([
      "access.key.created",
      "access.key.rotated",
    ]);
    await expect(rotateKey(admin, RotateKey.parse({ keyId: key.keyId }))).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("a key is revoked once, however often it is asked for, and its name is free again", async () => {
    const { key } = await createKey(admin, input("revoked"));
    await revokeKey(admin, { keyId: key.keyId });
    await revokeKey(admin, { keyId: key.keyId });

    expect(await recordsOf(key.keyId)).toHaveLength(2);
    await expect(createKey(admin, input("revoked"))).resolves.toBeDefined();
  });

  it.each([
    ["a name that is taken", input("gateway"), "CONFLICT"],
    ["a limit on a scope that can't be limited", input("limited", { namespaces: ["shop"] }), "VALIDATION"],
    ["a last day that has passed", input("late", { expiresAt: "2026-06-15T11:59:59Z" }), "VALIDATION"],
  ])("%s is refused", async (_, wrong, code) => {
    await expect(createKey(admin, wrong)).rejects.toMatchObject({ code });
  });

  it("nothing changes when its record can't be stored", async () => {
    const { key } = await createKey(admin, input("kept"));
    const before = await t.owner.query("select * from api_keys order by key_id");

    await withoutRoomFor("access.key.created", async () => {
      await expect(createKey(admin, input("unrecorded"))).rejects.toThrow();
      await expect(rotateKey(admin, RotateKey.parse({ keyId: key.keyId }))).rejects.toThrow();
    });
    await withoutRoomFor("access.key.revoked", async () => {
      await expect(revokeKey(admin, { keyId: key.keyId })).rejects.toThrow();
    });

    expect(await t.owner.query("select * from api_keys order by key_id")).toEqual(before);
  });

  it("the last way to administer access can't be revoked, and any other can", async () => {
    const only = await createKey(admin, input("only admin", { scopes: ["access:admin"] }));
    await expect(revokeKey(admin, { keyId: only.key.keyId })).rejects.toMatchObject({ code: "CONFLICT" });

    const { grantId } = await grantRole(
      admin,
      GrantRole.parse({ subjectKind: "group", subject: "ops", role: "admin" }),
    );
    await expect(revokeKey(admin, { keyId: only.key.keyId })).resolves.toMatchObject({ status: "revoked" });
    await expect(revokeGrant(admin, { grantId })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  it("the key that the configuration brings is stored once and has every scope", async () => {
    const made = newKey();

    expect(await storeFirstKey(t.ctx(), keyText(made))).toBe("stored");
    expect(await storeFirstKey(t.ctx(), keyText(made))).toBe("known");
    const rows = await t.owner.query("select cardinality(scopes) as scopes from api_keys where secret_hash = $1", [
      secretHash(made.secret),
    ]);
    expect(rows).toEqual([{ scopes: Scope.options.length }]);
  });
});

describe("grants", () => {
  it("a role is given to a group, listed, recorded and taken away", async () => {
    const asked = GrantRole.parse({
      subjectKind: "group",
      subject: "shop team",
      role: "operator",
      namespaces: ["shop"],
    });
    const { grantId } = await grantRole(admin, asked);
    await expect(grantRole(admin, asked)).rejects.toMatchObject({ code: "CONFLICT" });

    expect((await listGrants(admin)).grants.find((grant) => grant.grantId === grantId)).toMatchObject(asked);
    await revokeGrant(admin, { grantId });
    expect((await listGrants(admin)).grants.some((grant) => grant.grantId === grantId)).toBe(false);
    await expect(revokeGrant(admin, { grantId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await recordsOf(grantId)).map((event) => event.event_type)).toEqual([
      "access.grant.created",
      "access.grant.revoked",
    ]);
  });

  it("nothing is given that could not count, and nothing to nobody", async () => {
    const limited = GrantRole.parse({ subjectKind: "service", subject: "x", role: "admin", namespaces: ["shop"] });
    const nobody = GrantRole.parse({ subjectKind: "person", subject: "nobody", role: "viewer" });

    await expect(grantRole(admin, limited)).rejects.toMatchObject({ code: "VALIDATION" });
    await expect(grantRole(admin, nobody)).rejects.toMatchObject({ code: "VALIDATION" });
  });

  it("a grant without its record is none", async () => {
    await withoutRoomFor("access.grant.created", async () => {
      await expect(
        grantRole(admin, GrantRole.parse({ subjectKind: "service", subject: "y", role: "viewer" })),
      ).rejects.toThrow();
    });

    expect((await listGrants(admin)).grants.filter((grant) => grant.subject === "y")).toEqual([]);
  });
});

it("only who may administer access sees or changes any of it", async () => {
  const others = as("person", "eve", "audit:read", "audit:write", "verify");
  const id = "00000000-0000-4000-8000-000000000000";

  for (const attempt of [
    listKeys(others),
    createKey(others, input("x")),
    rotateKey(others, RotateKey.parse({ keyId: id })),
    revokeKey(others, { keyId: id }),
    storeFirstKey(others, keyText(newKey())),
    listGrants(others),
    grantRole(others, GrantRole.parse({ subjectKind: "service", subject: "x", role: "admin" })),
    revokeGrant(others, { grantId: id }),
  ])
    await expect(attempt).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { extensions: { missing_scope: "access:admin" } },
    });
});

it("everybody learns what they may do, where, and what they may not", async () => {
  const limits = new Map([["audit:read" as const, [{ namespaces: ["shop"], clusters: null }]]]);
  const principal: Principal = { kind: "person", id: "eve", scopes: new Set(["audit:read"]), limits };

  const me = await whoAmI(t.ctx({ principal }));

  expect(me.scopes).toEqual([{ scope: "audit:read", limits: [{ namespaces: ["shop"], clusters: null }] }]);
  expect(me.missing).toHaveLength(Scope.options.length - 1);
});

it("a resource that cannot be rebuilt leaves no record of a read", async () => {
  await expect(reconstruct(as("person", "eve", "reconstruct"), { correlationId: "rr-nowhere" })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });

  expect(await recordsOf("rr-nowhere")).toEqual([]);
});
