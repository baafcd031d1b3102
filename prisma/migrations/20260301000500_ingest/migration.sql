-- What several replicas share while they take events: who leads a background loop, and which batches were answered.

create table worker_leases (
  name       text        primary key,
  holder     text        not null,
  term       bigint      not null,
  expires_at timestamptz not null
);
comment on table worker_leases is
  'Leadership of background loops by a row with a time-to-live. It is no fence: a step that destroys something checks its term again inside its own transaction.';

create table ingest_receipts (
  batch_key    bytea       primary key,
  generation   bigint      not null,
  created_at   timestamptz not null default now(),
  delivered_at timestamptz
) with (fillfactor = 70);
comment on table ingest_receipts is
  'One row per batch, written with its events. While delivered_at is null the sender may not have its answer, so the same bytes from the same principal are a repeated send; afterwards they are new facts.';
comment on column ingest_receipts.batch_key is 'SHA-256 over the principal and the SHA-256 of the body.';
comment on column ingest_receipts.generation is 'Microseconds since 1970 at the first try; with batch_key and index it gives the ids of the events.';

create index idx_ingest_receipts_created_at on ingest_receipts (created_at);

grant select, insert, update on worker_leases to holdfast_app;
grant select, insert, update, delete on ingest_receipts to holdfast_app;
