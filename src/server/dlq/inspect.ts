import type { Valkey } from "@/server/infra/valkey";
import { bytesKeyOf, CONSUMER_GROUP, type DlqKind, deadLetterStreamOf, streamOf } from "./keys";

export type DlqDepth = {
  entries: number;
  bytes: number;
  /** Held by some consumer right now. */
  pending: number;
  deadLetters: number;
  /** When the oldest entry was queued, milliseconds since 1970; null for an empty queue. */
  oldestMs: number | null;
};

export async function dlqDepth(valkey: Valkey, kind: DlqKind): Promise<DlqDepth> {
  const { client } = valkey;
  const [entries, bytes, deadLetters, oldest, pending] = await Promise.all([
    client.xlen(streamOf(kind)),
    client.get(bytesKeyOf(kind)),
    client.xlen(deadLetterStreamOf(kind)),
    client.xrange(streamOf(kind), "-", "+", "COUNT", 1),
    pendingCount(valkey, kind),
  ]);
  const first = oldest[0]?.[0];
  return {
    entries,
    bytes: Number(bytes ?? 0),
    pending,
    deadLetters,
    oldestMs: first === undefined ? null : Number(first.split("-")[0]),
  };
}

async function pendingCount({ client }: Valkey, kind: DlqKind): Promise<number> {
  try {
    const summary: unknown = await client.xpending(streamOf(kind), CONSUMER_GROUP);
    return Array.isArray(summary) ? Number(summary[0]) : 0;
  } catch (error) {
    if (error instanceof Error && error.message.startsWith("NOGROUP")) return 0;
    throw error;
  }
}
