import { AppError } from "@/lib/errors";
import {
  buryEntry,
  claimAgain,
  claimIdle,
  claimNew,
  type DlqEntry,
  type DlqKind,
  type DlqMessage,
  decodeMessage,
  ensureGroup,
  postponeEntry,
  settleEntries,
} from "@/server/dlq";
import type { Ctx } from "@/server/infra/context";
import type { Valkey } from "@/server/infra/valkey";
import { dueAtMs } from "./backoff";

export type ReplayOptions = {
  valkey: Valkey;
  kind: DlqKind;
  /** This replica's own name in the consumer group. */
  consumer: string;
  batchMax: number;
  deadLettersMax: number;
  /** After this long another replica's entries are taken over, milliseconds. */
  takeOverMs: number;
  /** Stores payloads, all or none, and changes nothing when they are stored already. */
  store(ctx: Ctx, payloads: readonly string[]): Promise<void>;
};

export type Replayer = {
  /** One batch. `more`: entries were handled, ask again; `done`: nothing to do, or the database is out. */
  runOnce(ctx: Ctx): Promise<"more" | "done">;
};

type Held = { entry: DlqEntry; message: DlqMessage };

/**
 * Moves queued messages into the database at line rate. What fails with bad data is buried with its cause, what fails
 * for an unknown reason is postponed without holding up the rest, and while the database is out everything waits.
 */
export function createReplayer(options: ReplayOptions): Replayer {
  const { valkey, kind, consumer } = options;
  /** Entries that this consumer holds and may not try before their time. */
  const postponed = new Map<string, number>();
  let cursor = "0-0";
  let hasGroup = false;

  const claim = async (ctx: Ctx): Promise<DlqEntry[]> => {
    const now = ctx.clock.now().getTime();
    const due = [...postponed]
      .filter(([, at]) => at <= now)
      .map(([id]) => id)
      .slice(0, options.batchMax);
    for (const id of due) postponed.delete(id);
    const again = await claimAgain(valkey, { kind, consumer, ids: due });
    const fresh = await claimNew(valkey, { kind, consumer, count: options.batchMax });
    const idle = await claimIdle(valkey, {
      kind,
      consumer,
      count: options.batchMax,
      minIdleMs: options.takeOverMs,
      cursor,
    });
    cursor = idle.cursor;
    const seen = new Map([...again, ...fresh, ...idle.entries].map((entry) => [entry.id, entry]));
    return [...seen.values()].filter(({ id }) => !postponed.has(id));
  };

  return {
    async runOnce(ctx) {
      if (!valkey.isUp()) return "done";
      if (!hasGroup) await ensureGroup(valkey, kind);
      hasGroup = true;
      const entries = await claimOrForgetGroup(
        () => claim(ctx),
        () => (hasGroup = false),
      );
      const due = await sort(ctx, options, entries, postponed);
      if (due.length === 0) return entries.length > 0 ? "more" : "done";
      const isOutage = await replay(ctx, options, due);
      if (!isOutage) return "more";
      for (const { entry } of due) postponed.set(entry.id, 0);
      return "done";
    },
  };
}

/** A Valkey that came back empty has lost the group: the next pass makes it anew. */
async function claimOrForgetGroup(claim: () => Promise<DlqEntry[]>, forget: () => void): Promise<DlqEntry[]> {
  try {
    return await claim();
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("NOGROUP")) forget();
    throw error;
  }
}

async function sort(
  ctx: Ctx,
  options: ReplayOptions,
  entries: readonly DlqEntry[],
  postponed: Map<string, number>,
): Promise<Held[]> {
  const now = ctx.clock.now().getTime();
  const due: Held[] = [];
  for (const entry of entries) {
    const message = decodeMessage(options.kind, entry.text);
    const at = message && dueAtMs(message);
    if (message === undefined)
      await bury(ctx, options, { entry, retryCount: 0, cause: "the entry is not a readable message" });
    else if (at === undefined)
      await bury(ctx, options, { entry, retryCount: message.retryCount, cause: message.lastError });
    else if (at > now) postponed.set(entry.id, at);
    else due.push({ entry, message });
  }
  return due;
}

/** Stores a batch; when the data is refused, halves it until the bad message is alone. True when the database is out. */
async function replay(ctx: Ctx, options: ReplayOptions, held: readonly Held[]): Promise<boolean> {
  try {
    await options.store(
      ctx,
      held.map(({ message }) => message.payload),
    );
  } catch (error) {
    if (error instanceof AppError && error.code === "UNAVAILABLE") return true;
    if (held.length > 1) {
      const middle = Math.ceil(held.length / 2);
      return (await replay(ctx, options, held.slice(0, middle))) || replay(ctx, options, held.slice(middle));
    }
    for (const one of held) await setAside(ctx, options, one, error);
    return false;
  }
  await settleEntries(
    options.valkey,
    options.kind,
    held.map(({ entry }) => entry),
  );
  return false;
}

async function setAside(ctx: Ctx, options: ReplayOptions, { entry, message }: Held, error: unknown): Promise<void> {
  const retryCount = message.retryCount + 1;
  if (error instanceof AppError) {
    await bury(ctx, options, { entry, retryCount, cause: error.message });
    return;
  }
  ctx.log.error({ err: error, entry: entry.id }, "a queued message can't be stored; it will be tried again");
  const timestamp = ctx.clock.now().toISOString();
  await postponeEntry(options.valkey, entry, {
    ...message,
    retryCount,
    timestamp,
    lastError: "the database write failed",
  });
}

async function bury(
  ctx: Ctx,
  options: ReplayOptions,
  given: { entry: DlqEntry; retryCount: number; cause: string },
): Promise<void> {
  const movedAt = ctx.clock.now().toISOString();
  const { kind, valkey, deadLettersMax: capacity } = options;
  const isBuried = await buryEntry(valkey, given.entry, {
    kind,
    cause: given.cause,
    movedAt,
    retryCount: given.retryCount,
    capacity,
  });
  if (isBuried)
    ctx.log.error({ entry: given.entry.id, cause: given.cause }, "a queued message was moved to the dead letters");
  else
    ctx.log.error(
      { entry: given.entry.id, cause: given.cause },
      "the dead letters are full; the message stays in the queue",
    );
}
