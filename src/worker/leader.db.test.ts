import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { acquireLease, releaseLease } from "./leader";
import { startLoops } from "./loop";

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

  it("of a loop passes on when its leader has died, and the work goes on", async () => {
    await lease("dead", 300);
    let runs = 0;
    const loops = await new Promise<{ stop(): Promise<void> }>((resolve) => {
      const started = startLoops({
        loops: [
          {
            name: "purge",
            everyMs: 20,
            runs: "leader",
            async runOnce() {
              if (++runs === 2) resolve(started);
              return "done";
            },
          },
        ],
        contextOf: () => t.ctx(),
        holder: "alive",
      });
    });
    await loops.stop();

    expect(runs).toBeGreaterThanOrEqual(2);
    expect(await lease("next")).toBe(3);
  });
});
