import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { acquireLease, releaseLease } from "./leader";

let t: TestDatabase;
beforeAll(async () => {
  t = await testDatabase();
});
afterAll(() => t.close());
beforeEach(() => t.owner.query("delete from worker_leases"));

const lease = (holder: string, ttlMs = 30_000) => acquireLease(t.ctx(), { name: "purge", holder, ttlMs });

describe("leadership", () => {
  it("goes to one of many that ask at once", async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, (_, i) => lease(`replica-${i}`)));

    expect(answers.filter((term) => term !== undefined)).toEqual([1]);
  });

  it("is renewed by its holder in the same term", async () => {
    expect([await lease("a"), await lease("a"), await lease("b")]).toEqual([1, 1, undefined]);
  });

  it("passes on in a new term when the time-to-live is over", async () => {
    await lease("a", -1000);

    expect([await lease("b"), await lease("a")]).toEqual([2, undefined]);
  });

  it("passes on at once when it is given up", async () => {
    await lease("a");

    await releaseLease(t.ctx(), { name: "purge", holder: "a" });

    expect(await lease("b")).toBe(2);
  });
});
