/**
 * The books under one name: the chart of accounts (chart.ts) and what each thing that happens means in it (moves.ts).
 * It stores nothing, closes no period and knows no currency; an entry has one currency and belongs to one issuer.
 */
export * from './chart.ts';
export * from './moves.ts';
