-- How the payloads of a month are stored and indexed.

-- PostgreSQL compresses what makes a row longer than 2 KB, by its own method unless told otherwise, and that takes a tenth to
-- a fifth of all it does for an event. LZ4 makes about the same of it in a fraction of the time. A server that was built
-- without it leaves rows of up to 8 KB as they are.
-- What is new in the payloads' index waits in a list. Whoever fills it up sorts it in, and keeps everybody waiting who writes
-- over the same connection: it is given more room than it needs while flush_pending_lists is called now and then.
create function tune_month_table(part regclass) returns void
  language plpgsql set search_path = public, pg_temp as $$
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
end $$;

create or replace function make_month_table(month date, name text) returns void
  language plpgsql set search_path = public, pg_temp as $$
begin
  execute format('create table %I (like audit_events including all)', name);
  perform tune_month_table(format('public.%I', name)::regclass);
  execute format('alter table %I add constraint month_bounds check (event_date >= %L and event_date < %L)',
                 name, month, (month + interval '1 month')::date);
  execute format('create trigger %I before truncate on %I for each statement execute function refuse_removal()',
                 'audit_events_' || to_char(month, 'YYYY_MM') || '_no_truncate', name);
end $$;

-- Sorts into the payloads' indexes what waits for it in the months in which live events lie, and in the partition that takes
-- them where a month is missing; gives the number of pages. One at a time: whoever comes second has nothing to do.
create function flush_pending_lists() returns bigint
  language plpgsql security definer set search_path = public, pg_temp as $$
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
end $$;

revoke all on function tune_month_table(regclass), make_month_table(date, text), flush_pending_lists() from public;
grant execute on function flush_pending_lists() to holdfast_app;

do $$
begin
  perform tune_month_table(relid) from pg_partition_tree('audit_events') where isleaf;
end $$;
