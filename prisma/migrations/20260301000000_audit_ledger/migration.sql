-- The ledger: audit_events, the register of ids that clients choose, and the guards of both.
-- The migrator has created holdfast_owner, holdfast_migrator and holdfast_app; every object here belongs to holdfast_owner.

create table audit_events (
  event_id              uuid         not null default gen_random_uuid(),
  event_version         varchar(10)  not null default '1.0',
  event_timestamp       timestamptz  not null default now(),
  event_date            date         not null,
  event_type            varchar(100) not null,
  event_category        varchar(50)  not null,
  event_action          varchar(50)  not null,
  event_outcome         varchar(20)  not null,
  actor_type            varchar(50)  not null,
  actor_id              varchar(255) not null,
  actor_ip              text,
  resource_type         varchar(100) not null,
  resource_id           varchar(255) not null,
  correlation_id        varchar(255) collate "C" not null,
  parent_event_id       uuid,
  parent_event_date     date,
  namespace             varchar(253),
  cluster_name          varchar(255),
  event_data            jsonb        not null,
  event_hash            text,
  previous_event_hash   text,
  severity              varchar(20),
  duration_ms           bigint,
  error_code            varchar(50),
  error_message         text,
  retention_days        integer      not null default 2555,
  is_sensitive          boolean      not null default false,
  legal_hold            boolean      not null default false,
  legal_hold_reason     text,
  legal_hold_placed_by  varchar(255),
  legal_hold_placed_at  timestamptz,
  chain_seq             bigint,
  received_at           timestamptz  not null default now(),
  hash_version          smallint     not null default 1,
  payload_withheld_at   timestamptz,
  payload_digest        bytea,
  primary key (event_id, event_date),
  constraint audit_events_date_is_utc_day
    check (event_date = (event_timestamp at time zone 'UTC')::date),
  constraint audit_events_outcome_known
    check (event_outcome in ('success', 'failure', 'pending')),
  constraint audit_events_retention_positive
    check (retention_days > 0),
  constraint audit_events_chain_position
    check (hash_version = 0 or (chain_seq >= 1 and event_hash is not null)),
  constraint audit_events_withheld_keeps_digest
    check ((payload_withheld_at is null) = (payload_digest is null))
) partition by range (event_date);

comment on table audit_events is
  'One immutable row per event. A unique key on a partitioned table must contain the partition key, so (correlation_id, chain_seq) cannot be unique here: the head row in remediations, locked by every append, is what hands out each position once.';
comment on column audit_events.event_date is 'UTC day of event_timestamp, written by the append statement; the partition key.';
comment on column audit_events.actor_ip is 'Address as the sender wrote it. Text, because it is hashed and inet would rewrite it.';
comment on column audit_events.chain_seq is 'Gap-free position in the chain of the correlation, from 1. Null only for imported rows without a hash.';
comment on column audit_events.received_at is 'When the server took the event, to microseconds.';
comment on column audit_events.hash_version is 'Rules the hash follows (docs/hash-chain.md); 0 marks imported rows that follow none of them.';
comment on column audit_events.payload_withheld_at is 'When the payload was replaced by a notice; payload_digest then stands in for it in the hash.';
comment on column audit_events.parent_event_id is 'No foreign key: it would forbid dropping an expired partition whose events have later children.';

create index idx_audit_events_event_timestamp on audit_events (event_timestamp desc);
create index idx_audit_events_correlation_id on audit_events (correlation_id, event_timestamp desc);
create index idx_audit_events_event_type on audit_events (event_type, event_timestamp desc);
-- jsonb_path_ops: payload queries are containment (@>) only, for which it is smaller and cheaper to maintain than the
-- default class. What it gives up is the key-exists operators, which no query here uses.
create index idx_audit_events_event_data_gin on audit_events using gin (event_data jsonb_path_ops);
-- Partial: few events carry the hash, and an equality test on it implies that it is there.
create index idx_audit_events_pre_remediation_spec_hash
  on audit_events ((event_data ->> 'pre_remediation_spec_hash'), event_timestamp desc)
  where (event_data ->> 'pre_remediation_spec_hash') is not null;

create table event_id_ledger (
  event_id       uuid  primary key,
  event_date     date  not null,
  content_digest bytea not null
) partition by hash (event_id);
comment on table event_id_ledger is
  'Ids that clients chose, so that a repeated send is recognised in every partition. Ids made by the server are not listed.';

-- Second lock behind the privileges. Only code that runs as holdfast_owner, which the application cannot become, and that
-- has announced the step in its own transaction, gets past it; a superuser who does not announce a step is stopped too.
create function refuse_audit_event_change() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
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
end $$;

create function refuse_removal() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception '% on % refused: the ledger is append-only', lower(tg_op), tg_table_name using errcode = '42501';
end $$;

create trigger audit_events_append_only before update or delete on audit_events
  for each row execute function refuse_audit_event_change();
create trigger audit_events_no_truncate before truncate on audit_events
  for each statement execute function refuse_removal();
create trigger event_id_ledger_append_only before update or delete on event_id_ledger
  for each row execute function refuse_removal();
create trigger event_id_ledger_no_truncate before truncate on event_id_ledger
  for each statement execute function refuse_removal();

-- A TRUNCATE trigger of the parent does not fire for a partition, so each partition gets its own.
do $$
declare
  month date;
  name text;
begin
  for month in select generate_series(date '2026-03-01', date '2028-12-01', interval '1 month')::date loop
    name := 'audit_events_' || to_char(month, 'YYYY_MM');
    execute format('create table %I partition of audit_events for values from (%L) to (%L)',
                   name, month, (month + interval '1 month')::date);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()',
                   name || '_no_truncate', name);
  end loop;
  create table audit_events_default partition of audit_events default;
  create trigger audit_events_default_no_truncate before truncate on audit_events_default
    for each statement execute function refuse_removal();
  for part in 0..15 loop
    name := 'event_id_ledger_' || part;
    execute format('create table %I partition of event_id_ledger for values with (modulus 16, remainder %s)', name, part);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()',
                   name || '_no_truncate', name);
  end loop;
end $$;

grant select, insert on audit_events, event_id_ledger to holdfast_app;
