import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDb, type DbHandle } from "@/server/infra/db";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { readChain } from "@/testing/ledger";
import { seeded } from "@/testing/random";
import { appendEvents } from "./append";
import { verifyChain } from "./verify";

let t: TestDatabase;
let processes: DbHandle[];
beforeAll(async () => {
  t = await testDatabase();
  processes = [1, 2].map((n) =>
    createDb({ connectionString: t.urls.app, max: 15, applicationName: `process ${n}`, acquireTimeoutMs: 60_000 }),
  );
});
afterAll(async () => {
  await Promise.all(processes.map((process) => process.close()));
  await t.close();
});

const ctxOf = (writer: number) => t.ctx({ db: processes[writer % processes.length]?.db ?? t.app });

async function deadlocks(): Promise<string | undefined> {
  const row = await t.owner.one<{ deadlocks: string }>(
    "select deadlocks from pg_stat_database where datname = current_database()",
  );
  return row?.deadlocks;
}

describe("concurrent writers", () => {
  test("50 on one correlation leave no gap and no fork", async () => {
    const write = (writer: number) =>
      appendEvents(
        ctxOf(writer),
        Array.from({ length: 1 + (writer % 4) }, () => newEvent({ correlationId: "one", actorId: `writer ${writer}` })),
      );

    const answers = await Promise.all(Array.from({ length: 50 }, (_, writer) => write(writer)));

    const { rows, faults } = await readChain(t.owner, "one");
    expect(faults).toEqual([]);
    expect(rows).toHaveLength(answers.flat().length);
    for (const batch of answers) {
      const first = batch[0]?.chainSeq ?? 0;
      expect(batch.map(({ chainSeq }) => chainSeq)).toEqual(batch.map((_, n) => first + n));
    }
  });

  test("50 on overlapping sets, each in its own order, never deadlock", async () => {
    const write = (writer: number) => {
      const random = seeded(writer);
      const events = Array.from({ length: 30 }, () => newEvent({ correlationId: `set ${random.below(12)}` }));
      return appendEvents(ctxOf(writer), events);
    };

    const answers = await Promise.all(Array.from({ length: 50 }, (_, writer) => write(writer)));

    expect(answers.flat()).toHaveLength(1500);
    let stored = 0;
    for (let n = 0; n < 12; n++) {
      const { rows, faults } = await readChain(t.owner, `set ${n}`);
      expect(faults).toEqual([]);
      stored += rows.length;
    }
    expect(stored).toBe(1500);
    expect(await deadlocks()).toBe("0");
  });

  test("never make a verification that runs meanwhile call a sound chain broken", async () => {
    let isWriting = true;
    const verdicts: string[] = [];
    const verify = async () => {
      while (isWriting) verdicts.push((await verifyChain(ctxOf(1), { correlationId: "live" })).verdict);
    };
    const write = async (writer: number) => {
      for (let n = 0; n < 15; n++) {
        await appendEvents(ctxOf(writer), [
          newEvent({
            correlationId: "live",
            eventTimestamp: `2026-${String(1 + (n % 12)).padStart(2, "0")}-01T00:00:00.000000Z`,
          }),
        ]);
      }
    };

    const verifiers = [verify(), verify()];
    await Promise.all([0, 1, 2, 3].map(write));
    isWriting = false;
    await Promise.all(verifiers);

    expect(new Set(verdicts.filter((verdict) => verdict !== "nothing_to_verify"))).toEqual(new Set(["verified"]));
  });
});
