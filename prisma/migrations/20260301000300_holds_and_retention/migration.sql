-- The only ways to change or remove what the ledger holds. Each is a function of holdfast_owner that checks its conditions
-- under lock and writes its record in the same transaction; the application may call it and can do nothing else.
--
-- Advisory locks, always taken in this order: 72707370 hold epoch (placing and releasing: exclusive; append and retention:
-- shared), 72707371 partition changes. Heads and events come after them.

create table legal_holds (
  hold_id        uuid         primary key default gen_random_uuid(),
  scope          jsonb        not null,
  reason         text         not null,
  placed_by      varchar(255) not null,
  placed_at      timestamptz  not null default now(),
  released_at    timestamptz,
  released_by    varchar(255),
  release_reason text,
  constraint legal_holds_release_complete
    check ((released_at is null) = (released_by is null) and (released_at is null) = (release_reason is null))
);
comment on table legal_holds is 'The record of holds: a remediation is held while a live row covers it, from the commit of that row.';
comment on column legal_holds.scope is
  'Selects remediations; all keys must match: correlation_ids (list), namespace, cluster_name, target_kind, target_name.';
create index legal_holds_live on legal_holds (placed_at) where released_at is null;

create table ledger_operations (
  operation_id bigserial    primary key,
  operation    text         not null,
  details      jsonb        not null,
  performed_by varchar(255) not null,
  login        text         not null default session_user,
  performed_at timestamptz  not null default now()
);
comment on table ledger_operations is 'What was done to the ledger other than appending: partitions made, rows moved, payloads withheld.';

create table chain_gaps (
  correlation_id varchar(255) collate "C" not null,
  from_seq       bigint       not null,
  to_seq         bigint       not null,
  event_count    bigint       not null,
  hash_before    text,
  hash_last      text         not null,
  run_id         uuid         not null,
  removed_at     timestamptz  not null default now(),
  primary key (correlation_id, from_seq),
  constraint chain_gaps_whole check (event_count = to_seq - from_seq + 1)
);
comment on table chain_gaps is
  'Tombstones: retention removed these positions. hash_before is the hash ahead of the gap, hash_last that of its last event, so the chain can be verified across it.';

do $$
declare
  name text;
begin
  foreach name in array array['legal_holds', 'ledger_operations', 'chain_gaps', 'retention_operations'] loop
    execute format('create trigger %I before delete on %I for each row execute function refuse_removal()', name || '_keep_rows', name);
    execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()', name || '_no_truncate', name);
  end loop;
end $$;
grant select on legal_holds, ledger_operations, chain_gaps to holdfast_app;

-- Whether a scope covers a remediation. No search_path is set on these two, which lets the planner inline them.
create function hold_covers(scope jsonb, r remediations) returns boolean language sql immutable as $$
  select coalesce(
    (not scope ? 'correlation_ids' or scope -> 'correlation_ids' ? r.correlation_id::text)
    and (not scope ? 'namespace' or scope ->> 'namespace' = r.namespace)
    and (not scope ? 'cluster_name' or scope ->> 'cluster_name' = r.cluster_name)
    and (not scope ? 'target_kind' or scope ->> 'target_kind' = r.target_kind)
    and (not scope ? 'target_name' or scope ->> 'target_name' = r.target_name), false)
$$;
create function remediation_is_held(r remediations) returns boolean language sql stable as $$
  select exists (
    select from public.legal_holds h
     where h.released_at is null
       and (public.hold_covers(h.scope, r)
            or exists (select from public.remediations o
                        where o.correlation_id = r.alias_of and public.hold_covers(h.scope, o))))
$$;

create function effective_retention_days(stamped integer, category text) returns integer language sql stable as $$
  select greatest(stamped, (select p.retention_days from public.audit_retention_policies p where p.event_category = category))
$$;

create function place_hold(new_hold_id uuid, hold_scope jsonb, hold_reason text, hold_by text, only_later boolean default false)
  returns bigint language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

create function release_hold(old_hold_id uuid, hold_released_by text, hold_release_reason text)
  returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

-- Writes the hold columns of audit_events behind the record, at most row_limit rows a call; 0 means that nothing is left.
-- Of several holds the oldest live one is shown.
create function fill_hold_columns(changed_hold_id uuid, row_limit integer default 1000)
  returns bigint language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

-- Replaces one payload by a notice. The caller gives the digest of the payload as docs/hash-chain.md defines it; a wrong
-- one makes the event's own hash fail, so it can't pass unnoticed.
create function withhold_payload(target_event_id uuid, target_event_date date, digest bytea, withheld_by text, withheld_reason text)
  returns timestamptz language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

-- One bounded step of retention in one month: removes up to row_limit expired events that no hold covers and leaves a
-- tombstone per gap. A month that is over and empty is dropped. The day is the server's own, so no caller can hurry it.
create function apply_retention_step(step_run_id uuid, step_month date, row_limit integer default 1000)
  returns table (removed bigint, partition_dropped boolean)
  language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

revoke execute on function
  place_hold(uuid, jsonb, text, text, boolean), release_hold(uuid, text, text), fill_hold_columns(uuid, integer),
  withhold_payload(uuid, date, bytea, text, text), apply_retention_step(uuid, date, integer) from public;
grant execute on function
  place_hold(uuid, jsonb, text, text, boolean), release_hold(uuid, text, text), fill_hold_columns(uuid, integer),
  withhold_payload(uuid, date, bytea, text, text), apply_retention_step(uuid, date, integer) to holdfast_app;
