import { AppError } from "@/lib/errors";
import type { Metrics } from "@/server/infra/metrics";
import type { Valkey } from "@/server/infra/valkey";
import { bytesKeyOf, type DlqKind, metricStreamOf, streamOf } from "./keys";
import { type DlqMessage, encodeMessage } from "./message";
import { pushScript } from "./scripts";

export type DlqCapacity = { entries: number; bytes: number };

export type DlqOptions = { valkey: Valkey; capacity: DlqCapacity; metrics: Pick<Metrics, "queueAdded"> };

/** A key that is set with the push or not at all, to recognise the same push later. */
export type DlqNote = { key: string; value: string | number; seconds: number };

type PushInput = { kind: DlqKind; messages: readonly DlqMessage[]; note?: DlqNote };

/**
 * Queues messages of one kind, all or none. UNAVAILABLE when Valkey can't be reached or the queue is full:
 * nothing that is unprocessed is ever trimmed to make room.
 */
export async function pushMessages(queue: DlqOptions, input: PushInput): Promise<void> {
  if (input.messages.length === 0) return;
  const isQueued = await push(queue, input);
  if (isQueued) {
    queue.metrics.queueAdded.inc({ stream: metricStreamOf(input.kind) }, input.messages.length);
    return;
  }
  throw new AppError("UNAVAILABLE", "the database can't be written and its queue is full; try again", {
    retryAfterSeconds: 5,
  });
}

async function push({ valkey, capacity }: DlqOptions, { kind, messages, note }: PushInput): Promise<boolean> {
  const keys = [streamOf(kind), bytesKeyOf(kind), note?.key ?? "holdfast:no-note"];
  const values = [capacity.entries, capacity.bytes, note?.value ?? "", note?.seconds ?? 0];
  try {
    return (await pushScript(valkey.client, keys, [...values, ...messages.map(encodeMessage)])) === 1;
  } catch (cause) {
    throw new AppError("UNAVAILABLE", "neither the database nor its queue can be written; try again", {
      retryAfterSeconds: 2,
      cause,
    });
  }
}
