import { settleAccounts } from "./kill/accounts";
import { Book } from "./kill/book";
import { sendAll, type Tally } from "./kill/sender";
import { batchOf, makeUnits } from "./kill/units";
import type { Options } from "./options";
import { round } from "./rig/figures";
import type { Scope } from "./rig/scope";
import { ownStack, queueLength, type Stack, untilQueueIsEmpty, withAdmin } from "./rig/stack";

const BATCH = 500;

/** Events queued while PostgreSQL is stopped, and the time until all of them are in the ledger once it is back. */
export async function benchRecover(scope: Scope, options: Options): Promise<object> {
  return recover(await ownStack(scope, options), options.quick ? 2000 : 10_000);
}

export async function recover(stack: Stack, events: number) {
  const book = new Book();
  await stack.postgres.stop();
  const tally = await fill(stack, book, events);
  const queued = await queueLength(stack);
  const startedAt = performance.now();
  await stack.postgres.start();
  await untilQueueIsEmpty(stack);
  const secondsToEmpty = round((performance.now() - startedAt) / 1000, 2);
  const accounts = await withAdmin(stack, (db) => settleAccounts(db, book));
  return { events, queued, secondsToEmpty, ...accounts, requests: tally };
}

/** A tenth arrives one by one, the rest in batches. */
async function fill({ server }: Stack, book: Book, events: number): Promise<Tally> {
  const tally: Tally = { sent: 0, again: 0, queued: 0 };
  const never = { book, tally, isOver: () => false };
  const singles = firstOf(makeUnits(book, "o", { kind: "single", name: "s", batchSize: 1 }), events / 10);
  const count = Math.ceil((events * 0.9) / BATCH);
  const batches = Array.from({ length: count }, (_, n) => batchOf(book, "o", `b${n}`, (events * 0.9) / count));
  await Promise.all([sendAll(server.port, singles, never), sendAll(server.port, batches, never)]);
  return tally;
}

function firstOf<T>(items: Generator<T>, count: number): T[] {
  return Array.from({ length: count }, () => items.next()).flatMap((next) => (next.done === true ? [] : [next.value]));
}
