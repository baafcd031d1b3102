import type { NewAuditEvent } from "@/contracts/audit";
import { dateOf } from "@/lib/time";
import { appendEvents } from "@/server/audit";
import type { Ctx } from "@/server/infra/context";
import { demoSize, type GeneratedTrail, generateDemo } from "./generate";
import { type DemoHold, ensureMonths, placeDemoHold, storedRemediations } from "./sql";

const SEED = "holdfast";
const GENERATED = 150;
const BATCH = 500;

/**
 * Stores the demo in an empty database, and what is missing of it where a load was broken off.
 * A database with any other remediation is somebody's own and stays as it is.
 */
export async function seedDemo(ctx: Ctx): Promise<{ trails: number; events: number }> {
  const stored = await storedRemediations(ctx.db);
  if (stored.size >= demoSize(GENERATED)) return { trails: 0, events: 0 };
  const demo = [...generateDemo({ seed: SEED, now: ctx.clock.now(), count: GENERATED })];
  const isForeign = [...stored].some((id) => !demo.some((trail) => trail.correlationId === id));
  const missing = demo.filter((trail) => !stored.has(trail.correlationId));
  if (isForeign || missing.length === 0) return { trails: 0, events: 0 };

  const events = missing.flatMap((trail) => trail.events);
  await ensureMonths(ctx.db, new Set(events.map((event) => dateOf(event.eventTimestamp))));
  for (const batch of inBatches(missing)) await appendEvents(ctx, batch);
  for (const hold of demoHolds(demo)) await placeDemoHold(ctx.db, hold);
  return { trails: missing.length, events: events.length };
}

/** Whole trails, so that each is stored as one or not at all. */
function* inBatches(trails: readonly GeneratedTrail[]): Generator<NewAuditEvent[]> {
  let batch: NewAuditEvent[] = [];
  for (const { events } of trails) {
    if (batch.length > 0 && batch.length + events.length > BATCH) {
      yield batch;
      batch = [];
    }
    batch.push(...events);
  }
  if (batch.length > 0) yield batch;
}

function demoHolds(demo: readonly GeneratedTrail[]): DemoHold[] {
  const holds = [
    { scenario: "memory-escalation", reason: "Review of the incident of last night", release: null },
    { scenario: "prompt-injection", reason: "Security case 117", release: null },
    {
      scenario: "crashloop-helm",
      reason: "Complaint of a customer",
      release: { by: "judith.vogt@example.com", reason: "Settled without claim" },
    },
  ];
  return holds.flatMap(({ scenario, ...hold }, index) => {
    const trail = demo.find((candidate) => candidate.scenario === scenario);
    if (!trail) return [];
    const id = `d3000000-0000-4000-8000-${String(index + 1).padStart(12, "0")}`;
    return [{ ...hold, id, correlationId: trail.correlationId, placedBy: "judith.vogt@example.com" }];
  });
}
