import type { AppendedEvent } from "@/contracts/audit";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import { appendEvents } from "./append";
import type { QueuedBatch } from "./fallback";
import { type BatchKey, enterReceipts } from "./receipts";

/** Events that are stored together, with their ids. A single event has no key. */
export type Batch = QueuedBatch;

export type Committed =
  | { kind: "stored"; appended: AppendedEvent[] }
  /** These bytes are stored under another generation, and their answer is not known to have arrived. */
  | { kind: "repeated"; generation: number };

/** Stores batches and their receipts in one transaction; answers for each, in order. */
export async function commitBatches(ctx: Ctx, batches: readonly Batch[]): Promise<Committed[]> {
  try {
    return await commit(ctx, batches);
  } catch (error) {
    throw toAppError(error);
  }
}

function commit(ctx: Ctx, batches: readonly Batch[]): Promise<Committed[]> {
  return ctx.db.tx(async (tx) => {
    const repeated = await enterAll(tx, batches);
    const fresh = batches.filter((batch) => !repeated.has(batch));
    const appended = await appendEvents(
      { ...ctx, db: tx },
      fresh.flatMap(({ events }) => events),
    );
    let end = 0;
    return batches.map((batch): Committed => {
      const generation = repeated.get(batch);
      if (generation !== undefined) return { kind: "repeated", generation };
      const start = end;
      end += batch.events.length;
      return { kind: "stored", appended: appended.slice(start, end) };
    });
  });
}

/** Batches that are stored already, with the generation of that. Equal batches take turns, so a group never holds two. */
async function enterAll(tx: Ctx["db"], batches: readonly Batch[]): Promise<Map<Batch, number>> {
  const byKey = new Map<BatchKey, Batch>();
  for (const batch of batches) if (batch.batchKey !== undefined) byKey.set(batch.batchKey, batch);
  if (byKey.size === 0) return new Map();
  const generations = await enterReceipts(tx, new Map([...byKey].map(([key, { generation }]) => [key, generation])));
  const repeated = new Map<Batch, number>();
  for (const [key, generation] of generations) {
    const batch = byKey.get(key);
    if (batch !== undefined) repeated.set(batch, generation);
  }
  return repeated;
}
