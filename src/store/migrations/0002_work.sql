-- Clients, jobs with their facts, photos and notes, imports.
create table client (
  account_id key not null references account (id),
  id key not null,
  external_id text,
  name text not null,
  contact_name text,
  email text,
  phone text,
  address jsonb not null default '{}',
  terms text,
  tax_exempt_reason text,
  linked_account_id key references account (id),
  extra jsonb not null default '{}',
  version integer not null default 1,
  created_at timestamptz(3) not null,
  primary key (account_id, id)
);
create unique index client_external on client (account_id, external_id) where external_id is not null;
create index client_name on client (account_id, name, id);

create table import (
  account_id key not null references account (id),
  id key not null,
  state text not null check (state in ('running', 'done', 'failed')),
  file_names jsonb not null,
  mapping jsonb not null,
  rows_total integer not null default 0,
  rows_done integer not null default 0,
  report jsonb,
  started_by text not null,
  started_at timestamptz(3) not null,
  ended_at timestamptz(3),
  primary key (account_id, id)
);

create table job (
  account_id key not null references account (id),
  id key not null,
  number text not null,
  external_id text,
  client_id key not null,
  title text not null,
  state text not null check (state in ('new', 'scheduled', 'in_progress', 'completed', 'closed', 'cancelled')),
  site text,
  crew text,
  scheduled_on date,
  completed_on date,
  completed_at timestamptz(3),
  purchase_order text,
  history boolean not null default false,
  extra jsonb not null default '{}',
  import_id key,
  version integer not null default 1,
  created_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, client_id) references client (account_id, id),
  unique (account_id, number),
  check (state not in ('completed', 'closed') or completed_on is not null)
);
create unique index job_external on job (account_id, external_id) where external_id is not null;
create index job_list on job (account_id, created_at desc, id desc);
create index job_state on job (account_id, state, completed_on desc, id desc);
create index job_client on job (account_id, client_id, id desc);

create table job_fact (
  account_id key not null references account (id),
  id key not null,
  job_id key not null,
  ordinal integer not null,
  kind text not null check (kind in ('labor', 'material', 'fee', 'travel', 'discount')),
  title text not null,
  detail text,
  quantity text not null,
  unit text not null,
  unit_price text not null,
  tax_rate text,
  net_minor bigint not null,
  served_on date,
  -- A fact is billed by at most one live invoice line; the line claims it here, in its own transaction.
  billed_by key,
  waived_reason text,
  waived_at timestamptz(3),
  extra jsonb not null default '{}',
  created_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, job_id) references job (account_id, id),
  unique (account_id, job_id, ordinal)
);
create index job_fact_unbilled on job_fact (account_id, job_id) where billed_by is null and waived_at is null;

create table job_photo (
  account_id key not null references account (id),
  id key not null,
  job_id key not null,
  moment text not null check (moment in ('before', 'during', 'after')),
  caption text,
  content_type text not null,
  width integer not null,
  height integer not null,
  bytes bytea not null,
  original_sha256 text not null,
  added_by text not null,
  added_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, job_id) references job (account_id, id)
);
create index job_photo_job on job_photo (account_id, job_id, added_at, id);

create table job_note (
  account_id key not null references account (id),
  id key not null,
  job_id key not null,
  text text not null,
  added_by text not null,
  added_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, job_id) references job (account_id, id)
);
create index job_note_job on job_note (account_id, job_id, added_at, id);
