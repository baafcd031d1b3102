import { appendEvents, decodeQueuedEvent } from "@/server/audit";
import { createReplayer, drainWithTimeout } from "@/server/dead-letters";
import { forgetIdleConsumers } from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import type { Valkey } from "@/server/infra/valkey";
import type { Loop } from "../loop";

const BATCH_MAX = 500;
const TAKE_OVER_MS = 15_000;
const FORGET_AFTER_MS = 60 * 60_000;

export type ReplayLoopOptions = { valkey: Valkey; consumer: string; deadLettersMax: number };

/** Every replica replays; the consumer group shares the entries out among them. */
export function createReplayLoop({ valkey, consumer, deadLettersMax }: ReplayLoopOptions) {
  const replayer = createReplayer({
    valkey,
    kind: "events",
    consumer,
    batchMax: BATCH_MAX,
    deadLettersMax,
    takeOverMs: TAKE_OVER_MS,
    async store(ctx, payloads) {
      await appendEvents(ctx, payloads.map(decodeQueuedEvent));
    },
  });
  const loop: Loop = { name: "replay-dlq", everyMs: 1000, runs: "each", runOnce: (ctx) => replayer.runOnce(ctx) };
  const tidy: Loop = {
    name: "forget-consumers",
    everyMs: 10 * 60_000,
    runs: "leader",
    async runOnce() {
      if (valkey.isUp()) await forgetIdleConsumers(valkey, "events", FORGET_AFTER_MS);
      return "done";
    },
  };
  return { loops: [loop, tidy], drain: (ctx: Ctx, timeoutMs: number) => drainWithTimeout(ctx, replayer, timeoutMs) };
}
