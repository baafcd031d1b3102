import type { AppendedEvent } from "@/contracts/audit";
import { giveBuffer } from "@/server/infra/buffer-pool";
import type { Db } from "@/server/infra/db";
import { isTransientConflict } from "@/server/infra/db-failure";
import { type Statement, send } from "@/server/infra/db-pipeline";
import { foldEvents, moveUnlocked } from "@/server/remediations";
import { chainEvents, headChanges, receiptOf } from "./chain-events";
import { eventRows } from "./event-rows";
import type { HeadMemory, Sent } from "./head-memory";
import type { ReadyEvent } from "./ready-event";
import { holdPolicies, insertRows, type Policies, rowsStep } from "./sql";

export type Ahead = { db: Db; memory: HeadMemory };

/** Who comes after it on the shared connection waits for a group: a larger one has a connection of its own. */
const SHARED_BYTES_MAX = 256 * 1024;
/** Whoever waits on the shared connection keeps everybody behind it waiting. */
const SHARED_LOCK_WAIT_MS = 50;
const LOCK_WAIT_MS = 1000;

/**
 * Chains events to heads as this process remembers them and has PostgreSQL store all of it or, where a head stands elsewhere,
 * nothing. Then, and where this can't be done, gives nothing, and the events must be appended under locks. `receipts` go with it.
 * The next group may build on what this one has only sent: if this one fails, that one does, too.
 */
export async function appendAhead(
  { db, memory }: Ahead,
  ready: readonly ReadyEvent[],
  receipts: readonly Statement[],
): Promise<AppendedEvent[] | undefined> {
  const { policies } = memory;
  if (policies === undefined || ready.some((event) => event.idFrom !== "server")) return undefined;
  const folds = foldEvents(ready);
  const heads = memory.recall(folds.keys());
  if (heads === undefined) return undefined;
  const chained = chainEvents(ready, heads, policies);
  const { statements, to } = moveUnlocked(headChanges(chained, heads, folds));
  const group = { policies, receipts, moves: statements, rows: eventRows(chained) };
  const store = bytesOf(ready) > SHARED_BYTES_MAX ? storeAlone : storeInLine;
  try {
    await memory.follow(to, (own, earlier) => store(db, group, own, earlier));
  } catch (error) {
    if (!isTransientConflict(error)) throw error;
    memory.wasWrong();
    return undefined;
  }
  memory.wasRight();
  giveBuffer(group.rows);
  return chained.map(receiptOf);
}

type Group = {
  policies: Policies;
  receipts: readonly Statement[];
  moves: readonly Statement[];
  rows: Buffer;
};

/** One round trip over the connection on which such groups follow each other in the order in which they were sent. */
async function storeInLine(db: Db, group: Group, own: Sent, earlier: readonly Sent[]): Promise<void> {
  const elsewhere = earlier.filter((sent) => !sent.isInLine);
  if (elsewhere.length > 0) await Promise.all(elsewhere.map((sent) => sent.end));
  own.isInLine = true;
  const { policies, receipts, moves, rows } = group;
  await db.pipeline([holdPolicies(policies, SHARED_LOCK_WAIT_MS), ...receipts, ...moves, rowsStep(rows)]);
}

/** Rows first, while earlier groups of the same chains are still being stored; heads when those have ended. */
function storeAlone(db: Db, group: Group, _own: Sent, earlier: readonly Sent[]): Promise<void> {
  const { policies, receipts, moves, rows } = group;
  return db.tx(
    async (tx) => {
      for (const statement of [holdPolicies(policies, LOCK_WAIT_MS), ...receipts]) {
        tx.answerWithCommit(send(tx, statement));
      }
      tx.answerWithCommit(insertRows(tx, rows));
      await Promise.all(earlier.map((sent) => sent.end));
      for (const statement of moves) tx.answerWithCommit(send(tx, statement));
    },
    { attempts: 1 },
  );
}

function bytesOf(ready: readonly ReadyEvent[]): number {
  return ready.reduce((sum, { row }) => sum + row.to - row.from, 0);
}
