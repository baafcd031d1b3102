import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { RETENTION_DAYS_DEFAULT } from "@/contracts/audit-wire";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { toAppError } from "@/server/infra/db-failure";
import { foldEvents, type LockedRemediation, lockRemediations, moveRemediations } from "@/server/remediations";
import { linkHash } from "./chain";
import { makeReady } from "./make-ready";
import type { ChainedEvent, ReadyEvent } from "./ready-event";
import { repeatsInBatch, settleRepeats } from "./repeats";
import { insertEvents, lockHoldEpoch } from "./sql";

/**
 * The one way into the ledger. All events are stored, chained in the given order and folded into the read model in one
 * transaction, or none is. The number of round trips doesn't depend on the number of events.
 * An id chosen by the client makes its event idempotent: the same content is answered as `duplicate`, other content is a CONFLICT.
 */
export async function appendEvents(ctx: Ctx, events: readonly NewAuditEvent[]): Promise<AppendedEvent[]> {
  requireScope(ctx, "audit:write");
  if (events.length === 0) return [];
  try {
    const ready = await makeReady(ctx, events);
    return await ctx.db.tx(async (tx) => {
      const { answers, written } = await appendReady(tx, ready);
      await written;
      return answers;
    });
  } catch (error) {
    throw toAppError(error);
  }
}

/** `written`: whether the last statements have succeeded. Nothing needs to wait for that but the commit. */
export type Appending = { answers: AppendedEvent[]; written: Promise<unknown> };

/**
 * The same for events that are ready, in the caller's transaction. `leftOut` is asked for while heads are being locked and
 * gives what must not be stored after all; those events get no answer.
 */
export async function appendReady(
  tx: Db,
  ready: readonly ReadyEvent[],
  leftOut: Promise<ReadonlySet<ReadyEvent>> = nothing,
): Promise<Appending> {
  const allFolds = foldEvents(ready);
  const [out, policies, heads] = await Promise.all([leftOut, lockHoldEpoch(tx), lockRemediations(tx, allFolds)]);
  const wanted = out.size === 0 ? ready : ready.filter((event) => !out.has(event));
  const repeats = repeatsInBatch(wanted);
  const first = repeats.size === 0 ? wanted : wanted.filter((event) => !repeats.has(event.index));
  const repeated = await settleRepeats(tx, first);
  const fresh = repeated.size === 0 ? first : first.filter((event) => !repeated.has(event.index));
  const chained = chain(fresh, heads, policies);
  const folds = fresh.length === ready.length ? allFolds : foldEvents(fresh);
  const answers = new Map(repeated);
  for (const stored of chained) answers.set(stored.event.index, receipt(stored));
  return {
    answers: wanted.map((event) => answerFor(event, answers, repeats)),
    written: chained.length === 0 ? nothing : write(tx, chained, moves(chained, heads, folds)),
  };
}

const nothing: Promise<ReadonlySet<never>> = Promise.resolve(new Set<never>());

function write(tx: Db, chained: readonly ChainedEvent[], moved: ReturnType<typeof moves>): Promise<unknown> {
  return Promise.all([insertEvents(tx, chained), moveRemediations(tx, moved)]);
}

/** Gives each event the next position of its chain. */
function chain(
  events: readonly ReadyEvent[],
  heads: ReadonlyMap<string, LockedRemediation>,
  policies: ReadonlyMap<string, number>,
): ChainedEvent[] {
  const ends = new Map<string, { chainSeq: number; hash: string | null }>();
  return events.map((event) => {
    const end = ends.get(event.correlationId) ?? startOf(heads, event.correlationId);
    const chainSeq = end.chainSeq + 1;
    const eventHash = linkHash(end.hash, chainSeq, event.contentDigest);
    ends.set(event.correlationId, { chainSeq, hash: eventHash });
    const retentionDays = event.retentionDays ?? policies.get(event.eventCategory) ?? RETENTION_DAYS_DEFAULT;
    return { event, retentionDays, chainSeq, eventHash, previousEventHash: end.hash };
  });
}

function startOf(heads: ReadonlyMap<string, LockedRemediation>, correlationId: string) {
  const head = lockedHead(heads, correlationId);
  return { chainSeq: head.chainSeq, hash: head.headHash };
}

function lockedHead(heads: ReadonlyMap<string, LockedRemediation>, correlationId: string): LockedRemediation {
  const head = heads.get(correlationId);
  if (head === undefined) throw new Error(`the head of ${correlationId} was not locked`);
  return head;
}

function moves(
  chained: readonly ChainedEvent[],
  heads: ReadonlyMap<string, LockedRemediation>,
  folds: ReturnType<typeof foldEvents>,
) {
  const last = new Map<string, { chainSeq: number; headHash: string; storedCount: number }>();
  for (const { event, chainSeq, eventHash } of chained) {
    const storedCount = (last.get(event.correlationId)?.storedCount ?? 0) + 1;
    last.set(event.correlationId, { chainSeq, headHash: eventHash, storedCount });
  }
  return [...last].map(([correlationId, end]) => {
    const fold = folds.get(correlationId);
    if (fold === undefined) throw new Error(`the events of ${correlationId} were not folded`);
    return { locked: lockedHead(heads, correlationId), fold, ...end };
  });
}

function receipt({ event, chainSeq, eventHash }: ChainedEvent): AppendedEvent {
  const { eventId, eventTimestamp, correlationId } = event;
  return { eventId, eventTimestamp, correlationId, chainSeq, eventHash, status: "stored" };
}

function answerFor(
  event: ReadyEvent,
  answers: ReadonlyMap<number, AppendedEvent>,
  repeats: ReadonlyMap<number, number>,
): AppendedEvent {
  const original = repeats.get(event.index);
  const answer = answers.get(original ?? event.index);
  if (answer === undefined) throw new Error(`event ${event.index} was neither stored nor recognised`);
  return original === undefined ? answer : { ...answer, status: "duplicate" };
}
