/** Webhook endpoints. The secret is shown once, when the endpoint is created; delivery is in deliveries.ts. */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';
import { invalid, required } from '../errors.ts';

function shown(row: Stripe.WebhookEndpoint): Stripe.WebhookEndpoint {
  const { secret: _, ...rest } = row;
  return rest;
}

function urlOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw invalid('Invalid URL: An explicit scheme (such as https) must be provided.', {
      code: 'url_invalid',
      param: 'url',
    });
  return text;
}

function create(call: Call): Stripe.WebhookEndpoint {
  const { world, params } = call;
  params.only('url', 'enabled_events', 'api_version', 'description', 'metadata', 'connect');
  const events = params.list('enabled_events');
  if (!events || events.length === 0) throw required('enabled_events');
  return world.tables.webhookEndpoints.put({
    id: world.id('we'),
    object: 'webhook_endpoint',
    api_version: params.text('api_version') ?? null,
    application: null,
    created: world.nowSeconds(),
    description: params.text('description') ?? null,
    enabled_events: events,
    livemode: false,
    metadata: params.metadata(),
    secret: `whsec_${world.secret(32)}`,
    status: 'enabled',
    url: urlOf(params.textRequired('url')),
  });
}

function update(call: Call): Stripe.WebhookEndpoint {
  const { world, params } = call;
  params.only('url', 'enabled_events', 'description', 'metadata', 'disabled');
  const before = found(world.tables.webhookEndpoints, 'webhook endpoint', call.path.id);
  const url = params.text('url');
  const isDisabled = params.flag('disabled');
  const row = world.tables.webhookEndpoints.put({
    ...before,
    metadata: params.metadata(before.metadata),
    enabled_events: params.list('enabled_events') ?? before.enabled_events,
    description:
      params.text('description') === undefined ? before.description : (params.text('description') ?? null),
    url: url ? urlOf(url) : before.url,
    status: isDisabled === undefined ? before.status : isDisabled ? 'disabled' : 'enabled',
  });
  return shown(row);
}

export const webhookEndpointRoutes: Route[] = [
  { method: 'POST', path: '/v1/webhook_endpoints', run: create },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints',
    run: (call) => {
      call.params.only(...listNames);
      const answer = page(
        call,
        call.world.tables.webhookEndpoints,
        'webhook endpoint',
        '/v1/webhook_endpoints',
      );
      return { ...answer, data: answer.data.map(shown) };
    },
  },
  {
    method: 'GET',
    path: '/v1/webhook_endpoints/:id',
    run: ({ world, path }) => shown(found(world.tables.webhookEndpoints, 'webhook endpoint', path.id)),
  },
  { method: 'POST', path: '/v1/webhook_endpoints/:id', run: update },
  {
    method: 'DELETE',
    path: '/v1/webhook_endpoints/:id',
    run: ({ world, path }) => {
      const row = found(world.tables.webhookEndpoints, 'webhook endpoint', path.id);
      world.tables.webhookEndpoints.remove(row.id);
      return { id: row.id, object: 'webhook_endpoint', deleted: true };
    },
  },
];
