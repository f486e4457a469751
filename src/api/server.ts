/**
 * The web server: order of the middle, mounting of the table in routes.ts, and what else lives on the port.
 * Everything that it needs from outside its ring is injected by app.ts. It holds no business rule.
 */
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import { perform, refusalOfInput } from '../actions/action.ts';
import { isId } from '../domain/ids.ts';
import { type Refusal, Refused, refusal } from '../domain/refusal.ts';
import type { Caller } from './auth/identity.ts';
import { sameOrigin } from './auth/same-origin.ts';
import { readJson } from './body.ts';
import { whoCalls } from './caller.ts';
import type { ApiDeps, ApiEnv } from './deps.ts';
import { answerFault, answerRefusal } from './errors.ts';
import { exportRoutes } from './export.ts';
import { fileRoutes } from './files.ts';
import { keyRoutes } from './keys.ts';
import { addressOf } from './local.ts';
import { openApiDocument } from './openapi.ts';
import type { ReadRoute, VerbRoute } from './route.ts';
import { routes } from './routes.ts';
import { streamRoute } from './stream.ts';
import { networkOf } from './verify.ts';

export function createServer(deps: ApiDeps): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>();
  app.use(async (context, next) => {
    context.set('requestId', deps.house.environment.id('request'));
    context.header('x-request-id', context.get('requestId'));
    const started = performance.now();
    await next();
    deps.log.info(
      {
        id: context.get('requestId'),
        method: context.req.method,
        path: quietPath(context.req.path),
        status: context.res.status,
        ms: Math.round(performance.now() - started),
      },
      'request',
    );
  });
  app.onError((error, context) => {
    if (error instanceof Refused) return answerRefusal(context, error.refusal);
    deps.log.error(
      { err: error, id: context.get('requestId'), path: quietPath(context.req.path) },
      'a request failed',
    );
    return answerFault(context.get('requestId'));
  });
  app.use('/api/*', secureHeaders());
  app.get('/healthz', async (context) =>
    (await deps.healthy()) ? context.json({ ok: true }) : context.json({ ok: false }, 503),
  );
  app.get('/metrics', async (context) =>
    deps.isLocal(context) ? context.text(await deps.metrics()) : answerRefusal(context, refusal('not_found')),
  );
  app.use('/api/auth/*', smallBody(64 * 1024));
  app.on(['GET', 'POST'], '/api/auth/*', (context) =>
    deps.identity.handler(context.req.raw, addressOf(context)),
  );
  app.post('/webhooks/:gateway/:endpoint', smallBody(1024 * 1024), (context) => webhook(deps, context));
  app.route('/api/v1', apiV1(deps));
  for (const { path, app: mounted } of deps.mounts) app.route(path, mounted);
  app.all('/api/*', (context) => answerRefusal(context, refusal('not_found')));
  if (deps.webFolder !== null) serveWeb(app, deps.webFolder);
  app.notFound((context) => answerRefusal(context, refusal('not_found')));
  return app;
}

/** A body is bounded before anybody reads it. */
const smallBody = (maxSize: number) =>
  bodyLimit({ maxSize, onError: (context) => answerRefusal(context, refusal('body_too_large')) });

const badDryRun = () =>
  refusal('input_invalid', { field: 'dryRun', reason: '"dryRun" is "true" or "false", or left out.' });

/** Pay tokens open an invoice: they never reach a log. */
const quietPath = (path: string): string => path.replace(/^(\/pay\/.{6})[^/]*/, '$1…');

async function webhook(deps: ApiDeps, context: Context): Promise<Response> {
  const raw = await context.req.text();
  const received = await deps.receiveWebhook(
    `${context.req.param('gateway')}/${context.req.param('endpoint')}`,
    raw,
    context.req.header('stripe-signature') ?? null,
  );
  return received.ok ? context.json({ received: true }) : answerRefusal(context, received.refusal);
}

function apiV1(deps: ApiDeps): Hono<ApiEnv> {
  const api = new Hono<ApiEnv>();
  const document = openApiDocument();
  api.get('/openapi.json', (context) => context.json(document));
  api.use('*', (context, next) => guard(deps, context, next));
  for (const route of routes) {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    if (route.kind === 'read') api.get(path, (context) => doRead(deps, context, route));
    else api.on(route.method.toUpperCase(), path, (context) => doVerb(deps, context, route));
  }
  api.route('/', fileRoutes(deps));
  api.route('/', exportRoutes(deps.house));
  api.route('/', keyRoutes(deps));
  api.get('/stream', (context) => {
    const { actor } = context.get('session');
    // Whoever may read neither invoices nor jobs has nothing to hear of.
    const mayListen = actor.permissions.has('invoice.read') || actor.permissions.has('job.read');
    if (!mayListen) return answerRefusal(context, refusal('permission_denied'));
    return streamRoute(deps.bell, actor.accountId, context);
  });
  return api;
}

async function guard(
  deps: ApiDeps,
  context: Context<ApiEnv>,
  next: () => Promise<void>,
): Promise<Response | undefined> {
  // What is mounted beside with its own door (imports) passes through here as well: the door is the same.
  const isSafe = context.req.method === 'GET' || context.req.method === 'HEAD';
  // Any other kind of authorization (a proxy's Basic) says nothing of a key: the cookie counts, and so does where it came from.
  const authorization = context.req.header('authorization');
  const usesKey = /^Bearer /i.test(authorization ?? '');
  const hasNoCookie = authorization !== undefined && context.req.header('cookie') === undefined;
  if (!usesKey && !isSafe && !hasNoCookie && !sameOrigin(context.req.raw, deps.origins()))
    return answerRefusal(context, refusal('cross_origin'));
  const headers = new Headers(context.req.raw.headers);
  const { searchParams } = new URL(context.req.url);
  // No id and no text of ours holds it, and PostgreSQL takes it for a broken statement.
  if (context.req.url.includes('%00')) return answerRefusal(context, nulIn(searchParams));
  if (!['true', 'false', null].includes(searchParams.get('dryRun')))
    return answerRefusal(context, badDryRun());
  const account = searchParams.get('account');
  if (account !== null && !isId('account', account)) return answerRefusal(context, refusal('not_found'));
  // An EventSource cannot set headers; the account may stand in the address there.
  if (account !== null && !headers.has('closeout-account')) headers.set('closeout-account', account);
  const who = await whoCalls(
    deps.house,
    (given: Headers): Promise<Caller | null> => deps.identity.whoIs(given),
    headers,
  );
  if (!who.ok) {
    if (usesKey && !(await deps.limit('wrong_key', addressOf(context) ?? 'memory')))
      return answerRefusal(context, refusal('rate_limited'));
    return answerRefusal(context, who.refusal);
  }
  context.set('session', who.session);
  context.header('cache-control', 'no-store');
  await next();
  return undefined;
}

function nulIn(search: URLSearchParams): Refusal {
  const [field] = [...search].find(([, value]) => value.includes('\0')) ?? [];
  return field === undefined
    ? refusal('not_found')
    : refusal('input_invalid', { field, reason: `"${field}" holds a character that cannot be stored.` });
}

/** Amounts are JSON integers. A sum beyond 2^53-1 leaves as text, because a rounded one would be a lie. */
function exactNumbers(_key: string, item: unknown): unknown {
  if (typeof item !== 'bigint') return item;
  const number = Number(item);
  return Number.isSafeInteger(number) ? number : item.toString();
}

async function doRead(deps: ApiDeps, context: Context<ApiEnv>, route: ReadRoute): Promise<Response> {
  const session = context.get('session');
  const { actor } = session;
  if (!actor.permissions.has(route.permission))
    return answerRefusal(
      context,
      refusal('permission_denied', { evidence: [{ fact: 'permission', value: route.permission }] }),
    );
  const asked = { ...context.req.query() };
  delete asked.account;
  const query = route.query?.safeParse(asked);
  if (query && !query.success) return answerRefusal(context, refusalOfInput(query.error));
  const accounts =
    route.reach === 'network' ? await networkOf(deps.house, actor.accountId) : [actor.accountId];
  const value = await deps.house.database.transaction(
    accounts,
    (tx) =>
      route.read(
        { tx, house: deps.house, actor, session, params: context.req.param() as Record<string, string> },
        (query?.data ?? {}) as never,
      ),
    { readOnly: true },
  );
  return new Response(JSON.stringify(value, exactNumbers), {
    headers: { 'content-type': 'application/json' },
  });
}

async function doVerb(deps: ApiDeps, context: Context<ApiEnv>, route: VerbRoute): Promise<Response> {
  const body = await readJson(context.req.raw);
  if (!body.ok) return answerRefusal(context, body.refusal);
  if (typeof body.value !== 'object' || body.value === null || Array.isArray(body.value))
    return answerRefusal(context, refusal('json_invalid', { reason: 'The body must be a JSON object.' }));
  const checked = route.body?.safeParse(body.value);
  if (checked && !checked.success) return answerRefusal(context, refusalOfInput(checked.error));
  const key = context.req.header('idempotency-key') ?? null;
  if (key !== null && (key.length === 0 || key.length > 255))
    return answerRefusal(
      context,
      refusal('input_invalid', {
        field: 'Idempotency-Key',
        reason: 'An Idempotency-Key has 1 to 255 characters.',
      }),
    );
  const dryRun = context.req.query('dryRun') === 'true';
  const { actor } = context.get('session');
  const input = route.toInput(
    context.req.param() as Record<string, string>,
    (checked?.data ?? body.value) as Record<string, unknown>,
  );
  const outcome = await perform(deps.house, actor, route.action, input, { key, dryRun });
  if (!outcome.ok) return answerRefusal(context, outcome.refusal);
  const answer = route.toAnswer(outcome.value as never);
  if (outcome.replayed) context.header('idempotent-replayed', 'true');
  return dryRun
    ? context.json({ dryRun: true, effects: outcome.effects, gates: outcome.gates, result: answer })
    : context.json(answer as object);
}

/** Hashed assets never change; every other path of the app is the app. */
function serveWeb(app: Hono<ApiEnv>, folder: string): void {
  const policy =
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; frame-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
  app.use(
    '/assets/*',
    serveStatic({
      root: folder,
      rewriteRequestPath: (path) => path,
      onFound: (_path, context) => context.header('cache-control', 'public, max-age=31536000, immutable'),
    }),
  );
  app.get('*', async (context, next) => {
    context.header('content-security-policy', policy);
    context.header('x-content-type-options', 'nosniff');
    context.header('referrer-policy', 'same-origin');
    context.header('cache-control', 'no-cache');
    const wantsFile = /\.\w{2,5}$/.test(context.req.path);
    return serveStatic({ root: folder, path: wantsFile ? context.req.path : 'index.html' })(context, next);
  });
}
