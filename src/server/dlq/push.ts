import { AppError } from "@/lib/errors";
import type { Valkey } from "@/server/infra/valkey";
import { bytesKeyOf, type DlqKind, streamOf } from "./keys";
import { type DlqMessage, encodeMessage } from "./message";
import { pushScript } from "./scripts";

export type DlqCapacity = { entries: number; bytes: number };

/**
 * Queues messages of one kind, all or none. UNAVAILABLE when Valkey can't be reached or the queue is full:
 * nothing that is unprocessed is ever trimmed to make room.
 */
export async function pushMessages(
  valkey: Valkey,
  capacity: DlqCapacity,
  input: { kind: DlqKind; messages: readonly DlqMessage[] },
): Promise<void> {
  if (input.messages.length === 0) return;
  const texts = input.messages.map(encodeMessage);
  const isQueued = await push(valkey, capacity, input.kind, texts);
  if (isQueued) return;
  throw new AppError("UNAVAILABLE", "the database can't be written and its queue is full; try again", {
    retryAfterSeconds: 5,
  });
}

async function push(valkey: Valkey, capacity: DlqCapacity, kind: DlqKind, texts: readonly string[]): Promise<boolean> {
  try {
    const keys = [streamOf(kind), bytesKeyOf(kind)];
    return (await pushScript(valkey.client, keys, [capacity.entries, capacity.bytes, ...texts])) === 1;
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "neither the database nor its queue can be written; try again", {
      retryAfterSeconds: 2,
      cause,
    });
  }
}
