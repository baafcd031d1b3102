import type { NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { type DlqOptions, forgetNotes, pushMessages } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import { encodeQueuedEvent } from "./queued-event";
import type { BatchKey, BatchReceipt } from "./receipts";

/** The safety net below the database. */
export type FallbackQueue = {
  isUp(): boolean;
  /** Queues events, all or none; a batch leaves a note with its generation. */
  push(ctx: Ctx, batch: QueuedBatch): Promise<void>;
  /** Generation under which this batch was queued while its answer is not known to be delivered. */
  findBatch(key: BatchKey): Promise<number | undefined>;
  forgetBatches(batches: readonly BatchReceipt[]): Promise<void>;
};

export type QueuedBatch = {
  events: readonly NewAuditEvent[];
  batchKey?: BatchKey;
  generation: number;
  /** The batch was taken before under this generation and may be stored already. */
  isRepeat?: boolean;
};

const NOTE_SECONDS = 3600;
const noteKey = (key: BatchKey): string => `holdfast:queued-batch:${key}`;

export function createFallbackQueue(options: DlqOptions): FallbackQueue {
  const { valkey } = options;
  return {
    isUp: valkey.isUp,
    async push(ctx, { events, batchKey, generation }) {
      const timestamp = ctx.clock.now().toISOString();
      const receipt = batchKey === undefined ? undefined : { batchKey, generation };
      const messages = events.map((event) => ({
        kind: "events" as const,
        payload: encodeQueuedEvent(event, receipt),
        timestamp,
        retryCount: 0,
        lastError: "the database could not be written",
      }));
      const note =
        batchKey === undefined ? undefined : { key: noteKey(batchKey), value: generation, seconds: NOTE_SECONDS };
      await pushMessages(options, { kind: "events", messages, note });
    },
    async findBatch(key) {
      if (!valkey.isUp()) return undefined;
      try {
        const generation = await valkey.client.get(noteKey(key));
        return generation === null ? undefined : Number(generation);
      } catch {
        return undefined;
      }
    },
    async forgetBatches(batches) {
      const notes = batches.map(({ batchKey, generation }) => ({ key: noteKey(batchKey), value: generation }));
      await forgetNotes(valkey, notes);
    },
  };
}

/** Queues what the database could not take; UNAVAILABLE when there is no queue either, and then nothing is acknowledged. */
export async function sendToQueue(ctx: Ctx, queue: FallbackQueue | undefined, batch: QueuedBatch): Promise<void> {
  if (queue === undefined) {
    throw new AppError("UNAVAILABLE", "the database can't be written and there is no queue; try again", {
      retryAfterSeconds: 2,
    });
  }
  await queue.push(ctx, batch);
}
