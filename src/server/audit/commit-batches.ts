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

export type ReadyBatch = Batch & { ready: readonly ReadyEvent[] };

/** All that can be done for a batch before its group is committed. */
export async function readyBatch(ctx: Ctx, batch: Batch): Promise<ReadyBatch> {
  return { ...batch, ready: await makeReady(ctx, batch.events) };
}

export type Committed =
  | { kind: "stored"; appended: AppendedEvent[] }
  /** These bytes are stored under another generation, and their answer is not known to have arrived. */
  | { kind: "repeated"; generation: number };

/** Stores batches and their receipts in one transaction; answers for each, in order. */
export async function commitBatches(ctx: Ctx, batches: readonly ReadyBatch[]): Promise<Committed[]> {
  try {
    return await commit(ctx, batches);
  } catch (error) {
    throw toAppError(error);
  }
}

function commit(ctx: Ctx, batches: readonly ReadyBatch[]): Promise<Committed[]> {
  requireScope(ctx, "audit:write");
  const ready = batches.flatMap((batch) => batch.ready);
  // From here on an event is known by its place in the group.
  ready.forEach((event, index) => {
    event.index = index;
  });
  return ctx.db.tx(async (tx) => {
    const entered = enterAll(tx, batches);
    const { answers, written } = await appendReady(tx, ready, entered.then(eventsOf));
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

function eventsOf(batches: ReadonlyMap<ReadyBatch, unknown>): Set<ReadyEvent> {
  return new Set([...batches.keys()].flatMap(({ ready }) => ready));
}

/** Batches that are stored already, with the generation of that. Equal batches take turns, so a group never holds two. */
async function enterAll(tx: Ctx["db"], batches: readonly ReadyBatch[]): Promise<Map<ReadyBatch, number>> {
  const byKey = new Map<BatchKey, ReadyBatch>();
  for (const batch of batches) if (batch.batchKey !== undefined) byKey.set(batch.batchKey, batch);
  if (byKey.size === 0) return new Map();
  const generations = await enterReceipts(tx, new Map([...byKey].map(([key, { generation }]) => [key, generation])));
  const repeated = new Map<ReadyBatch, number>();
  for (const [key, generation] of generations) {
    const batch = byKey.get(key);
    if (batch !== undefined) repeated.set(batch, generation);
  }
  return repeated;
}
