/**
 * `expand`: replaces ids in an answer by their objects, along dotted paths. `data.` leads into the rows of a list.
 * It knows tables by the prefix of an id.
 */
import { invalid } from './errors.ts';
import type { Tables, World } from './world.ts';

const tableOfPrefix: Readonly<Record<string, keyof Tables>> = {
  pi: 'paymentIntents',
  ch: 'charges',
  cus: 'customers',
  pm: 'paymentMethods',
  txn: 'balanceTransactions',
  re: 'refunds',
};

const expandable = new Set([
  'latest_charge',
  'customer',
  'payment_method',
  'payment_intent',
  'charge',
  'balance_transaction',
  'source',
  'default_payment_method',
  'failure_balance_transaction',
  'invoice_settings',
]);

export function expand(world: World, answer: unknown, paths: readonly string[]): unknown {
  let result = answer;
  for (const path of paths) {
    const parts = path.split('.');
    const depth = parts.filter((part) => part !== 'data').length;
    if (depth > 4) throw invalid('You cannot expand more than 4 levels of a property.', { param: 'expand' });
    result = along(world, result, parts, path);
  }
  return result;
}

function along(world: World, value: unknown, parts: readonly string[], path: string): unknown {
  const [head, ...rest] = parts;
  if (head === undefined || typeof value !== 'object' || value === null) return value;
  const node = value as Record<string, unknown>;
  if (head === 'data' && Array.isArray(node.data)) {
    return { ...node, data: node.data.map((row: unknown) => along(world, row, rest, path)) };
  }
  if (!expandable.has(head) || !(head in node)) {
    throw invalid(`This property cannot be expanded (${path}).`, {
      code: 'property_not_expandable',
      param: 'expand',
    });
  }
  const child = node[head];
  const object = typeof child === 'string' ? objectOf(world, child) : child;
  return { ...node, [head]: along(world, object ?? child, rest, path) };
}

function objectOf(world: World, id: string): unknown {
  const table = tableOfPrefix[id.slice(0, id.indexOf('_'))];
  return table ? world.tables[table].get(id) : undefined;
}
