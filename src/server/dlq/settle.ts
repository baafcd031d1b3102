import type { Valkey } from "@/server/infra/valkey";
import type { DlqEntry } from "./claim";
import { bytesKeyOf, CONSUMER_GROUP, type DlqKind, deadLetterStreamOf, streamOf } from "./keys";
import { type DlqMessage, encodeMessage } from "./message";
import { buryScript, postponeScript, settleScript } from "./scripts";

/** Done: acknowledges the entries and removes them from the stream. */
export async function settleEntries(valkey: Valkey, kind: DlqKind, entries: readonly DlqEntry[]): Promise<void> {
  if (entries.length === 0) return;
  const values = entries.flatMap(({ id, bytes }) => [id, bytes]);
  await settleScript(valkey.client, [streamOf(kind), bytesKeyOf(kind)], [CONSUMER_GROUP, ...values]);
}

/** Failed once more: the entry is replaced by a copy that carries its count and cause. */
export async function postponeEntry(valkey: Valkey, entry: DlqEntry, message: DlqMessage): Promise<void> {
  const keys = [streamOf(message.kind), bytesKeyOf(message.kind)];
  await postponeScript(valkey.client, keys, [CONSUMER_GROUP, entry.id, entry.bytes, encodeMessage(message)]);
}

/**
 * Given up: moves the entry with its original bytes and its cause to the dead letters.
 * False when those are full; the entry then stays where it is.
 */
export async function buryEntry(
  valkey: Valkey,
  entry: DlqEntry,
  input: { kind: DlqKind; cause: string; movedAt: string; retryCount: number; capacity: number },
): Promise<boolean> {
  const keys = [streamOf(input.kind), bytesKeyOf(input.kind), deadLetterStreamOf(input.kind)];
  const { movedAt, retryCount, cause, capacity } = input;
  return (
    (await buryScript(valkey.client, keys, [
      CONSUMER_GROUP,
      entry.id,
      entry.bytes,
      movedAt,
      retryCount,
      cause,
      capacity,
    ])) === 1
  );
}
