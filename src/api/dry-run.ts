/** Doors that reach beyond one transaction (identity, files) take no dry run, and say so instead of doing the real thing. */
import type { Context, Next } from 'hono';
import { refusal } from '../domain/refusal.ts';
import { answerRefusal } from './errors.ts';

export async function withoutDryRun(context: Context, next: Next): Promise<Response | undefined> {
  if (context.req.query('dryRun') === 'true') {
    const reason = 'This verb has no dry run: it reaches beyond one transaction.';
    return answerRefusal(context, refusal('input_invalid', { field: 'dryRun', reason }));
  }
  await next();
  return undefined;
}
