import type { NewAuditEvent } from "@/contracts/audit";
import { generateTrails } from "@/server/demo";

export const BATCH = 500;
const INTERLEAVED = 250;

export type Mix = "byRemediation" | "interleaved";
export const MIXES: readonly Mix[] = ["byRemediation", "interleaved"];

/** Batches of 500 events, the same on every call with the same seed but for their times, which lie in the last days. */
export function makeBatches(mix: Mix, batches: number, seed = "bench"): NewAuditEvent[][] {
  return mix === "byRemediation" ? wholeTrails(batches, seed) : interleaved(batches, seed);
}

/** As a service sends what it wrote about few remediations: trail behind trail, the last of a batch cut. */
function wholeTrails(batches: number, seed: string): NewAuditEvent[][] {
  const trails = endlessTrails(seed);
  return Array.from({ length: batches }, () => {
    const batch: NewAuditEvent[] = [];
    while (batch.length < BATCH) batch.push(...nextOf(trails).slice(0, BATCH - batch.length));
    return batch;
  });
}

/** As many services send at once: two events of each of 250 remediations, which go on in the next batch. */
function interleaved(batches: number, seed: string): NewAuditEvent[][] {
  const trails = endlessTrails(seed);
  const open: NewAuditEvent[][] = Array.from({ length: INTERLEAVED }, () => [...nextOf(trails)]);
  return Array.from({ length: batches }, () =>
    Array.from({ length: BATCH }, (_, place) => {
      const slot = place % INTERLEAVED;
      const event = open[slot]?.shift();
      if (event !== undefined) return event;
      const [first, ...rest] = nextOf(trails);
      open[slot] = rest;
      if (first === undefined) throw new Error("a generated trail has no events");
      return first;
    }),
  );
}

function* endlessTrails(seed: string): Generator<NewAuditEvent[]> {
  for (let part = 0; ; part++) {
    for (const { events } of generateTrails({ seed: `${seed}/${part}`, now: new Date(), count: 50, days: 5 }))
      yield events;
  }
}

function nextOf(trails: Generator<NewAuditEvent[]>): NewAuditEvent[] {
  const next = trails.next();
  return next.done === true ? [] : next.value;
}
