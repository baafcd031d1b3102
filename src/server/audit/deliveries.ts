import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import type { Db } from "@/server/infra/db";
import type { Batch } from "./commit-batches";
import type { FallbackQueue } from "./fallback";
import { createMarks, putNewest } from "./marks";
import {
  type BatchKey,
  type BatchReceipt,
  type DeliveredBatch,
  isDelivered,
  MEMORY_HOURS,
  markDelivered,
} from "./receipts";

/** How long another replica may need to say that its answer has arrived. */
const ELSEWHERE_CHECKS_MS = [150, 450];
const NOTE_MS = 250;
const REMEMBERED_MAX = 10_000;
const MARKS_MAX = 50_000;

/** How a try of a batch ended. `generation`: what it may have left behind if its answer did not arrive. */
export type Ending = { isDelivered: boolean; generation: number | undefined };

export type Turn = {
  /** The try of the same batch that is under way, if there is one. */
  earlier: Promise<Ending> | undefined;
  end(ending: Ending): void;
  /** Gives the turn up: whoever comes next waits for the earlier try. */
  pass(): void;
};

export type DeliveriesOptions = { ctx: { db: Db }; queue: FallbackQueue | undefined; isDatabaseReady?: () => boolean };

export type Deliveries = ReturnType<typeof createDeliveries>;

/**
 * Which answers have left the process whole. While one has not, the same bytes are a repeated send; afterwards they are
 * new facts. Equal batches that arrive together take turns, since the second can't be judged before the first has ended.
 */
export function createDeliveries(options: DeliveriesOptions) {
  const { ctx, queue } = options;
  const lines = new Map<BatchKey, Promise<Ending>>();
  const undelivered = new Map<BatchKey, number>();
  const marks = {
    database: createMarks((receipts) => markInDatabase(options, receipts), MARKS_MAX),
    queue: createMarks(async (receipts) => queue?.forgetBatches(receipts), MARKS_MAX),
  };
  const findNote = (key: BatchKey) => readNote(queue, key, marks.queue.get(key));

  return {
    async flush(): Promise<void> {
      await Promise.all([marks.database.flush(), marks.queue.flush()]);
    },
    enter(key: BatchKey): Turn {
      const earlier = lines.get(key);
      let resolve: (ending: Ending | Promise<Ending>) => void = () => {};
      const ended = new Promise<Ending>((settle) => {
        resolve = settle;
      });
      const leave = (ending: Ending | Promise<Ending>) => {
        resolve(ending);
        void ended.then(() => {
          if (lines.get(key) === ended) lines.delete(key);
        });
      };
      lines.set(key, ended);
      return {
        earlier,
        pass: () => leave(earlier ?? { isDelivered: false, generation: undefined }),
        end(ending) {
          if (ending.isDelivered) undelivered.delete(key);
          else if (ending.generation !== undefined) putNewest(undelivered, REMEMBERED_MAX, [key, ending.generation]);
          leave(ending);
        },
      };
    },
    /** `inQueue`: the queue may hold a note of the batch, which must go. */
    mark(receipt: BatchReceipt, { inQueue }: { inQueue: boolean }): void {
      marks.database.put(receipt);
      if (inQueue) marks.queue.put(receipt);
    },
    /** Generation under which this batch was taken before without its answer being known to have arrived. */
    async findGeneration(key: BatchKey, nowMs: number): Promise<number | undefined> {
      const own = undelivered.get(key);
      if (own !== undefined && nowMs - own / 1000 < MEMORY_HOURS * 3_600_000) return own;
      const note = await findNote(key);
      if (note === undefined) return undefined;
      const isForgotten = await becomesTrue(async () => (await findNote(key)) !== note);
      return isForgotten ? undefined : note;
    },
    /** A batch that comes again at once must not meet its own receipt with the mark still missing. */
    async settleBefore(batches: readonly Batch[]): Promise<void> {
      const isMarked = ({ batchKey }: Batch) => batchKey !== undefined && marks.database.get(batchKey) !== undefined;
      if (batches.some(isMarked)) await marks.database.flush();
    },
    /** Waits a moment for the replica that stored this batch to mark its answer as delivered. */
    arriveElsewhere: (key: BatchKey): Promise<boolean> => becomesTrue(() => isDelivered(ctx.db, key)),
  };
}

async function markInDatabase({ ctx, isDatabaseReady }: DeliveriesOptions, receipts: DeliveredBatch[]): Promise<void> {
  if (isDatabaseReady?.() === false) throw new AppError("UNAVAILABLE", "the schema is not checked yet");
  await markDelivered(ctx.db, receipts);
}

async function becomesTrue(check: () => Promise<boolean>): Promise<boolean> {
  for (const milliseconds of ELSEWHERE_CHECKS_MS) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    if (await check()) return true;
  }
  return false;
}

/** Generation that the queue's note names, unless that is the one whose note is about to go. */
async function readNote(
  queue: FallbackQueue | undefined,
  key: BatchKey,
  going: number | undefined,
): Promise<number | undefined> {
  if (queue === undefined) return undefined;
  const note = await within(NOTE_MS, queue.findBatch(key)).catch(() => undefined);
  return note === going ? undefined : note;
}
