import { randomBytes } from "node:crypto";
import type { NewAuditEvent } from "@/contracts/audit";
import { newId } from "@/lib/ids";
import { jsonText } from "@/lib/json-text";
import { dateOf } from "@/lib/time";
import type { Db } from "@/server/infra/db";
import { copyField } from "@/server/infra/db-copy";
import { specifiedTables } from "../../prisma/specification";

export const SPECIFIED = "bench_specified.audit_events";
export const SPECIFIED_WITH_OUR_INDEXES = "bench_ours.audit_events";

/** The indexes as the specification writes them down. */
export const PLAIN_INDEXES = [
  "(event_timestamp desc)",
  "(correlation_id, event_timestamp desc)",
  "(event_type, event_timestamp desc)",
  "using gin (event_data)",
  "((event_data ->> 'pre_remediation_spec_hash'), event_timestamp desc)",
];
/** The same five in the form that the product gives them. */
export const OUR_INDEXES = [
  ...PLAIN_INDEXES.slice(0, 3),
  "using gin (event_data jsonb_path_ops)",
  `${PLAIN_INDEXES[4]} where (event_data ->> 'pre_remediation_spec_hash') is not null`,
];

/** What plain COPY is measured against: the specification's columns, key, partitions and five indexes, and nothing of ours. */
export async function createSpecifiedTables(owner: Db): Promise<void> {
  await createTable(owner, SPECIFIED, PLAIN_INDEXES);
  await createTable(owner, SPECIFIED_WITH_OUR_INDEXES, OUR_INDEXES);
}

export async function createTable(owner: Db, table: string, indexes: readonly string[]): Promise<void> {
  const [schema = ""] = table.split(".");
  const columns = specifiedTables[0]?.columns ?? [];
  const declared = columns.map(({ column, type, default: fallback }) =>
    [`${column} ${type}`, fallback === undefined ? "" : `default ${fallback}`].join(" "),
  );
  await owner.query(`create schema ${schema}`);
  await owner.query(
    `create table ${table} (${declared.join(", ")}, primary key (event_id, event_date)) partition by range (event_date)`,
  );
  for (const { name, bounds } of await productPartitions(owner)) {
    await owner.query(`create table ${schema}.${name} partition of ${table} ${bounds}`);
  }
  for (const index of indexes) await owner.query(`create index on ${table} ${index}`);
}

function productPartitions(owner: Db): Promise<{ name: string; bounds: string }[]> {
  return owner.query(
    `select c.relname::text as name, pg_get_expr(c.relpartbound, c.oid) as bounds
       from pg_inherits i join pg_class c on c.oid = i.inhrelid
      where i.inhparent = 'public.audit_events'::regclass order by 1`,
  );
}

const COLUMNS = [
  "event_id, event_version, event_timestamp, event_date, event_type, event_category, event_action, event_outcome",
  "actor_type, actor_id, resource_type, resource_id, correlation_id, namespace, cluster_name, event_data, event_hash",
  "previous_event_hash, severity, duration_ms, error_message, retention_days, is_sensitive, legal_hold",
].join(", ");

export function copyStatement(table: string): string {
  return `copy ${table} (${COLUMNS}) from stdin`;
}

/** Finished rows with ids and hashes in them, as they stand in the table. */
export function copyRows(events: readonly NewAuditEvent[]): Buffer {
  return Buffer.from(events.map(copyRow).join(""));
}

function copyRow(event: NewAuditEvent): string {
  const fields: (string | null)[] = [
    newId(Date.now()),
    event.eventVersion,
    event.eventTimestamp,
    dateOf(event.eventTimestamp),
    event.eventType,
    event.eventCategory,
    event.eventAction,
    event.eventOutcome,
    event.actorType,
    event.actorId,
    event.resourceType,
    event.resourceId,
    event.correlationId,
    event.namespace,
    event.clusterName,
    jsonText(event.eventData),
    randomBytes(32).toString("hex"),
    randomBytes(32).toString("hex"),
    event.severity ?? "info",
    event.durationMs,
    event.errorMessage,
    "2555",
    String(event.isSensitive),
    "false",
  ];
  return `${fields.map(copyField).join("\t")}\n`;
}
