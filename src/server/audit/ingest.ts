import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import { isTransientConflict } from "@/server/infra/db-failure";
import { createBreaker } from "./breaker";
import { type Batch, type Committed, commitBatches } from "./commit-batches";
import { createDeliveries, type Turn } from "./deliveries";
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
  /** Must be told for a batch: whether the answer has left the process whole. */
  ended(how: "delivered" | "lost"): void;
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
  drained(): Promise<void>;
  queuedBytes(): number;
  /** Whether live writes go to the queue because the database does not take them. */
  isDatabaseOut(): boolean;
};

export type IngestOptions = {
  /** The process's own context, on connections with short time limits. */
  ctx: Ctx;
  queue: FallbackQueue | undefined;
  /** False until the schema is known to be the one this code writes. */
  isDatabaseReady?: () => boolean;
};

const LANES = 2;
const GROUP_EVENTS_MAX = 2000;
const GROUP_BYTES_MAX = 8 * 1024 * 1024;
const QUEUED_BYTES_MAX = 128 * 1024 * 1024;
/** Clients give up after 5 s. An answer within 4 s: turn and database take what is left after the queue's share. */
const ANSWER_MS = 3800;
const EARLIER_MS = 1500;
const TURN_MS = 1200;
const DATABASE_MS = 2500;
const QUEUE_MS = 900;
const OUTAGE_PAUSE_MS = 500;

type Outcome = Pick<Stored, "kind" | "appended"> & { batch: Batch; mayBeInDatabase: boolean };

/**
 * The way of live events: checked here, committed in groups, and queued in Valkey when the database can't take them.
 * Every event has its id before the first try, so whatever is tried twice is stored once.
 */
export function createIngest(options: IngestOptions): Ingest {
  const own = options.ctx;
  const deliveries = createDeliveries(own.db, options.queue);
  const breaker = createBreaker({ pauseMs: OUTAGE_PAUSE_MS });
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

  const commit = async (ctx: Ctx, input: IngestInput, batch: Batch): Promise<Outcome> => {
    const committed = await groups.submit({
      value: batch,
      events: batch.events.length,
      bytes: input.bytes,
      caller: ctx.principal.id,
    });
    if (committed.kind === "stored") return { ...committed, batch, mayBeInDatabase: true };
    const isOther = batch.isRepeat !== true || committed.generation !== batch.generation;
    if (isOther && input.batchKey !== undefined && (await deliveries.arriveElsewhere(input.batchKey))) {
      return commit(ctx, input, withIds(input, { nowMs: ctx.clock.now().getTime() }));
    }
    const first = withIds(input, { nowMs: 0, known: committed.generation });
    return { kind: "repeated", appended: [], batch: first, mayBeInDatabase: true };
  };

  const enqueue = async (ctx: Ctx, batch: Batch, mayBeInDatabase: boolean): Promise<Outcome> => {
    await within(QUEUE_MS, sendToQueue(ctx, options.queue, batch));
    return { kind: "queued", appended: [], batch, mayBeInDatabase };
  };

  const storeBy = async (ctx: Ctx, input: IngestInput, { batch, deadline }: Try): Promise<Outcome> => {
    const isReady = options.isDatabaseReady?.() ?? true;
    if (!isReady) return enqueue(ctx, batch, false);
    if (options.queue?.isUp() === true && !breaker.allows()) {
      const queued = await enqueue(ctx, batch, false).catch(() => undefined);
      if (queued !== undefined) return queued;
    }
    try {
      const outcome = await within(Math.min(DATABASE_MS, deadline - QUEUE_MS - Date.now()), commit(ctx, input, batch));
      breaker.answered();
      return outcome;
    } catch (error) {
      if (error instanceof Overloaded) breaker.abstained();
      else if (isOutage(error)) breaker.failed();
      else breaker.answered();
      if (error instanceof Overloaded || isRefusal(error)) throw error;
      if (!(error instanceof AppError)) {
        ctx.log.error({ err: error }, "events can't be stored for an unknown reason and are queued");
      }
      return enqueue(ctx, batch, true);
    }
  };

  const storeBatch = async (ctx: Ctx, input: IngestInput, batchKey: BatchKey): Promise<Stored> => {
    const deadline = Date.now() + ANSWER_MS;
    const turn = deliveries.enter(batchKey);
    await waitForEarlier(turn);
    let batch: Batch | undefined;
    try {
      const nowMs = ctx.clock.now().getTime();
      const known = await deliveries.findGeneration(batchKey, Date.now());
      batch = withIds(input, { nowMs, known });
      const outcome = await storeBy(ctx, input, { batch, deadline });
      const { generation } = outcome.batch;
      const inQueue = outcome.kind === "queued" || known !== undefined;
      return answer(outcome, (how) => {
        if (how === "delivered")
          deliveries.mark({ batchKey, generation }, { inDatabase: outcome.mayBeInDatabase, inQueue });
        turn.end({ isDelivered: how === "delivered", generation });
      });
    } catch (error) {
      const isNothingLeft = error instanceof Overloaded || isRefusal(error);
      turn.end({ isDelivered: false, generation: isNothingLeft ? undefined : batch?.generation });
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
      return answer(await storeBy(ctx, input, { batch, deadline: Date.now() + ANSWER_MS }), () => {});
    },
    async drained() {
      await groups.drained();
      await deliveries.flush();
    },
    queuedBytes: groups.queuedBytes,
    isDatabaseOut: breaker.isOpen,
  };
}

type Try = { batch: Batch; deadline: number };

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
  return { events: named, batchKey, generation, isRepeat: known !== undefined };
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code !== "UNAVAILABLE";
}

/** A lock that is held too long says nothing about the database; what it kept waiting is queued all the same. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === "UNAVAILABLE" && !isTransientConflict(error.cause);
}
