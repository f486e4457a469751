/**
 * What else lives on the port beside the API: the pay page, the mailbox and, for phones that cannot reach the next port,
 * the browser's side of the sandbox Stripe. Mounted by the server; each has its own headers.
 */
import { serveStatic } from '@hono/node-server/serve-static';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { proxy } from 'hono/proxy';
import type { Logger } from 'pino';
import type { House } from '../actions/house.ts';
import type { Identity } from '../api/auth/identity.ts';
import { answerRefusal } from '../api/errors.ts';
import { importRoutes } from '../api/imports.ts';
import { payRoutes } from '../api/pay.ts';
import { refusal } from '../domain/refusal.ts';
import { readCsv } from '../gateways/files/csv.ts';
import { mailboxRoutes } from '../sandbox/mailbox/routes.ts';
import { checkoutPages } from '../web/checkout/page.ts';
import { openPayment } from '../worker/collect.ts';
import type { ImportRunner } from '../worker/import-runner.ts';
import type { Inbox } from '../worker/inbox.ts';
import type { Outside } from '../worker/performers.ts';
import type { Outlets } from './outlets.ts';

export interface MountParts {
  house: House;
  outlets: Outlets;
  identity: Pick<Identity, 'whoIs'>;
  inbox: Inbox;
  importRunner: ImportRunner;
  outside: Outside;
  log: Logger;
  checkoutFolder: string | null;
  isLocal(context: Context): boolean;
  limit(bucket: string, key: string): Promise<boolean>;
  issuedDocument(
    accountId: string,
    invoiceId: string,
    kind: 'invoice' | 'receipt',
  ): Promise<Uint8Array | null>;
}

export function mountsOf(parts: MountParts): { path: string; app: Hono }[] {
  return [
    { path: '/', app: payMount(parts) },
    {
      path: '/api/v1',
      app: importRoutes({ house: parts.house, readCsv, runner: parts.importRunner }) as unknown as Hono,
    },
    ...(parts.checkoutFolder ? [{ path: '/', app: checkoutAssets(parts.checkoutFolder) }] : []),
    ...(parts.outlets.mailbox ? [{ path: '/', app: mailboxMount(parts.outlets.mailbox, parts) }] : []),
    ...(parts.outlets.stripe
      ? [{ path: '/sandbox/stripe', app: sandboxProxy(parts.outlets.stripe.url) }]
      : []),
  ];
}

function payMount({ house, outlets, inbox, log, limit, issuedDocument }: MountParts): Hono {
  return payRoutes({
    house,
    pages: checkoutPages,
    checkoutScriptUrl: '/checkout/checkout.js',
    gatewayScript: outlets.stripe
      ? { url: '/sandbox/stripe/stripe.js', publishableKey: outlets.publishableKey, frameOrigins: ["'self'"] }
      : {
          url: 'https://js.stripe.com/endive/stripe.js',
          publishableKey: outlets.publishableKey,
          frameOrigins: ['https://js.stripe.com', 'https://*.js.stripe.com', 'https://hooks.stripe.com'],
          connectOrigins: ['https://api.stripe.com'],
        },
    openPayment: (accountId, invoiceId) => openPayment(house, outlets.payments, accountId, invoiceId),
    lookAgain: (gatewayRef) => inbox.lookAgain(gatewayRef),
    documentOf: async (accountId, invoiceId) => {
      const receipt = await issuedDocument(accountId, invoiceId, 'receipt');
      const bytes = receipt ?? (await issuedDocument(accountId, invoiceId, 'invoice'));
      return bytes && { bytes, filename: receipt ? 'Receipt.pdf' : 'Invoice.pdf' };
    },
    limit: (key) => limit('pay_open', key),
    warn: (error, message) => log.warn({ err: error }, message),
  });
}

function checkoutAssets(folder: string): Hono {
  const app = new Hono();
  app.use(
    '/checkout/*',
    serveStatic({
      root: folder,
      rewriteRequestPath: (path) => path.replace(/^\/checkout/, ''),
      onFound: (_path, context) => context.header('cache-control', 'public, max-age=300'),
    }),
  );
  return app;
}

/** Mail holds pay links and sign-in links: it is for whoever sits at this machine, or is signed in as a member. */
function mailboxMount(
  mailbox: NonNullable<Outlets['mailbox']>,
  { identity, isLocal }: Pick<MountParts, 'identity' | 'isLocal'>,
): Hono {
  const app = new Hono();
  for (const route of mailboxRoutes(mailbox)) {
    app.get(route.path, async (context) => {
      const mayLook = isLocal(context) || (await identity.whoIs(context.req.raw.headers)) !== null;
      if (!mayLook) return context.redirect('/sign-in');
      return route.handle({
        params: context.req.param() as Record<string, string>,
        query: context.req.query(),
      });
    });
  }
  return app;
}

/** The script, the card form's frame and what a publishable key may call; nothing that needs the secret key passes. */
function sandboxProxy(target: string): Hono {
  const app = new Hono();
  app.use(
    bodyLimit({
      maxSize: 256 * 1024,
      onError: (context) => answerRefusal(context, refusal('body_too_large')),
    }),
  );
  app.all('*', async (context) => {
    const path = context.req.path.replace(/^\/sandbox\/stripe/, '');
    const isPage = path === '/stripe.js' || path.startsWith('/elements/') || path.startsWith('/authenticate');
    const key = context.req.header('authorization') ?? '';
    if (!isPage && !(path.startsWith('/v1/') && /^(Bearer |Basic )?pk_test_/.test(key)))
      return answerRefusal(context, refusal('not_found'));
    const { search } = new URL(context.req.url);
    return proxy(`${target}${path}${search}`, {
      raw: context.req.raw,
      headers: { ...context.req.header(), host: new URL(target).host },
    });
  });
  return app;
}
