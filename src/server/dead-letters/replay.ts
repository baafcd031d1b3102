import { AppError } from "@/lib/errors";
import {
  buryEntry,
  type DlqEntry,
  type DlqMessage,
  decodeMessage,
  ensureGroup,
  metricDeadLettersOf,
  metricStreamOf,
  postponeEntry,
  settleEntries,
} from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import type { ReplayRefusal } from "@/server/infra/contract-metrics";
import type { Metrics } from "@/server/infra/metrics";
import { dueAtMs } from "./backoff";
import { createHoldings, type HoldingsOptions } from "./holdings";
import { replayRefusalOf } from "./refusal";

export type ReplayOptions = HoldingsOptions & {
  deadLettersMax: number;
  metrics: Pick<Metrics, "queueAdded" | "replayRefusals">;
  /** Stores payloads, all or none, and changes nothing when they are stored already. */
  store(ctx: Ctx, payloads: readonly string[]): Promise<void>;
};

export type Replayer = {
  /** One batch. `more`: entries were handled, ask again; `done`: nothing is due; `outage`: a store is out, all waits. */
  runOnce(ctx: Ctx): Promise<"more" | "done" | "outage">;
};

type Held = { entry: DlqEntry; message: DlqMessage };
type Work = { ctx: Ctx; options: ReplayOptions; holdings: ReturnType<typeof createHoldings> };

const DEAD_LETTERS_FULL_PAUSE_MS = 60_000;

/**
 * Moves queued messages into the database at line rate. What fails with bad data is buried with its cause, what fails
 * for an unknown reason is postponed without holding up the rest, and while the database is out everything waits.
 */
export function createReplayer(options: ReplayOptions): Replayer {
  const { valkey, kind } = options;
  const holdings = createHoldings(options);
  let hasGroup = false;

  const claim = async (nowMs: number): Promise<DlqEntry[]> => {
    if (!hasGroup) await ensureGroup(valkey, kind);
    hasGroup = true;
    try {
      return await holdings.next(nowMs);
    } catch (error) {
      // A Valkey that came back empty has lost the group: the next pass makes it anew.
      if (error instanceof Error && error.message.includes("NOGROUP")) hasGroup = false;
      throw error;
    }
  };

  return {
    async runOnce(ctx) {
      if (!valkey.isUp()) return "outage";
      const entries = await claim(ctx.clock.now().getTime());
      const work = { ctx, options, holdings };
      try {
        const due = await sort(work, entries);
        if (due.length === 0) return entries.length > 0 ? "more" : "done";
        return await replay(work, due);
      } catch (error) {
        // Valkey failed on the way: whatever of this is still in the queue comes up again; what is stored already
        // is replayed once more, which changes nothing.
        for (const { id } of entries) holdings.wait(id, 0);
        throw error;
      }
    },
  };
}

const unreadable = { cause: "the entry is not a readable message", refusal: "unmarshal_error" } as const;

async function sort(work: Work, entries: readonly DlqEntry[]): Promise<Held[]> {
  const { ctx, options, holdings } = work;
  const now = ctx.clock.now().getTime();
  const due: Held[] = [];
  for (const entry of entries) {
    const message = decodeMessage(options.kind, entry.text);
    const at = message && dueAtMs(message);
    if (message === undefined) await bury(work, { entry, retryCount: 0, ...unreadable });
    else if (at === undefined) await bury(work, { entry, retryCount: message.retryCount, cause: message.lastError });
    else if (at > now) holdings.wait(entry.id, at);
    else due.push({ entry, message });
  }
  return due;
}

/** Stores a batch; when the data is refused, halves it until the bad message is alone. */
async function replay(work: Work, held: readonly Held[]): Promise<"more" | "outage"> {
  const { ctx, options, holdings } = work;
  try {
    await options.store(
      ctx,
      held.map(({ message }) => message.payload),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") {
      for (const { entry } of held) holdings.wait(entry.id, 0);
      return "outage";
    }
    const [only] = held;
    if (held.length === 1 && only !== undefined) {
      await setAside(work, { ...only, error });
      return "more";
    }
    return replayHalves(work, held);
  }
  await settleEntries(
    options.valkey,
    options.kind,
    held.map(({ entry }) => entry),
  );
  return "more";
}

async function replayHalves(work: Work, held: readonly Held[]): Promise<"more" | "outage"> {
  const middle = Math.ceil(held.length / 2);
  const [first, second] = [held.slice(0, middle), held.slice(middle)];
  if ((await replay(work, first)) === "more") return replay(work, second);
  for (const { entry } of second) work.holdings.wait(entry.id, 0);
  return "outage";
}

async function setAside(work: Work, { entry, message, error }: Held & { error: unknown }): Promise<void> {
  const { ctx, options } = work;
  const timestamp = ctx.clock.now().toISOString();
  const retryCount = message.retryCount + 1;
  if (error instanceof AppError && !isParentMissing(error)) {
    await bury(work, { entry, retryCount, cause: error.message, refusal: replayRefusalOf(error) });
    return;
  }
  const lastError = error instanceof AppError ? error.message : "the database write failed";
  ctx.log.error({ err: error, entry: entry.id }, "a queued message can't be stored");
  if (dueAtMs({ retryCount, timestamp }) === undefined) {
    await bury(work, { entry, retryCount: message.retryCount, cause: lastError });
    return;
  }
  const isPostponed = await postponeEntry(options.valkey, entry, { ...message, retryCount, timestamp, lastError });
  if (isPostponed) options.metrics.queueAdded.inc({ stream: metricStreamOf(options.kind) });
}

/** The parent may be in the queue itself, in the hands of another replica. */
function isParentMissing(error: AppError): boolean {
  return error.details.fieldErrors?.some(({ path }) => path.endsWith("parent_event_id")) === true;
}

type Burial = { entry: DlqEntry; retryCount: number; cause: string; refusal?: ReplayRefusal | undefined };

async function bury({ ctx, options, holdings }: Work, { entry, retryCount, cause, refusal }: Burial): Promise<void> {
  const { valkey, kind, deadLettersMax, metrics } = options;
  const now = ctx.clock.now();
  const burial = { kind, cause, movedAt: now.toISOString(), retryCount, capacity: deadLettersMax };
  const outcome = await buryEntry(valkey, entry, burial);
  if (outcome === "gone") return;
  if (outcome === "full") {
    holdings.wait(entry.id, now.getTime() + DEAD_LETTERS_FULL_PAUSE_MS);
    ctx.log.error({ entry: entry.id, cause }, "the dead letters are full; the message stays in the queue");
    return;
  }
  metrics.queueAdded.inc({ stream: metricDeadLettersOf(kind) });
  if (refusal !== undefined) metrics.replayRefusals.inc({ audit_type: kind, reason: refusal });
  ctx.log.error({ entry: entry.id, cause }, "a queued message was moved to the dead letters");
}
