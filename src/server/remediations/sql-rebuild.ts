import type { Db } from "@/server/infra/db";
import { MODEL_COLUMNS, modelColumns, rfc3339 } from "./columns";
import type { FoldEvent } from "./fold";

export type RebuildRow = {
  correlation_id: string;
  chain_seq: string;
  fold_state: string;
  first_event_date: string;
  last_event_date: string;
  started_at: string;
  last_event_at: string;
  failure_count: number;
  duplicate_signals: number;
};

export function selectIdsAfter(db: Db, correlationId: string, limit: number): Promise<{ id: string }[]> {
  return db.query(
    "select correlation_id as id from remediations where correlation_id > $1 order by correlation_id limit $2",
    [correlationId, limit],
  );
}

/** The lock keeps appends out, so no event can be missed between reading and writing. */
export function lockForRebuild(tx: Db, correlationId: string): Promise<RebuildRow | undefined> {
  return tx.one<RebuildRow>(
    `select correlation_id, chain_seq, fold_state, first_event_date, last_event_date, failure_count, duplicate_signals,
       ${rfc3339("started_at")} as started_at, ${rfc3339("last_event_at")} as last_event_at
  from remediations where correlation_id = $1 for update`,
    [correlationId],
  );
}

export function streamEvents(tx: Db, row: RebuildRow): AsyncIterable<FoldEvent[]> {
  return tx.stream<FoldEvent>(
    `select e.correlation_id as "correlationId", e.event_type as "eventType", e.event_category as "eventCategory",
       ${rfc3339("e.event_timestamp")} as "eventTimestamp",
       e.event_outcome as "eventOutcome", e.namespace, e.cluster_name as "clusterName", e.severity,
       e.is_sensitive as "isSensitive", e.event_data as "eventData"
  from audit_events e
 where e.correlation_id = $1 and e.event_date between $2::date and $3::date`,
    [row.correlation_id, row.first_event_date, row.last_event_date],
    1000,
  );
}

const assignments = modelColumns.map((column) => `${column} = m.${column}`).join(", ");
const record = modelColumns.map((column) => `${column} ${MODEL_COLUMNS[column]}`).join(", ");

/** Everything but the head: chain_seq, head_hash and event_count are evidence and stay as they are. */
export async function writeModel(tx: Db, row: Readonly<Record<string, unknown>>): Promise<void> {
  await tx.query(
    `update remediations r set started_at = m.started_at, first_event_date = m.first_date, last_event_at = m.last_at,
    last_event_date = m.last_date, failure_count = m.failures, duplicate_signals = m.repeats, fold_state = m.fold_state,
    ${assignments}
from json_to_record($1::json) as m(correlation_id text, started_at timestamptz, first_date date, last_at timestamptz,
    last_date date, failures integer, repeats integer, fold_state text, ${record})
where r.correlation_id = m.correlation_id`,
    [JSON.stringify(row)],
  );
}
