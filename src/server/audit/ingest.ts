import type { AppendedEvent } from "@/contracts/audit";
import { within } from "@/lib/within";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { createDeliveries, type Turn } from "./deliveries";
import {
  ANSWER_MS,
  createLiveStore,
  type IngestInput,
  isRefusal,
  type Job,
  type LiveStoreOptions,
  type Outcome,
  withIds,
} from "./live-store";
import { prepareEvent } from "./prepare";
import type { BatchKey } from "./receipts";
import { Overloaded } from "./waiting-line";

export type Stored = {
  /** `repeated`: these bytes were stored before, and their answer is not known to have arrived. */
  kind: "stored" | "repeated" | "queued";
  eventIds: string[];
  /** Empty unless stored. */
  appended: AppendedEvent[];
  /** Must be told for a batch: whether the answer has left the process whole. */
  ended(how: "delivered" | "lost"): void;
};

export type Ingest = {
  store(ctx: Ctx, input: IngestInput): Promise<Stored>;
  drained(): Promise<void>;
  queuedBytes(): number;
  /** Size of all requests whose events this process has stored. */
  bytesStored(): number;
  /** Whether live writes go to the queue because the database does not take them. */
  isDatabaseOut(): boolean;
};

const EARLIER_MS = 1500;

/**
 * The way of live events: checked here, committed in groups, and queued in Valkey when the database can't take them.
 * Every event has its id before the first try, so whatever is tried twice is stored once.
 */
export function createIngest(options: LiveStoreOptions): Ingest {
  const deliveries = createDeliveries(options);
  const live = createLiveStore(options, deliveries);

  const storeBatch = async (ctx: Ctx, input: IngestInput, batchKey: BatchKey): Promise<Stored> => {
    const deadline = Date.now() + ANSWER_MS;
    const turn = deliveries.enter(batchKey);
    await waitForEarlier(turn);
    let job: Job | undefined;
    try {
      const nowMs = ctx.clock.now().getTime();
      const known = await deliveries.findGeneration(batchKey, Date.now());
      job = { input, batch: withIds(input, { nowMs, known }), deadline };
      const outcome = await live.store(ctx, job);
      const { generation } = outcome.batch;
      const inQueue = outcome.kind === "queued" || known !== undefined;
      return answer(outcome, (how) => {
        if (how === "delivered") deliveries.mark({ batchKey, generation }, { inQueue });
        turn.end({ isDelivered: how === "delivered", generation });
      });
    } catch (error) {
      const isNothingLeft = error instanceof Overloaded || isRefusal(error);
      turn.end({ isDelivered: false, generation: isNothingLeft ? undefined : job?.batch.generation });
      throw error;
    }
  };

  return {
    async store(ctx, input) {
      requireScope(ctx, "audit:write");
      input.events.forEach((event, index) => {
        prepareEvent(event, input.batchKey === undefined ? "" : `[${index}]`);
      });
      if (input.batchKey !== undefined) return storeBatch(ctx, input, input.batchKey);
      const batch = withIds(input, { nowMs: ctx.clock.now().getTime() });
      return answer(await live.store(ctx, { input, batch, deadline: Date.now() + ANSWER_MS }), () => {});
    },
    async drained() {
      await live.drained();
      await deliveries.flush();
    },
    queuedBytes: live.queuedBytes,
    bytesStored: live.bytesStored,
    isDatabaseOut: live.isDatabaseOut,
  };
}

function answer({ kind, appended, batch }: Outcome, ended: Stored["ended"]): Stored {
  return { kind, appended, eventIds: batch.events.map(({ eventId }) => eventId ?? ""), ended };
}

async function waitForEarlier(turn: Turn): Promise<void> {
  if (turn.earlier === undefined) return;
  try {
    await within(EARLIER_MS, turn.earlier);
  } catch (error) {
    turn.pass();
    throw error;
  }
}
