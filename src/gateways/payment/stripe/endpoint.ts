/**
 * Our webhook endpoint at Stripe: made once per URL in the pinned version, repaired when it drifts.
 * It touches only endpoints that carry our mark and this URL.
 */
import type { Stripe } from 'stripe';
import { pinnedVersion, wantedEvents } from './events.ts';
import { UnusableAnswer } from './faults.ts';
import { checked, checkedList } from './objects.ts';

export async function ensureEndpoint(
  stripe: Stripe,
  input: { url: string; knownEndpointId: string | null },
): Promise<{ endpointId: string; secret: string | null }> {
  const page = checkedList<Stripe.WebhookEndpoint>(
    'webhook_endpoint',
    await stripe.webhookEndpoints.list({ limit: 100 }),
  );
  const ours = page.data.filter((row) => row.metadata.closeout === 'yes' && row.url === input.url);
  const known = ours.find((row) => row.id === input.knownEndpointId && row.api_version === pinnedVersion);
  if (known) {
    const isCurrent =
      known.status === 'enabled' && wantedEvents.every((name) => known.enabled_events.includes(name));
    if (!isCurrent)
      await stripe.webhookEndpoints.update(known.id, {
        enabled_events: [...wantedEvents],
        disabled: false,
      });
    await forgetEndpoints(stripe, ours, known.id);
    return { endpointId: known.id, secret: null };
  }
  const made = checked(
    'webhook_endpoint',
    await stripe.webhookEndpoints.create({
      url: input.url,
      enabled_events: [...wantedEvents],
      api_version: pinnedVersion,
      metadata: { closeout: 'yes' },
      description: 'Closeout',
    }),
  );
  if (!made.secret) throw new UnusableAnswer(`Webhook endpoint ${made.id} came without its secret.`);
  await forgetEndpoints(stripe, ours, made.id);
  return { endpointId: made.id, secret: made.secret };
}

/** An endpoint of ours whose secret is lost, or of another version, can only be replaced: its secret is never told again. */
async function forgetEndpoints(
  stripe: Stripe,
  ours: readonly Stripe.WebhookEndpoint[],
  keptId: string,
): Promise<void> {
  for (const row of ours) if (row.id !== keptId) await stripe.webhookEndpoints.del(row.id);
}
