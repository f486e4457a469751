-- Row-level security for closeout_app, grants, and the narrow functions that look across accounts.
-- The owner is not subject to the policies and is never used by a verb: each transaction sets the role first.
insert into installation (created_at) values (clock_timestamp());

do $$
declare t record;
begin
  for t in
    select c.relname, (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'account_id') as scoped
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
      and c.relname not in ('installation', 'pgmigrations')
  loop
    execute format('alter table %I enable row level security', t.relname);
    execute format('create policy own_account on %I to closeout_app using (%s = any ((select app.accounts())::text[])) with check (%s = any ((select app.accounts())::text[]))',
      t.relname, case when t.scoped = 1 then 'account_id' else 'id' end, case when t.scoped = 1 then 'account_id' else 'id' end);
    execute format('grant select, insert, update on %I to closeout_app', t.relname);
  end loop;
end $$;
revoke insert, update on event, chain_link, chain_head from closeout_app;
revoke update on event_personal, money_entry, journal_entry, posting, document, idempotency, gateway_fact, allocation from closeout_app;
-- Only the lines of a draft can go: the trigger on the table sees to that.
grant delete on invoice_line to closeout_app;
grant usage on schema public, app to closeout_app;

create function app.memberships(of_user text) returns table (account_id text, member_id text, role text, name text, email text,
    approve_limit_minor bigint, account_name text, account_kind text, parent_id text, practice boolean)
language sql stable security definer set search_path = public, app, pg_temp as $$
  select m.account_id, m.id, m.role, m.name, m.email, m.approve_limit_minor, a.name, a.kind, a.parent_id, a.practice
  from member m join account a on a.id = m.account_id
  where m.user_id = of_user and m.removed_at is null order by a.created_at, a.id
$$;

-- An account with everything below it.
create function app.network_of(root text) returns table (account_id text, name text, kind text, parent_id text)
language sql stable security definer set search_path = public, app, pg_temp as $$
  with recursive tree as (
    select id, a.name, a.kind, a.parent_id, 0 as depth from account a where id = root
    union all select a.id, a.name, a.kind, a.parent_id, depth + 1 from account a join tree on a.parent_id = tree.id where depth < 8)
  select id, tree.name, tree.kind, tree.parent_id from tree
$$;

create function app.account_count() returns bigint language sql stable security definer set search_path = public, app, pg_temp as
$$ select count(*) from account $$;
create function app.account_ids() returns setof text language sql stable security definer set search_path = public, app, pg_temp as
$$ select id::text from account order by id $$;

create function app.pay_link(token_hash text) returns table (account_id text, invoice_id text)
language sql stable security definer set search_path = public, app, pg_temp as
$$ select account_id, invoice_id from pay_link where token_sha256 = token_hash $$;

create function app.attempts_by_ref(of_gateway text, refs text[]) returns table (gateway_ref text, account_id text, attempt_id text, invoice_id text)
language sql stable security definer set search_path = public, app, pg_temp as
$$ select a.gateway_ref, a.account_id, a.id, a.invoice_id from attempt a where a.gateway = of_gateway and a.gateway_ref = any (refs) $$;

create function app.attempts_by_id(ids text[]) returns table (attempt_id text, account_id text, invoice_id text, gateway text, gateway_ref text)
language sql stable security definer set search_path = public, app, pg_temp as
$$ select a.id, a.account_id, a.invoice_id, a.gateway, a.gateway_ref from attempt a where a.id = any (ids) $$;

create function app.known_gateway_events(of_gateway text, ids text[]) returns table (event_id text, payload_sha256 text)
language sql stable security definer set search_path = public, app, pg_temp as
$$ select e.event_id, e.payload_sha256 from gateway_event e where e.gateway = of_gateway and e.event_id = any (ids) $$;

create function app.known_gateway_facts(of_gateway text, objects text[]) returns table (object_id text, kind text)
language sql stable security definer set search_path = public, app, pg_temp as
$$ select f.object_id, f.kind from gateway_fact f where f.gateway = of_gateway and f.object_id = any (objects) $$;

-- The queues: due rows of any account, leased to the caller.
create function app.claim_effects(at timestamptz, until timestamptz, most integer) returns setof effect
language sql volatile security definer set search_path = public, app, pg_temp as $$
  update effect e set state = case when e.state = 'handing_over' then 'handing_over' else 'leased' end, leased_until = until, tries = tries + 1
  from (select account_id, id from effect
        where state in ('queued', 'leased', 'handing_over') and due_at <= at and (leased_until is null or leased_until <= at)
        order by due_at, account_id, id limit most for update skip locked) due
  where e.account_id = due.account_id and e.id = due.id returning e.*
$$;
create function app.claim_reactions(at timestamptz, until timestamptz, most integer) returns setof reaction
language sql volatile security definer set search_path = public, app, pg_temp as $$
  update reaction r set state = 'leased', leased_until = until, tries = tries + 1
  from (select account_id, id from reaction
        where state in ('queued', 'leased') and due_at <= at and (leased_until is null or leased_until <= at)
        order by due_at, account_id, id limit most for update skip locked) due
  where r.account_id = due.account_id and r.id = due.id returning r.*
$$;
create function app.claim_gateway_events(at timestamptz, until timestamptz, most integer) returns setof gateway_event
language sql volatile security definer set search_path = public, app, pg_temp as $$
  update gateway_event g set state = 'leased', leased_until = until, tries = tries + 1
  from (select account_id, id from gateway_event
        where state in ('received', 'leased') and due_at <= at and (leased_until is null or leased_until <= at)
        order by due_at, account_id, id limit most for update skip locked) due
  where g.account_id = due.account_id and g.id = due.id returning g.*
$$;
-- When something is due next, over all queues; null when nothing waits.
create function app.next_due() returns timestamptz
language sql stable security definer set search_path = public, app, pg_temp as $$
  select min(t) from (
    select min(greatest(due_at, coalesce(leased_until, due_at))) t from effect where state in ('queued', 'leased', 'handing_over')
    union all select min(greatest(due_at, coalesce(leased_until, due_at))) from reaction where state in ('queued', 'leased')
    union all select min(greatest(due_at, coalesce(leased_until, due_at))) from gateway_event where state in ('received', 'leased')) q
$$;

create function app.clock_ahead() returns bigint language sql stable security definer set search_path = public, app, pg_temp as
$$ select clock_ahead_ms from installation $$;
-- Forward only; the first setting of an install without accounts may go back.
create function app.set_clock_ahead(ms bigint) returns bigint language plpgsql volatile security definer set search_path = public, app, pg_temp as $$
begin
  update installation set clock_ahead_ms = ms
    where ms >= clock_ahead_ms or not exists (select 1 from invoice where doc <> 'draft');
  return (select clock_ahead_ms from installation);
end $$;
create function app.gateway_secret(name text) returns text language sql stable security definer set search_path = public, app, pg_temp as
$$ select gateway_secrets ->> name from installation $$;
create function app.set_gateway_secret(name text, value text) returns void language sql volatile security definer set search_path = public, app, pg_temp as
$$ update installation set gateway_secrets = gateway_secrets || jsonb_build_object(name, value) $$;

revoke execute on all functions in schema app from public;
grant execute on all functions in schema app to closeout_app;

-- The install itself, the root of the tree: it owns what no account has claimed, such as a gateway event nobody can place.
insert into account (id, kind, name, currency, locale, time_zone, seller, brand, terms, tax, created_at)
values ('acc_00000000000000000000000000', 'platform', 'This install', 'USD', 'en-US', 'UTC',
  '{"legalName": "This install", "tradeName": null, "addressLines": [], "postcode": null, "city": null, "region": null, "country": "US", "taxId": null, "email": null, "phone": null, "website": null}',
  '{"accentColor": "#1f5eff", "logoSvg": null, "footer": null}', 'net_30', '{"rate": "0", "category": "O", "name": "No tax"}', clock_timestamp());

-- Counters of the rate limiter, in the shape that the library wants; the product's role never sees them.
create table rate_limit (key varchar(255) primary key, points integer not null default 0, expire bigint);

-- Payments that neither settled nor ended, of all accounts: what the sweep looks at again, oldest first.
create function app.open_attempts(of_gateway text, most integer) returns table (gateway_ref text)
language sql stable security definer set search_path = public, app, pg_temp as $$
  select a.gateway_ref from attempt a
  where a.gateway = of_gateway and a.gateway_ref is not null and a.state in ('in_flight', 'processing', 'action_required', 'unknown')
  order by a.changed_at, a.id limit most
$$;
revoke execute on function app.open_attempts(text, integer) from public;
grant execute on function app.open_attempts(text, integer) to closeout_app;
