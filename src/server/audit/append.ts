import type { AppendedEvent, NewAuditEvent } from "@/contracts/audit";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";
import type { Db } from "@/server/infra/db";
import { toAppError } from "@/server/infra/db-failure";
import { foldEvents, type Head, type HeadChange, lockRemediations, moveRemediations } from "@/server/remediations";
import { chainEvents, headChanges, receiptOf } from "./chain-events";
import { eventRows } from "./event-rows";
import { makeReady } from "./make-ready";
import type { ChainedEvent, ReadyEvent } from "./ready-event";
import { repeatsInBatch, settleRepeats } from "./repeats";
import { insertRows, lockHoldEpoch, type Policies } from "./sql";

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

/**
 * `written`: the heads as they stand once the last statements have succeeded. Nothing needs to wait for that but the commit.
 * `policies`: those that were stamped.
 */
export type Appending = { answers: AppendedEvent[]; written: Promise<readonly Head[]>; policies: Policies };

/**
 * The same for events that are ready, in the caller's transaction. `leftOut` is asked for while heads are being locked and
 * gives what must not be stored after all; those events get no answer.
 */
export async function appendReady(
  tx: Db,
  ready: readonly ReadyEvent[],
  leftOut: Promise<ReadonlySet<ReadyEvent>> = NOTHING,
): Promise<Appending> {
  const allFolds = foldEvents(ready);
  const [out, policies, heads] = await Promise.all([leftOut, lockHoldEpoch(tx), lockRemediations(tx, allFolds)]);
  const wanted = out.size === 0 ? ready : ready.filter((event) => !out.has(event));
  const repeats = repeatsInBatch(wanted);
  const first = repeats.size === 0 ? wanted : wanted.filter((event) => !repeats.has(event.index));
  const repeated = await settleRepeats(tx, first);
  const fresh = repeated.size === 0 ? first : first.filter((event) => !repeated.has(event.index));
  const chained = chainEvents(fresh, heads, policies);
  const folds = fresh.length === ready.length ? allFolds : foldEvents(fresh);
  const answers = new Map(repeated);
  for (const stored of chained) answers.set(stored.event.index, receiptOf(stored));
  return {
    answers: wanted.map((event) => answerFor(event, answers, repeats)),
    written: chained.length === 0 ? NONE_MOVED : write(tx, chained, headChanges(chained, heads, folds)),
    policies,
  };
}

const NOTHING: Promise<ReadonlySet<never>> = Promise.resolve(new Set<never>());
const NONE_MOVED: Promise<readonly never[]> = Promise.resolve([]);

async function write(tx: Db, chained: readonly ChainedEvent[], changes: readonly HeadChange[]): Promise<Head[]> {
  const [, heads] = await Promise.all([insertRows(tx, eventRows(chained)), moveRemediations(tx, changes)]);
  return heads;
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
