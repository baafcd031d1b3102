import type { Model } from "./fold";

/** Columns that follow from the claims, with their types in PostgreSQL. */
export const MODEL_COLUMNS: Readonly<Record<keyof Model, string>> = {
  kind: "text",
  alias_of: "text",
  phase: "text",
  is_open: "boolean",
  outcome: "text",
  approval: "text",
  approval_requested_at: "timestamptz",
  approval_decided_at: "timestamptz",
  analysis_started_at: "timestamptz",
  analysis_ended_at: "timestamptz",
  ended_at: "timestamptz",
  confidence: "double precision",
  signal_name: "text",
  severity: "text",
  environment: "text",
  priority: "text",
  namespace: "text",
  cluster_name: "text",
  hides_namespace: "boolean",
  hides_cluster: "boolean",
  target_kind: "text",
  target_name: "text",
  fingerprint: "text",
  workflow_id: "text",
  workflow_name: "text",
  workflow_version: "text",
};

export const modelColumns = Object.keys(MODEL_COLUMNS) as (keyof Model)[];

/**
 * What a move of a head says, with the types of PostgreSQL. `base_hash` and `base_rebuild_count`: where it starts from, and how
 * often the model had been rebuilt. `stored`, `failures` and `repeats` are added.
 */
export const HEAD_COLUMNS = {
  correlation_id: "text",
  base_hash: "text",
  base_rebuild_count: "integer",
  chain_seq: "bigint",
  head_hash: "text",
  stored: "bigint",
  failures: "integer",
  repeats: "integer",
  started_at: "timestamptz",
  first_date: "date",
  last_at: "timestamptz",
  last_date: "date",
} as const;

export type HeadMove = Record<"correlation_id" | "head_hash" | "started_at" | "first_date", string> &
  Record<"last_at" | "last_date", string> &
  Record<"base_rebuild_count" | "chain_seq" | "stored" | "failures" | "repeats", number> & {
    base_hash: string | null;
    /** Absent where the events only count: most say nothing new of their remediation. */
    model: { columns: Model; foldState: string } | undefined;
  };

/** A time as the contracts write it; sessions run in UTC. */
export const rfc3339 = (column: string) => `to_char(${column}, 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;
