import type { StoredLink } from "./chain-walk";

/** A stored event's hashed columns, as text in the forms that the hash covers. */
export type LinkRow = {
  event_id: string;
  event_version: string;
  event_timestamp: string;
  received_at: string;
  event_type: string;
  event_category: string;
  event_action: string;
  event_outcome: StoredLink["eventOutcome"];
  actor_type: string;
  actor_id: string;
  actor_ip: string | null;
  resource_type: string;
  resource_id: string;
  correlation_id: string;
  parent_event_id: string | null;
  parent_event_date: string | null;
  namespace: string | null;
  cluster_name: string | null;
  severity: string | null;
  duration_ms: string | null;
  error_code: string | null;
  error_message: string | null;
  is_sensitive: boolean;
  event_data: string;
  payload_digest: string | null;
  chain_seq: string | null;
  event_hash: string | null;
  previous_event_hash: string | null;
  hash_version: number;
};

/** UTC with microseconds, the form of times in the hash and on the wire. */
export function timestampText(column: string): string {
  return `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
}

const plainColumns = [
  "event_id",
  "event_version",
  "event_type",
  "event_category",
  "event_action",
  "event_outcome",
  "actor_type",
  "actor_id",
  "actor_ip",
  "resource_type",
  "resource_id",
  "correlation_id",
  "parent_event_id",
  "parent_event_date",
  "namespace",
  "cluster_name",
  "severity",
  "duration_ms",
  "error_code",
  "error_message",
  "is_sensitive",
  "event_data",
  "chain_seq",
  "event_hash",
  "previous_event_hash",
  "hash_version",
];

export function linkColumns(table: string): string {
  return [
    ...plainColumns.map((column) => `${table}.${column}`),
    `${timestampText(`${table}.event_timestamp`)} as event_timestamp`,
    `${timestampText(`${table}.received_at`)} as received_at`,
    `encode(${table}.payload_digest, 'hex') as payload_digest`,
  ].join(", ");
}

export function toLink(row: LinkRow): StoredLink {
  return {
    eventId: row.event_id,
    eventVersion: row.event_version,
    eventTimestamp: row.event_timestamp,
    receivedAt: row.received_at,
    eventType: row.event_type,
    eventCategory: row.event_category,
    eventAction: row.event_action,
    eventOutcome: row.event_outcome,
    actorType: row.actor_type,
    actorId: row.actor_id,
    actorIp: row.actor_ip,
    resourceType: row.resource_type,
    resourceId: row.resource_id,
    correlationId: row.correlation_id,
    parentEventId: row.parent_event_id,
    parentEventDate: row.parent_event_date,
    namespace: row.namespace,
    clusterName: row.cluster_name,
    severity: row.severity,
    durationMs: row.duration_ms,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    isSensitive: row.is_sensitive,
    eventData: row.event_data,
    payloadDigest: row.payload_digest,
    chainSeq: row.chain_seq === null ? null : Number(row.chain_seq),
    eventHash: row.event_hash,
    previousEventHash: row.previous_event_hash,
    hashVersion: row.hash_version,
  };
}
