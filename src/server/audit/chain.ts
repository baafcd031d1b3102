import { hash } from "node:crypto";
import type { NewAuditEvent } from "@/contracts/audit";
import { canonicalString } from "@/lib/canonical-json";

/** The rules of docs/hash-chain.md; 0 marks rows that follow none. */
export const HASH_VERSION = 1;

/** Every field that the content digest covers, beside the payload. */
export type HashedFields = Pick<
  NewAuditEvent,
  | "actorId"
  | "actorIp"
  | "actorType"
  | "clusterName"
  | "correlationId"
  | "durationMs"
  | "errorCode"
  | "errorMessage"
  | "eventAction"
  | "eventCategory"
  | "eventOutcome"
  | "eventTimestamp"
  | "eventType"
  | "eventVersion"
  | "isSensitive"
  | "namespace"
  | "parentEventDate"
  | "parentEventId"
  | "resourceId"
  | "resourceType"
  | "severity"
> & { eventId: string; receivedAt: string };

/**
 * Canonical JSON of the hashed fields: wire names in order, absent values as null. `duration_ms` is a number; ids and times
 * come from columns of those types, in which nothing needs an escape.
 */
export function canonicalFields(event: HashedFields, receivedAt = event.receivedAt): string {
  return (
    `{"actor_id":${text(event.actorId)},"actor_ip":${text(event.actorIp)},"actor_type":${text(event.actorType)}` +
    `,"cluster_name":${text(event.clusterName)},"correlation_id":${text(event.correlationId)}` +
    `,"duration_ms":${event.durationMs ?? "null"},"error_code":${text(event.errorCode)}` +
    `,"error_message":${text(event.errorMessage)},"event_action":${text(event.eventAction)}` +
    `,"event_category":${text(event.eventCategory)},"event_id":"${event.eventId}"` +
    `,"event_outcome":${text(event.eventOutcome)},"event_timestamp":"${event.eventTimestamp}"` +
    `,"event_type":${text(event.eventType)},"event_version":${text(event.eventVersion)}` +
    `,"is_sensitive":${event.isSensitive},"namespace":${text(event.namespace)}` +
    `,"parent_event_date":${text(event.parentEventDate)},"parent_event_id":${text(event.parentEventId)}` +
    `,"received_at":"${receivedAt}","resource_id":${text(event.resourceId)}` +
    `,"resource_type":${text(event.resourceType)},"severity":${text(event.severity)}}`
  );
}

function text(value: string | null): string {
  return value === null ? "null" : canonicalString(value);
}

/** SHA-256 of the payload's canonical form, hex; it alone is needed to check an event whose payload was withheld. */
export function payloadDigest(canonicalPayload: string | Uint8Array): string {
  return hash("sha256", canonicalPayload, "hex");
}

const DIGEST_BYTES = 32;

/** Bytes are assembled here, so that an event costs no buffer of its own. Nothing waits between writing and hashing. */
let scratch = Buffer.alloc(16 * 1024);

/** SHA-256 over the fields and the payload's digest, hex: all of an event but its place in the chain. */
export function contentDigest(event: HashedFields, payload: string, receivedAt?: string): string {
  const fields = canonicalFields(event, receivedAt);
  const bytesMax = fields.length * 3 + DIGEST_BYTES;
  if (scratch.length < bytesMax) scratch = Buffer.alloc(bytesMax * 2);
  const length = scratch.write(fields);
  scratch.write(payload, length, DIGEST_BYTES, "hex");
  return hash("sha256", scratch.subarray(0, length + DIGEST_BYTES), "hex");
}

const DOMAIN = Buffer.from("holdfast-v1\0");
const PREVIOUS_AT = DOMAIN.length;
const POSITION_AT = PREVIOUS_AT + DIGEST_BYTES;
const CONTENT_AT = POSITION_AT + 8;
const link = Buffer.alloc(CONTENT_AT + DIGEST_BYTES);
DOMAIN.copy(link);

/** The event's hash at one position of its chain. `previous` is the hash before it in hex, null for the first. */
export function linkHash(previous: string | null, chainSeq: number, content: string): string {
  link.fill(0, PREVIOUS_AT, POSITION_AT);
  if (previous !== null) link.write(previous, PREVIOUS_AT, DIGEST_BYTES, "hex");
  link.writeBigUInt64BE(BigInt(chainSeq), POSITION_AT);
  link.write(content, CONTENT_AT, DIGEST_BYTES, "hex");
  return hash("sha256", link, "hex");
}
