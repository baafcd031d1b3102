import { randomUUID } from "node:crypto";
import { BATCH_PATH, SINGLE_PATH } from "../load/requests";
import type { Book } from "./book";
import type { Unit } from "./sender";

const CORRELATIONS = 12;

export type Kind = "single" | "singleWithId" | "batch";

/** Events without end; the writers of a round share its correlations, so that they meet on the same chains. */
export function* makeUnits(
  book: Book,
  round: string,
  writer: { kind: Kind; name: string; batchSize: number },
): Generator<Unit> {
  for (let n = 0; ; n++) {
    if (writer.kind === "batch") {
      yield batchOf(book, round, `${writer.name}-${n}`, writer.batchSize);
    } else {
      const marker = `${round}-${writer.name}-${n}`;
      const eventId = writer.kind === "singleWithId" ? randomUUID() : undefined;
      const body = makeEvent(book, marker, { correlationId: correlationOf(round, n), eventId });
      yield { markers: [marker], path: SINGLE_PATH, body, isRecognised: eventId !== undefined };
    }
  }
}

export function batchOf(book: Book, round: string, name: string, size: number): Unit {
  const markers = Array.from({ length: size }, (_, index) => `${round}-${name}-${index}`);
  const events = markers.map((marker, index) =>
    makeEvent(book, marker, { correlationId: correlationOf(round, index) }),
  );
  return { markers, path: BATCH_PATH, body: `[${events.join(",")}]`, isRecognised: true };
}

function correlationOf(round: string, n: number): string {
  return `bench-${round}-${n % CORRELATIONS}`;
}

function makeEvent(
  book: Book,
  marker: string,
  { correlationId, eventId }: { correlationId: string; eventId?: string },
): string {
  book.open(marker, correlationId);
  return JSON.stringify({
    event_id: eventId,
    version: "1.0",
    event_type: "gateway.signal.received",
    event_timestamp: new Date().toISOString(),
    event_category: "gateway",
    event_action: "received",
    event_outcome: "success",
    correlation_id: correlationId,
    event_data: { event_type: "gateway.signal.received", signal_name: "BenchSignal", marker },
  });
}
