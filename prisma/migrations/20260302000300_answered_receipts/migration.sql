-- A queued batch is a repeated send if an earlier try of the same bytes was stored and its own answer had not arrived by then.
alter table ingest_receipts add column answered_at timestamptz;
comment on column ingest_receipts.answered_at is
  'When the answer to the try of this generation left the process whole; delivered_at also counts later tries of the same bytes.';
