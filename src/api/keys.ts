/** API keys and people: what needs identity as well as an account. A key's value is shown once, when it is made. */
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { perform, refusalOfInput } from '../actions/action.ts';
import type { Actor } from '../actions/actor.ts';
import { addMember } from '../actions/add-member.ts';
import { recordKey } from '../actions/record-key.ts';
import { isPermission, type Permission, whoMayLabels } from '../domain/access.ts';
import { refusal } from '../domain/refusal.ts';
import { readJson } from './body.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { withoutDryRun } from './dry-run.ts';
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

type KeyDeps = Pick<ApiDeps, 'house' | 'identity'>;
type Asked = Context<ApiEnv>;

export function keyRoutes(deps: KeyDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  for (const path of ['/keys', '/keys/*', '/invitations', '/session/end']) app.use(path, withoutDryRun);
  app.get('/keys', (context) => allowed(context, 'key.manage', () => listKeys(deps, context)));
  app.post('/keys', (context) => allowed(context, 'key.manage', () => makeKey(deps, context)));
  app.delete('/keys/:keyId', (context) => allowed(context, 'key.manage', () => revokeKey(deps, context)));
  app.post('/invitations', (context) => allowed(context, 'member.manage', () => invite(deps, context)));
  app.post('/session/end', async (context) => {
    const headers = await deps.identity.signOut(context.req.raw.headers);
    return new Response(JSON.stringify({ signedOut: true }), {
      headers: new Headers([...headers, ['content-type', 'application/json']]),
    });
  });
  return app;
}

async function allowed(
  context: Asked,
  permission: 'key.manage' | 'member.manage',
  run: () => Promise<Response>,
): Promise<Response> {
  if (context.get('session').actor.permissions.has(permission)) return run();
  const evidence = [{ fact: 'permission', value: permission }];
  return answerRefusal(
    context,
    refusal('permission_denied', { evidence, approvers: whoMayLabels(permission) }),
  );
}

async function listKeys(deps: KeyDeps, context: Asked): Promise<Response> {
  const { accountId } = context.get('session').actor;
  return context.json({ items: await deps.identity.listApiKeys({ accountId }) });
}

async function makeKey(deps: KeyDeps, context: Asked): Promise<Response> {
  const { actor, caller } = context.get('session');
  const body = await readJson(context.req.raw);
  if (!body.ok) return answerRefusal(context, body.refusal);
  const parsed = newKey.safeParse(body.value);
  if (!parsed.success) return answerRefusal(context, refusalOfInput(parsed.error));
  const { name } = parsed.data;
  // A key with chosen permissions never makes one that may do more.
  const permissions =
    parsed.data.permissions ?? (caller.permissions === null ? null : [...actor.permissions]);
  const beyond = permissions?.find((permission) => !actor.permissions.has(permission as Permission));
  if (beyond !== undefined) {
    const reason = `You do not have "${beyond}" yourself, so a key of yours cannot have it.`;
    return answerRefusal(context, refusal('permission_denied', { reason, field: 'permissions' }));
  }
  const made = await deps.identity.createApiKey({
    userId: actor.id,
    accountId: actor.accountId,
    name,
    permissions,
  });
  await record(deps, actor, { keyId: made.id, name, what: 'created', permissions });
  return context.json(made, 201);
}

async function revokeKey(deps: KeyDeps, context: Asked): Promise<Response> {
  const { actor } = context.get('session');
  const keyId = context.req.param('keyId') ?? '';
  const revoked = await deps.identity.revokeApiKey(keyId, { accountId: actor.accountId });
  if (!revoked) return answerRefusal(context, refusal('not_found'));
  await record(deps, actor, { keyId, name: null, what: 'revoked', permissions: null });
  return context.json({ revoked: true });
}

async function invite(deps: KeyDeps, context: Asked): Promise<Response> {
  const { actor } = context.get('session');
  const body = await readJson(context.req.raw);
  if (!body.ok) return answerRefusal(context, body.refusal);
  const parsed = newMember.safeParse(body.value);
  if (!parsed.success) return answerRefusal(context, refusalOfInput(parsed.error));
  const { email, name } = parsed.data;
  const { userId } = await deps.identity.ensureUser({ email, name });
  const outcome = await perform(deps.house, actor, addMember, { userId, ...parsed.data });
  if (!outcome.ok) return answerRefusal(context, outcome.refusal);
  const validForMs = 7 * 24 * 3600_000;
  await deps.identity.mintSignInLink(email, { redirectTo: '/', validForMs, mail: 'invitation' });
  return context.json(outcome.value, 201);
}

/** What identity did is on our record too; a refusal here would be a bug, since the same permission was asked for. */
async function record(deps: Pick<ApiDeps, 'house'>, actor: Actor, what: object): Promise<void> {
  const outcome = await perform(deps.house, actor, recordKey, what);
  if (!outcome.ok) throw new Error(`a key was not put on record: ${outcome.refusal.code}`);
}
