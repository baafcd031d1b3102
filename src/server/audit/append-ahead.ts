import type { AppendedEvent } from "@/contracts/audit";
import type { Db } from "@/server/infra/db";
import { isTransientConflict } from "@/server/infra/db-failure";
import type { Statement } from "@/server/infra/db-pipeline";
import { foldEvents, moveUnlocked } from "@/server/remediations";
import { chainEvents, headChanges, receiptOf } from "./chain-events";
import type { HeadMemory } from "./head-memory";
import type { ReadyEvent } from "./ready-event";
import { eventsStep, holdPolicies } from "./sql";

export type Ahead = { db: Db; memory: HeadMemory };

/** Who comes after it on the shared connection waits for a group: a large one goes by itself, where it hardly costs more. */
const ROW_BYTES_MAX = 4 * 1024 * 1024;

/**
 * Chains events to heads as this process remembers them and sends everything at once, `receipts` with it: one round trip,
 * in which PostgreSQL stores all of it or, where a head stands elsewhere, nothing. Then, and where this can't be done, gives
 * nothing, and the events must be appended under locks. The next group may build on what this one has only sent: if this
 * one fails, that one does, too.
 */
export async function appendAhead(
  { db, memory }: Ahead,
  ready: readonly ReadyEvent[],
  receipts: readonly Statement[],
): Promise<AppendedEvent[] | undefined> {
  const { policies } = memory;
  if (policies === undefined || ready.some((event) => event.idFrom !== "server")) return undefined;
  if (bytesOf(ready) > ROW_BYTES_MAX) return undefined;
  const folds = foldEvents(ready);
  const heads = memory.recall(folds.keys());
  if (heads === undefined) return undefined;
  const chained = chainEvents(ready, heads, policies);
  const { statements, to } = moveUnlocked(headChanges(chained, heads, folds));
  try {
    await memory.follow(to, db.pipeline([holdPolicies(policies), ...receipts, ...statements, eventsStep(chained)]));
  } catch (error) {
    if (!isTransientConflict(error)) throw error;
    memory.wasWrong();
    return undefined;
  }
  memory.wasRight();
  return chained.map(receiptOf);
}

function bytesOf(ready: readonly ReadyEvent[]): number {
  return ready.reduce((sum, { row }) => sum + row.to - row.from, 0);
}
