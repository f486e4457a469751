-- The ground: the unprivileged role, the caller's accounts, identities of the house, the chained log, the queues.
-- Every table leads with account_id; 0004 puts each of them under row-level security.
do $$ begin
  create role closeout_app nologin;
exception when duplicate_object or unique_violation then null; end $$;
do $$ begin
  execute format('grant closeout_app to %I', current_user);
exception when others then null; end $$;

create schema if not exists app;
create domain key as text collate "C" check (length(value) between 1 and 80);

-- The accounts that this transaction may touch, set transaction-locally by the store.
create function app.accounts() returns text[] language sql stable parallel safe as
$$ select string_to_array(nullif(current_setting('app.accounts', true), ''), ',') $$;

create function app.refuse_change() returns trigger language plpgsql as
$$ begin
  raise exception '% is append-only: % is refused', tg_table_name, lower(tg_op) using errcode = '55000';
end $$;

-- One row: what belongs to the whole install. Readable through the functions below only.
create table installation (
  only_row boolean primary key default true check (only_row),
  created_at timestamptz(3) not null,
  clock_ahead_ms bigint not null default 0 check (clock_ahead_ms between -3155760000000 and 3155760000000),
  gateway_secrets jsonb not null default '{}'
);

create table account (
  id key primary key,
  parent_id key references account (id),
  kind text not null check (kind in ('platform', 'hub', 'workspace')),
  name text not null,
  practice boolean not null default false,
  currency char(3) not null,
  locale text not null,
  time_zone text not null,
  -- The seller as printed: a PartySnapshot.
  seller jsonb not null,
  brand jsonb not null,
  terms text not null,
  tax jsonb not null,
  payment_instructions jsonb not null default '[]',
  number_pattern text not null default 'INV-{year}-{seq:5}',
  -- Who releases: 'self' (approve and send in one step), 'others' (another person where there is one).
  releases text not null default 'others' check (releases in ('self', 'others')),
  link_secret_version integer not null default 1,
  version integer not null default 1,
  created_at timestamptz(3) not null
);
create index account_parent on account (parent_id);

create table member (
  account_id key not null references account (id),
  id key not null,
  user_id text not null,
  role text not null,
  name text not null,
  email text not null,
  approve_limit_minor bigint,
  created_at timestamptz(3) not null,
  removed_at timestamptz(3),
  primary key (account_id, id)
);
create unique index member_user on member (user_id, account_id) where removed_at is null;

create table number_series (
  account_id key not null references account (id),
  series text not null,
  next_value bigint not null default 1 check (next_value > 0),
  primary key (account_id, series)
) with (fillfactor = 20);

-- The log. Bodies are canonical JSON text, hashed as they stand; personal data is only a salted commitment in them.
create table chain_head (
  account_id key primary key references account (id),
  link_no bigint not null,
  hash text not null
) with (fillfactor = 40);
create table chain_link (
  account_id key not null references account (id),
  link_no bigint not null,
  previous_hash text not null,
  hash text not null,
  events integer not null check (events > 0),
  primary key (account_id, link_no)
);
create table event (
  account_id key not null references account (id),
  link_no bigint not null,
  ordinal integer not null,
  id key not null,
  type text not null,
  subject_type text not null,
  subject_id key not null,
  actor_kind text not null,
  actor_id text not null,
  at timestamptz(3) not null,
  body text not null,
  primary key (account_id, link_no, ordinal),
  foreign key (account_id, link_no) references chain_link (account_id, link_no)
);
create unique index event_id on event (account_id, id);
create index event_subject on event (account_id, subject_id, link_no, ordinal);
create table event_personal (
  account_id key not null references account (id),
  event_id key not null,
  field text not null,
  salt text not null,
  value text not null,
  primary key (account_id, event_id, field)
);

create trigger event_frozen before update or delete on event for each row execute function app.refuse_change();
create trigger chain_link_frozen before update or delete on chain_link for each row execute function app.refuse_change();

-- Appends one link per account: [{"accountId", "bodies": ["{…}", …]}], in account order, heads locked last.
-- The only writer of the log; columns are read out of the hashed body, so that the two cannot disagree.
create function app.append_events(batch jsonb) returns void
language plpgsql security definer set search_path = public, app, pg_temp as $$
declare item record; head record; link bigint; digest text;
begin
  for item in
    select b ->> 'accountId' as account_id, b -> 'bodies' as bodies
    from jsonb_array_elements(batch) b order by (b ->> 'accountId') collate "C"
  loop
    if not item.account_id = any (app.accounts()) then
      raise exception 'events for an account outside this transaction' using errcode = '42501';
    end if;
    insert into chain_head values (item.account_id, 0, repeat('0', 64)) on conflict do nothing;
    select * into head from chain_head where account_id = item.account_id for update;
    link := head.link_no + 1;
    select encode(sha256(convert_to(head.hash || E'\n' || item.account_id || E'\n' || link || E'\n'
             || string_agg(t.body, E'\n' order by t.n), 'UTF8')), 'hex')
      into digest from jsonb_array_elements_text(item.bodies) with ordinality t(body, n);
    insert into chain_link values (item.account_id, link, head.hash, digest, jsonb_array_length(item.bodies));
    insert into event (account_id, link_no, ordinal, id, type, subject_type, subject_id, actor_kind, actor_id, at, body)
      select item.account_id, link, t.n, j ->> 'id', j ->> 'type', j #>> '{subject,type}', j #>> '{subject,id}',
             j #>> '{actor,kind}', j #>> '{actor,id}', (j ->> 'at')::timestamptz, t.body
      from jsonb_array_elements_text(item.bodies) with ordinality t(body, n), lateral (select t.body::jsonb j) parsed;
    update chain_head set link_no = link, hash = digest where account_id = item.account_id;
  end loop;
end $$;

create table idempotency (
  account_id key not null references account (id),
  key text not null check (length(key) between 1 and 255),
  action text not null,
  actor_id text not null,
  input_hash text not null,
  answer jsonb not null,
  at timestamptz(3) not null,
  primary key (account_id, key)
);

create table gate_policy (
  account_id key not null references account (id),
  id key not null,
  gate text not null,
  client_id key,
  from_minor bigint,
  to_minor bigint,
  policy text not null check (policy in ('approval', 'open', 'closed')),
  primary key (account_id, id)
);
create unique index gate_policy_scope on gate_policy (account_id, gate, coalesce(client_id, ''), coalesce(from_minor, -1));

create table approval (
  account_id key not null references account (id),
  id key not null,
  action text not null,
  gates text[] not null,
  subject_type text not null,
  subject_id key not null,
  batch_id key,
  plan jsonb not null,
  plan_hash text not null,
  amount_minor bigint not null,
  currency char(3) not null,
  state text not null check (state in ('requested', 'approved', 'denied', 'expired', 'consumed', 'stale')),
  requested_by text not null,
  requested_at timestamptz(3) not null,
  expires_at timestamptz(3) not null,
  decided_by text,
  decided_at timestamptz(3),
  self_approved boolean not null default false,
  comment text,
  consumed_at timestamptz(3),
  version integer not null default 1,
  primary key (account_id, id),
  check ((state = 'consumed') = (consumed_at is not null)),
  check (state not in ('approved', 'denied', 'consumed') or decided_by is not null)
);
create index approval_open on approval (account_id, state, requested_at desc, id desc);
create index approval_subject on approval (account_id, subject_id, plan_hash);
create unique index approval_one_open on approval (account_id, action, subject_id, plan_hash)
  where state in ('requested', 'approved');

-- Something that leaves the house. The row exists only with its key: a consumed approval, an open policy or a house permission.
create table effect (
  account_id key not null references account (id),
  id key not null,
  kind text not null,
  permit text not null check (permit in ('approval', 'open_policy', 'house')),
  approval_id key,
  subject_type text not null,
  subject_id key not null,
  payload jsonb not null,
  state text not null default 'queued'
    check (state in ('queued', 'leased', 'handing_over', 'accepted', 'failed', 'unknown', 'cancelled', 'incident')),
  due_at timestamptz(3) not null,
  tries integer not null default 0,
  leased_until timestamptz(3),
  outcome jsonb,
  created_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, approval_id) references approval (account_id, id),
  check ((permit = 'approval') = (approval_id is not null))
);
create index effect_due on effect (due_at, account_id, id) where state in ('queued', 'leased', 'handing_over');
create index effect_subject on effect (account_id, subject_id);

create table reaction (
  account_id key not null references account (id),
  id key not null,
  event_id key not null,
  name text not null,
  subject_id key not null,
  data jsonb not null,
  state text not null default 'queued' check (state in ('queued', 'leased', 'done', 'incident')),
  due_at timestamptz(3) not null,
  tries integer not null default 0,
  leased_until timestamptz(3),
  error text,
  primary key (account_id, id)
);
create unique index reaction_once on reaction (account_id, event_id, name);
create index reaction_due on reaction (due_at, account_id, id) where state in ('queued', 'leased');

create table incident (
  account_id key not null references account (id),
  id key not null,
  kind text not null,
  subject_type text not null,
  subject_id text not null,
  reason text not null,
  next text not null,
  state text not null default 'open' check (state in ('open', 'retried', 'skipped', 'resolved')),
  opened_at timestamptz(3) not null,
  closed_at timestamptz(3),
  closed_by text,
  primary key (account_id, id)
);
create unique index incident_open_once on incident (account_id, kind, subject_id) where state = 'open';

-- What a gateway said, as it said it. 'install' holds events that no account has claimed yet.
create table gateway_event (
  account_id key not null references account (id),
  id key not null,
  gateway text not null,
  event_id text not null,
  type text not null,
  object_id text not null,
  payload text not null,
  payload_sha256 text not null,
  state text not null check (state in ('received', 'leased', 'applied', 'ignored', 'quarantined', 'incident')),
  received_at timestamptz(3) not null,
  occurred_at timestamptz(3) not null,
  applied_at timestamptz(3),
  due_at timestamptz(3) not null,
  tries integer not null default 0,
  leased_until timestamptz(3),
  reason text,
  primary key (account_id, id)
);
create unique index gateway_event_once on gateway_event (gateway, event_id);
create index gateway_event_due on gateway_event (due_at) where state in ('received', 'leased');

create table gateway_fact (
  account_id key not null references account (id),
  gateway text not null,
  object_id text not null,
  kind text not null,
  gateway_event_id text,
  occurred_at timestamptz(3) not null,
  recorded_at timestamptz(3) not null,
  primary key (gateway, object_id, kind)
);
create index gateway_fact_account on gateway_fact (account_id, object_id);
