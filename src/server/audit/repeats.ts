import type { AppendedEvent } from "@/contracts/audit";
import { AppError } from "@/lib/errors";
import type { Db } from "@/server/infra/db";
import { contentDigest, type HashedFields } from "./chain";
import { payloadDigestOf, type StoredLink } from "./chain-walk";
import type { ReadyEvent } from "./ready-event";
import { type DateRange, enterLedger, findLedgerEntries, findLinks, type LedgerEntry } from "./sql";

/** Events whose id stands earlier in the same batch: index → index of the first. Other content is a CONFLICT. */
export function repeatsInBatch(events: readonly ReadyEvent[]): Map<number, number> {
  const first = new Map<string, ReadyEvent>();
  const repeats = new Map<number, number>();
  for (const event of events) {
    if (event.idFrom === "server") continue;
    const original = first.get(event.eventId);
    if (original === undefined) {
      first.set(event.eventId, event);
    } else if (senderDigest(event) === senderDigest(original)) {
      repeats.set(event.index, original.index);
    } else {
      throw conflict(event, differingField(event, original, original.payloadDigest));
    }
  }
  return repeats;
}

/**
 * Recognises events that were stored before, under the lock of their heads: by the ledger if the client chose the id, by
 * the event itself if it is replayed. Gives their answers by index; enters new client ids into the ledger.
 */
export async function settleRepeats(tx: Db, events: readonly ReadyEvent[]): Promise<Map<number, AppendedEvent>> {
  const chosen = events.filter((event) => event.idFrom === "client");
  const replayed = events.filter((event) => event.idFrom === "replay");
  const known = await enterIds(tx, chosen);
  const suspects = [...chosen.filter((event) => known.has(event.eventId)), ...replayed];
  if (suspects.length === 0) return new Map();

  const stored = await findLinks(
    tx,
    suspects.map((event) => event.eventId),
    rangeOf(suspects, known),
  );
  const answers = new Map<number, AppendedEvent>();
  for (const event of suspects) {
    const link = stored.get(event.eventId);
    const entry = known.get(event.eventId);
    if (link !== undefined) answers.set(event.index, duplicateOf(event, link, entry));
    else if (entry !== undefined) throw conflict(event, undefined);
  }
  return answers;
}

/** Entries of the ids that the ledger knew before. */
async function enterIds(tx: Db, events: readonly ReadyEvent[]): Promise<Map<string, LedgerEntry>> {
  if (events.length === 0) return new Map();
  const entries = events
    .map((event) => ({ eventId: event.eventId, eventDate: event.eventDate, contentDigest: senderDigest(event) }))
    .sort((a, b) => (a.eventId < b.eventId ? -1 : 1));
  const fresh = await enterLedger(tx, entries);
  const old = entries.filter((entry) => !fresh.has(entry.eventId)).map((entry) => entry.eventId);
  if (old.length === 0) return new Map();
  return new Map((await findLedgerEntries(tx, old)).map((entry) => [entry.eventId, entry]));
}

function rangeOf(suspects: readonly ReadyEvent[], known: ReadonlyMap<string, LedgerEntry>): DateRange {
  const days = suspects.map((event) => known.get(event.eventId)?.eventDate ?? event.eventDate).sort();
  return { from: days[0] ?? "", to: days.at(-1) ?? "" };
}

function duplicateOf(event: ReadyEvent, link: StoredLink, entry: LedgerEntry | undefined): AppendedEvent {
  const isSame = entry !== undefined && entry.contentDigest === senderDigest(event);
  const field = isSame ? undefined : differingField(event, link, payloadDigestOf(link));
  if (field !== undefined || link.chainSeq === null || link.eventHash === null) throw conflict(event, field);
  return {
    eventId: link.eventId,
    eventTimestamp: link.eventTimestamp,
    correlationId: link.correlationId,
    chainSeq: link.chainSeq,
    eventHash: link.eventHash,
    status: "duplicate",
  };
}

/** Digest of what the sender said: the time of arrival is the server's and left empty. */
function senderDigest(event: ReadyEvent): string {
  return contentDigest(event, event.payloadDigest, "");
}

const comparedFields: readonly (readonly [string, keyof HashedFields])[] = [
  ["version", "eventVersion"],
  ["event_timestamp", "eventTimestamp"],
  ["event_type", "eventType"],
  ["event_category", "eventCategory"],
  ["event_action", "eventAction"],
  ["event_outcome", "eventOutcome"],
  ["correlation_id", "correlationId"],
  ["actor_type", "actorType"],
  ["actor_id", "actorId"],
  ["actor_ip", "actorIp"],
  ["resource_type", "resourceType"],
  ["resource_id", "resourceId"],
  ["parent_event_id", "parentEventId"],
  ["parent_event_date", "parentEventDate"],
  ["namespace", "namespace"],
  ["cluster_name", "clusterName"],
  ["severity", "severity"],
  ["duration_ms", "durationMs"],
  ["error_code", "errorCode"],
  ["error_message", "errorMessage"],
  ["is_sensitive", "isSensitive"],
];

/** Wire name of the first field in which two events with one id differ. */
function differingField(event: ReadyEvent, other: HashedFields, otherPayload: string | undefined): string | undefined {
  const field = comparedFields.find(([, key]) => event[key] !== other[key])?.[0];
  if (field !== undefined) return field;
  return otherPayload !== undefined && event.payloadDigest === otherPayload ? undefined : "event_data";
}

function conflict(event: ReadyEvent, field: string | undefined): AppError {
  const path = `[${event.index}].${field ?? "event_id"}`;
  const what =
    field === undefined
      ? "was stored before and can't be compared any more"
      : `was stored before with another ${field}`;
  return new AppError("CONFLICT", `event at index ${event.index}: event_id ${event.eventId} ${what}`, {
    fieldErrors: [{ path, message: "differs from the stored event" }],
  });
}
