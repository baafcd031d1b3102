import type { Db } from "@/server/infra/db";

export type PlantedEvents = {
  correlationId: string;
  count: number;
  /** Time of the first event; the others follow an hour apart. */
  from: string;
  firstSeq?: number;
  category?: string;
  retentionDays?: number;
  /** Overrides the day that follows from the time. */
  date?: string;
};

/** Rows with a plausible chain (`hash-1`, `hash-2`, …) for tests of the schema alone. */
export async function insertEvents(db: Db, planted: PlantedEvents): Promise<void> {
  await db.query(
    `insert into audit_events
       (event_timestamp, event_date, event_type, event_category, event_action, event_outcome, actor_type, actor_id,
        resource_type, resource_id, correlation_id, event_data, chain_seq, previous_event_hash, event_hash, retention_days)
     select at, coalesce($7::date, (at at time zone 'UTC')::date), 'gateway.signal.received', $5, 'received', 'success',
            'service', 'gateway', 'Signal', 'signal', $1, jsonb_build_object('n', seq), seq, 'hash-' || seq - 1,
            'hash-' || seq, $6
       from (select seq, $4::timestamptz + (seq - $2) * interval '1 hour' as at
               from generate_series($2::bigint, $2::bigint + $3::bigint - 1) seq) planted`,
    [
      planted.correlationId,
      planted.firstSeq ?? 1,
      planted.count,
      planted.from,
      planted.category ?? "gateway",
      planted.retentionDays ?? 2555,
      planted.date ?? null,
    ],
  );
}
