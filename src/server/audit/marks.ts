import type { BatchKey, BatchReceipt, DeliveredBatch } from "./receipts";

const SEND_AFTER_MS = 20;
const SEND_AGAIN_MS = 1000;
const SENT_AT_ONCE_MAX = 5000;

export type Marks = {
  put(receipt: BatchReceipt): void;
  /** Generation of a batch whose mark is not sent yet. */
  get(key: BatchKey): number | undefined;
  /** Sends what is there; what can't be sent now is sent later. */
  flush(): Promise<void>;
};

/** Batches whose answers have arrived, until a store has been told. Bounded: the oldest go first. */
export function createMarks(send: (batches: DeliveredBatch[]) => Promise<void>, max: number): Marks {
  const pending = new Map<BatchKey, number>();
  const times = new Map<BatchKey, number>();
  let timer: NodeJS.Timeout | undefined;

  const flush = async (): Promise<void> => {
    clearTimeout(timer);
    timer = undefined;
    const sent = [...pending].slice(0, SENT_AT_ONCE_MAX);
    if (sent.length === 0) return;
    try {
      await send(
        sent.map(([batchKey, generation]) => ({ batchKey, generation, atMs: times.get(batchKey) ?? Date.now() })),
      );
    } catch {
      schedule(SEND_AGAIN_MS);
      return;
    }
    for (const [key, generation] of sent) if (pending.get(key) === generation) pending.delete(key);
    for (const key of times.keys()) if (!pending.has(key)) times.delete(key);
    if (pending.size > 0) schedule(SEND_AFTER_MS);
  };
  const schedule = (milliseconds: number) => {
    timer ??= setTimeout(() => void flush(), milliseconds);
  };
  return {
    put({ batchKey, generation }) {
      putNewest(pending, max, [batchKey, generation]);
      times.set(batchKey, Date.now());
      schedule(SEND_AFTER_MS);
    },
    get: (key) => pending.get(key),
    flush,
  };
}

/** The newest generation wins; the oldest entries go when there are too many. */
export function putNewest(
  map: Map<BatchKey, number>,
  max: number,
  [key, generation]: readonly [BatchKey, number],
): void {
  const newest = Math.max(generation, map.get(key) ?? 0);
  map.delete(key);
  map.set(key, newest);
  for (const oldest of map.keys()) {
    if (map.size <= max) return;
    map.delete(oldest);
  }
}
