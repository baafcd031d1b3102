import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import type { Db } from "@/server/infra/db";
import { type FakeClock, fakeClock } from "@/testing/clock";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { createFreshness, type FreshnessFeed } from "./freshness";
import { addUp } from "./given";
import { createGrants, type Grants } from "./grants";

let t: TestDatabase;
let clock: FakeClock;
let freshness: FreshnessFeed;
let grants: Grants;
let questions: number;
let isDown: boolean;

beforeAll(async () => {
  t = await testDatabase();
  await t.app.query(
    `insert into role_grants (subject_kind, subject, provider, role, namespaces, expires_at, granted_by) values
       ('service', 'robot', null, 'viewer', null, null, 'test'),
       ('service', 'robot', 'jwt', 'operator', '{shop}', null, 'test'),
       ('group', 'guests', null, 'auditor', null, '2026-06-15T12:01:00Z', 'test'),
       ('person', 'robot', null, 'admin', null, null, 'test')`,
  );
});
afterAll(() => t.close());
beforeEach(() => {
  clock = fakeClock();
  freshness = createFreshness(() => true);
  questions = 0;
  isDown = false;
  const db: Db = {
    ...t.app,
    query: async (text, values, options) => {
      questions++;
      if (isDown) throw new Error("gone");
      return t.app.query(text, values, options);
    },
  };
  grants = createGrants({ db, clock, freshness });
});

async function scopesOf(provider: string, groups: string[] = []): Promise<string[]> {
  const given = await grants.of({ kind: "service", id: "robot", provider, groups });
  return [...addUp(given).scopes].sort();
}

it("gives what was granted to the subject, its kind, its provider and its groups, and no more", async () => {
  expect(await scopesOf("kubernetes")).toEqual(["audit:read"]);
  expect(await scopesOf("jwt")).toEqual(["audit:read", "reconstruct", "verify"]);
  expect(await scopesOf("kubernetes", ["guests"])).toContain("export");
});

it("ends a grant at its moment, remembered or not", async () => {
  expect(await scopesOf("kubernetes", ["guests"])).toContain("export");
  clock.advance(60_000 - 1);
  expect(await scopesOf("kubernetes", ["guests"])).toContain("export");
  clock.advance(1);
  expect(await scopesOf("kubernetes", ["guests"])).not.toContain("export");
});

it("asks once until a change is announced", async () => {
  await scopesOf("jwt");
  await scopesOf("jwt");
  expect(questions).toBe(1);

  freshness.notice(JSON.stringify({ table: "role_grants", subject: "robot" }));
  await scopesOf("jwt");
  expect(questions).toBe(2);
});

it("fails at once for a second after the database has failed, and never answers without it", async () => {
  isDown = true;
  await expect(scopesOf("jwt")).rejects.toThrow();
  await expect(scopesOf("jwt")).rejects.toMatchObject({ code: "UNAVAILABLE" });
  expect(questions).toBe(1);

  isDown = false;
  clock.advance(1000);
  expect(await scopesOf("jwt")).toContain("verify");
});
