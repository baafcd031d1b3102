import { storeQueuedEvents } from "@/server/audit";
import { createReplayer, drainWithTimeout, type Replayer, type ReplayOptions } from "@/server/dead-letters";
import {
  DLQ_KINDS,
  type DlqKind,
  dlqDepth,
  ensureGroup,
  forgetIdleConsumers,
  recordDrain,
  trimFinished,
} from "@/server/dlq";
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
  metrics: ReplayOptions["metrics"];
  /** False until the schema is known to be the one this code writes. */
  isDatabaseReady(): boolean;
};

const storeOf: Record<DlqKind, (ctx: Ctx, payloads: readonly string[]) => Promise<void>> = {
  events: storeQueuedEvents,
  notifications: replayNotifications,
};

/** Every replica replays; the consumer group shares the entries out among them. */
export function createReplayLoops(options: ReplayLoopOptions) {
  const { valkey, consumer, deadLettersMax, metrics, isDatabaseReady } = options;
  const replayers = DLQ_KINDS.map((kind) => ({
    kind,
    replayer: createReplayer({
      valkey,
      kind,
      consumer,
      batchMax: BATCH_MAX,
      deadLettersMax,
      metrics,
      deadAfterMs: DEAD_AFTER_MS,
      store: storeOf[kind],
    }),
  }));
  const loops = replayers.map(({ kind, replayer }) => replayLoop(kind, replayer, isDatabaseReady));
  return {
    loops: [...loops, tidyLoop(valkey)],
    /** Empties the queue before the process ends, within the limit, and counts how it went. */
    async drain(ctx: Ctx, timeoutMs: number): Promise<void> {
      if (!valkey.isUp()) {
        ctx.log.warn({}, "the queue can't be emptied before the end, since it can't be reached");
        return;
      }
      const drained = await Promise.all(
        replayers.map(({ kind, replayer }) =>
          isDatabaseReady() ? drainStream(ctx, replayer, timeoutMs) : isEmpty(valkey, kind),
        ),
      );
      const errors = drained.filter((isDrained) => !isDrained).length;
      if (errors > 0)
        ctx.log.warn({ errors }, "the queue was not emptied before the end; what is left is stored later");
      await recordDrain(valkey, { errors });
    },
  };
}

async function drainStream(ctx: Ctx, replayer: Replayer, timeoutMs: number): Promise<boolean> {
  try {
    return await drainWithTimeout(ctx, replayer, timeoutMs);
  } catch (err) {
    ctx.log.warn({ err }, "emptying the queue before the end has failed");
    return false;
  }
}

async function isEmpty(valkey: Valkey, kind: DlqKind): Promise<boolean> {
  return (await dlqDepth(valkey, kind)).entries === 0;
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
