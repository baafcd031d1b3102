import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import { within } from "@/lib/within";
import type { Ctx } from "@/server/infra/context";
import { isTransientConflict } from "@/server/infra/db-failure";
import { createBreaker } from "./breaker";
import { type Batch, type Committed, commitBatches, type ReadyBatch, readyBatch } from "./commit-batches";
import type { Deliveries } from "./deliveries";
import { type FallbackQueue, sendToQueue } from "./fallback";
import { createGroupCommit } from "./group-commit";
import { HeadMemory } from "./head-memory";
import { serverId } from "./ready-event";
import { type BatchKey, batchEventIds, newGeneration } from "./receipts";
import { Overloaded } from "./waiting-line";

export type IngestInput = {
  events: readonly NewAuditEvent[];
  /** Size of the request. */
  bytes: number;
  /** Identity of a batch; a single event has none. */
  batchKey?: BatchKey;
};

export type LiveStoreOptions = {
  /** The process's own context, on connections with short time limits. */
  ctx: Ctx;
  queue: FallbackQueue | undefined;
  /** False until the schema is known to be the one this code writes. */
  isDatabaseReady?: () => boolean;
};

/** What became of a batch. */
export type Outcome = { kind: "stored" | "repeated" | "queued"; appended: AppendedEvent[]; batch: Batch };

export type Job = {
  input: IngestInput;
  /** The try under way: another one when an equal batch was stored while this one waited. */
  batch: Batch;
  deadline: number;
};

const LANES = 3;
/** More transactions keep the database busy while the first one's callers are answered; a few events don't pay for one. */
const EXTRA_LANE = { submissions: 24, events: 900, afterMs: 4 };
const GROUP_EVENTS_MAX = 2000;
const GROUP_BYTES_MAX = 8 * 1024 * 1024;
const QUEUED_BYTES_MAX = 128 * 1024 * 1024;
/** Clients give up after 5 s. An answer within 4 s: turn and database take what is left after the queue's share. */
export const ANSWER_MS = 3800;
const TURN_MS = 1200;
const DATABASE_MS = 2500;
const QUEUE_MS = 900;
const OUTAGE_PAUSE_MS = 500;

type Parts = {
  options: LiveStoreOptions;
  deliveries: Deliveries;
  breaker: ReturnType<typeof createBreaker>;
  groups: ReturnType<typeof createGroupCommit<ReadyBatch, Committed>>;
};

/** Commits batches in groups, and queues what the database does not take in time. */
export function createLiveStore(options: LiveStoreOptions, deliveries: Deliveries) {
  const breaker = createBreaker({ pauseMs: OUTAGE_PAUSE_MS });
  const memory = new HeadMemory();
  let bytesStored = 0;
  const groups = createGroupCommit<ReadyBatch, Committed>({
    async commit(group) {
      const batches = group.map(({ value }) => value);
      await deliveries.settleBefore(batches);
      const committed = await commitBatches(options.ctx, memory, batches);
      bytesStored += group.reduce((sum, { bytes }) => sum + bytes, 0);
      return committed;
    },
    isOfTheData: (error) => !(error instanceof AppError && error.code === "UNAVAILABLE"),
    lanes: LANES,
    groupEventsMax: GROUP_EVENTS_MAX,
    groupBytesMax: GROUP_BYTES_MAX,
    queuedBytesMax: QUEUED_BYTES_MAX,
    waitMs: TURN_MS,
    gather: setImmediate,
    extraLane: EXTRA_LANE,
  });
  const parts = { options, deliveries, breaker, groups };
  return {
    store: (ctx: Ctx, job: Job) => store(parts, ctx, job),
    drained: groups.drained,
    queuedBytes: groups.queuedBytes,
    bytesStored: () => bytesStored,
    isDatabaseOut: breaker.isOpen,
  };
}

async function store(parts: Parts, ctx: Ctx, job: Job): Promise<Outcome> {
  const { options, breaker } = parts;
  const isReady = options.isDatabaseReady?.() ?? true;
  if (!isReady) return enqueue(parts, ctx, job.batch);
  if (options.queue?.isUp() === true && !breaker.allows()) {
    const queued = await enqueue(parts, ctx, job.batch).catch(() => undefined);
    if (queued !== undefined) return queued;
  }
  const asker = { isGone: false };
  try {
    const outcome = await within(
      Math.min(DATABASE_MS, job.deadline - QUEUE_MS - Date.now()),
      commit(parts, ctx, job, asker),
    );
    breaker.answered();
    return outcome;
  } catch (error) {
    asker.isGone = true;
    if (error instanceof Overloaded) breaker.abstained();
    else if (isOutage(error)) breaker.failed();
    else breaker.answered();
    if (error instanceof Overloaded || isRefusal(error)) throw error;
    if (!(error instanceof AppError)) {
      ctx.log.error({ err: error }, "events can't be stored for an unknown reason and are queued");
    }
    return enqueue(parts, ctx, job.batch);
  }
}

/** While somebody waits for it, a try that another one has kept from being stored is judged and may begin anew. */
async function commit(parts: Parts, ctx: Ctx, job: Job, asker: { isGone: boolean }): Promise<Outcome> {
  const { input, batch } = job;
  const committed = await parts.groups.submit({
    value: await readyBatch(parts.options.ctx, batch),
    events: batch.events.length,
    bytes: input.bytes,
    caller: ctx.principal.id,
  });
  if (committed.kind === "stored") return { kind: "stored", appended: committed.appended, batch };
  const isOther = batch.isRepeat !== true || committed.generation !== batch.generation;
  const { batchKey } = input;
  const isOtherFact = !asker.isGone && isOther && batchKey && (await parts.deliveries.arriveElsewhere(batchKey));
  if (asker.isGone) return { kind: "repeated", appended: [], batch };
  if (isOtherFact) {
    job.batch = anew(job, committed.generation, ctx.clock.now().getTime());
    return commit(parts, ctx, job, asker);
  }
  return { kind: "repeated", appended: [], batch: withIds(input, { nowMs: 0, known: committed.generation }) };
}

/**
 * What may have left a trace keeps its ids; past a later generation it goes without a receipt, by its ids alone.
 * Anything else begins after the other one, whatever the clocks of the two processes say.
 */
function anew({ input, batch }: Job, other: number, nowMs: number): Batch {
  if (batch.isRepeat === true) return other < batch.generation ? batch : { ...batch, batchKey: undefined };
  return withIds(input, { nowMs: Math.max(nowMs, Math.floor(other / 1000) + 1) });
}

async function enqueue({ options }: Parts, ctx: Ctx, batch: Batch): Promise<Outcome> {
  await within(QUEUE_MS, sendToQueue(ctx, options.queue, batch));
  return { kind: "queued", appended: [], batch };
}

/** Ids before the first try. `known`: the generation under which the batch was taken before, maybe stored by now. */
export function withIds({ events, batchKey }: IngestInput, { nowMs, known }: { nowMs: number; known?: number }): Batch {
  const generation = known ?? newGeneration(nowMs);
  const idFrom = known === undefined ? "server" : "replay";
  const idOf = batchKey === undefined ? undefined : batchEventIds({ batchKey, generation });
  const named = events.map((event, index): NewAuditEvent => {
    const isClients = event.eventId !== undefined && event.idFrom === undefined;
    if (isClients) return event;
    const { eventTimestamp } = event;
    const eventId = idOf === undefined ? serverId(eventTimestamp, nowMs) : idOf(index, eventTimestamp);
    event.eventId = eventId;
    event.idFrom = idFrom;
    return event;
  });
  return { events: named, batchKey, generation, isRepeat: known !== undefined };
}

export function isRefusal(error: unknown): boolean {
  return error instanceof AppError && error.code !== "UNAVAILABLE";
}

/** A lock that is held too long says nothing about the database; what it kept waiting is queued all the same. */
function isOutage(error: unknown): boolean {
  return error instanceof AppError && error.code === "UNAVAILABLE" && !isTransientConflict(error.cause);
}
