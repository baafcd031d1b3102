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

/** Failed once more: the entry is replaced by a copy that carries its count and cause. False when it is gone. */
export async function postponeEntry(valkey: Valkey, entry: DlqEntry, message: DlqMessage): Promise<boolean> {
  const keys = [streamOf(message.kind), bytesKeyOf(message.kind)];
  const values = [CONSUMER_GROUP, entry.id, entry.bytes, encodeMessage(message)];
  return (await postponeScript(valkey.client, keys, values)) === 1;
}

/**
 * Given up: moves the entry with its original bytes and its cause to the dead letters. `full`: those have no room, and the
 * entry stays where it is. `gone`: somebody else has dealt with it.
 */
export async function buryEntry(
  valkey: Valkey,
  entry: DlqEntry,
  input: { kind: DlqKind; cause: string; movedAt: string; retryCount: number; capacity: number },
): Promise<"buried" | "full" | "gone"> {
  const keys = [streamOf(input.kind), bytesKeyOf(input.kind), deadLetterStreamOf(input.kind)];
  const { movedAt, retryCount, cause, capacity } = input;
  const values = [CONSUMER_GROUP, entry.id, entry.bytes, movedAt, retryCount, cause, capacity];
  const outcome = await buryScript(valkey.client, keys, values);
  if (outcome === 2) return "gone";
  return outcome === 1 ? "buried" : "full";
}
