import type { AppendedEvent } from "@/contracts/audit";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { toAppError } from "@/server/infra/db-failure";
import { appendReady } from "./append";
import { appendAhead } from "./append-ahead";
import type { QueuedBatch } from "./fallback";
import type { HeadMemory } from "./head-memory";
import { makeReady } from "./make-ready";
import type { ReadyEvent } from "./ready-event";
import { type BatchKey, enterAllReceipts, enterReceipts } from "./receipts";

/** Events that are stored together, with their ids. A single event has no key. */
export type Batch = QueuedBatch;

export type ReadyBatch = Batch & { ready: readonly ReadyEvent[] };

/** All that can be done for a batch before its group is committed. */
export async function readyBatch(ctx: Ctx, batch: Batch): Promise<ReadyBatch> {
  const { events, batchKey, generation, isRepeat } = batch;
  return { events, batchKey, generation, isRepeat, ready: await makeReady(ctx, events) };
}

export type Committed =
  | { kind: "stored"; appended: AppendedEvent[] }
  /** These bytes are stored under another generation, and their answer is not known to have arrived. */
  | { kind: "repeated"; generation: number };

/** Stores batches and their receipts in one transaction; answers for each, in order. */
export async function commitBatches(
  ctx: Ctx,
  memory: HeadMemory,
  batches: readonly ReadyBatch[],
): Promise<Committed[]> {
  requireScope(ctx, "audit:write");
  const ready = batches.flatMap((batch) => batch.ready);
  // From here on an event is known by its place in the group.
  ready.forEach((event, index) => {
    event.index = index;
  });
  const group = { batches, ready, keys: keysOf(batches) };
  const ids = new Set(ready.map(({ correlationId }) => correlationId));
  try {
    await memory.unreserved(ids);
    return (
      (await commitAhead(ctx, memory, group)) ?? (await memory.reserve(ids, () => commitLocked(ctx, memory, group)))
    );
  } catch (error) {
    throw toAppError(error);
  }
}

/** `keys`: the batches that have one. */
type Group = {
  batches: readonly ReadyBatch[];
  ready: readonly ReadyEvent[];
  keys: ReadonlyMap<BatchKey, ReadyBatch>;
};

async function commitAhead(ctx: Ctx, memory: HeadMemory, { batches, ready, keys }: Group) {
  const receipts = keys.size === 0 ? [] : [enterAllReceipts(generationsOf(keys))];
  const appended = await appendAhead({ db: ctx.db, memory }, ready, receipts);
  return appended && answersOf(batches, appended, new Map());
}

async function commitLocked(ctx: Ctx, memory: HeadMemory, { batches, ready, keys }: Group): Promise<Committed[]> {
  const { answers, repeated, written, policies } = await ctx.db.tx(async (tx) => {
    const entered = enterAll(tx, keys);
    const appending = await appendReady(tx, ready, entered.then(eventsOf));
    tx.answerWithCommit(appending.written);
    return { ...appending, repeated: await entered };
  });
  memory.policies = policies;
  memory.learn(await written);
  return answersOf(batches, answers, repeated);
}

function answersOf(
  batches: readonly ReadyBatch[],
  answers: readonly AppendedEvent[],
  repeated: ReadonlyMap<ReadyBatch, number>,
): Committed[] {
  let end = 0;
  return batches.map((batch): Committed => {
    const generation = repeated.get(batch);
    if (generation !== undefined) return { kind: "repeated", generation };
    const start = end;
    end += batch.events.length;
    return { kind: "stored", appended: answers.slice(start, end) };
  });
}

function eventsOf(batches: ReadonlyMap<ReadyBatch, unknown>): Set<ReadyEvent> {
  return new Set([...batches.keys()].flatMap(({ ready }) => ready));
}

/** Equal batches take turns, so a group never holds two. */
function keysOf(batches: readonly ReadyBatch[]): Map<BatchKey, ReadyBatch> {
  const byKey = new Map<BatchKey, ReadyBatch>();
  for (const batch of batches) if (batch.batchKey !== undefined) byKey.set(batch.batchKey, batch);
  return byKey;
}

function generationsOf(byKey: ReadonlyMap<BatchKey, ReadyBatch>): Map<BatchKey, number> {
  return new Map([...byKey].map(([key, { generation }]) => [key, generation]));
}

/** Batches that are stored already, with the generation of that. */
async function enterAll(tx: Db, byKey: ReadonlyMap<BatchKey, ReadyBatch>): Promise<Map<ReadyBatch, number>> {
  if (byKey.size === 0) return new Map();
  const repeated = new Map<ReadyBatch, number>();
  for (const [key, generation] of await enterReceipts(tx, generationsOf(byKey))) {
    const batch = byKey.get(key);
    if (batch !== undefined) repeated.set(batch, generation);
  }
  return repeated;
}
