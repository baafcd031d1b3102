-- What a writer took for granted when it sent its statements, checked inside their transaction. A difference is somebody
-- else's doing and the attempt may be made again: a serialization failure.
create function require_same(actual text, expected text) returns void
  language plpgsql set search_path = public, pg_temp as $$
begin
  if actual is distinct from expected then
    raise exception 'found %, expected %', actual, expected using errcode = 'serialization_failure';
  end if;
end $$;
