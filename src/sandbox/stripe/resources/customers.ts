/** Customers: create, retrieve, update, delete, list, and the methods attached to one. No sources, no tax ids. */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';

const names = [
  'name',
  'email',
  'phone',
  'description',
  'metadata',
  'address',
  'shipping',
  'invoice_settings',
  'preferred_locales',
  'payment_method',
];

function addressOf(call: Call, before: Stripe.Address | null): Stripe.Address | null {
  const group = call.params.group('address');
  if (!group) return call.params.has('address') ? null : before;
  group.only('city', 'country', 'line1', 'line2', 'postal_code', 'state');
  const read = (key: string, old: string | null | undefined) => group.text(key) ?? old ?? null;
  return {
    city: read('city', before?.city),
    country: read('country', before?.country),
    line1: read('line1', before?.line1),
    line2: read('line2', before?.line2),
    postal_code: read('postal_code', before?.postal_code),
    state: read('state', before?.state),
  };
}

const keepOr = <T>(given: T | undefined, before: T): T => (given === undefined ? before : given);

function changed(call: Call, before: Stripe.Customer): Stripe.Customer {
  const { params } = call;
  return {
    ...before,
    name: keepOr(params.text('name'), before.name),
    email: keepOr(params.text('email', 512), before.email),
    phone: keepOr(params.text('phone'), before.phone),
    description: keepOr(params.text('description'), before.description),
    address: addressOf(call, before.address ?? null),
    metadata: params.metadata(before.metadata),
    preferred_locales: params.list('preferred_locales') ?? before.preferred_locales ?? [],
    invoice_settings: {
      ...before.invoice_settings,
      default_payment_method: keepOr(
        params.group('invoice_settings')?.text('default_payment_method'),
        before.invoice_settings.default_payment_method,
      ),
    },
  };
}

function create(call: Call): Stripe.Customer {
  call.params.only(...names);
  const { world } = call;
  const blank: Stripe.Customer = {
    id: world.id('cus'),
    object: 'customer',
    address: null,
    balance: 0,
    created: world.nowSeconds(),
    currency: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: world.secret(8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  };
  const row = world.tables.customers.put(changed(call, blank));
  world.emit('customer.created', row);
  return row;
}

function update(call: Call): Stripe.Customer {
  call.params.only(...names);
  const { world } = call;
  const before = found(world.tables.customers, 'customer', call.path.id);
  const row = world.tables.customers.put(changed(call, before));
  world.emit('customer.updated', row, differences(before, row));
  return row;
}

/** The fields of `before` that changed, as Stripe's `previous_attributes`. */
export function differences(before: object, after: object): Record<string, unknown> {
  const next = after as Record<string, unknown>;
  return Object.fromEntries(
    Object.entries(before).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(next[key])),
  );
}

export const customerRoutes: Route[] = [
  { method: 'POST', path: '/v1/customers', run: create },
  {
    method: 'GET',
    path: '/v1/customers',
    run: (call) => {
      call.params.only(...listNames, 'email');
      const email = call.params.text('email');
      return page(
        call,
        call.world.tables.customers,
        'customer',
        '/v1/customers',
        (row) => !email || row.email === email,
      );
    },
  },
  {
    method: 'GET',
    path: '/v1/customers/:id',
    run: (call) => found(call.world.tables.customers, 'customer', call.path.id),
  },
  { method: 'POST', path: '/v1/customers/:id', run: update },
  {
    method: 'DELETE',
    path: '/v1/customers/:id',
    run: ({ world, path }) => {
      const row = found(world.tables.customers, 'customer', path.id);
      world.tables.customers.remove(row.id);
      world.emit('customer.deleted', row);
      return { id: row.id, object: 'customer', deleted: true };
    },
  },
];
