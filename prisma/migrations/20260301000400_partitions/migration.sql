-- Months of audit_events: made ahead of time, and made afterwards for rows that fell into the default partition.

-- A table shaped as a partition of the month, not yet part of the tree. The check lets ATTACH skip its scan.
create function make_month_table(month date, name text) returns void
  language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('create table %I (like audit_events including all)', name);
  execute format('alter table %I add constraint month_bounds check (event_date >= %L and event_date < %L)',
                 name, month, (month + interval '1 month')::date);
  execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()',
                 'audit_events_' || to_char(month, 'YYYY_MM') || '_no_truncate', name);
end $$;

create function attach_month_table(month date, name text) returns void
  language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('alter table audit_events attach partition %I for values from (%L) to (%L)',
                 name, month, (month + interval '1 month')::date);
  execute format('alter table %I drop constraint month_bounds', name);
end $$;

create function ensure_partition(month date) returns text
  language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '2s' as $$
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
end $$;

-- Copies up to row_limit rows of the default partition into tables beside the tree, so that the swap itself has little to
-- do. Each call is its own transaction; 0 means that all is copied. Readers see nothing of it.
create function stage_default_rows(row_limit integer default 10000) returns bigint
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
  end loop;
  return total;
end $$;

-- Makes the months of the default partition's rows part of the tree and the default partition empty, in one transaction
-- under an exclusive lock: every statement sees each row once, in the one place or the other. What stage_default_rows has
-- not copied yet is carried over here, up to carry_limit rows.
create function swap_default_partition(carry_limit integer default 20000) returns table (partition_name text, moved bigint)
  language plpgsql security definer
  set search_path = public, pg_temp set lock_timeout = '200ms' as $$
declare
  month date;
  name text;
  staged text;
  carried bigint;
  left_to_carry bigint := carry_limit;
  moved_names text[] := '{}';
begin
  perform pg_advisory_xact_lock(72707371);
  lock table audit_events in access exclusive mode;
  lock table audit_events_default in access exclusive mode;
  if not exists (select from audit_events_default) then
    return;
  end if;
  alter table audit_events detach partition audit_events_default;
  for month in select distinct date_trunc('month', event_date)::date from audit_events_default order by 1 loop
    name := 'audit_events_' || to_char(month, 'YYYY_MM');
    staged := 'audit_events_staged_' || to_char(month, 'YYYY_MM');
    if to_regclass('public.' || staged) is null then
      perform make_month_table(month, staged);
    end if;
    -- A hold or a withheld payload may have changed a row after it was copied: such a copy is thrown away.
    execute format(
      'delete from %I s using audit_events_default d
        where d.event_id = s.event_id and d.event_date = s.event_date
          and (d.legal_hold, d.legal_hold_reason, d.legal_hold_placed_by, d.legal_hold_placed_at, d.retention_days, d.payload_withheld_at)
              is distinct from
              (s.legal_hold, s.legal_hold_reason, s.legal_hold_placed_by, s.legal_hold_placed_at, s.retention_days, s.payload_withheld_at)',
      staged);
    execute format(
      'delete from %I s where not exists
         (select from audit_events_default d where d.event_id = s.event_id and d.event_date = s.event_date)', staged);
    execute format(
      'insert into %I select d.* from audit_events_default d
        where d.event_date >= $1 and d.event_date < $2
          and not exists (select from %I s where s.event_id = d.event_id and s.event_date = d.event_date)', staged, staged)
      using month, (month + interval '1 month')::date;
    get diagnostics carried = row_count;
    left_to_carry := left_to_carry - carried;
    if left_to_carry < 0 then
      raise exception 'more than % rows of the default partition are not copied yet', carry_limit
        using errcode = '55006', hint = 'Call stage_default_rows until it returns 0.';
    end if;
    execute format('alter table %I rename to %I', staged, name);
    perform attach_month_table(month, name);
    execute format('select count(*) from %I', name) into moved;
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

revoke execute on function
  make_month_table(date, text), attach_month_table(date, text), ensure_partition(date), stage_default_rows(integer),
  swap_default_partition(integer) from public;
grant execute on function ensure_partition(date), stage_default_rows(integer), swap_default_partition(integer) to holdfast_app;
