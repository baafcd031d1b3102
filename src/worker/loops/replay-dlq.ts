import { storeQueuedEvents } from "@/server/audit";
import { createReplayer, drainWithTimeout, type Replayer } from "@/server/dead-letters";
import { DLQ_KINDS, type DlqKind, ensureGroup, forgetIdleConsumers, trimFinished } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import type { Valkey } from "@/server/infra/valkey";
import { replayNotifications } from "@/server/notifications";
import type { Loop } from "../loop";

const BATCH_MAX = 500;
/** Longer than any statement of a replay may take, so that a slow replica is not taken for a dead one. */
const DEAD_AFTER_MS = 20_000;
const FORGET_AFTER_MS = 60 * 60_000;

export type ReplayLoopOptions = {
  valkey: Valkey;
  consumer: string;
  deadLettersMax: number;
  /** False until the schema is known to be the one this code writes. */
  isDatabaseReady(): boolean;
};

const storeOf: Record<DlqKind, (ctx: Ctx, payloads: readonly string[]) => Promise<void>> = {
  events: storeQueuedEvents,
  notifications: replayNotifications,
};

/** Every replica replays; the consumer group shares the entries out among them. */
export function createReplayLoops(options: ReplayLoopOptions) {
  const { valkey, consumer, deadLettersMax, isDatabaseReady } = options;
  const replayers = DLQ_KINDS.map((kind) => ({
    kind,
    replayer: createReplayer({
      valkey,
      kind,
      consumer,
      batchMax: BATCH_MAX,
      deadLettersMax,
      deadAfterMs: DEAD_AFTER_MS,
      store: storeOf[kind],
    }),
  }));
  const loops = replayers.map(({ kind, replayer }) => replayLoop(kind, replayer, isDatabaseReady));
  return {
    loops: [...loops, tidyLoop(valkey)],
    /** Empties the queue before the process ends, within the limit. */
    async drain(ctx: Ctx, timeoutMs: number): Promise<void> {
      if (!valkey.isUp() || !isDatabaseReady()) return;
      await Promise.all(replayers.map(({ replayer }) => drainWithTimeout(ctx, replayer, timeoutMs)));
    },
  };
}

function replayLoop(kind: DlqKind, replayer: Replayer, isDatabaseReady: () => boolean): Loop {
  return {
    name: `replay-${kind}`,
    everyMs: 1000,
    runs: "each",
    async runOnce(ctx) {
      if (!isDatabaseReady()) return "done";
      return (await replayer.runOnce(ctx)) === "more" ? "more" : "done";
    },
  };
}

function tidyLoop(valkey: Valkey): Loop {
  return {
    name: "tidy-dlq",
    everyMs: 60_000,
    runs: "leader",
    async runOnce() {
      if (!valkey.isUp()) return "done";
      for (const kind of DLQ_KINDS) {
        await ensureGroup(valkey, kind);
        await trimFinished(valkey, kind);
        await forgetIdleConsumers(valkey, kind, FORGET_AFTER_MS);
      }
      return "done";
    },
  };
}
