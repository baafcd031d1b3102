import { setTimeout as wait } from "node:timers/promises";
import { createRandom } from "@/server/demo/random";
import { type Stack, untilQueueIsEmpty, withAdmin } from "../rig/stack";
import { type Accounts, settleAccounts } from "./accounts";
import { Book } from "./book";
import { sendAll, type Tally } from "./sender";
import { type Kind, makeUnits } from "./units";

type Victim = "server" | "postgres" | "valkey";
const VICTIMS: readonly [Victim[], ...Victim[][]] = [
  ["server"],
  ["postgres"],
  ["valkey"],
  ["server", "postgres"],
  ["postgres", "valkey"],
  ["server", "valkey"],
];

const WRITERS: readonly { kind: Kind; name: string; batchSize: number }[] = [
  { kind: "single", name: "s1", batchSize: 1 },
  { kind: "single", name: "s2", batchSize: 1 },
  { kind: "singleWithId", name: "i1", batchSize: 1 },
  { kind: "singleWithId", name: "i2", batchSize: 1 },
  { kind: "batch", name: "b1", batchSize: 40 },
  { kind: "batch", name: "b2", batchSize: 100 },
];

export type KillResult = Accounts & { rounds: number; kills: Record<string, number>; requests: Tally };

/**
 * Rounds of SIGKILL under load. Each round kills at a random moment, brings the victims back while the clients go on
 * sending, and ends when the clients have their answers. The accounts are settled at the end, over all rounds.
 */
export async function killRounds(
  stack: Stack,
  { rounds, seed, onRound }: { rounds: number; seed: number; onRound?(round: number, victims: string): void },
): Promise<KillResult> {
  const random = createRandom(`kill/${seed}`);
  const book = new Book();
  const tally: Tally = { sent: 0, again: 0, queued: 0 };
  const kills: Record<string, number> = {};
  for (let round = 0; round < rounds; round++) {
    const victims = random.pick(VICTIMS);
    const name = victims.join("+");
    kills[name] = (kills[name] ?? 0) + 1;
    onRound?.(round, name);
    const moments = { kill: random.int(30, 400), back: random.int(0, 300), end: random.int(50, 250) };
    await killOnce(stack, { victims, moments, round: `r${round}`, book, tally });
  }
  await untilQueueIsEmpty(stack);
  return { rounds, kills, requests: tally, ...(await withAdmin(stack, (db) => settleAccounts(db, book))) };
}

type RoundPlan = {
  victims: readonly Victim[];
  /** Milliseconds from each moment to the next. */
  moments: { kill: number; back: number; end: number };
  round: string;
  book: Book;
  tally: Tally;
};

async function killOnce(stack: Stack, { victims, moments, round, book, tally }: RoundPlan): Promise<void> {
  let isOver = false;
  const over = { book, tally, isOver: () => isOver };
  const writers = WRITERS.map((writer) => sendAll(stack.server.port, makeUnits(book, round, writer), over));
  const all = Promise.all(writers);
  all.catch(() => {});
  await wait(moments.kill);
  await Promise.all(victims.map((victim) => stack[victim].kill()));
  await wait(moments.back);
  // The stores first: a server that starts without its database is a test of its own.
  for (const victim of [...victims].reverse()) await stack[victim].start();
  await wait(moments.end);
  isOver = true;
  await all;
}
