-- How a session began: by a password, or by an identity provider that named the person's groups at that moment.

alter table people_sessions
  add column provider text   not null default 'credential',
  add column groups   text[] not null default '{}';
comment on column people_sessions.groups is
  'Groups that the identity provider named at sign-in. They count for this session only.';
