import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { type Batch, type Committed, commitBatches } from "./commit-batches";
import { createDeliveries } from "./deliveries";
import { type FallbackQueue, sendToQueue } from "./fallback";
import { createGroupCommit, Overloaded } from "./group-commit";
import { prepareEvent } from "./prepare";
import { serverId } from "./ready-event";
import { type BatchKey, batchEventId, newGeneration } from "./receipts";

export type Stored = {
  /** `repeated`: these bytes were stored before, and their answer is not known to have arrived. */
  kind: "stored" | "repeated" | "queued";
  eventIds: string[];
  /** Empty unless stored. */
  appended: AppendedEvent[];
};

export type IngestInput = {
  events: readonly NewAuditEvent[];
  /** Size of the request. */
  bytes: number;
  /** Identity of a batch; a single event has none. */
  batchKey?: BatchKey;
};

export type Ingest = {
  store(ctx: Ctx, input: IngestInput): Promise<Stored>;
  /** The answer to this batch has left the process whole. */
  delivered(batchKey: BatchKey): void;
  drained(): Promise<void>;
  queuedBytes(): number;
};

export type IngestOptions = {
  /** The process's own context, on connections with short time limits. */
  ctx: Ctx;
  queue: FallbackQueue | undefined;
};

const LANES = 2;
const GROUP_EVENTS_MAX = 2000;
const GROUP_BYTES_MAX = 8 * 1024 * 1024;
const QUEUED_BYTES_MAX = 128 * 1024 * 1024;
/** Clients give up after 5 s: a write waits this long for its turn at most, and this long for the database in all. */
const TURN_MS = 1200;
const DATABASE_MS = 2500;
const OUTAGE_PAUSE_MS = 500;

/**
 * The way of live events: checked here, committed in groups, and queued in Valkey when the database can't take them.
 * Every event has its id before the first try, so whatever is tried twice is stored once.
 */
export function createIngest(options: IngestOptions): Ingest {
  const own = options.ctx;
  const deliveries = createDeliveries<Stored>(own.db, options.queue);
  const groups = createGroupCommit<Batch, Committed>({
    async commit(group) {
      const batches = group.map(({ value }) => value);
      await deliveries.settleBefore(batches);
      return commitBatches(own, batches);
    },
    isOfTheData: (error) => !(error instanceof AppError && error.code === "UNAVAILABLE"),
    lanes: LANES,
    groupEventsMax: GROUP_EVENTS_MAX,
    groupBytesMax: GROUP_BYTES_MAX,
    queuedBytesMax: QUEUED_BYTES_MAX,
    waitMs: TURN_MS,
  });
  let outUntil = 0;

  const commit = async (ctx: Ctx, input: IngestInput, batch: Batch): Promise<Stored> => {
    const submitted = groups.submit({
      value: batch,
      events: batch.events.length,
      bytes: input.bytes,
      caller: ctx.principal.id,
    });
    const committed = await within(DATABASE_MS, submitted);
    if (committed.kind === "stored") return { kind: "stored", eventIds: idsOf(batch), appended: committed.appended };
    if (input.batchKey !== undefined && (await deliveries.arriveElsewhere(input.batchKey))) {
      return commit(ctx, input, withIds(input, { nowMs: ctx.clock.now().getTime() }));
    }
    return {
      kind: "repeated",
      eventIds: idsOf(withIds(input, { nowMs: 0, known: committed.generation })),
      appended: [],
    };
  };

  const store = async (ctx: Ctx, input: IngestInput): Promise<Stored> => {
    const queuedAs = input.batchKey === undefined ? undefined : await options.queue?.findBatch(input.batchKey);
    const batch = withIds(input, { nowMs: ctx.clock.now().getTime(), known: queuedAs });
    if (Date.now() < outUntil && options.queue?.isUp()) return enqueue(ctx, batch);
    try {
      return await commit(ctx, input, batch);
    } catch (error) {
      if (error instanceof Overloaded || isRefusal(error)) throw error;
      if (error instanceof AppError) outUntil = Date.now() + OUTAGE_PAUSE_MS;
      else ctx.log.error({ err: error }, "events can't be stored for an unknown reason and are queued");
      return enqueue(ctx, batch);
    }
  };

  const enqueue = async (ctx: Ctx, batch: Batch): Promise<Stored> => {
    await sendToQueue(ctx, options.queue, batch);
    return { kind: "queued", eventIds: idsOf(batch), appended: [] };
  };

  return {
    async store(ctx, input) {
      requireScope(ctx, "audit:write");
      input.events.forEach((event, index) => {
        prepareEvent(event, input.batchKey === undefined ? "" : `[${index}]`);
      });
      if (input.batchKey === undefined) return store(ctx, input);
      const first = await deliveries.find(input.batchKey);
      return first === undefined
        ? deliveries.track(input.batchKey, store(ctx, input))
        : { ...first, kind: "repeated", appended: [] };
    },
    delivered: deliveries.delivered,
    async drained() {
      await groups.drained();
      await deliveries.flush();
    },
    queuedBytes: groups.queuedBytes,
  };
}

/** Ids before the first try. `known`: the generation under which the batch was taken before, maybe stored by now. */
function withIds({ events, batchKey }: IngestInput, { nowMs, known }: { nowMs: number; known?: number }): Batch {
  const generation = known ?? newGeneration(nowMs);
  const idFrom = known === undefined ? "server" : "replay";
  const named = events.map((event, index): NewAuditEvent => {
    const isClients = event.eventId !== undefined && event.idFrom === undefined;
    if (isClients) return event;
    const { eventTimestamp } = event;
    const eventId =
      batchKey === undefined
        ? serverId(eventTimestamp, nowMs)
        : batchEventId(batchKey, generation, index, eventTimestamp);
    return Object.assign(event, { eventId, idFrom });
  });
  return { events: named, batchKey, generation };
}

function idsOf(batch: Batch): string[] {
  return batch.events.map(({ eventId }) => eventId ?? "");
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code !== "UNAVAILABLE";
}

/** The work itself goes on: it may still commit, which its ids make harmless. */
async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new AppError("UNAVAILABLE", "the database does not answer; try again", { retryAfterSeconds: 1 })),
      milliseconds,
    );
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
