import type { Valkey } from "@/server/infra/valkey";
import { CONSUMER_GROUP, type DlqKind, streamOf } from "./keys";
import { forgetConsumerScript, trimFinishedScript } from "./scripts";

/** An entry that this consumer holds until it settles, postpones or buries it. `bytes`: as counted when it was queued. */
export type DlqEntry = { id: string; text: string; bytes: number };

/** Creates stream and consumer group from the first entry on; harmless when they exist. */
export async function ensureGroup(valkey: Valkey, kind: DlqKind): Promise<void> {
  try {
    await valkey.client.xgroup("CREATE", streamOf(kind), CONSUMER_GROUP, "0", "MKSTREAM");
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("BUSYGROUP")) throw error;
  }
}

type ClaimInput = { kind: DlqKind; consumer: string; count: number };

/** Entries that nobody holds, oldest first. */
export async function claimNew(valkey: Valkey, { kind, consumer, count }: ClaimInput): Promise<DlqEntry[]> {
  const reply = await valkey.client.xreadgroup(
    "GROUP",
    CONSUMER_GROUP,
    consumer,
    "COUNT",
    count,
    "STREAMS",
    streamOf(kind),
    ">",
  );
  return entriesOf(firstStream(reply));
}

type TakeOver = ClaimInput & { deadAfterMs: number; after: string; isKnown(id: string): boolean };

/**
 * Takes entries over from consumers that have not asked for anything for `deadAfterMs`: a live one asks every second,
 * so what it holds, tries or postpones stays its own. The consumer's own ones come up if it does not know of them: the
 * answer that gave them to it was lost. `after` is where the last call ended; the returned one goes into the next, so
 * that entries that can't be settled never hide those behind them. "" means once around.
 */
export async function claimOfDead(
  valkey: Valkey,
  { kind, consumer, count, deadAfterMs, after, isKnown }: TakeOver,
): Promise<{ after: string; entries: DlqEntry[] }> {
  const dead = (await listConsumers(valkey, kind)).filter(
    ({ name, idleMs, pending }) => pending > 0 && (name === consumer || idleMs >= deadAfterMs),
  );
  const ids: string[] = [];
  for (const { name } of dead) {
    const start = after === "" ? "-" : `(${after}`;
    const found: unknown = await valkey.client.xpending(streamOf(kind), CONSUMER_GROUP, start, "+", count, name);
    ids.push(...(Array.isArray(found) ? found : []).map((row: unknown) => String(Array.isArray(row) ? row[0] : "")));
  }
  const taken = ids.sort(byId).slice(0, count);
  const lost = taken.filter((id) => !isKnown(id));
  const entries = await claimAgain(valkey, { kind, consumer, ids: lost, minIdleMs: deadAfterMs });
  return { after: taken.at(-1) ?? "", entries };
}

/**
 * Takes entries by id; those that are gone, or that somebody took within `minIdleMs`, are left out. Of two consumers that
 * ask for the same entry at once only one gets it.
 */
export async function claimAgain(
  valkey: Valkey,
  { kind, consumer, ids, minIdleMs }: { kind: DlqKind; consumer: string; ids: readonly string[]; minIdleMs: number },
): Promise<DlqEntry[]> {
  if (ids.length === 0) return [];
  const reply: unknown = await valkey.client.xclaim(streamOf(kind), CONSUMER_GROUP, consumer, minIdleMs, ...ids);
  return entriesOf(reply);
}

type Consumer = { name: string; pending: number; idleMs: number };

async function listConsumers(valkey: Valkey, kind: DlqKind): Promise<Consumer[]> {
  const consumers: unknown = await valkey.client.xinfo("CONSUMERS", streamOf(kind), CONSUMER_GROUP);
  return (Array.isArray(consumers) ? consumers : []).map((consumer: unknown) => {
    const facts = pairsOf(consumer);
    return {
      name: String(facts.get("name")),
      pending: Number(facts.get("pending")),
      idleMs: Number(facts.get("idle")),
    };
  });
}

/** Removes consumers of replicas that are gone and hold nothing. */
export async function forgetIdleConsumers(valkey: Valkey, kind: DlqKind, idleMs: number): Promise<void> {
  for (const consumer of await listConsumers(valkey, kind)) {
    if (consumer.pending > 0 || consumer.idleMs < idleMs) continue;
    await forgetConsumerScript(valkey.client, [streamOf(kind)], [CONSUMER_GROUP, consumer.name]);
  }
}

/** Removes what was processed but left in the stream, as the former service does; gives the number of entries. */
export async function trimFinished(valkey: Valkey, kind: DlqKind): Promise<number> {
  return Number(await trimFinishedScript(valkey.client, [streamOf(kind)], [CONSUMER_GROUP]));
}

/** Stream ids are two numbers; as texts 10-1 would stand before 9-1. */
function byId(a: string, b: string): number {
  const [aMs = "", aSeq = ""] = a.split("-");
  const [bMs = "", bSeq = ""] = b.split("-");
  return Number(aMs) - Number(bMs) || Number(aSeq) - Number(bSeq);
}

function firstStream(reply: unknown): unknown {
  const stream: unknown = Array.isArray(reply) ? reply[0] : undefined;
  return Array.isArray(stream) ? stream[1] : [];
}

function entriesOf(reply: unknown): DlqEntry[] {
  const rows: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return rows.flatMap((row) => {
    if (!Array.isArray(row) || !Array.isArray(row[1])) return [];
    const fields = pairsOf(row[1]);
    return [{ id: String(row[0]), text: textOf(fields.get("message")), bytes: Number(fields.get("bytes") ?? 0) }];
  });
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function pairsOf(flat: unknown): Map<string, unknown> {
  const values: readonly unknown[] = Array.isArray(flat) ? flat : [];
  const pairs = new Map<string, unknown>();
  for (let i = 0; i + 1 < values.length; i += 2) pairs.set(String(values[i]), values[i + 1]);
  return pairs;
}
