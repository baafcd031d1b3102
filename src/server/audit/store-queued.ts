import { setTimeout as wait } from "node:timers/promises";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import { appendEvents } from "./append";
import { decodeQueuedEvent, queuedBatchOf } from "./queued-event";
import { type BatchReceipt, findRepeatedSends } from "./receipts";

/** A process that was cut off from the database tells it within this time which answers had arrived. */
const LATE_MARKS_MS = 1500;

/**
 * Stores queued events, all or none; what is stored already changes nothing. A batch that was queued although the
 * database had committed an earlier try of it, whose answer was lost, is left out.
 */
export async function storeQueuedEvents(ctx: Ctx, payloads: readonly string[]): Promise<void> {
  const queued = payloads.map((payload) => ({ event: decodeQueuedEvent(payload), batch: queuedBatchOf(payload) }));
  const repeats = await findRepeats(ctx, distinct(queued.flatMap(({ batch }) => (batch === undefined ? [] : [batch]))));
  const fresh = queued.filter(({ batch }) => batch === undefined || !repeats.has(nameOf(batch)));
  if (fresh.length < queued.length) {
    ctx.log.info({ events: queued.length - fresh.length }, "queued events of a repeated send were stored before");
  }
  await appendEvents(
    ctx,
    fresh.map(({ event }) => event),
  );
}

/** A suspicion is looked at twice, since an unmarked receipt may only be waiting for its mark. */
async function findRepeats(ctx: Ctx, batches: readonly BatchReceipt[]): Promise<Set<string>> {
  if (batches.length === 0) return new Set();
  try {
    const suspects = await findRepeatedSends(ctx.db, batches);
    if (suspects.length === 0) return new Set();
    await wait(LATE_MARKS_MS);
    return new Set((await findRepeatedSends(ctx.db, suspects)).map(nameOf));
  } catch (error) {
    throw toAppError(error);
  }
}

function distinct(batches: readonly BatchReceipt[]): BatchReceipt[] {
  return [...new Map(batches.map((batch) => [nameOf(batch), batch])).values()];
}

function nameOf({ batchKey, generation }: BatchReceipt): string {
  return `${batchKey}:${generation}`;
}
