import { DLQ_KINDS, dlqDepth, readDrains } from "@/server/dlq";
import type { Metrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import type { Loop } from "../loop";

const WARNING_AT = 0.8;
const CRITICAL_AT = 0.9;

type WatchOptions = { valkey: Valkey | undefined; capacity: { entries: number; bytes: number }; metrics: Metrics };

/** Shows the queue in the metrics: depth, fill, dead letters, and whether it can be trusted. */
export function watchQueueLoop({ valkey, capacity, metrics }: WatchOptions): Loop {
  return {
    name: "watch-queue",
    everyMs: 2000,
    runs: "each",
    async runOnce() {
      metrics.queueUp.set(valkey?.isUp() ? 1 : 0);
      metrics.queueTrusted.set((await valkey?.trust()) === "trusted" ? 1 : 0);
      if (valkey === undefined) showDrains(metrics, { drains: 0, errors: 0 });
      if (!valkey?.isUp()) return "done";
      showDrains(metrics, await readDrains(valkey));
      let pending = 0;
      for (const stream of DLQ_KINDS) {
        const depth = await dlqDepth(valkey, stream);
        const fill = Math.max(depth.entries / capacity.entries, depth.bytes / capacity.bytes);
        metrics.queueDepth.set({ stream }, depth.entries);
        metrics.queueBytes.set({ stream }, depth.bytes);
        pending += depth.pending;
        metrics.deadLetters.set({ stream }, depth.deadLetters);
        metrics.queueWarning.set({ stream }, fill >= WARNING_AT ? 1 : 0);
        metrics.queueCritical.set({ stream }, fill >= CRITICAL_AT ? 1 : 0);
      }
      metrics.queuePending.set(pending);
      return "done";
    },
  };
}

function showDrains(metrics: Metrics, { drains, errors }: { drains: number; errors: number }): void {
  metrics.drains.show(drains);
  metrics.drainErrors.show(errors);
}
