/** The balance and its entries. An entry is available once business time has reached `available_on`. No payouts yet. */
import type { Stripe } from 'stripe';
import { type Call, found, listNames, page, type Route } from '../call.ts';
import type { World } from '../world.ts';

const shown = (world: World, row: Stripe.BalanceTransaction): Stripe.BalanceTransaction => ({
  ...row,
  status: row.available_on <= world.nowSeconds() ? 'available' : 'pending',
});

function balance({ world }: Call): unknown {
  const sums = { available: new Map<string, number>(), pending: new Map<string, number>() };
  for (const row of world.tables.balanceTransactions.oldest()) {
    const sum = row.available_on <= world.nowSeconds() ? sums.available : sums.pending;
    sum.set(row.currency, (sum.get(row.currency) ?? 0) + row.net);
    for (const other of [sums.available, sums.pending])
      if (!other.has(row.currency)) other.set(row.currency, 0);
  }
  const list = (sum: Map<string, number>) =>
    [...(sum.size === 0 ? [['usd', 0] as const] : sum)].map(([currency, amount]) => ({
      amount,
      currency,
      source_types: { card: amount },
    }));
  return { object: 'balance', available: list(sums.available), livemode: false, pending: list(sums.pending) };
}

export const balanceRoutes: Route[] = [
  { method: 'GET', path: '/v1/balance', run: balance },
  {
    method: 'GET',
    path: '/v1/balance_transactions',
    run: (call) => {
      call.params.only(...listNames, 'currency', 'source', 'type', 'payout');
      const [currency, source, type] = [
        call.params.text('currency'),
        call.params.text('source'),
        call.params.text('type'),
      ];
      const answer = page(
        call,
        call.world.tables.balanceTransactions,
        'balance transaction',
        '/v1/balance_transactions',
        (row) =>
          (!currency || row.currency === currency) &&
          (!source || row.source === source) &&
          (!type || row.type === type),
      );
      return { ...answer, data: answer.data.map((row) => shown(call.world, row)) };
    },
  },
  {
    method: 'GET',
    path: '/v1/balance_transactions/:id',
    run: ({ world, path }) =>
      shown(world, found(world.tables.balanceTransactions, 'balance transaction', path.id)),
  },
];
