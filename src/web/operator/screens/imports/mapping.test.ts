/** A column has one role and a field one column, whatever order a person corrects them in. */
import { expect, test } from 'vitest';
import { assign, cost, kept, roleOf } from './mapping.ts';

const fields = [{ field: 'externalId' }, { field: 'totalPrice' }, { field: 'title' }];
const mapping = { columns: { externalId: 'job_id', totalPrice: 'price' }, costs: ['labor_cost'] };

test('a field given to another column leaves its old one', () => {
  const next = assign(mapping, fields, 'total', 'totalPrice');
  expect(next.columns).toEqual({ externalId: 'job_id', totalPrice: 'total', title: null });
  expect(roleOf(next, 'price')).toBe(kept);
});

test('a column that moves to another field leaves its old field empty', () => {
  expect(assign(mapping, fields, 'price', 'title').columns).toEqual({
    externalId: 'job_id',
    totalPrice: null,
    title: 'price',
  });
});

test('a cost is no field, and a field is no cost', () => {
  const costly = assign(mapping, fields, 'price', cost);
  expect(costly).toEqual({
    columns: { externalId: 'job_id', totalPrice: null, title: null },
    costs: ['labor_cost', 'price'],
  });
  expect(assign(costly, fields, 'labor_cost', 'title').costs).toEqual(['price']);
});

test('a column that is only kept has no role', () => {
  const next = assign(mapping, fields, 'price', kept);
  expect(roleOf(next, 'price')).toBe(kept);
  expect(roleOf(next, 'job_id')).toBe('externalId');
  expect(roleOf(next, 'labor_cost')).toBe(cost);
});
