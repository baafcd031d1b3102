-- One row per correlation: the head of its chain and what the lists show of it.
-- Nearly every batch updates it, so no index, key or predicate touches a column that moves (updates stay HOT), pages keep
-- free space, and the moving columns stand together, which keeps the update's log record small.

create table remediations (
  correlation_id        varchar(255) collate "C" primary key,
  kind                  text         not null default 'other',
  alias_of              varchar(255) collate "C",
  started_at            timestamptz  not null default now(),
  first_event_date      date         not null default (now() at time zone 'UTC')::date,

  chain_seq             bigint       not null default 0,
  head_hash             text,
  event_count           bigint       not null default 0,
  failure_count         integer      not null default 0,
  duplicate_signals     integer      not null default 0,
  last_event_at         timestamptz  not null default now(),
  last_event_date       date         not null default (now() at time zone 'UTC')::date,

  phase                 text,
  is_open               boolean      not null default true,
  outcome               text         not null default 'InProgress',
  approval              text         not null default 'none',
  approval_requested_at timestamptz,
  approval_decided_at   timestamptz,
  analysis_started_at   timestamptz,
  analysis_ended_at     timestamptz,
  ended_at              timestamptz,
  confidence            double precision,
  signal_name           text,
  severity              text,
  environment           text,
  priority              text,
  namespace             text,
  cluster_name          text,
  target_kind           text,
  target_name           text,
  fingerprint           text,
  workflow_id           text,
  workflow_name         text,
  workflow_version      text,
  fold_state            text         not null default '',

  constraint remediations_kind_known
    check (kind in ('remediation', 'alias', 'catalog', 'access', 'hold', 'run', 'other')),
  constraint remediations_head_complete check ((chain_seq = 0) = (head_hash is null)),
  constraint remediations_positions check (chain_seq >= 0 and event_count >= 0),
  constraint remediations_days_ordered check (first_event_date <= last_event_date)
) with (fillfactor = 60, autovacuum_vacuum_scale_factor = 0.05);

comment on table remediations is
  'Head columns (chain_seq, head_hash, event_count) are evidence and only move forward. All others can be rebuilt from audit_events.';
comment on column remediations.chain_seq is 'Last position handed out in this chain; 0 only inside the transaction that creates the row.';
comment on column remediations.alias_of is 'Correlation that this one belongs to: ai-<name> belongs to <name>.';
comment on column remediations.fold_state is 'What the fold must remember between batches; opaque to everyone else.';

create index remediations_started_idx on remediations (started_at, correlation_id) where kind = 'remediation';
create index remediations_open_idx on remediations (started_at, correlation_id) where kind = 'remediation' and is_open;
create index remediations_outcome_idx on remediations (outcome, started_at, correlation_id) where kind = 'remediation';
create index remediations_namespace_idx on remediations (namespace, started_at, correlation_id) where kind = 'remediation';
create index remediations_signal_idx on remediations (signal_name, started_at, correlation_id) where kind = 'remediation';
create index remediations_alias_idx on remediations (alias_of) where alias_of is not null;

create function refuse_head_rewrite() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'chain head of % may only move forward', old.correlation_id
    using errcode = '42501', detail = format('position %s to %s', old.chain_seq, new.chain_seq);
end $$;

-- The conditions are evaluated without entering the function, so an ordinary update pays next to nothing.
create trigger remediations_head_moves_forward before update on remediations for each row
  when (new.chain_seq < old.chain_seq
        or new.event_count < old.event_count
        or (new.chain_seq = old.chain_seq) <> (new.head_hash is not distinct from old.head_hash)
        or new.correlation_id <> old.correlation_id)
  execute function refuse_head_rewrite();
create trigger remediations_keep_rows before delete on remediations
  for each row execute function refuse_removal();
create trigger remediations_no_truncate before truncate on remediations
  for each statement execute function refuse_removal();

grant select, insert, update on remediations to holdfast_app;
