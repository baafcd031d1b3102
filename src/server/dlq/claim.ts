import type { Valkey } from "@/server/infra/valkey";
import { CONSUMER_GROUP, type DlqKind, streamOf } from "./keys";

/** An entry that this consumer holds until it settles, postpones or buries it. */
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

/**
 * Entries that another consumer has held for longer than `minIdleMs`, from `cursor` on. The returned cursor goes into the next
 * call, so that a stretch of entries that can't be settled never hides those behind it; "0-0" means once around.
 */
export async function claimIdle(
  valkey: Valkey,
  { kind, consumer, count, minIdleMs, cursor }: ClaimInput & { minIdleMs: number; cursor: string },
): Promise<{ cursor: string; entries: DlqEntry[] }> {
  const reply: unknown = await valkey.client.xautoclaim(
    streamOf(kind),
    CONSUMER_GROUP,
    consumer,
    minIdleMs,
    cursor,
    "COUNT",
    count,
  );
  if (!Array.isArray(reply)) return { cursor: "0-0", entries: [] };
  return { cursor: String(reply[0]), entries: entriesOf(reply[1]) };
}

/** Takes entries by id again, for those whose backoff has passed; ids that are gone are left out. */
export async function claimAgain(
  valkey: Valkey,
  { kind, consumer, ids }: { kind: DlqKind; consumer: string; ids: readonly string[] },
): Promise<DlqEntry[]> {
  if (ids.length === 0) return [];
  const reply: unknown = await valkey.client.xclaim(streamOf(kind), CONSUMER_GROUP, consumer, 0, ...ids);
  return entriesOf(reply);
}

/** Removes consumers of replicas that are gone and hold nothing. */
export async function forgetIdleConsumers(valkey: Valkey, kind: DlqKind, idleMs: number): Promise<void> {
  const consumers: unknown = await valkey.client.xinfo("CONSUMERS", streamOf(kind), CONSUMER_GROUP);
  for (const consumer of Array.isArray(consumers) ? consumers : []) {
    const facts = pairsOf(consumer);
    if (Number(facts.get("pending")) > 0 || Number(facts.get("idle")) < idleMs) continue;
    await valkey.client.xgroup("DELCONSUMER", streamOf(kind), CONSUMER_GROUP, String(facts.get("name")));
  }
}

function firstStream(reply: unknown): unknown {
  const stream: unknown = Array.isArray(reply) ? reply[0] : undefined;
  return Array.isArray(stream) ? stream[1] : [];
}

function entriesOf(reply: unknown): DlqEntry[] {
  const rows: readonly unknown[] = Array.isArray(reply) ? reply : [];
  return rows.flatMap((row) => {
    if (!Array.isArray(row) || !Array.isArray(row[1])) return [];
    const text = String(pairsOf(row[1]).get("message") ?? "");
    return [{ id: String(row[0]), text, bytes: Buffer.byteLength(text) }];
  });
}

function pairsOf(flat: unknown): Map<string, unknown> {
  const values: readonly unknown[] = Array.isArray(flat) ? flat : [];
  const pairs = new Map<string, unknown>();
  for (let i = 0; i + 1 < values.length; i += 2) pairs.set(String(values[i]), values[i + 1]);
  return pairs;
}
