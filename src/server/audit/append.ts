import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { RETENTION_DAYS_DEFAULT } from "@/contracts/audit-wire";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { toAppError } from "@/server/infra/db-failure";
import { foldEvents, type LockedRemediation, lockRemediations, moveRemediations } from "@/server/remediations";
import { linkHash } from "./chain";
import { makeReady } from "./make-ready";
import type { ReadyEvent } from "./ready-event";
import { repeatsInBatch, settleRepeats } from "./repeats";
import { type ChainedEvent, insertEvents, lockHoldEpoch } from "./sql";

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
    const repeats = repeatsInBatch(ready);
    const first = ready.filter((event) => !repeats.has(event.index));
    const answers = await ctx.db.tx((tx) => store(tx, first));
    return ready.map((event) => answerFor(event, answers, repeats));
  } catch (error) {
    throw toAppError(error);
  }
}

async function store(tx: Db, events: readonly ReadyEvent[]): Promise<Map<number, AppendedEvent>> {
  const policies = await lockHoldEpoch(tx);
  const allFolds = foldEvents(events);
  const heads = await lockRemediations(tx, allFolds);
  const repeated = await settleRepeats(tx, events);
  const fresh = repeated.size === 0 ? events : events.filter((event) => !repeated.has(event.index));
  const chained = chain(fresh, heads, policies);
  if (chained.length > 0) {
    await insertEvents(tx, chained);
    const folds = fresh === events ? allFolds : foldEvents(fresh);
    await moveRemediations(tx, moves(chained, heads, folds));
  }
  const answers = new Map(repeated);
  for (const stored of chained) answers.set(stored.event.index, receipt(stored));
  return answers;
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
