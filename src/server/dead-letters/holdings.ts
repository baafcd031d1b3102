import { setTimeout as pause } from "node:timers/promises";
import { claimAgain, claimNew, claimOfDead, type DlqEntry, type DlqKind } from "@/server/dlq";
import type { Valkey } from "@/server/infra/valkey";

/** An entry is taken again only if nobody else took it this recently; our own last grasp of it must be older, then. */
const MIN_IDLE_MS = 200;
const HELD_MS = MIN_IDLE_MS + 50;
const TAKE_OVER_EVERY = 5;
/** A batch of large messages is smaller, so that replay needs little memory; the first one is small to find out. */
const BATCH_BYTES = 16 * 1024 * 1024;
const FIRST_BATCH = 50;

export type HoldingsOptions = {
  valkey: Valkey;
  kind: DlqKind;
  /** This replica's own name in the consumer group. */
  consumer: string;
  batchMax: number;
  /** A consumer that has not asked for so long is dead, milliseconds. */
  deadAfterMs: number;
};

/** What this consumer holds of the queue: entries that wait for their time, and how the next ones are taken. */
export function createHoldings(options: HoldingsOptions) {
  const { valkey, kind, consumer, batchMax, deadAfterMs } = options;
  /** `until`: the moment before which an entry may not be tried, milliseconds since 1970. */
  const waiting = new Map<string, { until: number; since: number }>();
  let after = "";
  let pass = 0;
  let count = Math.min(batchMax, FIRST_BATCH);

  const takeDue = async (nowMs: number): Promise<DlqEntry[]> => {
    const due = [...waiting].filter(([, { until }]) => until <= nowMs).slice(0, count);
    const freshFor = Math.max(0, ...due.map(([, { since }]) => since + HELD_MS - performance.now()));
    if (freshFor > 0) await pause(freshFor);
    const ids = due.map(([id]) => id);
    const entries = await claimAgain(valkey, { kind, consumer, ids, minIdleMs: MIN_IDLE_MS });
    for (const id of ids) waiting.delete(id);
    return entries;
  };

  const ofDead = async (): Promise<DlqEntry[]> => {
    const isKnown = (id: string) => waiting.has(id);
    const taken = await claimOfDead(valkey, { kind, consumer, count, deadAfterMs, after, isKnown });
    after = taken.after;
    return taken.entries;
  };

  const choose = async (nowMs: number): Promise<DlqEntry[]> => {
    pass++;
    const again = await takeDue(nowMs);
    if (again.length > 0 && pass % 2 === 0) return again;
    const room = count - again.length;
    if (room <= 0) return again;
    const left = pass % TAKE_OVER_EVERY === 1 ? await ofDead() : [];
    if (left.length > 0) return [...again, ...left];
    const fresh = await claimNew(valkey, { kind, consumer, count: room });
    if (again.length + fresh.length > 0) return [...again, ...fresh];
    return ofDead();
  };

  return {
    wait(id: string, until: number): void {
      waiting.set(id, { until, since: performance.now() });
    },
    /**
     * The next entries, one batch at most: those whose time has come, else what a dead consumer left (now and then,
     * and whenever there is nothing else), else new ones. Each source gets its turn, so none starves another.
     */
    async next(nowMs: number): Promise<DlqEntry[]> {
      const entries = await choose(nowMs);
      const size = entries.reduce((sum, { text }) => sum + text.length, 0) / Math.max(1, entries.length);
      if (entries.length > 0) count = Math.max(1, Math.min(batchMax, Math.floor(BATCH_BYTES / Math.max(1, size))));
      return entries;
    },
  };
}
