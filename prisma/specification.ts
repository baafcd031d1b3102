/** What the specification demands of the schema, written down from its text and not from the migrations. */

type SpecifiedColumn = { column: string; type: string; default?: string };
export type SpecifiedTable = { table: string; columns: SpecifiedColumn[] };

export const specifiedTables: SpecifiedTable[] = [
  {
    table: "audit_events",
    columns: columns(`
      event_id uuid
      event_version character varying(10) = '1.0'::character varying
      event_timestamp timestamp with time zone
      event_date date
      event_type character varying(100)
      event_category character varying(50)
      event_action character varying(50)
      event_outcome character varying(20)
      actor_type character varying(50)
      actor_id character varying(255)
      resource_type character varying(100)
      resource_id character varying(255)
      correlation_id character varying(255)
      parent_event_id uuid
      parent_event_date date
      namespace character varying(253)
      cluster_name character varying(255)
      event_data jsonb
      event_hash text
      previous_event_hash text
      severity character varying(20)
      duration_ms bigint
      error_code character varying(50)
      error_message text
      retention_days integer = 2555
      is_sensitive boolean
      legal_hold boolean
      legal_hold_reason text
      legal_hold_placed_by character varying(255)
      legal_hold_placed_at timestamp with time zone`),
  },
  {
    table: "remediation_workflow_catalog",
    columns: columns(`
      workflow_id text
      workflow_name character varying(255)
      version character varying(50)
      is_latest_version boolean
      action_type text
      status character varying(20)
      labels jsonb
      custom_labels jsonb
      detected_labels jsonb
      description jsonb
      execution_bundle text
      execution_bundle_digest text
      engine_config jsonb
      content_hash text
      schema_data jsonb
      created_at timestamp with time zone
      updated_at timestamp with time zone`),
  },
  {
    table: "action_type_taxonomy",
    columns: columns(`
      action_type text
      description jsonb
      status character varying(20)
      disabled_at timestamp with time zone
      disabled_by character varying(255)
      created_at timestamp with time zone
      updated_at timestamp with time zone`),
  },
];

/** Named by the specification without columns. */
export const namedTables = [
  "action_histories",
  "resource_action_traces",
  "oscillation_patterns",
  "oscillation_detections",
  "action_effectiveness_metrics",
  "retention_operations",
];

/** Index, method, and the columns in the catalog's spelling. */
export const specifiedIndexes: [name: string, method: string, columns: string][] = [
  ["idx_audit_events_event_timestamp", "btree", "event_timestamp DESC"],
  ["idx_audit_events_correlation_id", "btree", "correlation_id, event_timestamp DESC"],
  ["idx_audit_events_event_type", "btree", "event_type, event_timestamp DESC"],
  ["idx_audit_events_event_data_gin", "gin", "event_data jsonb_path_ops"],
  [
    "idx_audit_events_pre_remediation_spec_hash",
    "btree",
    "((event_data ->> 'pre_remediation_spec_hash'::text)), event_timestamp DESC",
  ],
];

/** `audit_events_2026_03` to `audit_events_2028_12` with their bounds. */
export function specifiedMonths(): { name: string; bounds: string }[] {
  return Array.from({ length: 34 }, (_, index) => {
    const first = monthAfter(index);
    const name = `audit_events_${first.slice(0, 7).replace("-", "_")}`;
    return { name, bounds: `FOR VALUES FROM ('${first}') TO ('${monthAfter(index + 1)}')` };
  });
}

function monthAfter(months: number): string {
  return new Date(Date.UTC(2026, 2 + months, 1)).toISOString().slice(0, 10);
}

function columns(text: string): SpecifiedColumn[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [declaration = "", value] = line.trim().split(" = ");
      const [column = "", ...type] = declaration.split(" ");
      return { column, type: type.join(" "), ...(value === undefined ? {} : { default: value }) };
    });
}
