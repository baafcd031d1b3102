-- The tables beside the ledger. Names and types are the specification's; columns that it leaves out follow the existing
-- service. Only the catalog, its taxonomy and the notification log are written today; the rest is there to be filled.

create function touch_updated_at() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  new.updated_at := now();
  return new;
end $$;

create table action_type_taxonomy (
  action_type text        primary key,
  description jsonb       not null,
  status      varchar(20) not null default 'active',
  disabled_at timestamptz,
  disabled_by varchar(255),
  created_at  timestamptz not null default now(),
  updated_at  timestamptz not null default now(),
  constraint action_type_taxonomy_status_check check (status in ('active', 'disabled'))
);
create trigger action_type_taxonomy_touch before update on action_type_taxonomy
  for each row execute function touch_updated_at();

create table remediation_workflow_catalog (
  workflow_id               text          primary key default gen_random_uuid()::text,
  workflow_name             varchar(255)  not null,
  name                      varchar(255)  not null,
  version                   varchar(50)   not null,
  schema_version            varchar(10)   not null default '1.0',
  is_latest_version         boolean       not null default false,
  previous_version          varchar(50),
  action_type               text          not null,
  status                    varchar(20)   not null default 'active',
  status_reason             text,
  disabled_at               timestamptz,
  disabled_by               varchar(255),
  disabled_reason           text,
  labels                    jsonb         not null default '{}',
  custom_labels             jsonb         not null default '{}',
  detected_labels           jsonb         not null default '{}',
  description               jsonb         not null default '{}',
  owner                     varchar(255),
  maintainer                varchar(255),
  execution_engine          varchar(50)   not null default 'tekton',
  execution_bundle          text,
  execution_bundle_digest   text,
  engine_config             jsonb,
  service_account_name      text,
  schema_image              text,
  schema_digest             text,
  parameters                jsonb,
  content                   text          not null,
  content_hash              text          not null,
  schema_data               jsonb,
  deprecation_notice        text,
  version_notes             text,
  change_summary            text,
  approved_by               varchar(255),
  approved_at               timestamptz,
  expected_success_rate     numeric(4, 3),
  expected_duration_seconds integer,
  actual_success_rate       numeric(4, 3),
  total_executions          integer       not null default 0,
  successful_executions     integer       not null default 0,
  created_at                timestamptz   not null default now(),
  updated_at                timestamptz   not null default now(),
  created_by                varchar(255),
  updated_by                varchar(255),
  constraint fk_workflow_action_type foreign key (action_type) references action_type_taxonomy (action_type),
  constraint remediation_workflow_catalog_status_check
    check (status in ('active', 'disabled', 'deprecated', 'archived', 'superseded')),
  constraint remediation_workflow_catalog_rates_check
    check (expected_success_rate between 0 and 1 and actual_success_rate between 0 and 1),
  constraint remediation_workflow_catalog_executions_check
    check (successful_executions >= 0 and total_executions >= successful_executions)
);
comment on column remediation_workflow_catalog.content is 'The registered document as it was received; schema_data is the same, parsed.';

create index idx_workflow_labels on remediation_workflow_catalog using gin (labels);
create index idx_workflow_custom_labels on remediation_workflow_catalog using gin (custom_labels);
create index idx_workflow_detected_labels on remediation_workflow_catalog using gin (detected_labels);
create index idx_workflow_action_type_status_version
  on remediation_workflow_catalog (action_type, status, is_latest_version);
create index idx_workflow_latest on remediation_workflow_catalog (workflow_name, is_latest_version)
  where is_latest_version = true;
create index idx_workflow_status on remediation_workflow_catalog (status);
create index idx_workflow_created_at on remediation_workflow_catalog (created_at desc);
create index idx_workflow_success_rate on remediation_workflow_catalog (actual_success_rate desc) where status = 'active';
create index idx_workflow_content_hash on remediation_workflow_catalog (content_hash);
-- Stronger than the specification's pair (workflow_name, action_type): a name has one active version, whatever its action.
create unique index uq_workflow_name_active on remediation_workflow_catalog (workflow_name) where status = 'active';
create trigger remediation_workflow_catalog_touch before update on remediation_workflow_catalog
  for each row execute function touch_updated_at();

create table workflow_status_history (
  id          bigserial    primary key,
  workflow_id text         not null references remediation_workflow_catalog (workflow_id),
  from_status varchar(20),
  to_status   varchar(20)  not null,
  changed_by  varchar(255) not null,
  reason      text,
  changed_at  timestamptz  not null default now()
);
comment on table workflow_status_history is 'Every status a workflow had and since when: answers what was active at a given time.';
create index idx_workflow_status_history on workflow_status_history (workflow_id, changed_at);

create table notification_audit (
  id               bigserial    primary key,
  remediation_id   varchar(255) not null,
  notification_id  varchar(255) not null unique,
  recipient        varchar(255) not null,
  channel          varchar(50)  not null,
  message_summary  text         not null,
  status           varchar(50)  not null,
  sent_at          timestamptz  not null,
  delivery_status  text,
  error_message    text,
  escalation_level integer      not null default 0,
  created_at       timestamptz  not null default now(),
  updated_at       timestamptz  not null default now(),
  constraint notification_audit_channel_check
    check (channel in ('email', 'slack', 'pagerduty', 'sms', 'teams', 'console', 'file', 'log')),
  constraint notification_audit_status_check check (status in ('sent', 'failed', 'acknowledged', 'escalated'))
);
create index idx_notification_audit_remediation on notification_audit (remediation_id);
create index idx_notification_audit_created on notification_audit (created_at desc);
create trigger notification_audit_touch before update on notification_audit
  for each row execute function touch_updated_at();

create table resource_references (
  id           bigserial    primary key,
  resource_uid varchar(36)  not null unique,
  api_version  varchar(100) not null,
  kind         varchar(100) not null,
  name         varchar(253) not null,
  namespace    varchar(63),
  created_at   timestamptz  not null default now(),
  deleted_at   timestamptz,
  last_seen    timestamptz  not null default now(),
  unique (namespace, kind, name)
);
create index idx_resource_references_kind on resource_references (kind);
create index idx_resource_references_last_seen on resource_references (last_seen);

create table action_histories (
  id                         bigserial     primary key,
  resource_id                bigint        not null unique references resource_references (id) on delete cascade,
  max_actions                integer       not null default 1000,
  max_age_days               integer       not null default 30,
  compaction_strategy        varchar(20)   not null default 'pattern-aware',
  oscillation_window_minutes integer       not null default 120,
  effectiveness_threshold    numeric(3, 2) not null default 0.70,
  pattern_min_occurrences    integer       not null default 3,
  total_actions              integer       not null default 0,
  last_action_at             timestamptz,
  last_analysis_at           timestamptz,
  next_analysis_at           timestamptz,
  created_at                 timestamptz   not null default now(),
  updated_at                 timestamptz   not null default now()
);
create index idx_action_histories_last_action on action_histories (last_action_at);
create index idx_action_histories_next_analysis on action_histories (next_analysis_at);
create trigger action_histories_touch before update on action_histories
  for each row execute function touch_updated_at();

create table resource_action_traces (
  id                              bigserial     not null,
  action_timestamp                timestamptz   not null default now(),
  action_history_id               bigint        not null references action_histories (id) on delete cascade,
  action_id                       varchar(64)   not null,
  correlation_id                  varchar(64),
  execution_start_time            timestamptz,
  execution_end_time              timestamptz,
  execution_duration_ms           integer,
  signal_name                     varchar(200)  not null,
  signal_severity                 varchar(20)   not null,
  signal_labels                   jsonb,
  signal_annotations              jsonb,
  signal_firing_time              timestamptz,
  incident_type                   varchar(100),
  alert_name                      varchar(255),
  incident_severity               varchar(20),
  workflow_id                     varchar(64),
  workflow_version                varchar(20),
  workflow_step_number            integer,
  workflow_execution_id           varchar(64),
  ai_selected_workflow            boolean       not null default false,
  ai_chained_workflows            boolean       not null default false,
  ai_manual_escalation            boolean       not null default false,
  ai_workflow_customization       jsonb,
  model_used                      varchar(100)  not null,
  routing_tier                    varchar(20),
  model_confidence                numeric(4, 3) not null,
  model_reasoning                 text,
  alternative_actions             jsonb,
  action_type                     varchar(50)   not null,
  action_parameters               jsonb,
  resource_state_before           jsonb,
  resource_state_after            jsonb,
  execution_status                varchar(20)   not null default 'pending',
  execution_error                 text,
  kubernetes_operations           jsonb,
  effectiveness_score             numeric(4, 3),
  effectiveness_criteria          jsonb,
  effectiveness_assessed_at       timestamptz,
  effectiveness_assessment_method varchar(20),
  effectiveness_assessment_due    timestamptz,
  effectiveness_notes             text,
  follow_up_actions               jsonb,
  created_at                      timestamptz   not null default now(),
  updated_at                      timestamptz   not null default now(),
  primary key (id, action_timestamp),
  unique (action_id, action_timestamp)
) partition by range (action_timestamp);
create index idx_resource_action_traces_history on resource_action_traces (action_history_id, action_timestamp desc);
create index idx_resource_action_traces_type on resource_action_traces (action_type, action_timestamp desc);
create index idx_resource_action_traces_model on resource_action_traces (model_used, action_timestamp desc);
create index idx_resource_action_traces_signal on resource_action_traces (signal_name, action_timestamp desc);
create index idx_resource_action_traces_correlation on resource_action_traces (correlation_id)
  where correlation_id is not null;
create index idx_resource_action_traces_workflow on resource_action_traces (workflow_id, action_timestamp desc)
  where workflow_id is not null;
create index idx_resource_action_traces_running on resource_action_traces (execution_status, action_timestamp desc)
  where execution_status in ('pending', 'running');
create trigger resource_action_traces_touch before update on resource_action_traces
  for each row execute function touch_updated_at();
do $$
declare
  month date;
begin
  for month in select generate_series(date '2026-03-01', date '2028-12-01', interval '1 month')::date loop
    -- The zone is written out: the bounds must not depend on the session that migrates.
    execute format('create table %I partition of resource_action_traces for values from (%L) to (%L)',
                   'resource_action_traces_' || to_char(month, 'YYYY_MM'),
                   month || ' 00:00:00+00', (month + interval '1 month')::date || ' 00:00:00+00');
  end loop;
  create table resource_action_traces_default partition of resource_action_traces default;
end $$;

create table oscillation_patterns (
  id                      bigserial    primary key,
  pattern_type            varchar(50)  not null,
  pattern_name            varchar(200) not null unique,
  description             text,
  min_occurrences         integer      not null default 3,
  time_window_minutes     integer      not null default 120,
  action_sequence         jsonb,
  threshold_config        jsonb,
  resource_types          text[],
  namespaces              text[],
  label_selectors         jsonb,
  prevention_strategy     varchar(50)  not null,
  prevention_parameters   jsonb,
  alerting_enabled        boolean      not null default true,
  alert_severity          varchar(20)  not null default 'warning',
  alert_channels          text[],
  total_detections        integer      not null default 0,
  prevention_success_rate numeric(4, 3),
  false_positive_rate     numeric(4, 3),
  last_detection_at       timestamptz,
  active                  boolean      not null default true,
  created_at              timestamptz  not null default now(),
  updated_at              timestamptz  not null default now()
);
create index idx_oscillation_patterns_type on oscillation_patterns (pattern_type);
create index idx_oscillation_patterns_active on oscillation_patterns (active) where active;
create index idx_oscillation_patterns_last_detection on oscillation_patterns (last_detection_at);
create trigger oscillation_patterns_touch before update on oscillation_patterns
  for each row execute function touch_updated_at();
insert into oscillation_patterns
  (pattern_type, pattern_name, description, min_occurrences, time_window_minutes, prevention_strategy)
values
  ('scale-oscillation', 'Scaled up and down in turn', 'One resource is scaled in both directions again and again.', 3, 120, 'cooling-period'),
  ('resource-thrashing', 'Different actions in quick succession', 'One resource gets action after action, and none of them lasts.', 2, 90, 'alternative-action'),
  ('ineffective-loop', 'The same action without effect', 'An action is repeated although it did not help before.', 4, 180, 'escalate-human'),
  ('cascading-failure', 'A remedy that breaks a neighbour', 'An action on one resource is followed by failures of others.', 2, 60, 'block-action');

create table oscillation_detections (
  id                    bigserial     primary key,
  pattern_id            bigint        not null references oscillation_patterns (id) on delete cascade,
  resource_id           bigint        not null references resource_references (id) on delete cascade,
  detected_at           timestamptz   not null default now(),
  confidence            numeric(4, 3) not null,
  action_count          integer       not null,
  time_span_minutes     integer       not null,
  matching_actions      bigint[],
  pattern_evidence      jsonb,
  prevention_applied    boolean       not null default false,
  prevention_action     varchar(50),
  prevention_details    jsonb,
  prevention_successful boolean,
  resolved              boolean       not null default false,
  resolved_at           timestamptz,
  resolution_method     varchar(50),
  resolution_notes      text,
  created_at            timestamptz   not null default now()
);
create index idx_oscillation_detections_pattern on oscillation_detections (pattern_id, resource_id);
create index idx_oscillation_detections_resource on oscillation_detections (resource_id);
create index idx_oscillation_detections_detected on oscillation_detections (detected_at);
create index idx_oscillation_detections_open on oscillation_detections (detected_at) where not resolved;

create table action_effectiveness_metrics (
  id                        bigserial     primary key,
  scope_type                varchar(50)   not null,
  scope_value               varchar(200),
  metric_period             varchar(20)   not null,
  period_start              timestamptz   not null,
  period_end                timestamptz   not null,
  action_type               varchar(50)   not null,
  sample_size               integer       not null,
  average_score             numeric(4, 3) not null,
  median_score              numeric(4, 3),
  std_deviation             numeric(4, 3),
  confidence_interval_lower numeric(4, 3),
  confidence_interval_upper numeric(4, 3),
  trend_direction           varchar(20),
  trend_confidence          numeric(4, 3),
  min_sample_size_met       boolean       not null default false,
  statistical_significance  numeric(4, 3),
  created_at                timestamptz   not null default now(),
  unique (scope_type, scope_value, metric_period, period_start, action_type)
);
create index idx_action_effectiveness_action on action_effectiveness_metrics (action_type, period_start desc);
create index idx_action_effectiveness_scope on action_effectiveness_metrics (scope_type, scope_value);
create index idx_action_effectiveness_period on action_effectiveness_metrics (period_start, period_end);

-- Both generations of the existing service use this name with different columns; this table has all of them.
create table retention_operations (
  id                    bigserial   primary key,
  run_id                uuid        not null default gen_random_uuid(),
  scope                 varchar(50) not null default 'audit_events',
  period_start          date,
  period_end            date,
  rows_scanned          integer     not null default 0,
  rows_deleted          integer     not null default 0,
  partitions_dropped    text[]      not null default '{}',
  status                varchar(20) not null default 'running',
  action_history_id     bigint references action_histories (id),
  operation_type        varchar(30),
  strategy_used         varchar(30),
  records_before        integer,
  records_after         integer,
  records_deleted       integer,
  records_archived      integer,
  retention_criteria    jsonb,
  preserved_criteria    jsonb,
  operation_status      varchar(20),
  error_message         text,
  operation_start       timestamptz not null default now(),
  operation_end         timestamptz,
  operation_duration_ms integer,
  created_at            timestamptz not null default now()
);
create index idx_retention_operations_run on retention_operations (run_id);
create index idx_retention_operations_start on retention_operations (operation_start desc);
create index idx_retention_operations_status on retention_operations (status);
create index idx_retention_operations_history on retention_operations (action_history_id) where action_history_id is not null;

create table audit_retention_policies (
  policy_id           uuid        primary key default gen_random_uuid(),
  event_category      text        not null unique,
  retention_days      integer     not null,
  legal_hold_override boolean     not null default false,
  created_at          timestamptz not null default now(),
  updated_at          timestamptz not null default now(),
  constraint audit_retention_policies_positive check (retention_days > 0)
);
create trigger audit_retention_policies_touch before update on audit_retention_policies
  for each row execute function touch_updated_at();
insert into audit_retention_policies (event_category, retention_days)
select category, 2555
  from unnest(array['gateway', 'workflow', 'remediation', 'analysis', 'notification', 'apifrontend']) as category;

grant select, insert, update on
  action_type_taxonomy, remediation_workflow_catalog, notification_audit, resource_references, action_histories,
  resource_action_traces, oscillation_patterns, oscillation_detections, action_effectiveness_metrics to holdfast_app;
grant select, insert on workflow_status_history to holdfast_app;
grant select on retention_operations, audit_retention_policies to holdfast_app;
grant usage on sequence
  notification_audit_id_seq, resource_references_id_seq, action_histories_id_seq, resource_action_traces_id_seq,
  oscillation_patterns_id_seq, oscillation_detections_id_seq, action_effectiveness_metrics_id_seq,
  workflow_status_history_id_seq to holdfast_app;
