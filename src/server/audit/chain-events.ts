import type { AppendedEvent } from "@/contracts/audit";
import { RETENTION_DAYS_DEFAULT } from "@/contracts/audit-wire";
import type { foldEvents, Head, HeadChange } from "@/server/remediations";
import { linkHash } from "./chain";
import type { ChainedEvent, ReadyEvent } from "./ready-event";
import type { Policies } from "./sql";

type Heads = ReadonlyMap<string, Head>;

/** Gives each event the next position of its chain. */
export function chainEvents(events: readonly ReadyEvent[], heads: Heads, policies: Policies): ChainedEvent[] {
  const ends = new Map<string, { chainSeq: number; hash: string | null }>();
  return events.map((event) => {
    const end = ends.get(event.correlationId) ?? startOf(heads, event.correlationId);
    const chainSeq = end.chainSeq + 1;
    const eventHash = linkHash(end.hash, chainSeq, event.contentDigest);
    ends.set(event.correlationId, { chainSeq, hash: eventHash });
    const retentionDays = event.retentionDays ?? policies.get(event.eventCategory) ?? RETENTION_DAYS_DEFAULT;
    return { event, retentionDays, chainSeq, eventHash, previousEventHash: end.hash };
  });
}

/** Where each chain ends after its events. */
export function headChanges(
  chained: readonly ChainedEvent[],
  heads: Heads,
  folds: ReturnType<typeof foldEvents>,
): HeadChange[] {
  const last = new Map<string, { chainSeq: number; headHash: string; storedCount: number }>();
  for (const { event, chainSeq, eventHash } of chained) {
    const storedCount = (last.get(event.correlationId)?.storedCount ?? 0) + 1;
    last.set(event.correlationId, { chainSeq, headHash: eventHash, storedCount });
  }
  return [...last].map(([correlationId, end]) => {
    const fold = folds.get(correlationId);
    if (fold === undefined) throw new Error(`the events of ${correlationId} were not folded`);
    return { from: headOf(heads, correlationId), fold, ...end };
  });
}

export function receiptOf({ event, chainSeq, eventHash }: ChainedEvent): AppendedEvent {
  const { eventId, eventTimestamp, correlationId } = event;
  return { eventId, eventTimestamp, correlationId, chainSeq, eventHash, status: "stored" };
}

function startOf(heads: Heads, correlationId: string) {
  const head = headOf(heads, correlationId);
  return { chainSeq: head.chainSeq, hash: head.headHash };
}

function headOf(heads: Heads, correlationId: string): Head {
  const head = heads.get(correlationId);
  if (head === undefined) throw new Error(`the head of ${correlationId} is not known`);
  return head;
}
