-- Who may do what: people and their sign-in, roles granted to people, groups and services, keys of machines.
-- What a role may do is code (src/contracts/access.ts); to whom it is given is data.

create table people (
  id                 text        primary key,
  name               text        not null,
  email              text        not null unique,
  email_verified     boolean     not null default false,
  image              text,
  two_factor_enabled boolean     not null default false,
  deactivated_at     timestamptz,
  expires_at         timestamptz,
  created_at         timestamptz not null default now(),
  updated_at         timestamptz not null default now(),
  constraint people_email_is_lower_case check (email = lower(email))
);
comment on table people is 'Accounts of people. A row is never removed: events name it as their actor.';
comment on column people.expires_at is 'From then on the account is as good as deactivated: guests such as an auditor.';

create table people_accounts (
  id                       text        primary key,
  account_id               text        not null,
  provider_id              text        not null,
  user_id                  text        not null references people (id),
  access_token             text,
  refresh_token            text,
  id_token                 text,
  access_token_expires_at  timestamptz,
  refresh_token_expires_at timestamptz,
  scope                    text,
  password                 text,
  created_at               timestamptz not null default now(),
  updated_at               timestamptz not null default now(),
  unique (provider_id, account_id)
);
comment on table people_accounts is 'Ways in which a person signs in: a password (hashed by the library) or an account of an identity provider.';
create index people_accounts_user_idx on people_accounts (user_id);

create table people_sessions (
  id         text        primary key,
  token      text        not null unique,
  user_id    text        not null references people (id),
  ip_address text,
  user_agent text,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index people_sessions_user_idx on people_sessions (user_id);
create index people_sessions_expires_idx on people_sessions (expires_at);

create table verifications (
  id         text        primary key,
  identifier text        not null,
  value      text        not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
comment on table verifications is 'Things that can be used once and for a short time: invitations, resets, states of a sign-in under way.';
create index verifications_identifier_idx on verifications (identifier);

create table two_factors (
  id                        text    primary key,
  user_id                   text    not null references people (id),
  secret                    text    not null,
  backup_codes              text    not null,
  verified                  boolean not null default true,
  failed_verification_count integer not null default 0,
  locked_until              timestamptz
);
create index two_factors_user_idx on two_factors (user_id);
create index two_factors_secret_idx on two_factors (secret);

create table sign_in_attempts (
  id           text    primary key,
  key          text    not null unique,
  count        integer not null,
  last_request bigint  not null
);
comment on table sign_in_attempts is 'Attempts per account and per address, in the shape that the sign-in library counts them.';

create table role_grants (
  grant_id     uuid         primary key default gen_random_uuid(),
  subject_kind text         not null,
  subject      varchar(255) not null,
  provider     varchar(100),
  role         text         not null,
  namespaces   text[],
  clusters     text[],
  expires_at   timestamptz,
  granted_by   varchar(255) not null,
  granted_at   timestamptz  not null default now(),
  revoked_by   varchar(255),
  revoked_at   timestamptz,
  constraint role_grants_subject_kind_known check (subject_kind in ('person', 'group', 'service')),
  constraint role_grants_role_known check (role in ('viewer', 'operator', 'catalog-admin', 'legal', 'auditor', 'admin')),
  constraint role_grants_limits_not_empty
    check (coalesce(cardinality(namespaces), 1) > 0 and coalesce(cardinality(clusters), 1) > 0),
  constraint role_grants_revocation_complete check ((revoked_at is null) = (revoked_by is null))
);
comment on table role_grants is 'A role given to a person, to everybody in a group, or to a service. Kept when revoked.';
comment on column role_grants.subject is
  'person: people.id. group: the name that the identity provider uses. service: the name under which it authenticates.';
comment on column role_grants.provider is 'Only subjects that came in by this provider; null means by any.';
comment on column role_grants.namespaces is 'The role counts in these only; null means everywhere.';
create index role_grants_live_idx on role_grants (subject_kind, subject) where revoked_at is null;

create table api_keys (
  key_id       uuid         primary key default gen_random_uuid(),
  prefix       varchar(16)  not null unique,
  secret_hash  bytea        not null,
  name         varchar(100) not null,
  owner        varchar(255) not null,
  scopes       text[]       not null,
  namespaces   text[],
  clusters     text[],
  created_by   varchar(255) not null,
  created_at   timestamptz  not null default now(),
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_by   varchar(255),
  revoked_at   timestamptz,
  replaced_by  uuid references api_keys (key_id),
  constraint api_keys_hash_is_sha256 check (octet_length(secret_hash) = 32),
  constraint api_keys_have_scopes check (cardinality(scopes) > 0),
  constraint api_keys_limits_not_empty
    check (coalesce(cardinality(namespaces), 1) > 0 and coalesce(cardinality(clusters), 1) > 0),
  constraint api_keys_revocation_complete check ((revoked_at is null) = (revoked_by is null))
);
comment on table api_keys is 'Keys of machines. The secret itself is shown once and stored nowhere.';
comment on column api_keys.prefix is 'The part of the key that may be seen; it finds the row.';
comment on column api_keys.secret_hash is 'SHA-256 of the secret, which has 256 random bits, so that a slow hash would add nothing.';
comment on column api_keys.replaced_by is 'The key that a rotation made; this one goes on working until it expires.';
create unique index api_keys_live_name_idx on api_keys (name) where revoked_at is null and replaced_by is null;

-- Every replica listens: whatever could take a right away is known to all of them as soon as it is committed.
create function announce_access_change() returns trigger
  language plpgsql set search_path = public, pg_temp as $$
declare
  changed jsonb := case tg_op when 'INSERT' then to_jsonb(new) else to_jsonb(old) end;
  subject text := changed ->> case tg_table_name
    when 'api_keys' then 'prefix'
    when 'role_grants' then 'subject'
    when 'people' then 'id'
    else 'user_id' end;
begin
  perform pg_notify('holdfast_access', json_build_object('table', tg_table_name, 'subject', subject)::text);
  return null;
end $$;

create trigger api_keys_announce after update on api_keys for each row
  when (old.revoked_at is distinct from new.revoked_at or old.expires_at is distinct from new.expires_at)
  execute function announce_access_change();
create trigger role_grants_announce after insert or update on role_grants for each row
  execute function announce_access_change();
create trigger people_announce after update on people for each row
  when (old.deactivated_at is distinct from new.deactivated_at or old.expires_at is distinct from new.expires_at)
  execute function announce_access_change();
create trigger people_sessions_announce after delete on people_sessions for each row
  execute function announce_access_change();

grant select, insert on people, people_accounts, two_factors, role_grants, api_keys to holdfast_app;
grant update (name, email, email_verified, image, two_factor_enabled, deactivated_at, expires_at, updated_at)
  on people to holdfast_app;
grant update, delete on people_accounts, two_factors to holdfast_app;
grant select, insert, update, delete on people_sessions, verifications, sign_in_attempts to holdfast_app;
grant update (revoked_by, revoked_at) on role_grants to holdfast_app;
grant update (expires_at, last_used_at, revoked_by, revoked_at, replaced_by) on api_keys to holdfast_app;
