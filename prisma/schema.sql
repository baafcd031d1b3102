-- Schema after all migrations, written by prisma/dump-schema.ts. Do not edit: change a migration and write it anew.
-- Every object belongs to holdfast_owner.

grant holdfast_owner to holdfast_migrator;

create table _prisma_migrations (
  id character varying(36) not null,
  checksum character varying(64) not null,
  finished_at timestamp with time zone,
  migration_name character varying(255) not null,
  logs text,
  rolled_back_at timestamp with time zone,
  started_at timestamp with time zone not null default now(),
  applied_steps_count integer not null default 0,
  constraint _prisma_migrations_pkey PRIMARY KEY (id)
);
grant select on _prisma_migrations to holdfast_app;

create table action_effectiveness_metrics (
  id bigint not null default nextval('action_effectiveness_metrics_id_seq'::regclass),
  scope_type character varying(50) not null,
  scope_value character varying(200),
  metric_period character varying(20) not null,
  period_start timestamp with time zone not null,
  period_end timestamp with time zone not null,
  action_type character varying(50) not null,
  sample_size integer not null,
  average_score numeric(4,3) not null,
  median_score numeric(4,3),
  std_deviation numeric(4,3),
  confidence_interval_lower numeric(4,3),
  confidence_interval_upper numeric(4,3),
  trend_direction character varying(20),
  trend_confidence numeric(4,3),
  min_sample_size_met boolean not null default false,
  statistical_significance numeric(4,3),
  created_at timestamp with time zone not null default now(),
  constraint action_effectiveness_metrics_pkey PRIMARY KEY (id),
  constraint action_effectiveness_metrics_scope_type_scope_value_metric__key UNIQUE (scope_type, scope_value, metric_period, period_start, action_type)
);
CREATE INDEX idx_action_effectiveness_action ON public.action_effectiveness_metrics USING btree (action_type, period_start DESC);
CREATE INDEX idx_action_effectiveness_period ON public.action_effectiveness_metrics USING btree (period_start, period_end);
CREATE INDEX idx_action_effectiveness_scope ON public.action_effectiveness_metrics USING btree (scope_type, scope_value);
grant insert, select, update on action_effectiveness_metrics to holdfast_app;

create table action_histories (
  id bigint not null default nextval('action_histories_id_seq'::regclass),
  resource_id bigint not null,
  max_actions integer not null default 1000,
  max_age_days integer not null default 30,
  compaction_strategy character varying(20) not null default 'pattern-aware'::character varying,
  oscillation_window_minutes integer not null default 120,
  effectiveness_threshold numeric(3,2) not null default 0.70,
  pattern_min_occurrences integer not null default 3,
  total_actions integer not null default 0,
  last_action_at timestamp with time zone,
  last_analysis_at timestamp with time zone,
  next_analysis_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint action_histories_resource_id_fkey FOREIGN KEY (resource_id) REFERENCES resource_references(id) ON DELETE CASCADE,
  constraint action_histories_pkey PRIMARY KEY (id),
  constraint action_histories_resource_id_key UNIQUE (resource_id)
);
CREATE INDEX idx_action_histories_last_action ON public.action_histories USING btree (last_action_at);
CREATE INDEX idx_action_histories_next_analysis ON public.action_histories USING btree (next_analysis_at);
CREATE TRIGGER action_histories_touch BEFORE UPDATE ON public.action_histories FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on action_histories to holdfast_app;

create table action_type_taxonomy (
  action_type text not null,
  description jsonb not null,
  status character varying(20) not null default 'active'::character varying,
  disabled_at timestamp with time zone,
  disabled_by character varying(255),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint action_type_taxonomy_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'disabled'::character varying])::text[]))),
  constraint action_type_taxonomy_pkey PRIMARY KEY (action_type)
);
CREATE TRIGGER action_type_taxonomy_touch BEFORE UPDATE ON public.action_type_taxonomy FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on action_type_taxonomy to holdfast_app;

create table api_keys (
  key_id uuid not null default gen_random_uuid(),
  prefix character varying(16) not null,
  secret_hash bytea not null,
  name character varying(100) not null,
  owner character varying(255) not null,
  scopes text[] not null,
  namespaces text[],
  clusters text[],
  created_by character varying(255) not null,
  created_at timestamp with time zone not null default now(),
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_by character varying(255),
  revoked_at timestamp with time zone,
  replaced_by uuid,
  constraint api_keys_hash_is_sha256 CHECK ((octet_length(secret_hash) = 32)),
  constraint api_keys_have_scopes CHECK ((cardinality(scopes) > 0)),
  constraint api_keys_limits_not_empty CHECK (((COALESCE(cardinality(namespaces), 1) > 0) AND (COALESCE(cardinality(clusters), 1) > 0))),
  constraint api_keys_revocation_complete CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint api_keys_replaced_by_fkey FOREIGN KEY (replaced_by) REFERENCES api_keys(key_id),
  constraint api_keys_pkey PRIMARY KEY (key_id),
  constraint api_keys_prefix_key UNIQUE (prefix)
);
CREATE UNIQUE INDEX api_keys_live_name_idx ON public.api_keys USING btree (name) WHERE ((revoked_at IS NULL) AND (replaced_by IS NULL));
CREATE TRIGGER api_keys_announce AFTER UPDATE ON public.api_keys FOR EACH ROW WHEN (((old.revoked_at IS DISTINCT FROM new.revoked_at) OR (old.expires_at IS DISTINCT FROM new.expires_at))) EXECUTE FUNCTION announce_access_change();
grant insert, select on api_keys to holdfast_app;
grant update (expires_at, last_used_at, revoked_by, revoked_at, replaced_by) on api_keys to holdfast_app;
comment on table api_keys is 'Keys of machines. The secret itself is shown once and stored nowhere.';
comment on column api_keys.prefix is 'The part of the key that may be seen; it finds the row.';
comment on column api_keys.secret_hash is 'SHA-256 of the secret, which has 256 random bits, so that a slow hash would add nothing.';
comment on column api_keys.replaced_by is 'The key that a rotation made; this one goes on working until it expires.';

create table audit_events (
  event_id uuid not null default gen_random_uuid(),
  event_version character varying(10) not null default '1.0'::character varying,
  event_timestamp timestamp with time zone not null default now(),
  event_date date not null,
  event_type character varying(100) not null,
  event_category character varying(50) not null,
  event_action character varying(50) not null,
  event_outcome character varying(20) not null,
  actor_type character varying(50) not null,
  actor_id character varying(255) not null,
  actor_ip text,
  resource_type character varying(100) not null,
  resource_id character varying(255) not null,
  correlation_id character varying(255) collate "C" not null,
  parent_event_id uuid,
  parent_event_date date,
  namespace character varying(253),
  cluster_name character varying(255),
  event_data jsonb not null,
  event_hash text,
  previous_event_hash text,
  severity character varying(20),
  duration_ms bigint,
  error_code character varying(50),
  error_message text,
  retention_days integer not null default 2555,
  is_sensitive boolean not null default false,
  legal_hold boolean not null default false,
  legal_hold_reason text,
  legal_hold_placed_by character varying(255),
  legal_hold_placed_at timestamp with time zone,
  chain_seq bigint,
  received_at timestamp with time zone not null default now(),
  hash_version smallint not null default 1,
  payload_withheld_at timestamp with time zone,
  payload_digest bytea,
  constraint audit_events_chain_position CHECK (((hash_version = 0) OR ((chain_seq >= 1) AND (event_hash IS NOT NULL)))),
  constraint audit_events_date_is_utc_day CHECK ((event_date = ((event_timestamp AT TIME ZONE 'UTC'::text))::date)),
  constraint audit_events_outcome_known CHECK (((event_outcome)::text = ANY ((ARRAY['success'::character varying, 'failure'::character varying, 'pending'::character varying])::text[]))),
  constraint audit_events_retention_positive CHECK ((retention_days > 0)),
  constraint audit_events_withheld_keeps_digest CHECK (((payload_withheld_at IS NULL) = (payload_digest IS NULL))),
  constraint audit_events_pkey PRIMARY KEY (event_id, event_date)
) partition by RANGE (event_date);
CREATE INDEX idx_audit_events_correlation_id ON ONLY public.audit_events USING btree (correlation_id, event_timestamp DESC);
CREATE INDEX idx_audit_events_event_data_gin ON ONLY public.audit_events USING gin (event_data jsonb_path_ops);
CREATE INDEX idx_audit_events_event_timestamp ON ONLY public.audit_events USING btree (event_timestamp DESC);
CREATE INDEX idx_audit_events_event_type ON ONLY public.audit_events USING btree (event_type, event_timestamp DESC);
CREATE INDEX idx_audit_events_pre_remediation_spec_hash ON ONLY public.audit_events USING btree (((event_data ->> 'pre_remediation_spec_hash'::text)), event_timestamp DESC) WHERE ((event_data ->> 'pre_remediation_spec_hash'::text) IS NOT NULL);
create table audit_events_2026_03 partition of audit_events for values from ('2026-03-01') to ('2026-04-01');
create table audit_events_2026_04 partition of audit_events for values from ('2026-04-01') to ('2026-05-01');
create table audit_events_2026_05 partition of audit_events for values from ('2026-05-01') to ('2026-06-01');
create table audit_events_2026_06 partition of audit_events for values from ('2026-06-01') to ('2026-07-01');
create table audit_events_2026_07 partition of audit_events for values from ('2026-07-01') to ('2026-08-01');
create table audit_events_2026_08 partition of audit_events for values from ('2026-08-01') to ('2026-09-01');
create table audit_events_2026_09 partition of audit_events for values from ('2026-09-01') to ('2026-10-01');
create table audit_events_2026_10 partition of audit_events for values from ('2026-10-01') to ('2026-11-01');
create table audit_events_2026_11 partition of audit_events for values from ('2026-11-01') to ('2026-12-01');
create table audit_events_2026_12 partition of audit_events for values from ('2026-12-01') to ('2027-01-01');
create table audit_events_2027_01 partition of audit_events for values from ('2027-01-01') to ('2027-02-01');
create table audit_events_2027_02 partition of audit_events for values from ('2027-02-01') to ('2027-03-01');
create table audit_events_2027_03 partition of audit_events for values from ('2027-03-01') to ('2027-04-01');
create table audit_events_2027_04 partition of audit_events for values from ('2027-04-01') to ('2027-05-01');
create table audit_events_2027_05 partition of audit_events for values from ('2027-05-01') to ('2027-06-01');
create table audit_events_2027_06 partition of audit_events for values from ('2027-06-01') to ('2027-07-01');
create table audit_events_2027_07 partition of audit_events for values from ('2027-07-01') to ('2027-08-01');
create table audit_events_2027_08 partition of audit_events for values from ('2027-08-01') to ('2027-09-01');
create table audit_events_2027_09 partition of audit_events for values from ('2027-09-01') to ('2027-10-01');
create table audit_events_2027_10 partition of audit_events for values from ('2027-10-01') to ('2027-11-01');
create table audit_events_2027_11 partition of audit_events for values from ('2027-11-01') to ('2027-12-01');
create table audit_events_2027_12 partition of audit_events for values from ('2027-12-01') to ('2028-01-01');
create table audit_events_2028_01 partition of audit_events for values from ('2028-01-01') to ('2028-02-01');
create table audit_events_2028_02 partition of audit_events for values from ('2028-02-01') to ('2028-03-01');
create table audit_events_2028_03 partition of audit_events for values from ('2028-03-01') to ('2028-04-01');
create table audit_events_2028_04 partition of audit_events for values from ('2028-04-01') to ('2028-05-01');
create table audit_events_2028_05 partition of audit_events for values from ('2028-05-01') to ('2028-06-01');
create table audit_events_2028_06 partition of audit_events for values from ('2028-06-01') to ('2028-07-01');
create table audit_events_2028_07 partition of audit_events for values from ('2028-07-01') to ('2028-08-01');
create table audit_events_2028_08 partition of audit_events for values from ('2028-08-01') to ('2028-09-01');
create table audit_events_2028_09 partition of audit_events for values from ('2028-09-01') to ('2028-10-01');
create table audit_events_2028_10 partition of audit_events for values from ('2028-10-01') to ('2028-11-01');
create table audit_events_2028_11 partition of audit_events for values from ('2028-11-01') to ('2028-12-01');
create table audit_events_2028_12 partition of audit_events for values from ('2028-12-01') to ('2029-01-01');
create table audit_events_default partition of audit_events default;
CREATE TRIGGER audit_events_append_only BEFORE DELETE OR UPDATE ON public.audit_events FOR EACH ROW EXECUTE FUNCTION refuse_audit_event_change();
CREATE TRIGGER audit_events_no_truncate BEFORE TRUNCATE ON public.audit_events FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_03_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_03 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_04_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_04 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_05_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_05 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_06_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_06 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_07_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_07 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_08_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_08 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_09_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_09 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_10_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_10 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_11_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2026_12_no_truncate BEFORE TRUNCATE ON public.audit_events_2026_12 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_01_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_01 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_02_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_02 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_03_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_03 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_04_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_04 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_05_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_05 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_06_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_06 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_07_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_07 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_08_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_08 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_09_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_09 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_10_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_10 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_11_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2027_12_no_truncate BEFORE TRUNCATE ON public.audit_events_2027_12 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_01_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_01 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_02_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_02 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_03_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_03 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_04_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_04 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_05_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_05 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_06_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_06 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_07_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_07 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_08_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_08 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_09_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_09 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_10_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_10 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_11_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_2028_12_no_truncate BEFORE TRUNCATE ON public.audit_events_2028_12 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER audit_events_default_no_truncate BEFORE TRUNCATE ON public.audit_events_default FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant insert, select on audit_events to holdfast_app;
comment on table audit_events is 'One immutable row per event. A unique key on a partitioned table must contain the partition key, so (correlation_id, chain_seq) cannot be unique here: the head row in remediations, locked by every append, is what hands out each position once.';
comment on column audit_events.event_date is 'UTC day of event_timestamp, written by the append statement; the partition key.';
comment on column audit_events.actor_ip is 'Address as the sender wrote it. Text, because it is hashed and inet would rewrite it.';
comment on column audit_events.parent_event_id is 'No foreign key: it would forbid dropping an expired partition whose events have later children.';
comment on column audit_events.chain_seq is 'Gap-free position in the chain of the correlation, from 1. Null only for imported rows without a hash.';
comment on column audit_events.received_at is 'When the server took the event, to microseconds.';
comment on column audit_events.hash_version is 'Rules the hash follows (docs/hash-chain.md); 0 marks imported rows that follow none of them.';
comment on column audit_events.payload_withheld_at is 'When the payload was replaced by a notice; payload_digest then stands in for it in the hash.';

create table audit_retention_policies (
  policy_id uuid not null default gen_random_uuid(),
  event_category text not null,
  retention_days integer not null,
  legal_hold_override boolean not null default false,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint audit_retention_policies_positive CHECK ((retention_days > 0)),
  constraint audit_retention_policies_pkey PRIMARY KEY (policy_id),
  constraint audit_retention_policies_event_category_key UNIQUE (event_category)
);
CREATE TRIGGER audit_retention_policies_touch BEFORE UPDATE ON public.audit_retention_policies FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant select on audit_retention_policies to holdfast_app;

create table chain_gaps (
  correlation_id character varying(255) collate "C" not null,
  from_seq bigint not null,
  to_seq bigint not null,
  event_count bigint not null,
  hash_before text,
  hash_last text not null,
  run_id uuid not null,
  removed_at timestamp with time zone not null default now(),
  constraint chain_gaps_whole CHECK ((event_count = ((to_seq - from_seq) + 1))),
  constraint chain_gaps_pkey PRIMARY KEY (correlation_id, from_seq)
);
CREATE TRIGGER chain_gaps_keep_rows BEFORE DELETE ON public.chain_gaps FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER chain_gaps_no_truncate BEFORE TRUNCATE ON public.chain_gaps FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant select on chain_gaps to holdfast_app;
comment on table chain_gaps is 'Tombstones: retention removed these positions. hash_before is the hash ahead of the gap, hash_last that of its last event, so the chain can be verified across it.';

create table event_id_ledger (
  event_id uuid not null,
  event_date date not null,
  content_digest bytea not null,
  constraint event_id_ledger_pkey PRIMARY KEY (event_id)
) partition by HASH (event_id);
create table event_id_ledger_0 partition of event_id_ledger for values with (modulus 16, remainder 0);
create table event_id_ledger_1 partition of event_id_ledger for values with (modulus 16, remainder 1);
create table event_id_ledger_2 partition of event_id_ledger for values with (modulus 16, remainder 2);
create table event_id_ledger_3 partition of event_id_ledger for values with (modulus 16, remainder 3);
create table event_id_ledger_4 partition of event_id_ledger for values with (modulus 16, remainder 4);
create table event_id_ledger_5 partition of event_id_ledger for values with (modulus 16, remainder 5);
create table event_id_ledger_6 partition of event_id_ledger for values with (modulus 16, remainder 6);
create table event_id_ledger_7 partition of event_id_ledger for values with (modulus 16, remainder 7);
create table event_id_ledger_8 partition of event_id_ledger for values with (modulus 16, remainder 8);
create table event_id_ledger_9 partition of event_id_ledger for values with (modulus 16, remainder 9);
create table event_id_ledger_10 partition of event_id_ledger for values with (modulus 16, remainder 10);
create table event_id_ledger_11 partition of event_id_ledger for values with (modulus 16, remainder 11);
create table event_id_ledger_12 partition of event_id_ledger for values with (modulus 16, remainder 12);
create table event_id_ledger_13 partition of event_id_ledger for values with (modulus 16, remainder 13);
create table event_id_ledger_14 partition of event_id_ledger for values with (modulus 16, remainder 14);
create table event_id_ledger_15 partition of event_id_ledger for values with (modulus 16, remainder 15);
CREATE TRIGGER event_id_ledger_append_only BEFORE DELETE OR UPDATE ON public.event_id_ledger FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_no_truncate BEFORE TRUNCATE ON public.event_id_ledger FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_0_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_0 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_1_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_1 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_2_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_2 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_3_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_3 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_4_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_4 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_5_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_5 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_6_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_6 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_7_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_7 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_8_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_8 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_9_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_9 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_10_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_10 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_11_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_11 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_12_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_12 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_13_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_13 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_14_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_14 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER event_id_ledger_15_no_truncate BEFORE TRUNCATE ON public.event_id_ledger_15 FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant insert, select on event_id_ledger to holdfast_app;
comment on table event_id_ledger is 'Ids that clients chose, so that a repeated send is recognised in every partition. Ids made by the server are not listed.';

create table ingest_receipts (
  batch_key bytea not null,
  generation bigint not null,
  created_at timestamp with time zone not null default now(),
  delivered_at timestamp with time zone,
  answered_at timestamp with time zone,
  constraint ingest_receipts_pkey PRIMARY KEY (batch_key)
) with (fillfactor=70);
CREATE INDEX idx_ingest_receipts_created_at ON public.ingest_receipts USING btree (created_at);
grant delete, insert, select, update on ingest_receipts to holdfast_app;
comment on table ingest_receipts is 'One row per batch, written with its events. While delivered_at is null the sender may not have its answer, so the same bytes from the same principal are a repeated send; afterwards they are new facts.';
comment on column ingest_receipts.batch_key is 'SHA-256 over the principal and the SHA-256 of the body.';
comment on column ingest_receipts.generation is 'Microseconds since 1970 at the first try; with batch_key and index it gives the ids of the events.';
comment on column ingest_receipts.answered_at is 'When the answer to the try of this generation left the process whole; delivered_at also counts later tries of the same bytes.';

create table ledger_operations (
  operation_id bigint not null default nextval('ledger_operations_operation_id_seq'::regclass),
  operation text not null,
  details jsonb not null,
  performed_by character varying(255) not null,
  login text not null default SESSION_USER,
  performed_at timestamp with time zone not null default now(),
  constraint ledger_operations_pkey PRIMARY KEY (operation_id)
);
CREATE TRIGGER ledger_operations_keep_rows BEFORE DELETE ON public.ledger_operations FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER ledger_operations_no_truncate BEFORE TRUNCATE ON public.ledger_operations FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant select on ledger_operations to holdfast_app;
comment on table ledger_operations is 'What was done to the ledger other than appending: partitions made, rows moved, payloads withheld.';

create table legal_holds (
  hold_id uuid not null default gen_random_uuid(),
  scope jsonb not null,
  reason text not null,
  placed_by character varying(255) not null,
  placed_at timestamp with time zone not null default now(),
  released_at timestamp with time zone,
  released_by character varying(255),
  release_reason text,
  constraint legal_holds_release_complete CHECK ((((released_at IS NULL) = (released_by IS NULL)) AND ((released_at IS NULL) = (release_reason IS NULL)))),
  constraint legal_holds_pkey PRIMARY KEY (hold_id)
);
CREATE INDEX legal_holds_live ON public.legal_holds USING btree (placed_at) WHERE (released_at IS NULL);
CREATE TRIGGER legal_holds_keep_rows BEFORE DELETE ON public.legal_holds FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER legal_holds_no_truncate BEFORE TRUNCATE ON public.legal_holds FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant select on legal_holds to holdfast_app;
comment on table legal_holds is 'The record of holds: a remediation is held while a live row covers it, from the commit of that row.';
comment on column legal_holds.scope is 'Selects remediations; all keys must match: correlation_ids (list), namespace, cluster_name, target_kind, target_name.';

create table model_rebuilds (
  reason text not null,
  requested_at timestamp with time zone not null default now(),
  finished_at timestamp with time zone,
  constraint model_rebuilds_pkey PRIMARY KEY (reason)
);
grant select on model_rebuilds to holdfast_app;
grant update (finished_at) on model_rebuilds to holdfast_app;
comment on table model_rebuilds is 'Rows of remediations that an older version has written are written anew, once per reason, by a background loop.';

create table notification_audit (
  id bigint not null default nextval('notification_audit_id_seq'::regclass),
  remediation_id character varying(255) not null,
  notification_id character varying(255) not null,
  recipient character varying(255) not null,
  channel character varying(50) not null,
  message_summary text not null,
  status character varying(50) not null,
  sent_at timestamp with time zone not null,
  delivery_status text,
  error_message text,
  escalation_level integer not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint notification_audit_channel_check CHECK (((channel)::text = ANY ((ARRAY['email'::character varying, 'slack'::character varying, 'pagerduty'::character varying, 'sms'::character varying, 'webhook'::character varying, 'teams'::character varying, 'console'::character varying, 'file'::character varying, 'log'::character varying])::text[]))),
  constraint notification_audit_status_check CHECK (((status)::text = ANY ((ARRAY['sent'::character varying, 'failed'::character varying, 'pending'::character varying, 'acknowledged'::character varying, 'escalated'::character varying])::text[]))),
  constraint notification_audit_pkey PRIMARY KEY (id),
  constraint notification_audit_notification_id_key UNIQUE (notification_id)
);
CREATE INDEX idx_notification_audit_created ON public.notification_audit USING btree (created_at DESC);
CREATE INDEX idx_notification_audit_remediation ON public.notification_audit USING btree (remediation_id);
CREATE TRIGGER notification_audit_touch BEFORE UPDATE ON public.notification_audit FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on notification_audit to holdfast_app;

create table oscillation_detections (
  id bigint not null default nextval('oscillation_detections_id_seq'::regclass),
  pattern_id bigint not null,
  resource_id bigint not null,
  detected_at timestamp with time zone not null default now(),
  confidence numeric(4,3) not null,
  action_count integer not null,
  time_span_minutes integer not null,
  matching_actions bigint[],
  pattern_evidence jsonb,
  prevention_applied boolean not null default false,
  prevention_action character varying(50),
  prevention_details jsonb,
  prevention_successful boolean,
  resolved boolean not null default false,
  resolved_at timestamp with time zone,
  resolution_method character varying(50),
  resolution_notes text,
  created_at timestamp with time zone not null default now(),
  constraint oscillation_detections_pattern_id_fkey FOREIGN KEY (pattern_id) REFERENCES oscillation_patterns(id) ON DELETE CASCADE,
  constraint oscillation_detections_resource_id_fkey FOREIGN KEY (resource_id) REFERENCES resource_references(id) ON DELETE CASCADE,
  constraint oscillation_detections_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_oscillation_detections_detected ON public.oscillation_detections USING btree (detected_at);
CREATE INDEX idx_oscillation_detections_open ON public.oscillation_detections USING btree (detected_at) WHERE (NOT resolved);
CREATE INDEX idx_oscillation_detections_pattern ON public.oscillation_detections USING btree (pattern_id, resource_id);
CREATE INDEX idx_oscillation_detections_resource ON public.oscillation_detections USING btree (resource_id);
grant insert, select, update on oscillation_detections to holdfast_app;

create table oscillation_patterns (
  id bigint not null default nextval('oscillation_patterns_id_seq'::regclass),
  pattern_type character varying(50) not null,
  pattern_name character varying(200) not null,
  description text,
  min_occurrences integer not null default 3,
  time_window_minutes integer not null default 120,
  action_sequence jsonb,
  threshold_config jsonb,
  resource_types text[],
  namespaces text[],
  label_selectors jsonb,
  prevention_strategy character varying(50) not null,
  prevention_parameters jsonb,
  alerting_enabled boolean not null default true,
  alert_severity character varying(20) not null default 'warning'::character varying,
  alert_channels text[],
  total_detections integer not null default 0,
  prevention_success_rate numeric(4,3),
  false_positive_rate numeric(4,3),
  last_detection_at timestamp with time zone,
  active boolean not null default true,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint oscillation_patterns_pkey PRIMARY KEY (id),
  constraint oscillation_patterns_pattern_name_key UNIQUE (pattern_name)
);
CREATE INDEX idx_oscillation_patterns_active ON public.oscillation_patterns USING btree (active) WHERE active;
CREATE INDEX idx_oscillation_patterns_last_detection ON public.oscillation_patterns USING btree (last_detection_at);
CREATE INDEX idx_oscillation_patterns_type ON public.oscillation_patterns USING btree (pattern_type);
CREATE TRIGGER oscillation_patterns_touch BEFORE UPDATE ON public.oscillation_patterns FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on oscillation_patterns to holdfast_app;

create table people (
  id text not null,
  name text not null,
  email text not null,
  email_verified boolean not null default false,
  image text,
  two_factor_enabled boolean not null default false,
  deactivated_at timestamp with time zone,
  expires_at timestamp with time zone,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint people_email_is_lower_case CHECK ((email = lower(email))),
  constraint people_pkey PRIMARY KEY (id),
  constraint people_email_key UNIQUE (email)
);
CREATE TRIGGER people_announce AFTER UPDATE ON public.people FOR EACH ROW WHEN (((old.deactivated_at IS DISTINCT FROM new.deactivated_at) OR (old.expires_at IS DISTINCT FROM new.expires_at))) EXECUTE FUNCTION announce_access_change();
grant insert, select on people to holdfast_app;
grant update (name, email, email_verified, image, two_factor_enabled, deactivated_at, expires_at, updated_at) on people to holdfast_app;
comment on table people is 'Accounts of people. A row is never removed: events name it as their actor.';
comment on column people.expires_at is 'From then on the account is as good as deactivated: guests such as an auditor.';

create table people_accounts (
  id text not null,
  account_id text not null,
  provider_id text not null,
  user_id text not null,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  password text,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint people_accounts_user_id_fkey FOREIGN KEY (user_id) REFERENCES people(id),
  constraint people_accounts_pkey PRIMARY KEY (id),
  constraint people_accounts_provider_id_account_id_key UNIQUE (provider_id, account_id)
);
CREATE INDEX people_accounts_user_idx ON public.people_accounts USING btree (user_id);
grant delete, insert, select, update on people_accounts to holdfast_app;
comment on table people_accounts is 'Ways in which a person signs in: a password (hashed by the library) or an account of an identity provider.';

create table people_sessions (
  id text not null,
  token text not null,
  user_id text not null,
  ip_address text,
  user_agent text,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  provider text not null default 'credential'::text,
  groups text[] not null default '{}'::text[],
  constraint people_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES people(id),
  constraint people_sessions_pkey PRIMARY KEY (id),
  constraint people_sessions_token_key UNIQUE (token)
);
CREATE INDEX people_sessions_expires_idx ON public.people_sessions USING btree (expires_at);
CREATE INDEX people_sessions_user_idx ON public.people_sessions USING btree (user_id);
CREATE TRIGGER people_sessions_announce AFTER DELETE ON public.people_sessions FOR EACH ROW EXECUTE FUNCTION announce_access_change();
grant delete, insert, select, update on people_sessions to holdfast_app;
comment on column people_sessions.groups is 'Groups that the identity provider named at sign-in. They count for this session only.';

create table remediation_workflow_catalog (
  workflow_id text not null default (gen_random_uuid())::text,
  workflow_name character varying(255) not null,
  name character varying(255) not null,
  version character varying(50) not null,
  schema_version character varying(10) not null default '1.0'::character varying,
  is_latest_version boolean not null default false,
  previous_version character varying(50),
  action_type text not null,
  status character varying(20) not null default 'active'::character varying,
  status_reason text,
  disabled_at timestamp with time zone,
  disabled_by character varying(255),
  disabled_reason text,
  labels jsonb not null default '{}'::jsonb,
  custom_labels jsonb not null default '{}'::jsonb,
  detected_labels jsonb not null default '{}'::jsonb,
  description jsonb not null default '{}'::jsonb,
  owner character varying(255),
  maintainer character varying(255),
  execution_engine character varying(50) not null default 'tekton'::character varying,
  execution_bundle text,
  execution_bundle_digest text,
  engine_config jsonb,
  service_account_name text,
  schema_image text,
  schema_digest text,
  parameters jsonb,
  content text not null,
  content_hash text not null,
  schema_data jsonb,
  deprecation_notice text,
  version_notes text,
  change_summary text,
  approved_by character varying(255),
  approved_at timestamp with time zone,
  expected_success_rate numeric(4,3),
  expected_duration_seconds integer,
  actual_success_rate numeric(4,3),
  total_executions integer not null default 0,
  successful_executions integer not null default 0,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  created_by character varying(255),
  updated_by character varying(255),
  constraint remediation_workflow_catalog_executions_check CHECK (((successful_executions >= 0) AND (total_executions >= successful_executions))),
  constraint remediation_workflow_catalog_rates_check CHECK ((((expected_success_rate >= (0)::numeric) AND (expected_success_rate <= (1)::numeric)) AND ((actual_success_rate >= (0)::numeric) AND (actual_success_rate <= (1)::numeric)))),
  constraint remediation_workflow_catalog_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'disabled'::character varying, 'deprecated'::character varying, 'archived'::character varying, 'superseded'::character varying])::text[]))),
  constraint fk_workflow_action_type FOREIGN KEY (action_type) REFERENCES action_type_taxonomy(action_type),
  constraint remediation_workflow_catalog_pkey PRIMARY KEY (workflow_id)
);
CREATE INDEX idx_workflow_action_type_status_version ON public.remediation_workflow_catalog USING btree (action_type, status, is_latest_version);
CREATE INDEX idx_workflow_content_hash ON public.remediation_workflow_catalog USING btree (content_hash);
CREATE INDEX idx_workflow_created_at ON public.remediation_workflow_catalog USING btree (created_at DESC);
CREATE INDEX idx_workflow_custom_labels ON public.remediation_workflow_catalog USING gin (custom_labels);
CREATE INDEX idx_workflow_detected_labels ON public.remediation_workflow_catalog USING gin (detected_labels);
CREATE INDEX idx_workflow_labels ON public.remediation_workflow_catalog USING gin (labels);
CREATE INDEX idx_workflow_latest ON public.remediation_workflow_catalog USING btree (workflow_name, is_latest_version) WHERE (is_latest_version = true);
CREATE INDEX idx_workflow_status ON public.remediation_workflow_catalog USING btree (status);
CREATE INDEX idx_workflow_success_rate ON public.remediation_workflow_catalog USING btree (actual_success_rate DESC) WHERE ((status)::text = 'active'::text);
CREATE UNIQUE INDEX uq_workflow_name_active ON public.remediation_workflow_catalog USING btree (workflow_name) WHERE ((status)::text = 'active'::text);
CREATE TRIGGER remediation_workflow_catalog_touch BEFORE UPDATE ON public.remediation_workflow_catalog FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on remediation_workflow_catalog to holdfast_app;
comment on column remediation_workflow_catalog.content is 'The registered document as it was received; schema_data is the same, parsed.';

create table remediations (
  correlation_id character varying(255) collate "C" not null,
  kind text not null default 'other'::text,
  alias_of character varying(255) collate "C",
  started_at timestamp with time zone not null default now(),
  first_event_date date not null default ((now() AT TIME ZONE 'UTC'::text))::date,
  chain_seq bigint not null default 0,
  head_hash text,
  event_count bigint not null default 0,
  failure_count integer not null default 0,
  duplicate_signals integer not null default 0,
  last_event_at timestamp with time zone not null default now(),
  last_event_date date not null default ((now() AT TIME ZONE 'UTC'::text))::date,
  phase text,
  is_open boolean not null default true,
  outcome text not null default 'InProgress'::text,
  approval text not null default 'none'::text,
  approval_requested_at timestamp with time zone,
  approval_decided_at timestamp with time zone,
  analysis_started_at timestamp with time zone,
  analysis_ended_at timestamp with time zone,
  ended_at timestamp with time zone,
  confidence double precision,
  signal_name text,
  severity text,
  environment text,
  priority text,
  namespace text,
  cluster_name text,
  target_kind text,
  target_name text,
  fingerprint text,
  workflow_id text,
  workflow_name text,
  workflow_version text,
  fold_state text not null default ''::text,
  hides_namespace boolean not null default false,
  hides_cluster boolean not null default false,
  rebuild_count integer not null default 0,
  constraint remediations_days_ordered CHECK ((first_event_date <= last_event_date)),
  constraint remediations_head_complete CHECK (((chain_seq = 0) = (head_hash IS NULL))),
  constraint remediations_kind_known CHECK ((kind = ANY (ARRAY['remediation'::text, 'alias'::text, 'catalog'::text, 'access'::text, 'hold'::text, 'run'::text, 'other'::text]))),
  constraint remediations_positions CHECK (((chain_seq >= 0) AND (event_count >= 0))),
  constraint remediations_pkey PRIMARY KEY (correlation_id)
) with (autovacuum_vacuum_scale_factor=0.05, fillfactor=45);
CREATE INDEX remediations_alias_idx ON public.remediations USING btree (alias_of) WHERE (alias_of IS NOT NULL);
CREATE INDEX remediations_namespace_idx ON public.remediations USING btree (namespace, started_at, correlation_id) WHERE (kind = 'remediation'::text);
CREATE INDEX remediations_open_idx ON public.remediations USING btree (started_at, correlation_id) WHERE ((kind = 'remediation'::text) AND is_open);
CREATE INDEX remediations_outcome_idx ON public.remediations USING btree (outcome, started_at, correlation_id) WHERE (kind = 'remediation'::text);
CREATE INDEX remediations_signal_idx ON public.remediations USING btree (signal_name, started_at, correlation_id) WHERE (kind = 'remediation'::text);
CREATE INDEX remediations_started_idx ON public.remediations USING btree (started_at, correlation_id) WHERE (kind = 'remediation'::text);
CREATE TRIGGER remediations_count_rebuild BEFORE UPDATE ON public.remediations FOR EACH ROW WHEN (((new.chain_seq = old.chain_seq) AND (new.fold_state <> old.fold_state))) EXECUTE FUNCTION count_rebuild();
CREATE TRIGGER remediations_head_moves_forward BEFORE UPDATE ON public.remediations FOR EACH ROW WHEN (((new.chain_seq < old.chain_seq) OR (new.event_count < old.event_count) OR ((new.chain_seq = old.chain_seq) <> (NOT (new.head_hash IS DISTINCT FROM old.head_hash))) OR ((new.correlation_id)::text <> (old.correlation_id)::text))) EXECUTE FUNCTION refuse_head_rewrite();
CREATE TRIGGER remediations_keep_rows BEFORE DELETE ON public.remediations FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER remediations_no_truncate BEFORE TRUNCATE ON public.remediations FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant insert, select, update on remediations to holdfast_app;
comment on table remediations is 'Head columns (chain_seq, head_hash, event_count) are evidence and only move forward. All others can be rebuilt from audit_events.';
comment on column remediations.alias_of is 'Correlation that this one belongs to: ai-<name> belongs to <name>.';
comment on column remediations.chain_seq is 'Last position handed out in this chain; 0 only inside the transaction that creates the row.';
comment on column remediations.fold_state is 'What the fold must remember between batches; opaque to everyone else.';
comment on column remediations.hides_namespace is 'The namespace comes from the payload of a sensitive event: it counts for limits and holds and is not shown.';
comment on column remediations.hides_cluster is 'The same of the cluster.';
comment on column remediations.rebuild_count is 'How often fold_state has changed without a new event. Compared by whoever moves the head.';

create table resource_action_traces (
  id bigint not null default nextval('resource_action_traces_id_seq'::regclass),
  action_timestamp timestamp with time zone not null default now(),
  action_history_id bigint not null,
  action_id character varying(64) not null,
  correlation_id character varying(64),
  execution_start_time timestamp with time zone,
  execution_end_time timestamp with time zone,
  execution_duration_ms integer,
  signal_name character varying(200) not null,
  signal_severity character varying(20) not null,
  signal_labels jsonb,
  signal_annotations jsonb,
  signal_firing_time timestamp with time zone,
  incident_type character varying(100),
  alert_name character varying(255),
  incident_severity character varying(20),
  workflow_id character varying(64),
  workflow_version character varying(20),
  workflow_step_number integer,
  workflow_execution_id character varying(64),
  ai_selected_workflow boolean not null default false,
  ai_chained_workflows boolean not null default false,
  ai_manual_escalation boolean not null default false,
  ai_workflow_customization jsonb,
  model_used character varying(100) not null,
  routing_tier character varying(20),
  model_confidence numeric(4,3) not null,
  model_reasoning text,
  alternative_actions jsonb,
  action_type character varying(50) not null,
  action_parameters jsonb,
  resource_state_before jsonb,
  resource_state_after jsonb,
  execution_status character varying(20) not null default 'pending'::character varying,
  execution_error text,
  kubernetes_operations jsonb,
  effectiveness_score numeric(4,3),
  effectiveness_criteria jsonb,
  effectiveness_assessed_at timestamp with time zone,
  effectiveness_assessment_method character varying(20),
  effectiveness_assessment_due timestamp with time zone,
  effectiveness_notes text,
  follow_up_actions jsonb,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint resource_action_traces_action_history_id_fkey FOREIGN KEY (action_history_id) REFERENCES action_histories(id) ON DELETE CASCADE,
  constraint resource_action_traces_pkey PRIMARY KEY (id, action_timestamp),
  constraint resource_action_traces_action_id_action_timestamp_key UNIQUE (action_id, action_timestamp)
) partition by RANGE (action_timestamp);
CREATE INDEX idx_resource_action_traces_correlation ON ONLY public.resource_action_traces USING btree (correlation_id) WHERE (correlation_id IS NOT NULL);
CREATE INDEX idx_resource_action_traces_history ON ONLY public.resource_action_traces USING btree (action_history_id, action_timestamp DESC);
CREATE INDEX idx_resource_action_traces_model ON ONLY public.resource_action_traces USING btree (model_used, action_timestamp DESC);
CREATE INDEX idx_resource_action_traces_running ON ONLY public.resource_action_traces USING btree (execution_status, action_timestamp DESC) WHERE ((execution_status)::text = ANY ((ARRAY['pending'::character varying, 'running'::character varying])::text[]));
CREATE INDEX idx_resource_action_traces_signal ON ONLY public.resource_action_traces USING btree (signal_name, action_timestamp DESC);
CREATE INDEX idx_resource_action_traces_type ON ONLY public.resource_action_traces USING btree (action_type, action_timestamp DESC);
CREATE INDEX idx_resource_action_traces_workflow ON ONLY public.resource_action_traces USING btree (workflow_id, action_timestamp DESC) WHERE (workflow_id IS NOT NULL);
create table resource_action_traces_2026_03 partition of resource_action_traces for values from ('2026-03-01 00:00:00+00') to ('2026-04-01 00:00:00+00');
create table resource_action_traces_2026_04 partition of resource_action_traces for values from ('2026-04-01 00:00:00+00') to ('2026-05-01 00:00:00+00');
create table resource_action_traces_2026_05 partition of resource_action_traces for values from ('2026-05-01 00:00:00+00') to ('2026-06-01 00:00:00+00');
create table resource_action_traces_2026_06 partition of resource_action_traces for values from ('2026-06-01 00:00:00+00') to ('2026-07-01 00:00:00+00');
create table resource_action_traces_2026_07 partition of resource_action_traces for values from ('2026-07-01 00:00:00+00') to ('2026-08-01 00:00:00+00');
create table resource_action_traces_2026_08 partition of resource_action_traces for values from ('2026-08-01 00:00:00+00') to ('2026-09-01 00:00:00+00');
create table resource_action_traces_2026_09 partition of resource_action_traces for values from ('2026-09-01 00:00:00+00') to ('2026-10-01 00:00:00+00');
create table resource_action_traces_2026_10 partition of resource_action_traces for values from ('2026-10-01 00:00:00+00') to ('2026-11-01 00:00:00+00');
create table resource_action_traces_2026_11 partition of resource_action_traces for values from ('2026-11-01 00:00:00+00') to ('2026-12-01 00:00:00+00');
create table resource_action_traces_2026_12 partition of resource_action_traces for values from ('2026-12-01 00:00:00+00') to ('2027-01-01 00:00:00+00');
create table resource_action_traces_2027_01 partition of resource_action_traces for values from ('2027-01-01 00:00:00+00') to ('2027-02-01 00:00:00+00');
create table resource_action_traces_2027_02 partition of resource_action_traces for values from ('2027-02-01 00:00:00+00') to ('2027-03-01 00:00:00+00');
create table resource_action_traces_2027_03 partition of resource_action_traces for values from ('2027-03-01 00:00:00+00') to ('2027-04-01 00:00:00+00');
create table resource_action_traces_2027_04 partition of resource_action_traces for values from ('2027-04-01 00:00:00+00') to ('2027-05-01 00:00:00+00');
create table resource_action_traces_2027_05 partition of resource_action_traces for values from ('2027-05-01 00:00:00+00') to ('2027-06-01 00:00:00+00');
create table resource_action_traces_2027_06 partition of resource_action_traces for values from ('2027-06-01 00:00:00+00') to ('2027-07-01 00:00:00+00');
create table resource_action_traces_2027_07 partition of resource_action_traces for values from ('2027-07-01 00:00:00+00') to ('2027-08-01 00:00:00+00');
create table resource_action_traces_2027_08 partition of resource_action_traces for values from ('2027-08-01 00:00:00+00') to ('2027-09-01 00:00:00+00');
create table resource_action_traces_2027_09 partition of resource_action_traces for values from ('2027-09-01 00:00:00+00') to ('2027-10-01 00:00:00+00');
create table resource_action_traces_2027_10 partition of resource_action_traces for values from ('2027-10-01 00:00:00+00') to ('2027-11-01 00:00:00+00');
create table resource_action_traces_2027_11 partition of resource_action_traces for values from ('2027-11-01 00:00:00+00') to ('2027-12-01 00:00:00+00');
create table resource_action_traces_2027_12 partition of resource_action_traces for values from ('2027-12-01 00:00:00+00') to ('2028-01-01 00:00:00+00');
create table resource_action_traces_2028_01 partition of resource_action_traces for values from ('2028-01-01 00:00:00+00') to ('2028-02-01 00:00:00+00');
create table resource_action_traces_2028_02 partition of resource_action_traces for values from ('2028-02-01 00:00:00+00') to ('2028-03-01 00:00:00+00');
create table resource_action_traces_2028_03 partition of resource_action_traces for values from ('2028-03-01 00:00:00+00') to ('2028-04-01 00:00:00+00');
create table resource_action_traces_2028_04 partition of resource_action_traces for values from ('2028-04-01 00:00:00+00') to ('2028-05-01 00:00:00+00');
create table resource_action_traces_2028_05 partition of resource_action_traces for values from ('2028-05-01 00:00:00+00') to ('2028-06-01 00:00:00+00');
create table resource_action_traces_2028_06 partition of resource_action_traces for values from ('2028-06-01 00:00:00+00') to ('2028-07-01 00:00:00+00');
create table resource_action_traces_2028_07 partition of resource_action_traces for values from ('2028-07-01 00:00:00+00') to ('2028-08-01 00:00:00+00');
create table resource_action_traces_2028_08 partition of resource_action_traces for values from ('2028-08-01 00:00:00+00') to ('2028-09-01 00:00:00+00');
create table resource_action_traces_2028_09 partition of resource_action_traces for values from ('2028-09-01 00:00:00+00') to ('2028-10-01 00:00:00+00');
create table resource_action_traces_2028_10 partition of resource_action_traces for values from ('2028-10-01 00:00:00+00') to ('2028-11-01 00:00:00+00');
create table resource_action_traces_2028_11 partition of resource_action_traces for values from ('2028-11-01 00:00:00+00') to ('2028-12-01 00:00:00+00');
create table resource_action_traces_2028_12 partition of resource_action_traces for values from ('2028-12-01 00:00:00+00') to ('2029-01-01 00:00:00+00');
create table resource_action_traces_default partition of resource_action_traces default;
CREATE TRIGGER resource_action_traces_touch BEFORE UPDATE ON public.resource_action_traces FOR EACH ROW EXECUTE FUNCTION touch_updated_at();
grant insert, select, update on resource_action_traces to holdfast_app;

create table resource_references (
  id bigint not null default nextval('resource_references_id_seq'::regclass),
  resource_uid character varying(36) not null,
  api_version character varying(100) not null,
  kind character varying(100) not null,
  name character varying(253) not null,
  namespace character varying(63),
  created_at timestamp with time zone not null default now(),
  deleted_at timestamp with time zone,
  last_seen timestamp with time zone not null default now(),
  constraint resource_references_pkey PRIMARY KEY (id),
  constraint resource_references_namespace_kind_name_key UNIQUE (namespace, kind, name),
  constraint resource_references_resource_uid_key UNIQUE (resource_uid)
);
CREATE INDEX idx_resource_references_kind ON public.resource_references USING btree (kind);
CREATE INDEX idx_resource_references_last_seen ON public.resource_references USING btree (last_seen);
grant insert, select, update on resource_references to holdfast_app;

create table retention_operations (
  id bigint not null default nextval('retention_operations_id_seq'::regclass),
  run_id uuid not null default gen_random_uuid(),
  scope character varying(50) not null default 'audit_events'::character varying,
  period_start date,
  period_end date,
  rows_scanned integer not null default 0,
  rows_deleted integer not null default 0,
  partitions_dropped text[] not null default '{}'::text[],
  status character varying(20) not null default 'running'::character varying,
  action_history_id bigint,
  operation_type character varying(30),
  strategy_used character varying(30),
  records_before integer,
  records_after integer,
  records_deleted integer,
  records_archived integer,
  retention_criteria jsonb,
  preserved_criteria jsonb,
  operation_status character varying(20),
  error_message text,
  operation_start timestamp with time zone not null default now(),
  operation_end timestamp with time zone,
  operation_duration_ms integer,
  created_at timestamp with time zone not null default now(),
  constraint retention_operations_action_history_id_fkey FOREIGN KEY (action_history_id) REFERENCES action_histories(id),
  constraint retention_operations_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_retention_operations_history ON public.retention_operations USING btree (action_history_id) WHERE (action_history_id IS NOT NULL);
CREATE INDEX idx_retention_operations_run ON public.retention_operations USING btree (run_id);
CREATE INDEX idx_retention_operations_start ON public.retention_operations USING btree (operation_start DESC);
CREATE INDEX idx_retention_operations_status ON public.retention_operations USING btree (status);
CREATE TRIGGER retention_operations_keep_rows BEFORE DELETE ON public.retention_operations FOR EACH ROW EXECUTE FUNCTION refuse_removal();
CREATE TRIGGER retention_operations_no_truncate BEFORE TRUNCATE ON public.retention_operations FOR EACH STATEMENT EXECUTE FUNCTION refuse_removal();
grant select on retention_operations to holdfast_app;

create table role_grants (
  grant_id uuid not null default gen_random_uuid(),
  subject_kind text not null,
  subject character varying(255) not null,
  provider character varying(100),
  role text not null,
  namespaces text[],
  clusters text[],
  expires_at timestamp with time zone,
  granted_by character varying(255) not null,
  granted_at timestamp with time zone not null default now(),
  revoked_by character varying(255),
  revoked_at timestamp with time zone,
  constraint role_grants_limits_not_empty CHECK (((COALESCE(cardinality(namespaces), 1) > 0) AND (COALESCE(cardinality(clusters), 1) > 0))),
  constraint role_grants_revocation_complete CHECK (((revoked_at IS NULL) = (revoked_by IS NULL))),
  constraint role_grants_role_known CHECK ((role = ANY (ARRAY['viewer'::text, 'operator'::text, 'catalog-admin'::text, 'legal'::text, 'auditor'::text, 'admin'::text]))),
  constraint role_grants_subject_kind_known CHECK ((subject_kind = ANY (ARRAY['person'::text, 'group'::text, 'service'::text]))),
  constraint role_grants_pkey PRIMARY KEY (grant_id)
);
CREATE INDEX role_grants_live_idx ON public.role_grants USING btree (subject_kind, subject) WHERE (revoked_at IS NULL);
CREATE TRIGGER role_grants_announce AFTER INSERT OR UPDATE ON public.role_grants FOR EACH ROW EXECUTE FUNCTION announce_access_change();
grant insert, select on role_grants to holdfast_app;
grant update (revoked_by, revoked_at) on role_grants to holdfast_app;
comment on table role_grants is 'A role given to a person, to everybody in a group, or to a service. Kept when revoked.';
comment on column role_grants.subject is 'person: people.id. group: the name that the identity provider uses. service: the name under which it authenticates.';
comment on column role_grants.provider is 'Only subjects that came in by this provider; null means by any.';
comment on column role_grants.namespaces is 'The role counts in these only; null means everywhere.';

create table sign_in_attempts (
  id text not null,
  key text not null,
  count integer not null,
  last_request bigint not null,
  constraint sign_in_attempts_pkey PRIMARY KEY (id),
  constraint sign_in_attempts_key_key UNIQUE (key)
);
grant delete, insert, select, update on sign_in_attempts to holdfast_app;
comment on table sign_in_attempts is 'Attempts per account and per address, in the shape that the sign-in library counts them.';

create table two_factors (
  id text not null,
  user_id text not null,
  secret text not null,
  backup_codes text not null,
  verified boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until timestamp with time zone,
  constraint two_factors_user_id_fkey FOREIGN KEY (user_id) REFERENCES people(id),
  constraint two_factors_pkey PRIMARY KEY (id)
);
CREATE INDEX two_factors_secret_idx ON public.two_factors USING btree (secret);
CREATE INDEX two_factors_user_idx ON public.two_factors USING btree (user_id);
grant delete, insert, select, update on two_factors to holdfast_app;

create table verifications (
  id text not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now(),
  constraint verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX verifications_identifier_idx ON public.verifications USING btree (identifier);
grant delete, insert, select, update on verifications to holdfast_app;
comment on table verifications is 'Things that can be used once and for a short time: invitations, resets, states of a sign-in under way.';

create table worker_leases (
  name text not null,
  holder text not null,
  term bigint not null,
  expires_at timestamp with time zone not null,
  constraint worker_leases_pkey PRIMARY KEY (name)
);
grant insert, select, update on worker_leases to holdfast_app;
comment on table worker_leases is 'Leadership of background loops by a row with a time-to-live. It is no fence: a step that destroys something checks its term again inside its own transaction.';

create table workflow_status_history (
  id bigint not null default nextval('workflow_status_history_id_seq'::regclass),
  workflow_id text not null,
  from_status character varying(20),
  to_status character varying(20) not null,
  changed_by character varying(255) not null,
  reason text,
  changed_at timestamp with time zone not null default now(),
  constraint workflow_status_history_workflow_id_fkey FOREIGN KEY (workflow_id) REFERENCES remediation_workflow_catalog(workflow_id),
  constraint workflow_status_history_pkey PRIMARY KEY (id)
);
CREATE INDEX idx_workflow_status_history ON public.workflow_status_history USING btree (workflow_id, changed_at);
grant insert, select on workflow_status_history to holdfast_app;
comment on table workflow_status_history is 'Every status a workflow had and since when: answers what was active at a given time.';

grant usage on sequence action_effectiveness_metrics_id_seq to holdfast_app;
grant usage on sequence action_histories_id_seq to holdfast_app;
grant usage on sequence notification_audit_id_seq to holdfast_app;
grant usage on sequence oscillation_detections_id_seq to holdfast_app;
grant usage on sequence oscillation_patterns_id_seq to holdfast_app;
grant usage on sequence resource_action_traces_id_seq to holdfast_app;
grant usage on sequence resource_references_id_seq to holdfast_app;
grant usage on sequence workflow_status_history_id_seq to holdfast_app;

CREATE OR REPLACE FUNCTION public.announce_access_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  changed jsonb := case tg_op when 'INSERT' then to_jsonb(new) else to_jsonb(old) end;
  subject text := changed ->> case tg_table_name
    when 'api_keys' then 'prefix'
    when 'role_grants' then 'subject'
    when 'people' then 'id'
    else 'user_id' end;
begin
  perform pg_notify('holdfast_access', json_build_object('table', tg_table_name, 'subject', subject)::text);
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.apply_retention_step(step_run_id uuid, step_month date, row_limit integer DEFAULT 1000)
 RETURNS TABLE(removed bigint, partition_dropped boolean)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  first_day constant date := date_trunc('month', step_month)::date;
  next_month constant date := (date_trunc('month', step_month) + interval '1 month')::date;
  today constant date := (now() at time zone 'UTC')::date;
  part constant text := 'audit_events_' || to_char(first_day, 'YYYY_MM');
  emptied boolean;
begin
  removed := 0;
  partition_dropped := false;
  perform pg_advisory_xact_lock_shared(72707370);
  perform set_config('holdfast.ledger_step', 'retention', true);
  with expired as (
    select e.event_id, e.event_date
      from audit_events e
     where e.event_date >= first_day and e.event_date < next_month
       and e.event_date + effective_retention_days(e.retention_days, e.event_category) < today
       and not exists (select from remediations r where r.correlation_id = e.correlation_id and remediation_is_held(r))
     limit row_limit
  ), gone as (
    delete from audit_events e using expired x
     where e.event_id = x.event_id and e.event_date = x.event_date
       and e.event_date >= first_day and e.event_date < next_month
    returning e.correlation_id, e.chain_seq, e.previous_event_hash, e.event_hash
  ), islands as (
    select g.*, g.chain_seq - row_number() over (partition by g.correlation_id order by g.chain_seq) as island
      from gone g where g.chain_seq is not null
  ), tombstones as (
    insert into chain_gaps (correlation_id, from_seq, to_seq, event_count, hash_before, hash_last, run_id)
    select correlation_id, min(chain_seq), max(chain_seq), count(*),
           (array_agg(previous_event_hash order by chain_seq))[1],
           (array_agg(event_hash order by chain_seq desc))[1], step_run_id
      from islands group by correlation_id, island
  )
  select count(*) into removed from gone;
  perform set_config('holdfast.ledger_step', '', true);

  if removed = 0 and next_month < today and to_regclass('public.' || part) is not null then
    perform pg_advisory_xact_lock(72707371);
    set local lock_timeout = '200ms';
    execute format('select not exists (select from %I)', part) into emptied;
    if emptied then
      lock table audit_events in access exclusive mode;
      execute format('select not exists (select from %I)', part) into emptied;
    end if;
    if emptied then
      execute format('drop table %I', part);
      partition_dropped := true;
    end if;
  end if;

  insert into retention_operations
    (run_id, period_start, period_end, rows_deleted, partitions_dropped, status, operation_end)
  values (step_run_id, first_day, next_month - 1, removed,
          case when partition_dropped then array[part] else '{}' end, 'completed', clock_timestamp());
  return next;
end $function$;
revoke execute on function apply_retention_step(step_run_id uuid, step_month date, row_limit integer) from public;
grant execute on function apply_retention_step(step_run_id uuid, step_month date, row_limit integer) to holdfast_app;

CREATE OR REPLACE FUNCTION public.attach_month_table(month date, name text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  execute format('alter table audit_events attach partition %I for values from (%L) to (%L)',
                 name, month, (month + interval '1 month')::date);
  execute format('alter table %I drop constraint month_bounds', name);
end $function$;
revoke execute on function attach_month_table(month date, name text) from public;

CREATE OR REPLACE FUNCTION public.count_rebuild()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  new.rebuild_count := old.rebuild_count + 1;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.effective_retention_days(stamped integer, category text)
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$
  select greatest(stamped, (select p.retention_days from public.audit_retention_policies p where p.event_category = category))
$function$;

CREATE OR REPLACE FUNCTION public.ensure_partition(month date)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  first_day constant date := date_trunc('month', month)::date;
  next_month constant date := (date_trunc('month', month) + interval '1 month')::date;
  name constant text := 'audit_events_' || to_char(first_day, 'YYYY_MM');
begin
  if first_day is null or first_day < '2000-01-01' or first_day >= '2200-01-01' then
    raise exception 'no partition for %: months from 2000-01 to 2199-12', month using errcode = '22023';
  end if;
  if exists (select from pg_inherits where inhparent = 'audit_events'::regclass and inhrelid = to_regclass('public.' || name)) then
    return name;
  end if;
  perform pg_advisory_xact_lock(72707371);
  if exists (select from pg_inherits where inhparent = 'audit_events'::regclass and inhrelid = to_regclass('public.' || name)) then
    return name;
  end if;
  if to_regclass('public.' || name) is not null then
    raise exception 'a table % exists and is no partition of audit_events', name using errcode = '42P07';
  end if;
  if exists (select from audit_events_default d where d.event_date >= first_day and d.event_date < next_month) then
    raise exception 'events of % are in the default partition', to_char(first_day, 'YYYY-MM')
      using errcode = '55006', hint = 'swap_default_partition moves them.';
  end if;
  perform make_month_table(first_day, name);
  -- Rows that arrived since the test above make this fail as a whole: ATTACH looks through the default partition itself.
  perform attach_month_table(first_day, name);
  insert into ledger_operations (operation, details, performed_by)
  values ('ensure_partition', jsonb_build_object('partition', name), session_user);
  return name;
end $function$;
revoke execute on function ensure_partition(month date) from public;
grant execute on function ensure_partition(month date) to holdfast_app;

CREATE OR REPLACE FUNCTION public.fill_hold_columns(changed_hold_id uuid, row_limit integer DEFAULT 1000)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  changed bigint;
begin
  perform pg_advisory_xact_lock_shared(72707370);
  perform set_config('holdfast.ledger_step', 'hold', true);
  with touched as (
    select r as row, r.correlation_id, r.first_event_date, r.last_event_date, o as owner
      from remediations r
      join legal_holds changed_hold on changed_hold.hold_id = changed_hold_id
      left join remediations o on o.correlation_id = r.alias_of
     where hold_covers(changed_hold.scope, r) or hold_covers(changed_hold.scope, o)
  ), wanted as (
    select t.*, h.hold_id is not null as held, h.reason, h.placed_by, h.placed_at
      from touched t
      left join lateral (
        select * from legal_holds h
         where h.released_at is null and (hold_covers(h.scope, t.row) or hold_covers(h.scope, t.owner))
         order by h.placed_at, h.hold_id limit 1) h on true
  ), due as (
    select e.event_id, e.event_date, w.held, w.reason, w.placed_by, w.placed_at
      from wanted w
      join audit_events e on e.correlation_id = w.correlation_id
       and e.event_date between w.first_event_date and w.last_event_date
     where (e.legal_hold, e.legal_hold_reason, e.legal_hold_placed_by, e.legal_hold_placed_at)
           is distinct from (w.held, w.reason, w.placed_by::varchar, w.placed_at)
     limit row_limit
  )
  update audit_events e
     set legal_hold = d.held, legal_hold_reason = d.reason, legal_hold_placed_by = d.placed_by, legal_hold_placed_at = d.placed_at
    from due d where e.event_id = d.event_id and e.event_date = d.event_date;
  get diagnostics changed = row_count;
  perform set_config('holdfast.ledger_step', '', true);
  return changed;
end $function$;
revoke execute on function fill_hold_columns(changed_hold_id uuid, row_limit integer) from public;
grant execute on function fill_hold_columns(changed_hold_id uuid, row_limit integer) to holdfast_app;

CREATE OR REPLACE FUNCTION public.flush_pending_lists()
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  pages bigint := 0;
  part regclass;
begin
  if not pg_try_advisory_xact_lock(72707372) then
    return 0;
  end if;
  for part in
    select to_regclass('public.audit_events_' || to_char(now() at time zone 'UTC' + shift, 'YYYY_MM'))
      from unnest(array[interval '-7 days', interval '0', interval '1 hour']) as shift
    union select 'audit_events_default'::regclass
  loop
    pages := pages + coalesce(
      (select sum(gin_clean_pending_list(i.indexrelid))
         from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
        where i.indrelid = part and a.amname = 'gin'), 0);
  end loop;
  return pages;
end $function$;
revoke execute on function flush_pending_lists() from public;
grant execute on function flush_pending_lists() to holdfast_app;

CREATE OR REPLACE FUNCTION public.hold_covers(scope jsonb, r remediations)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select coalesce(
    (not scope ? 'correlation_ids' or scope -> 'correlation_ids' ? r.correlation_id::text)
    and (not scope ? 'namespace' or scope ->> 'namespace' = r.namespace)
    and (not scope ? 'cluster_name' or scope ->> 'cluster_name' = r.cluster_name)
    and (not scope ? 'target_kind' or scope ->> 'target_kind' = r.target_kind)
    and (not scope ? 'target_name' or scope ->> 'target_name' = r.target_name), false)
$function$;

CREATE OR REPLACE FUNCTION public.make_month_table(month date, name text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  execute format('create table %I (like audit_events including all)', name);
  perform tune_month_table(format('public.%I', name)::regclass);
  execute format('alter table %I add constraint month_bounds check (event_date >= %L and event_date < %L)',
                 name, month, (month + interval '1 month')::date);
  execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()',
                 'audit_events_' || to_char(month, 'YYYY_MM') || '_no_truncate', name);
end $function$;
revoke execute on function make_month_table(month date, name text) from public;

CREATE OR REPLACE FUNCTION public.place_hold(new_hold_id uuid, hold_scope jsonb, hold_reason text, hold_by text, only_later boolean DEFAULT false)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  known constant text[] := array['correlation_ids', 'namespace', 'cluster_name', 'target_kind', 'target_name'];
  matched bigint;
begin
  if jsonb_typeof(hold_scope) is distinct from 'object' or hold_scope = '{}' or hold_scope - known <> '{}' then
    raise exception 'a hold scope is an object with some of: %', array_to_string(known, ', ') using errcode = '22023';
  end if;
  if hold_scope ? 'correlation_ids' and jsonb_typeof(hold_scope -> 'correlation_ids') <> 'array' then
    raise exception 'correlation_ids is a list' using errcode = '22023';
  end if;
  if coalesce(trim(hold_reason), '') = '' or coalesce(trim(hold_by), '') = '' then
    raise exception 'a hold names its reason and who places it' using errcode = '22023';
  end if;
  perform pg_advisory_xact_lock(72707370);
  select count(*) into matched from remediations r where hold_covers(hold_scope, r);
  if matched = 0 and not only_later then
    raise exception 'the scope matches nothing yet' using errcode = 'P0002',
      hint = 'Ask explicitly to hold only what comes later.';
  end if;
  insert into legal_holds (hold_id, scope, reason, placed_by) values (new_hold_id, hold_scope, hold_reason, hold_by);
  return matched;
end $function$;
revoke execute on function place_hold(new_hold_id uuid, hold_scope jsonb, hold_reason text, hold_by text, only_later boolean) from public;
grant execute on function place_hold(new_hold_id uuid, hold_scope jsonb, hold_reason text, hold_by text, only_later boolean) to holdfast_app;

CREATE OR REPLACE FUNCTION public.refuse_audit_event_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  step text := coalesce(current_setting('holdfast.ledger_step', true), '');
  candidate audit_events := new;
begin
  if current_user <> 'holdfast_owner' or step = '' then
    raise exception 'audit_events is append-only: % refused', lower(tg_op)
      using errcode = '42501', hint = 'Holds, retention and withholding go through their functions.';
  end if;
  if tg_op = 'DELETE' then
    if step <> 'retention' then
      raise exception 'audit_events is append-only: delete refused during step %', step using errcode = '42501';
    end if;
    return old;
  end if;
  if new.retention_days < old.retention_days then
    raise exception 'retention_days is never lowered (% to %)', old.retention_days, new.retention_days
      using errcode = '23514';
  end if;
  candidate.retention_days := old.retention_days;
  candidate.legal_hold := old.legal_hold;
  candidate.legal_hold_reason := old.legal_hold_reason;
  candidate.legal_hold_placed_by := old.legal_hold_placed_by;
  candidate.legal_hold_placed_at := old.legal_hold_placed_at;
  if step = 'withhold' and old.payload_withheld_at is null and new.payload_withheld_at is not null then
    candidate.event_data := old.event_data;
    candidate.payload_withheld_at := null;
    candidate.payload_digest := null;
  end if;
  -- Compared byte by byte: to jsonb's own equality 1.0 and 1.00 are the same.
  if candidate *<> old then
    raise exception 'event % is immutable: a hashed column may not change', old.event_id using errcode = '42501';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_head_rewrite()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  raise exception 'chain head of % may only move forward', old.correlation_id
    using errcode = '42501', detail = format('position %s to %s', old.chain_seq, new.chain_seq);
end $function$;

CREATE OR REPLACE FUNCTION public.refuse_removal()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  raise exception '% on % refused: the ledger is append-only', lower(tg_op), tg_table_name using errcode = '42501';
end $function$;

CREATE OR REPLACE FUNCTION public.release_hold(old_hold_id uuid, hold_released_by text, hold_release_reason text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  released timestamptz;
begin
  if coalesce(trim(hold_release_reason), '') = '' or coalesce(trim(hold_released_by), '') = '' then
    raise exception 'a release names its reason and who asks for it' using errcode = '22023';
  end if;
  perform pg_advisory_xact_lock(72707370);
  update legal_holds
     set released_at = now(), released_by = hold_released_by, release_reason = hold_release_reason
   where hold_id = old_hold_id and released_at is null
  returning released_at into released;
  if released is null then
    raise exception 'no live hold %', old_hold_id using errcode = 'P0002';
  end if;
  return released;
end $function$;
revoke execute on function release_hold(old_hold_id uuid, hold_released_by text, hold_release_reason text) from public;
grant execute on function release_hold(old_hold_id uuid, hold_released_by text, hold_release_reason text) to holdfast_app;

CREATE OR REPLACE FUNCTION public.remediation_is_held(r remediations)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (
    select from public.legal_holds h
     where h.released_at is null
       and (public.hold_covers(h.scope, r)
            or exists (select from public.remediations o
                        where o.correlation_id = r.alias_of and public.hold_covers(h.scope, o))))
$function$;

CREATE OR REPLACE FUNCTION public.require_same(actual text, expected text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  if actual is distinct from expected then
    raise exception 'found %, expected %', actual, expected using errcode = 'serialization_failure';
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.settle_staged_month(month date, staged text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  next_month constant date := (month + interval '1 month')::date;
  changes constant text :=
    '(d.legal_hold, d.legal_hold_reason, d.legal_hold_placed_by, d.legal_hold_placed_at, d.retention_days, d.payload_withheld_at)
     is distinct from
     (s.legal_hold, s.legal_hold_reason, s.legal_hold_placed_by, s.legal_hold_placed_at, s.retention_days, s.payload_withheld_at)';
  wanting bigint;
  changed bigint;
  surplus bigint;
  carried bigint := 0;
begin
  execute format(
    'select count(*) filter (where s.event_id is null), count(*) filter (where d.event_id is null),
            count(*) filter (where d.event_id is not null and s.event_id is not null and %s)
       from (select * from audit_events_default where event_date >= $1 and event_date < $2) d
       full join %I s on s.event_id = d.event_id and s.event_date = d.event_date', changes, staged)
    into wanting, surplus, changed using month, next_month;
  -- A hold or a withheld payload may have changed a row after it was copied, and retention may have removed it.
  if changed > 0 then
    execute format('delete from %I s using audit_events_default d
                     where d.event_id = s.event_id and d.event_date = s.event_date and %s', staged, changes);
  end if;
  if surplus > 0 then
    execute format('delete from %I s where not exists
                      (select from audit_events_default d where d.event_id = s.event_id and d.event_date = s.event_date)', staged);
  end if;
  if wanting > 0 or changed > 0 then
    execute format(
      'insert into %I select d.* from audit_events_default d
        where d.event_date >= $1 and d.event_date < $2
          and not exists (select from %I s where s.event_id = d.event_id and s.event_date = d.event_date)', staged, staged)
      using month, next_month;
    get diagnostics carried = row_count;
  end if;
  return carried;
end $function$;
revoke execute on function settle_staged_month(month date, staged text) from public;

CREATE OR REPLACE FUNCTION public.stage_default_rows(row_limit integer DEFAULT 10000)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  month date;
  name text;
  copied bigint;
  total bigint := 0;
begin
  perform pg_advisory_xact_lock(72707371);
  for month in select distinct date_trunc('month', event_date)::date from audit_events_default order by 1 loop
    exit when total >= row_limit;
    name := 'audit_events_staged_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || name) is null then
      perform make_month_table(month, name);
    end if;
    execute format(
      'insert into %I select d.* from audit_events_default d
        where d.event_date >= $1 and d.event_date < $2
          and not exists (select from %I s where s.event_id = d.event_id and s.event_date = d.event_date)
        limit $3', name, name)
      using month, (month + interval '1 month')::date, row_limit - total;
    get diagnostics copied = row_count;
    total := total + copied;
    if copied > 0 then
      execute format('analyze %I (event_id, event_date)', name);
    end if;
  end loop;
  if total > 0 then
    analyze audit_events_default (event_id, event_date);
  end if;
  return total;
end $function$;
revoke execute on function stage_default_rows(row_limit integer) from public;
grant execute on function stage_default_rows(row_limit integer) to holdfast_app;

CREATE OR REPLACE FUNCTION public.swap_default_partition(carry_limit integer DEFAULT 20000)
 RETURNS TABLE(partition_name text, moved bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '200ms'
 SET work_mem TO '64MB'
AS $function$
declare
  month date;
  name text;
  staged text;
  left_to_carry bigint := carry_limit;
  moved_names text[] := '{}';
begin
  perform pg_advisory_xact_lock(72707371);
  lock table audit_events in access exclusive mode;
  if not exists (select from audit_events_default) then
    return;
  end if;
  alter table audit_events detach partition audit_events_default;
  for month, moved in
    select date_trunc('month', event_date)::date, count(*) from audit_events_default group by 1 order by 1
  loop
    name := 'audit_events_' || to_char(month, 'YYYY_MM');
    staged := 'audit_events_staged_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || staged) is null then
      perform make_month_table(month, staged);
    end if;
    left_to_carry := left_to_carry - settle_staged_month(month, staged);
    if left_to_carry < 0 then
      raise exception 'more than % rows of the default partition are not copied yet', carry_limit
        using errcode = '55006', hint = 'Call stage_default_rows until it returns 0.';
    end if;
    execute format('alter table %I rename to %I', staged, name);
    perform attach_month_table(month, name);
    partition_name := name;
    moved_names := moved_names || name;
    return next;
  end loop;
  drop table audit_events_default;
  create table audit_events_default partition of audit_events default;
  create trigger audit_events_default_no_truncate before truncate on audit_events_default
    for each statement execute function refuse_removal();
  insert into ledger_operations (operation, details, performed_by)
  values ('swap_default_partition', jsonb_build_object('partitions', moved_names), session_user);
end $function$;
revoke execute on function swap_default_partition(carry_limit integer) from public;
grant execute on function swap_default_partition(carry_limit integer) to holdfast_app;

CREATE OR REPLACE FUNCTION public.touch_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
begin
  new.updated_at := now();
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.tune_month_table(part regclass)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
declare
  index regclass;
begin
  if exists (select from pg_settings where name = 'default_toast_compression' and 'lz4' = any (enumvals)) then
    execute format('alter table %s alter column event_data set compression lz4', part);
  else
    execute format('alter table %s set (toast_tuple_target = 8160)', part);
  end if;
  for index in
    select i.indexrelid from pg_index i join pg_class c on c.oid = i.indexrelid join pg_am a on a.oid = c.relam
     where i.indrelid = part and a.amname = 'gin'
  loop
    execute format('alter index %s set (gin_pending_list_limit = 16384)', index);
  end loop;
end $function$;
revoke execute on function tune_month_table(part regclass) from public;

CREATE OR REPLACE FUNCTION public.withhold_payload(target_event_id uuid, target_event_date date, digest bytea, withheld_by text, withheld_reason text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
 SET lock_timeout TO '2s'
AS $function$
declare
  target record;
begin
  if octet_length(digest) is distinct from 32 then
    raise exception 'the digest of a payload has 32 bytes' using errcode = '22023';
  end if;
  if coalesce(trim(withheld_reason), '') = '' or coalesce(trim(withheld_by), '') = '' then
    raise exception 'withholding names its reason and who asks for it' using errcode = '22023';
  end if;
  perform pg_advisory_xact_lock_shared(72707370);
  select e.correlation_id, e.chain_seq, e.payload_withheld_at into target
    from audit_events e where e.event_id = target_event_id and e.event_date = target_event_date for update;
  if not found then
    raise exception 'no event % on %', target_event_id, target_event_date using errcode = 'P0002';
  end if;
  if target.payload_withheld_at is not null then
    raise exception 'the payload of % is withheld already', target_event_id using errcode = '23505';
  end if;
  if exists (select from remediations r where r.correlation_id = target.correlation_id and remediation_is_held(r)) then
    raise exception '% is on legal hold', target.correlation_id using errcode = '23514';
  end if;
  perform set_config('holdfast.ledger_step', 'withhold', true);
  update audit_events
     set event_data = jsonb_build_object('payload_withheld', true), payload_withheld_at = now(), payload_digest = digest
   where event_id = target_event_id and event_date = target_event_date;
  perform set_config('holdfast.ledger_step', '', true);
  insert into ledger_operations (operation, details, performed_by)
  values ('withhold', jsonb_build_object('event_id', target_event_id, 'event_date', target_event_date,
            'correlation_id', target.correlation_id, 'chain_seq', target.chain_seq, 'reason', withheld_reason), withheld_by);
  return now();
end $function$;
revoke execute on function withhold_payload(target_event_id uuid, target_event_date date, digest bytea, withheld_by text, withheld_reason text) from public;
grant execute on function withhold_payload(target_event_id uuid, target_event_date date, digest bytea, withheld_by text, withheld_reason text) to holdfast_app;
