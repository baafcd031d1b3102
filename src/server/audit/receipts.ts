import { createHash, hash, randomInt } from "node:crypto";
import { uuidV7 } from "@/lib/ids";
import { plainArray } from "@/server/infra/array-literal";
import type { Db } from "@/server/infra/db";
import type { Statement } from "@/server/infra/db-pipeline";
import { idMoment } from "./ready-event";

/** The identity of a batch: who sent which bytes. */
export type BatchKey = string;

/** One try of a batch: all of its ids follow from the two. */
export type BatchReceipt = { batchKey: BatchKey; generation: number };

/** `atMs`: when the answer had left the process, milliseconds since 1970. */
export type DeliveredBatch = BatchReceipt & { atMs: number };

/** A row older than this is no evidence of a repeated send: no client tries for so long. */
export const MEMORY_HOURS = 1;

export function batchKeyOf(principal: string, body: Buffer): BatchKey {
  const bodyDigest = hash("sha256", body, "buffer");
  return createHash("sha256").update(principal, "utf8").update("\0").update(bodyDigest).digest("hex");
}

let sequence = randomInt(1000);

/** Microseconds since 1970 that no other batch of this process has, and hardly one of another process. */
export function newGeneration(nowMs: number): number {
  sequence = (sequence + 1) % 1000;
  return nowMs * 1000 + sequence;
}

/** A UUIDv7 takes 74 bits of a digest, written as 19 digits. */
const ID_DIGITS = 19;
const IDS_PER_DIGEST = 6;

/** Ids of the events of a batch, the same for every try of it: UUIDv7s whose random part is from a digest. Asked for in order. */
export function batchEventIds({
  batchKey,
  generation,
}: BatchReceipt): (index: number, eventTimestamp: string) => string {
  const madeAtMs = Math.floor(generation / 1000);
  let part = -1;
  let digits = "";
  return (index, eventTimestamp) => {
    const wanted = Math.floor(index / IDS_PER_DIGEST);
    if (wanted !== part) digits = hash("sha512", `${batchKey}\0${generation}\0${wanted}`, "hex");
    part = wanted;
    const at = (index % IDS_PER_DIGEST) * ID_DIGITS;
    return uuidV7(idMoment(eventTimestamp, madeAtMs), digits.slice(at, at + ID_DIGITS));
  };
}

/**
 * Enters batches in the transaction of their events; a writer of the same batch is waited for. Gives the generation of
 * the other try for those that must not be stored under their own: it is stored and its answer is not known to be
 * delivered, or it began later and came first.
 */
export async function enterReceipts(tx: Db, batches: ReadonlyMap<BatchKey, number>): Promise<Map<BatchKey, number>> {
  const keys = [...batches.keys()].sort();
  const entered = await tx.query<{ batch_key: string }>(
    `${ENTER} returning encode(batch_key, 'hex') as batch_key`,
    [keys, keys.map((key) => batches.get(key))],
    { name: "audit-enter-receipts" },
  );
  if (entered.length === keys.length) return new Map();
  const fresh = new Set(entered.map((row) => row.batch_key));
  return findGenerations(
    tx,
    keys.filter((key) => !fresh.has(key)),
  );
}

/** The same where none is expected to be held back: fails otherwise. */
export function enterAllReceipts(batches: ReadonlyMap<BatchKey, number>): Statement {
  const keys = [...batches.keys()].sort();
  return {
    name: "audit-enter-all-receipts",
    text: `with entered as (${ENTER} returning 1) select require_same((select count(*) from entered)::text, $3)`,
    values: [plainArray(keys), plainArray(keys.map((key) => batches.get(key) ?? null)), String(keys.length)],
  };
}

const ENTER = `insert into ingest_receipts as known (batch_key, generation)
     select decode(t.batch_key, 'hex'), t.generation
       from unnest($1::text[], $2::int8[]) with ordinality as t(batch_key, generation, n)
      order by t.n
     on conflict (batch_key) do update
        set generation = excluded.generation, created_at = now(),
            delivered_at = case when known.generation = excluded.generation then known.delivered_at end,
            answered_at = case when known.generation = excluded.generation then known.answered_at end
      where known.generation <= excluded.generation
        and (known.delivered_at is not null or known.created_at < now() - make_interval(hours => ${MEMORY_HOURS}))`;

async function findGenerations(db: Db, keys: readonly BatchKey[]): Promise<Map<BatchKey, number>> {
  const rows = await db.query<{ batch_key: string; generation: string }>(
    `select encode(batch_key, 'hex') as batch_key, generation from ingest_receipts
      where batch_key = any(select decode(k, 'hex') from unnest($1::text[]) as k)`,
    [keys],
  );
  return new Map(rows.map((row) => [row.batch_key, Number(row.generation)]));
}

/**
 * The senders have their answers: the same bytes are new facts from now on. A row that is not there yet is made: a batch
 * that was queued because the database took too long may be committed after all, later than its answer.
 */
export async function markDelivered(db: Db, batches: readonly DeliveredBatch[]): Promise<void> {
  const sorted = byKey(batches);
  await db.query(
    `insert into ingest_receipts as known (batch_key, generation, delivered_at, answered_at)
     select decode(t.batch_key, 'hex'), t.generation, to_timestamp(t.at_ms / 1000.0), to_timestamp(t.at_ms / 1000.0)
       from unnest($1::text[], $2::int8[], $3::int8[]) with ordinality as t(batch_key, generation, at_ms, n)
      order by t.n
     on conflict (batch_key) do update
        set delivered_at = coalesce(known.delivered_at, excluded.delivered_at),
            answered_at = case when known.generation = excluded.generation then excluded.answered_at else known.answered_at end
      where (known.delivered_at is null or known.answered_at is null) and known.generation <= excluded.generation`,
    [sorted.map((batch) => batch.batchKey), sorted.map((batch) => batch.generation), sorted.map((batch) => batch.atMs)],
    { name: "audit-mark-delivered" },
  );
}

/**
 * Enters queued batches in the transaction of their events, so that a pending commit of an earlier try is waited for and
 * one that comes later finds them. Gives those that must not be stored: they began while the database held the same bytes
 * under an earlier generation of which no answer had arrived.
 */
export async function enterQueued(tx: Db, batches: readonly BatchReceipt[]): Promise<BatchReceipt[]> {
  const repeated: BatchReceipt[] = [];
  for (const round of roundsOf(batches)) repeated.push(...(await enterQueuedRound(tx, round)));
  return repeated;
}

/** Batches of one key take turns, in the order of their generations: a statement can change a row only once. */
function roundsOf(batches: readonly BatchReceipt[]): BatchReceipt[][] {
  const rounds: BatchReceipt[][] = [];
  const turns = new Map<BatchKey, number>();
  for (const batch of [...batches].sort((a, b) => a.generation - b.generation)) {
    const turn = turns.get(batch.batchKey) ?? 0;
    turns.set(batch.batchKey, turn + 1);
    const round = rounds[turn];
    if (round === undefined) rounds[turn] = [batch];
    else round.push(batch);
  }
  return rounds;
}

/** What is stored from the queue says of itself that it was answered: no later try is a repeat of it. */
async function enterQueuedRound(tx: Db, batches: readonly BatchReceipt[]): Promise<BatchReceipt[]> {
  const sorted = byKey(batches);
  const entered = await tx.query<{ batch_key: string }>(
    `insert into ingest_receipts as known (batch_key, generation, delivered_at, answered_at)
     select decode(t.batch_key, 'hex'), t.generation, began, began
       from unnest($1::text[], $2::int8[]) with ordinality as t(batch_key, generation, n),
            to_timestamp(t.generation / 1000000.0) as began
      order by t.n
     on conflict (batch_key) do update
        set generation = excluded.generation, created_at = now(),
            delivered_at = excluded.delivered_at, answered_at = excluded.answered_at
      where known.generation < excluded.generation
        and (least(known.delivered_at, known.answered_at) <= excluded.answered_at
             or known.created_at < excluded.answered_at - make_interval(hours => ${MEMORY_HOURS}))
     returning encode(batch_key, 'hex') as batch_key`,
    [sorted.map(({ batchKey }) => batchKey), sorted.map(({ generation }) => generation)],
    { name: "audit-enter-queued" },
  );
  if (entered.length === sorted.length) return [];
  const fresh = new Set(entered.map((row) => row.batch_key));
  const rest = sorted.filter(({ batchKey }) => !fresh.has(batchKey));
  const known = await findGenerations(
    tx,
    rest.map(({ batchKey }) => batchKey),
  );
  return rest.filter(({ batchKey, generation }) => (known.get(batchKey) ?? generation) < generation);
}

/** The order in which every writer locks the rows. */
function byKey<Batch extends BatchReceipt>(batches: readonly Batch[]): Batch[] {
  return [...batches].sort((a, b) => (a.batchKey < b.batchKey ? -1 : 1));
}

/** Removes rows that no longer tell anything; gives their number. */
export async function forgetReceipts(db: Db): Promise<number> {
  const rows = await db.query(
    `delete from ingest_receipts where created_at < now() - make_interval(hours => ${MEMORY_HOURS * 2}) returning 1 as gone`,
  );
  return rows.length;
}

export async function isDelivered(db: Db, key: BatchKey): Promise<boolean> {
  const row = await db.one<{ is_delivered: boolean }>(
    "select delivered_at is not null as is_delivered from ingest_receipts where batch_key = decode($1, 'hex')",
    [key],
  );
  return row?.is_delivered ?? true;
}
