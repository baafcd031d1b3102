-- A writer moves the head of a chain as it remembers it, and has to notice that a rebuild has changed since what the row
-- remembers. Comparing a number is cheaper than sending all of that back with every move.
alter table remediations add column rebuild_count integer not null default 0;
comment on column remediations.rebuild_count is
  'How often fold_state has changed without a new event. Compared by whoever moves the head.';

create function count_rebuild() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
begin
  new.rebuild_count := old.rebuild_count + 1;
  return new;
end $$;

-- By the database, so that no writer can forget it.
create trigger remediations_count_rebuild before update on remediations for each row
  when (new.chain_seq = old.chain_seq and new.fold_state <> old.fold_state)
  execute function count_rebuild();
