-- Labels for filters, over the columns that cache the folds. The rules stand in domain/labels.ts; a test compares them.
create function app.readiness(i invoice) returns text language sql stable parallel safe as $$
  select case
    when i.doc in ('draft', 'discarded') then 'draft'
    when i.doc = 'void' or i.withdrawn_minor > 0
      or (i.total_minor > 0 and i.credited_minor + i.forgiven_minor >= i.total_minor)
      or (i.refunded_owed_minor + i.lost_minor > 0 and not i.link_reopened
          and i.settled_minor + i.credit_applied_minor - i.refunded_owed_minor - i.lost_minor <= 0) then 'reversed'
    when i.owed_minor <= 0 then 'paid'
    when i.link = 'active' then 'link-ready'
    else 'needs-link' end
$$;
create function app.network_status(i invoice) returns text language sql stable parallel safe as $$
  select case
    when i.doc in ('draft', 'discarded') then 'Draft'
    when i.doc = 'void' or (i.total_minor > 0 and i.credited_minor + i.forgiven_minor >= i.total_minor) then 'Void'
    when i.owed_minor > 0 and i.in_flight_minor = 0
      and (i.collection in ('failed', 'exhausted') or (i.collection = 'scheduled' and i.collection_reason is not null)) then 'Failed'
    when app.readiness(i) = 'paid' then 'Paid'
    else 'Open' end
$$;
grant execute on function app.readiness(invoice), app.network_status(invoice) to closeout_app;
