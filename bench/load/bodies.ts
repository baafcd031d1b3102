import type { NewAuditEvent } from "@/contracts/audit";
import { generateTrails } from "@/server/demo";
import { recordedTrails } from "./recorded-trails";

export const BATCH = 500;
const INTERLEAVED = 250;

export type Mix = "byRemediation" | "interleaved";
export const MIXES: readonly Mix[] = ["byRemediation", "interleaved"];

/** Trails of real remediations where they lie beside the clone, else made-up ones, whose payloads are smaller. */
export type Payloads = "recorded" | "generated";
export type Source = { mix: Mix; payloads: Payloads; seed?: string };

/** Batches of 500 events, the same on every call with the same seed but for their times, which lie in the last days. */
export function makeBatches({ mix, payloads, seed = "bench" }: Source, batches: number): NewAuditEvent[][] {
  const trails = payloads === "recorded" ? recordedTrails(seed) : generatedTrails(seed);
  return mix === "byRemediation" ? wholeTrails(batches, trails) : interleaved(batches, trails);
}

type Trails = Generator<NewAuditEvent[]>;

/** As a service sends what it wrote about few remediations: trail behind trail, the last of a batch cut. */
function wholeTrails(batches: number, trails: Trails): NewAuditEvent[][] {
  return Array.from({ length: batches }, () => {
    const batch: NewAuditEvent[] = [];
    while (batch.length < BATCH) batch.push(...nextOf(trails).slice(0, BATCH - batch.length));
    return batch;
  });
}

/** As many services send at once: two events of each of 250 remediations, which go on in the next batch. */
function interleaved(batches: number, trails: Trails): NewAuditEvent[][] {
  const open: NewAuditEvent[][] = Array.from({ length: INTERLEAVED }, () => [...nextOf(trails)]);
  return Array.from({ length: batches }, () =>
    Array.from({ length: BATCH }, (_, place) => {
      const slot = place % INTERLEAVED;
      const event = open[slot]?.shift();
      if (event !== undefined) return event;
      const [first, ...rest] = nextOf(trails);
      open[slot] = rest;
      if (first === undefined) throw new Error("a trail has no events");
      return first;
    }),
  );
}

function* generatedTrails(seed: string): Trails {
  for (let part = 0; ; part++) {
    const trails = generateTrails({ seed: `${seed}/${part}`, now: new Date(), count: 50, days: 5 });
    for (const { events } of trails) yield events;
  }
}

function nextOf(trails: Trails): NewAuditEvent[] {
  const next = trails.next();
  return next.done === true ? [] : next.value;
}
