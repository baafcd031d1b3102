import type { Ctx } from "@/server/infra/context";
import type { Metrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { type Loop, startLoops } from "./loop";
import { flushPendingListsLoop } from "./loops/flush-pending-lists";
import { forgetReceiptsLoop } from "./loops/forget-receipts";
import { rebuildMaskedLoop } from "./loops/rebuild-masked";
import { createReplayLoops } from "./loops/replay-dlq";
import { watchQueueLoop } from "./loops/watch-queue";

export type BackgroundOptions = {
  contextOf(loop: string): Ctx;
  valkey: Valkey | undefined;
  /** Name of this process among the replicas, and its consumer name in the queue. */
  replica: string;
  capacity: { entries: number; bytes: number };
  metrics: Metrics;
  /** Size of what this replica has stored so far. */
  bytesStored(): number;
  /** False until the schema is known to be the one this code writes. */
  isDatabaseReady(): boolean;
};

/** Every background loop of a replica. `stop` lets the current passes end and then empties the queue within the limit. */
export function startBackground(options: BackgroundOptions): { stop(drainMs: number): Promise<void> } {
  const { valkey, replica, capacity, contextOf, metrics, bytesStored, isDatabaseReady } = options;
  const replay =
    valkey &&
    createReplayLoops({ valkey, consumer: replica, deadLettersMax: capacity.entries, metrics, isDatabaseReady });
  const queueLoops: readonly Loop[] = replay ? replay.loops : [];
  const loops = [
    forgetReceiptsLoop,
    rebuildMaskedLoop,
    flushPendingListsLoop(bytesStored),
    watchQueueLoop({ valkey, capacity, metrics }),
    ...queueLoops,
  ];
  const running = startLoops({ loops, contextOf, holder: replica });
  return {
    async stop(drainMs) {
      await running.stop();
      await replay?.drain(contextOf("drain"), drainMs);
    },
  };
}
