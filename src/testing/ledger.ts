import type { Db } from "@/server/infra/db";
import { type VerifierHead, type VerifierRow, verifyIndependently } from "./independent-verifier";

const utc = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as ${column}`;

/** A stored chain as docs/hash-chain.md tells a stranger to read it, and what the independent verifier says of it. */
export async function readChain(db: Db, correlationId: string) {
  const rows = await db.query<VerifierRow>(
    `select event_id, event_version, ${utc("event_timestamp")}, ${utc("received_at")}, event_date, event_type, event_category,
            event_action, event_outcome, actor_type, actor_id, actor_ip, resource_type, resource_id, correlation_id,
            parent_event_id, parent_event_date, namespace, cluster_name, severity, duration_ms, error_code, error_message,
            retention_days, is_sensitive, event_data::text, chain_seq, event_hash, previous_event_hash, hash_version
       from audit_events where correlation_id = $1 order by chain_seq`,
    [correlationId],
  );
  const head = await db.one<NonNullable<VerifierHead>>(
    "select chain_seq, head_hash from remediations where correlation_id = $1",
    [correlationId],
  );
  return { rows, head, faults: verifyIndependently(rows, head) };
}
