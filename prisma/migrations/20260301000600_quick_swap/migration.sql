-- The swap holds an exclusive lock, so it compares what was staged in one pass and repairs only where that finds something;
-- staged tables are analysed when they are filled, so that this pass is planned for their size.

create or replace function stage_default_rows(row_limit integer default 10000) returns bigint
  language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

-- Makes a staged month equal to its rows of the default partition and returns how many had to be copied.
create function settle_staged_month(month date, staged text) returns bigint
  language plpgsql set search_path = public, pg_temp as $$
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
end $$;
revoke execute on function settle_staged_month(date, text) from public;

create or replace function swap_default_partition(carry_limit integer default 20000)
  returns table (partition_name text, moved bigint)
  language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '200ms' set work_mem = '64MB' as $$
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
end $$;
