import type { NewAuditEvent } from "@/contracts/audit";
import { canonicalJson } from "@/lib/canonical-json";
import { contentDigest, type HashedFields, linkHash, payloadDigest } from "@/server/audit/chain";
import type { ChainHead, StoredLink } from "@/server/audit/chain-walk";

/** An event as `appendEvents` takes it; name only the fields that matter. */
export function newEvent(fields: Partial<NewAuditEvent> = {}): NewAuditEvent {
  return {
    eventVersion: "1.0",
    eventTimestamp: "2026-06-15T12:00:00.000000Z",
    eventType: "gateway.signal.received",
    eventCategory: "gateway",
    eventAction: "received",
    eventOutcome: "success",
    actorType: "service",
    actorId: "gateway-service",
    actorIp: null,
    resourceType: "Signal",
    resourceId: "rr-1",
    correlationId: "rr-1",
    parentEventId: null,
    parentEventDate: null,
    namespace: null,
    clusterName: null,
    severity: "info",
    durationMs: null,
    errorCode: null,
    errorMessage: null,
    retentionDays: null,
    isSensitive: false,
    eventData: '{"event_type":"gateway.signal.received","signal_name":"HighCPU"}',
    ...fields,
  };
}

export function hashedFields(fields: Partial<HashedFields> = {}): HashedFields {
  return { ...newEvent(), eventId: testId(1), receivedAt: "2026-06-15T12:00:01.000000Z", ...fields };
}

/** A UUID that a reader recognises. */
export function testId(n: number): string {
  return `00000000-0000-4000-8000-${String(n).padStart(12, "0")}`;
}

/** A sound chain as the verifier reads it, and its head. */
export function soundChain(length: number): { links: StoredLink[]; head: ChainHead } {
  const links: StoredLink[] = [];
  let previous: string | null = null;
  for (let chainSeq = 1; chainSeq <= length; chainSeq++) {
    const fields = hashedFields({ eventId: testId(chainSeq) });
    const link: StoredLink = chainedLink(fields, `{"n":${chainSeq}}`, chainSeq, previous);
    links.push(link);
    previous = link.eventHash;
  }
  return { links, head: { chainSeq: length, headHash: previous } };
}

export function chainedLink(
  fields: HashedFields,
  eventData: string,
  chainSeq: number,
  previousEventHash: string | null,
): StoredLink {
  const content = contentDigest(fields, payloadDigest(canonicalJson(eventData)));
  const eventHash = linkHash(previousEventHash, chainSeq, content);
  return { ...fields, eventData, payloadDigest: null, chainSeq, eventHash, previousEventHash, hashVersion: 1 };
}
