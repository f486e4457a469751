-- Invoices and their facts, the books, links, deliveries, attempts, payments, documents.
create table invoice (
  account_id key not null references account (id),
  id key not null,
  doc text not null check (doc in ('draft', 'discarded', 'issued', 'void')),
  number text,
  series text,
  sequence bigint,
  client_id key not null,
  job_id key,
  ad_hoc_reason text,
  title text not null,
  currency char(3) not null,
  terms text not null,
  purchase_order text,
  note text,
  net_minor bigint not null,
  tax_minor bigint not null,
  total_minor bigint not null check (total_minor >= 0),
  taxes jsonb not null,
  -- Folds of money_entry, written in the entry's own transaction; `closeout verify` compares them.
  credited_minor bigint not null default 0,
  settled_minor bigint not null default 0,
  credit_applied_minor bigint not null default 0,
  refunded_owed_minor bigint not null default 0,
  withdrawn_minor bigint not null default 0,
  lost_minor bigint not null default 0,
  forgiven_minor bigint not null default 0,
  in_flight_minor bigint not null default 0,
  attested_minor bigint not null default 0,
  uncleared_minor bigint not null default 0,
  refunded_minor bigint not null default 0,
  owed_minor bigint generated always as (case when doc = 'issued'
    then total_minor - credited_minor - settled_minor - credit_applied_minor + refunded_owed_minor + lost_minor - forgiven_minor
    else 0 end) stored check (owed_minor >= 0),
  link text not null default 'none' check (link in ('none', 'active', 'suspended', 'expired', 'dead')),
  link_reopened boolean not null default false,
  collection text not null default 'none'
    check (collection in ('none', 'scheduled', 'in_flight', 'failed', 'action_required', 'exhausted')),
  collection_reason jsonb,
  collection_attempt integer not null default 0,
  holds jsonb not null default '[]',
  uncollectible jsonb,
  issued_on date,
  due_on date,
  period_from date,
  period_to date,
  snapshot text,
  snapshot_sha256 text,
  issued_at timestamptz(3),
  paid_at timestamptz(3),
  created_at timestamptz(3) not null,
  created_by text not null,
  version integer not null default 1,
  primary key (account_id, id),
  foreign key (account_id, client_id) references client (account_id, id),
  foreign key (account_id, job_id) references job (account_id, id),
  check (job_id is not null or ad_hoc_reason is not null),
  check ((doc in ('issued', 'void')) = (number is not null and issued_on is not null and due_on is not null
    and snapshot is not null and snapshot_sha256 is not null and issued_at is not null)),
  check (total_minor = net_minor + tax_minor)
) with (fillfactor = 85);
create unique index invoice_number on invoice (account_id, number) where number is not null;
create unique index invoice_sequence on invoice (account_id, series, sequence) where sequence is not null;
create index invoice_list on invoice (account_id, created_at desc, id desc);
create index invoice_job on invoice (account_id, job_id) where job_id is not null;
create index invoice_client on invoice (account_id, client_id, created_at desc, id desc);
create index invoice_owed on invoice (account_id, due_on, id) include (owed_minor, currency) where owed_minor > 0;

create function app.keep_issued() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' then
    raise exception 'an invoice is never deleted' using errcode = '55000';
  end if;
  if old.doc in ('issued', 'void') and (new.number, new.series, new.sequence, new.client_id, new.job_id, new.currency, new.net_minor,
      new.tax_minor, new.total_minor, new.taxes, new.issued_on, new.due_on, new.snapshot, new.snapshot_sha256, new.issued_at,
      new.title, new.terms, new.purchase_order, new.note, new.period_from, new.period_to, new.ad_hoc_reason)
    is distinct from (old.number, old.series, old.sequence, old.client_id, old.job_id, old.currency, old.net_minor,
      old.tax_minor, old.total_minor, old.taxes, old.issued_on, old.due_on, old.snapshot, old.snapshot_sha256, old.issued_at,
      old.title, old.terms, old.purchase_order, old.note, old.period_from, old.period_to, old.ad_hoc_reason) then
    raise exception 'an issued invoice is frozen' using errcode = '55000';
  end if;
  if (old.doc, new.doc) not in (('draft', 'draft'), ('draft', 'issued'), ('draft', 'discarded'), ('issued', 'issued'),
      ('issued', 'void'), ('void', 'void'), ('discarded', 'discarded')) then
    raise exception 'an invoice does not go from % to %', old.doc, new.doc using errcode = '55000';
  end if;
  return new;
end $$;
create trigger invoice_frozen before update or delete on invoice for each row execute function app.keep_issued();

create table invoice_line (
  account_id key not null references account (id),
  id key not null,
  invoice_id key not null,
  ordinal integer not null,
  kind text not null check (kind in ('labor', 'material', 'fee', 'travel', 'discount')),
  title text not null,
  detail text,
  quantity text not null,
  unit text not null,
  unit_price text not null,
  discount_percent text,
  tax_rate text not null,
  tax_category text not null,
  tax_name text not null,
  net_minor bigint not null,
  served_on date,
  job_id key,
  fact_id key,
  -- False once the invoice is discarded or void: the fact is billable again.
  live boolean not null default true,
  primary key (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id),
  foreign key (account_id, fact_id) references job_fact (account_id, id),
  unique (account_id, invoice_id, ordinal)
);
create unique index invoice_line_fact_once on invoice_line (account_id, fact_id) where live and fact_id is not null;

create function app.keep_lines() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and (to_jsonb(new) - 'live') = (to_jsonb(old) - 'live') then return new; end if;
  -- The line may neither leave an issued invoice nor come to one; `old` or `new` is null where the verb has none.
  if exists (select 1 from invoice i where i.doc <> 'draft'
      and (i.account_id, i.id) in ((old.account_id, old.invoice_id), (new.account_id, new.invoice_id))) then
    raise exception 'the lines of an issued invoice are frozen' using errcode = '55000';
  end if;
  return coalesce(new, old);
end $$;
create trigger invoice_line_frozen before insert or update or delete on invoice_line for each row execute function app.keep_lines();

create table money_entry (
  account_id key not null references account (id),
  id key not null,
  invoice_id key not null,
  kind text not null,
  amount_minor bigint not null,
  currency char(3) not null,
  source_ref text not null,
  at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id)
);
create unique index money_entry_once on money_entry (account_id, invoice_id, kind, source_ref);
create trigger money_entry_frozen before update or delete on money_entry for each row execute function app.refuse_change();

create table journal_entry (
  account_id key not null references account (id),
  id key not null,
  move text not null,
  currency char(3) not null,
  posted_on date not null,
  source_ref text not null,
  memo text not null,
  at timestamptz(3) not null,
  primary key (account_id, id)
);
create unique index journal_entry_once on journal_entry (account_id, move, source_ref);
create index journal_entry_day on journal_entry (account_id, posted_on, id);
create table posting (
  account_id key not null references account (id),
  entry_id key not null,
  ordinal integer not null,
  ledger_account text not null,
  -- Debit positive, credit negative.
  amount_minor bigint not null check (amount_minor <> 0),
  currency char(3) not null,
  posted_on date not null,
  invoice_id key,
  client_id key,
  primary key (account_id, entry_id, ordinal),
  foreign key (account_id, entry_id) references journal_entry (account_id, id)
);
create index posting_ledger on posting (account_id, ledger_account, currency, posted_on) include (amount_minor);
create index posting_invoice on posting (account_id, invoice_id) where invoice_id is not null;
create trigger journal_entry_frozen before update or delete on journal_entry for each row execute function app.refuse_change();
create trigger posting_frozen before update or delete on posting for each row execute function app.refuse_change();

-- An entry's postings arrive in one statement and sum to zero in it.
create function app.balance_postings() returns trigger language plpgsql as $$
declare bad record;
begin
  select entry_id, currency, sum(amount_minor) as off into bad
    from added group by account_id, entry_id, currency having sum(amount_minor) <> 0 limit 1;
  if found then
    raise exception 'journal entry % is off by % %', bad.entry_id, bad.off, bad.currency using errcode = '23514';
  end if;
  if exists (select 1 from added a join posting p using (account_id, entry_id)
      where not exists (select 1 from added b where b.account_id = p.account_id and b.entry_id = p.entry_id and b.ordinal = p.ordinal)) then
    raise exception 'postings cannot be added to an entry later' using errcode = '55000';
  end if;
  return null;
end $$;
create trigger posting_balanced after insert on posting referencing new table as added
  for each statement execute function app.balance_postings();

create table pay_link (
  account_id key not null references account (id),
  invoice_id key not null,
  version integer not null,
  token_sha256 text not null unique,
  created_at timestamptz(3) not null,
  primary key (account_id, invoice_id, version),
  foreign key (account_id, invoice_id) references invoice (account_id, id)
);

create table delivery (
  account_id key not null references account (id),
  id key not null,
  invoice_id key not null,
  effect_id key not null,
  purpose text not null check (purpose in ('invoice', 'receipt')),
  channel text not null check (channel in ('email', 'sms', 'paper', 'portal')),
  recipient text not null,
  state text not null check (state in ('queued', 'accepted', 'delivered', 'bounced', 'failed', 'unknown')),
  message_id text not null,
  acceptance_id text,
  accepted_at timestamptz(3),
  reason text,
  created_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id),
  foreign key (account_id, effect_id) references effect (account_id, id),
  check (state not in ('accepted', 'delivered') or acceptance_id is not null)
);
create index delivery_invoice on delivery (account_id, invoice_id);
create unique index delivery_effect on delivery (account_id, effect_id, recipient);

create table attempt (
  account_id key not null references account (id),
  id key not null,
  invoice_id key not null,
  gateway text not null,
  state text not null check (state in ('created', 'in_flight', 'succeeded', 'processing', 'failed', 'action_required',
    'unknown', 'canceled', 'returned')),
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  gateway_ref text,
  reason jsonb,
  created_at timestamptz(3) not null,
  changed_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id)
);
create unique index attempt_gateway_ref on attempt (gateway, gateway_ref) where gateway_ref is not null;
create index attempt_invoice on attempt (account_id, invoice_id, created_at desc);
create unique index attempt_one_open on attempt (account_id, invoice_id)
  where state in ('created', 'in_flight', 'processing', 'action_required', 'unknown');

create table payment (
  account_id key not null references account (id),
  id key not null,
  client_id key,
  gateway text not null,
  gateway_ref text,
  method text not null,
  amount_minor bigint not null check (amount_minor > 0),
  currency char(3) not null,
  fee_minor bigint,
  settled_on date not null,
  settled_at timestamptz(3) not null,
  attested_by text,
  reference text,
  primary key (account_id, id)
);
create unique index payment_gateway_ref on payment (gateway, gateway_ref) where gateway_ref is not null;
create table allocation (
  account_id key not null references account (id),
  id key not null,
  payment_id key not null,
  invoice_id key not null,
  amount_minor bigint not null check (amount_minor > 0),
  at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, payment_id) references payment (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id)
);
create index allocation_payment on allocation (account_id, payment_id);
create index allocation_invoice on allocation (account_id, invoice_id);

-- Bytes as they left, written once.
create table document (
  account_id key not null references account (id),
  id key not null,
  invoice_id key not null,
  kind text not null check (kind in ('invoice', 'receipt')),
  sha256 text not null,
  bytes bytea not null,
  engine text not null,
  template text not null,
  created_at timestamptz(3) not null,
  primary key (account_id, id),
  foreign key (account_id, invoice_id) references invoice (account_id, id)
);
create unique index document_once on document (account_id, invoice_id, kind);
create trigger document_frozen before update or delete on document for each row execute function app.refuse_change();
