/** API keys and people: what needs identity as well as an account. A key's value is shown once, when it is made. */
import { Hono } from 'hono';
import { z } from 'zod';
import { perform, refusalOfInput } from '../actions/action.ts';
import type { Actor } from '../actions/actor.ts';
import { addMember } from '../actions/add-member.ts';
import { recordKey } from '../actions/record-key.ts';
import { isPermission } from '../domain/access.ts';
import { refusal } from '../domain/refusal.ts';
import { readJson } from './body.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answerRefusal } from './errors.ts';

const newKey = z.strictObject({
  name: z.string().trim().min(1).max(100),
  permissions: z
    .array(z.string().refine(isPermission, 'it is not a permission'))
    .min(1)
    .max(200)
    .nullable()
    .default(null),
});
const newMember = z.strictObject({
  email: z.email().max(254),
  name: z.string().trim().min(1).max(200),
  role: z.string(),
  approveLimitMinor: z.number().int().min(0).nullable().default(null),
});

export function keyRoutes(deps: Pick<ApiDeps, 'house' | 'identity'>): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.get('/keys', async (context) => {
    const { actor } = context.get('session');
    if (!actor.permissions.has('key.manage')) return answerRefusal(context, refusal('permission_denied'));
    return context.json({ items: await deps.identity.listApiKeys({ accountId: actor.accountId }) });
  });
  app.post('/keys', async (context) => {
    const { actor } = context.get('session');
    if (!actor.permissions.has('key.manage')) return answerRefusal(context, refusal('permission_denied'));
    const body = await readJson(context.req.raw);
    if (!body.ok) return answerRefusal(context, body.refusal);
    const parsed = newKey.safeParse(body.value);
    if (!parsed.success) return answerRefusal(context, refusalOfInput(parsed.error));
    const made = await deps.identity.createApiKey({
      userId: actor.id,
      accountId: actor.accountId,
      ...parsed.data,
    });
    await record(deps, actor, {
      keyId: made.id,
      name: parsed.data.name,
      what: 'created',
      permissions: parsed.data.permissions,
    });
    return context.json(made, 201);
  });
  app.delete('/keys/:keyId', async (context) => {
    const { actor } = context.get('session');
    if (!actor.permissions.has('key.manage')) return answerRefusal(context, refusal('permission_denied'));
    const revoked = await deps.identity.revokeApiKey(context.req.param('keyId'), {
      accountId: actor.accountId,
    });
    if (revoked)
      await record(deps, actor, {
        keyId: context.req.param('keyId'),
        name: null,
        what: 'revoked',
        permissions: null,
      });
    return revoked ? context.json({ revoked: true }) : answerRefusal(context, refusal('not_found'));
  });
  app.post('/invitations', async (context) => {
    const { actor } = context.get('session');
    if (!actor.permissions.has('member.manage')) return answerRefusal(context, refusal('permission_denied'));
    const body = await readJson(context.req.raw);
    if (!body.ok) return answerRefusal(context, body.refusal);
    const parsed = newMember.safeParse(body.value);
    if (!parsed.success) return answerRefusal(context, refusalOfInput(parsed.error));
    const { userId } = await deps.identity.ensureUser({ email: parsed.data.email, name: parsed.data.name });
    const outcome = await perform(deps.house, actor, addMember, { userId, ...parsed.data });
    if (!outcome.ok) return answerRefusal(context, outcome.refusal);
    await deps.identity.mintSignInLink(parsed.data.email, {
      redirectTo: '/',
      validForMs: 7 * 24 * 3600_000,
      mail: 'invitation',
    });
    return context.json(outcome.value, 201);
  });
  app.post('/session/end', async (context) => {
    const headers = await deps.identity.signOut(context.req.raw.headers);
    return new Response(JSON.stringify({ signedOut: true }), {
      headers: new Headers([...headers, ['content-type', 'application/json']]),
    });
  });
  return app;
}

/** What identity did is on our record too; a refusal here would be a bug, since the same permission was asked for. */
async function record(deps: Pick<ApiDeps, 'house'>, actor: Actor, what: object): Promise<void> {
  const outcome = await perform(deps.house, actor, recordKey, what);
  if (!outcome.ok) throw new Error(`a key was not put on record: ${outcome.refusal.code}`);
}
