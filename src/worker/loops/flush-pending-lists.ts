import { flushPendingLists } from "@/server/audit";
import type { Loop } from "../loop";

const EVERY_MS = 250;
/** Half of what a writer used to sort in by itself. */
const ENOUGH_BYTES = 2 * 1024 * 1024;
/** What is less than that waits so long, since a search has to read through it. */
const AT_LEAST_EVERY_MS = 5000;

/** Each replica sees to what it has stored itself; an idle one asks for nothing. `bytesStored`: by this process so far. */
export function flushPendingListsLoop(bytesStored: () => number): Loop {
  let flushed = 0;
  let flushedAt = 0;
  return {
    name: "flush-pending-lists",
    everyMs: EVERY_MS,
    runs: "each",
    async runOnce(ctx) {
      const stored = bytesStored();
      const nowMs = ctx.clock.now().getTime();
      const isEnough = stored - flushed >= ENOUGH_BYTES;
      if (!isEnough && (stored === flushed || nowMs - flushedAt < AT_LEAST_EVERY_MS)) return "done";
      await flushPendingLists(ctx);
      flushed = stored;
      flushedAt = nowMs;
      return "done";
    },
  };
}
