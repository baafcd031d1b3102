import { afterEach, beforeEach, expect, test } from "vitest";
import { appendEvents, verifyChain } from "@/server/audit";
import { listRemediations } from "@/server/remediations";
import { newEvent } from "@/testing/audit-events";
import { type TestDatabase, testDatabase } from "@/testing/database";
import { generateDemo } from "./generate";
import { seedDemo } from "./seed";

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.close());

test("the demo is stored once, chained, held where it should be, with nothing in the default partition", async () => {
  const ctx = database.ctx();

  const first = await seedDemo(ctx);
  const second = await seedDemo(ctx);

  expect(first.trails).toBe(169);
  expect(second).toEqual({ trails: 0, events: 0 });
  const rows = await database.owner.query("select from audit_events_default");
  expect(rows).toHaveLength(0);
  const { rows: held } = await listRemediations(ctx, { filters: { held: true }, sort: "started_desc", limit: 10 });
  expect(new Set(held.map((row) => row.signalName))).toEqual(new Set(["ContainerOOMKilling", "KubePodCrashLooping"]));
  for (const correlationId of held.map((row) => row.correlationId)) {
    expect(await verifyChain(ctx, { correlationId })).toMatchObject({ verdict: "verified" });
  }
});

test("a load that was broken off is finished", async () => {
  const ctx = database.ctx();
  const [first] = generateDemo({ seed: "holdfast", now: ctx.clock.now(), count: 150 });
  await appendEvents(ctx, first?.events ?? []);

  expect((await seedDemo(ctx)).trails).toBe(168);
});

test("a database with remediations of its own stays as it is", async () => {
  const ctx = database.ctx();
  await appendEvents(ctx, [newEvent({ correlationId: "rr-own" })]);

  expect(await seedDemo(ctx)).toEqual({ trails: 0, events: 0 });
});
