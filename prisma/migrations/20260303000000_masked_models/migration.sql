-- What only the payload of a sensitive event says is not shown. A namespace or cluster that is known in no other way still
-- decides who may see a remediation and which hold covers it, so that it stays in its column, and these say that it is hidden.
alter table remediations
  add column hides_namespace boolean not null default false,
  add column hides_cluster boolean not null default false;
comment on column remediations.hides_namespace is 'The namespace comes from the payload of a sensitive event: it counts for limits and holds and is not shown.';
comment on column remediations.hides_cluster is 'The same of the cluster.';

create table model_rebuilds (
  reason text not null,
  requested_at timestamptz not null default now(),
  finished_at timestamptz,
  constraint model_rebuilds_pkey primary key (reason)
);
grant select on model_rebuilds to holdfast_app;
grant update (finished_at) on model_rebuilds to holdfast_app;
comment on table model_rebuilds is 'Rows of remediations that an older version has written are written anew, once per reason, by a background loop.';

-- Rows that were written before may say what sensitive payloads hold.
insert into model_rebuilds (reason, finished_at)
select 'sensitive', case when exists (select from remediations) then null else now() end;
