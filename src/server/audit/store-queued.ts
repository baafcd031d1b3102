import { setTimeout as wait } from "node:timers/promises";
import type { NewAuditEvent } from "@/contracts/audit";
import type { Ctx } from "@/server/infra/context";
import { toAppError } from "@/server/infra/db-failure";
import { appendEvents } from "./append";
import { decodeQueuedEvent, queuedBatchOf } from "./queued-event";
import { type BatchReceipt, enterQueued } from "./receipts";

/** A process that was cut off from the database tells it within this time which answers had arrived. */
const LATE_MARKS_MS = 1500;

type Queued = { event: NewAuditEvent; batch: BatchReceipt | undefined };

/**
 * Stores queued events, all or none; what is stored already changes nothing. A batch that was queued although the
 * database had committed an earlier try of it, whose answer was lost, is left out. Such a suspicion is looked at twice,
 * since an unmarked receipt may only be waiting for its mark.
 */
export async function storeQueuedEvents(ctx: Ctx, payloads: readonly string[]): Promise<void> {
  const queued = payloads.map((payload) => ({ event: decodeQueuedEvent(payload), batch: queuedBatchOf(payload) }));
  let suspects: ReadonlySet<string> = new Set();
  for (;;) {
    const found = await storeUnlessSuspicious(ctx, queued, suspects);
    if (found.size === 0) return;
    suspects = found;
    await wait(LATE_MARKS_MS);
  }
}

/** Leaves out repeated sends that were suspected before. Changes nothing when others come up, and gives all of them. */
async function storeUnlessSuspicious(
  ctx: Ctx,
  queued: readonly Queued[],
  suspects: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  const batches = distinct(queued.flatMap(({ batch }) => batch ?? []));
  try {
    await ctx.db.tx(async (tx) => {
      const repeats = new Set((await enterQueued(tx, batches)).map(nameOf));
      if ([...repeats].some((name) => !suspects.has(name))) throw new Suspicion(repeats);
      const fresh = queued.filter(({ batch }) => batch === undefined || !repeats.has(nameOf(batch)));
      if (fresh.length < queued.length) {
        ctx.log.info({ events: queued.length - fresh.length }, "queued events of a repeated send were stored before");
      }
      await appendEvents(
        { ...ctx, db: tx },
        fresh.map(({ event }) => event),
      );
    });
    return new Set();
  } catch (error) {
    if (error instanceof Suspicion) return error.repeats;
    throw toAppError(error);
  }
}

/** Undoes the transaction that has found it. */
class Suspicion extends Error {
  constructor(readonly repeats: ReadonlySet<string>) {
    super("queued batches may be repeated sends");
  }
}

function distinct(batches: readonly BatchReceipt[]): BatchReceipt[] {
  return [...new Map(batches.map((batch) => [nameOf(batch), batch])).values()];
}

function nameOf({ batchKey, generation }: BatchReceipt): string {
  return `${batchKey}:${generation}`;
}
