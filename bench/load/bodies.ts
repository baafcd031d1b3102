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
export async function makeBatches(
  { mix, payloads, seed = "bench" }: Source,
  batches: number,
): Promise<NewAuditEvent[][]> {
  const trails = payloads === "recorded" ? recordedTrails(seed) : generatedTrails(seed);
  return mix === "byRemediation" ? wholeTrails(batches, trails) : interleaved(batches, trails);
}

type Trails = AsyncGenerator<NewAuditEvent[]>;

/** As a service sends what it wrote about few remediations: trail behind trail, the last of a batch cut. */
function wholeTrails(batches: number, trails: Trails): Promise<NewAuditEvent[][]> {
  return times(batches, async () => {
    const batch: NewAuditEvent[] = [];
    while (batch.length < BATCH) batch.push(...(await nextOf(trails)).slice(0, BATCH - batch.length));
    return batch;
  });
}

/** As many services send at once: two events of each of 250 remediations, which go on in the next batch. */
async function interleaved(batches: number, trails: Trails): Promise<NewAuditEvent[][]> {
  const open = await times(INTERLEAVED, async () => [...(await nextOf(trails))]);
  return times(batches, () =>
    times(BATCH, async (place) => {
      const slot = place % INTERLEAVED;
      const event = open[slot]?.shift();
      if (event !== undefined) return event;
      const [first, ...rest] = await nextOf(trails);
      open[slot] = rest;
      if (first === undefined) throw new Error("a trail has no events");
      return first;
    }),
  );
}

/** One after the other, since each takes from the same trails. */
async function times<T>(count: number, make: (index: number) => Promise<T>): Promise<T[]> {
  const made: T[] = [];
  for (let index = 0; index < count; index++) made.push(await make(index));
  return made;
}

async function* generatedTrails(seed: string): Trails {
  for (let part = 0; ; part++) {
    const trails = generateTrails({ seed: `${seed}/${part}`, now: new Date(), count: 50, days: 5 });
    for (const { events } of trails) yield events;
  }
}

async function nextOf(trails: Trails): Promise<NewAuditEvent[]> {
  const next = await trails.next();
  return next.done === true ? [] : next.value;
}
