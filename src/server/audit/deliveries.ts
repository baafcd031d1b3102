import type { Db } from "@/server/infra/db";
import type { Batch } from "./commit-batches";
import type { FallbackQueue } from "./fallback";
import { type BatchKey, isDelivered, markDelivered } from "./receipts";

const FLUSH_MS = 20;
/** How long another replica may need to say that its answer has arrived. */
const ELSEWHERE_CHECKS_MS = [150, 450];
const MEMORY_MS = 60 * 60_000;
const SWEEP_ABOVE = 10_000;

/**
 * Which batches were answered here, and whether the answer left the process whole. While it has not, the same bytes are
 * a repeated send; afterwards they are new facts.
 */
export function createDeliveries<Answer>(db: Db, queue: FallbackQueue | undefined) {
  const open = new Map<BatchKey, { answer: Promise<Answer>; since: number }>();
  const marks = new Set<BatchKey>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const keys = [...marks];
    if (keys.length === 0) return;
    try {
      await markDelivered(db, keys);
      await queue?.forgetBatches(keys);
      for (const key of keys) marks.delete(key);
    } catch {
      schedule();
    }
  };
  const schedule = () => {
    timer ??= setTimeout(() => void flush(), FLUSH_MS);
  };
  const sweep = () => {
    if (open.size < SWEEP_ABOVE) return;
    for (const [key, { since }] of open) if (Date.now() - since > MEMORY_MS) open.delete(key);
  };

  return {
    flush,
    /** The answer to this batch while it is being made, or not known to have arrived. */
    async find(key: BatchKey): Promise<Answer | undefined> {
      return open.get(key)?.answer;
    },
    track(key: BatchKey, answer: Promise<Answer>): Promise<Answer> {
      sweep();
      open.set(key, { answer, since: Date.now() });
      answer.catch(() => open.delete(key));
      return answer;
    },
    delivered(key: BatchKey): void {
      open.delete(key);
      marks.add(key);
      schedule();
    },
    /** A batch that comes again at once must not meet its own receipt with the mark still missing. */
    async settleBefore(batches: readonly Batch[]): Promise<void> {
      if (batches.some(({ batchKey }) => batchKey !== undefined && marks.has(batchKey))) await flush();
    },
    /** Waits a moment for the replica that stored this batch to mark its answer as delivered. */
    async arriveElsewhere(key: BatchKey): Promise<boolean> {
      for (const milliseconds of ELSEWHERE_CHECKS_MS) {
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        if (await isDelivered(db, key)) return true;
      }
      return false;
    },
  };
}
