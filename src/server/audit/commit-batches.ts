import type { AppendedEvent } from "@/contracts/audit";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import { appendReady } from "./append";
import type { QueuedBatch } from "./fallback";
import { makeReady } from "./make-ready";
import type { ReadyEvent } from "./ready-event";
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

async function commit(ctx: Ctx, batches: readonly Batch[]): Promise<Committed[]> {
  requireScope(ctx, "audit:write");
  const ready = await makeReady(
    ctx,
    batches.flatMap(({ events }) => events),
  );
  return ctx.db.tx(async (tx) => {
    const entered = enterAll(tx, batches);
    const { answers, written } = await appendReady(
      tx,
      ready,
      entered.then((repeated) => eventsOf(batches, repeated, ready)),
    );
    tx.answerWithCommit(written);
    const repeated = await entered;
    let end = 0;
    return batches.map((batch): Committed => {
      const generation = repeated.get(batch);
      if (generation !== undefined) return { kind: "repeated", generation };
      const start = end;
      end += batch.events.length;
      return { kind: "stored", appended: answers.slice(start, end) };
    });
  });
}

/** The ready events of some of the batches; those of all batches stand in order. */
function eventsOf(
  batches: readonly Batch[],
  some: ReadonlyMap<Batch, unknown>,
  ready: readonly ReadyEvent[],
): Set<ReadyEvent> {
  let end = 0;
  const found = batches.flatMap((batch) => {
    const start = end;
    end += batch.events.length;
    return some.has(batch) ? ready.slice(start, end) : [];
  });
  return new Set(found);
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
