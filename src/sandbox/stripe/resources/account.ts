/** The account that the keys belong to. Connected accounts are not here yet. */
import type { Call, Route } from '../call.ts';
import { invalid } from '../errors.ts';

function own({ world }: Call): unknown {
  return {
    id: world.account,
    object: 'account',
    business_profile: { mcc: null, name: 'Sandbox', support_email: null, url: null },
    business_type: 'company',
    capabilities: { card_payments: 'active', transfers: 'active' },
    charges_enabled: true,
    country: 'US',
    created: 1_600_000_000,
    default_currency: 'usd',
    details_submitted: true,
    email: 'sandbox@example.test',
    metadata: {},
    payouts_enabled: true,
    settings: {
      dashboard: { display_name: 'Sandbox', timezone: 'Etc/UTC' },
      payments: { statement_descriptor: 'SANDBOX' },
    },
    type: 'standard',
  };
}

export const accountRoutes: Route[] = [
  { method: 'GET', path: '/v1/account', run: own },
  {
    method: 'GET',
    path: '/v1/accounts/:id',
    run: (call) => {
      if (call.path.id === call.world.account) return own(call);
      throw invalid(
        `The provided key does not have access to account '${call.path.id}' (or that account does not exist).`,
        { code: 'account_invalid' },
        403,
      );
    },
  },
];
