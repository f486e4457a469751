/**
 * The public door of an invoice: its page, its PDF, opening a payment, and asking how that stands. The token in the address
 * is the whole permission, and opens this one invoice. Looking changes nothing; nothing here says that anything is paid
 * before the books do. Unknown, damaged and cut tokens all get the same answer.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { House } from '../actions/house.ts';
import type { InvoiceFacts } from '../domain/facts.ts';
import { factsOf } from '../domain/invoice-facts.ts';
import { owed } from '../domain/labels.ts';
import { isPayToken, payTokenHash } from '../domain/pay-token.ts';
import {
  amountWithCode,
  type CheckoutPages,
  type PageAssets,
  type PaidPart,
  type PayState,
  payState,
  payView,
} from '../domain/pay-view.ts';
import { type Refusal, refusal } from '../domain/refusal.ts';
import type { InvoiceSnapshot } from '../domain/snapshot.ts';
import { dayOf } from '../domain/time.ts';
import { readAccounts } from '../store/accounts.ts';
import { readInvoices, readPayLink } from '../store/invoices.ts';
import { type AttemptRow, readAttempts, readPaymentsOf } from '../store/payments.ts';
import { answerRefusal, notFound } from './errors.ts';

export type PayOpened =
  | {
      ok: true;
      clientSecret: string;
      gatewayRef: string;
      amountMinor: number;
      currency: string;
      state: string;
    }
  | { ok: false; refusal: Refusal };

/** The browser's side of the payment gateway. `url` may be a path of our own (the sandbox) or the one foreign script. */
export interface GatewayScript {
  url: string;
  publishableKey: string;
  /** Whose frames hold the card fields and the bank's questions; `'self'` for the sandbox. */
  frameOrigins: readonly string[];
  /** Where its script may send to, beyond ourselves. */
  connectOrigins?: readonly string[];
}

export interface PayDeps {
  house: House;
  pages: CheckoutPages;
  /** The address of dist/checkout/checkout.js. */
  checkoutScriptUrl: string;
  gatewayScript: GatewayScript | null;
  openPayment(accountId: string, invoiceId: string): Promise<PayOpened>;
  /** Reads a payment at the gateway again and applies what it says. @throws when the gateway does not answer */
  lookAgain(gatewayRef: string): Promise<boolean>;
  /** The invoice as it left, or the receipt of a paid one; null when there is none. */
  documentOf(accountId: string, invoiceId: string): Promise<{ bytes: Uint8Array; filename: string } | null>;
  /** Whether this may be done once more now. */
  limit(key: string): Promise<boolean>;
  /** For faults of the outside that the payer must not be stopped by. */
  warn(error: unknown, message: string): void;
}

interface Found {
  accountId: string;
  invoiceId: string;
  facts: InvoiceFacts;
  state: PayState;
  snapshot: InvoiceSnapshot;
  payments: PaidPart[];
  attempt: AttemptRow | undefined;
}

/** How long an answer of the gateway is taken as fresh enough, per payment. */
const lookAgainEveryMs = 3_000;
const openBodyMax = 1_000;

export function payRoutes(deps: PayDeps): Hono {
  const door = new PayDoor(deps);
  const routes = new Hono();
  routes.use('/pay/*', async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(privateHeaders)) c.header(name, value);
  });
  routes.get('/pay/:token', (c) => door.page(c));
  const tooLarge = (c: Context) => answerRefusal(c, refusal('body_too_large'));
  routes.post('/pay/:token/open', bodyLimit({ maxSize: openBodyMax, onError: tooLarge }), (c) =>
    door.open(c),
  );
  routes.get('/pay/:token/status', (c) => door.status(c));
  routes.get('/pay/:token/pdf', (c) => door.pdf(c));
  routes.get('/pay/:token/logo', (c) => door.logo(c));
  return routes;
}

/** The address is the key: it must not leave through referrers, caches, search engines or other people's frames. */
const privateHeaders = {
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
} as const;

class PayDoor {
  readonly #deps: PayDeps;
  readonly #lookedAt = new Map<string, number>();

  constructor(deps: PayDeps) {
    this.#deps = deps;
  }

  async page(c: Context): Promise<Response> {
    const { pages, house, checkoutScriptUrl } = this.#deps;
    const assets: PageAssets = {
      nonce: Buffer.from(house.environment.random(16)).toString('base64'),
      scriptUrl: checkoutScriptUrl,
    };
    c.header('content-security-policy', this.#policy(assets.nonce));
    const found = await this.#find(c.req.param('token'));
    if (!found || found.state === 'missing') return c.html(pages.unknownPage(assets), 404);
    const view = payView({
      facts: found.facts,
      snapshot: found.snapshot,
      payments: found.payments,
      isCardOffered: this.#isCardOffered(found),
      path: `/pay/${c.req.param('token')}`,
    });
    if (!view) return c.html(pages.gonePage(found.snapshot.seller, assets), 410);
    return c.html(
      view.state === 'paid' || view.state === 'settled'
        ? pages.paidPage(view, assets)
        : pages.payPage(view, assets),
    );
  }

  async open(c: Context): Promise<Response> {
    if (!isSameOrigin(c)) return answerRefusal(c, refusal('cross_origin'));
    const found = await this.#find(c.req.param('token'));
    if (!found || found.state === 'missing') return answerRefusal(c, notFound());
    if (!(await this.#deps.limit(`pay-open:${found.invoiceId}`)))
      return answerRefusal(c, refusal('rate_limited'));
    const shown = await readShown(c);
    if (found.state !== 'pay' || !this.#isCardOffered(found))
      return c.json({ kind: 'moved', state: found.state }, 409);
    const { currency, locale } = found.snapshot;
    const changed = (amountMinor: number) =>
      c.json(
        {
          kind: 'changed',
          amountMinor,
          currency,
          amount: amountWithCode(BigInt(amountMinor), currency, locale),
        },
        409,
      );
    const owedNow = Number(owed(found.facts));
    if (shown?.amountMinor !== owedNow || shown.currency !== currency) return changed(owedNow);
    const opened = await this.#deps.openPayment(found.accountId, found.invoiceId);
    if (!opened.ok) return this.#openRefused(c, opened.refusal);
    if (opened.amountMinor !== owedNow) return changed(opened.amountMinor);
    if (['succeeded', 'processing', 'authorized'].includes(opened.state)) {
      await this.#look(opened.gatewayRef);
      return c.json({ kind: 'follow' }, 202);
    }
    const { url, publishableKey } = this.#deps.gatewayScript!;
    return c.json({
      kind: 'opened',
      clientSecret: opened.clientSecret,
      publishableKey,
      scriptUrl: url,
      amountMinor: opened.amountMinor,
      currency,
      amount: amountWithCode(BigInt(opened.amountMinor), currency, locale),
    });
  }

  /** Somebody else was faster: the page knows better than a sentence would. */
  #openRefused(c: Context, value: Refusal): Response {
    if (value.code === 'not_payable' || value.code === 'payment_in_flight')
      return c.json({ kind: 'moved', state: value.code }, 409);
    return answerRefusal(c, value);
  }

  /** While a payment is open at the gateway it looks there itself, so that a lost event leaves nobody waiting. */
  async status(c: Context): Promise<Response> {
    let found = await this.#find(c.req.param('token'));
    const reference = found?.attempt?.gatewayRef;
    const isWaiting =
      found?.attempt !== undefined &&
      ['in_flight', 'processing', 'action_required', 'unknown', 'failed'].includes(found.attempt.state);
    if (
      reference &&
      isWaiting &&
      (found?.state === 'pay' || found?.state === 'in_flight') &&
      (await this.#look(reference))
    )
      found = await this.#find(c.req.param('token'));
    if (!found || found.state === 'missing') return answerRefusal(c, notFound());
    if (found.state === 'gone') return c.json({ state: 'gone', attempt: null, reason: null }, 410);
    const { snapshot, facts, attempt } = found;
    const owedMinor = owed(facts);
    return c.json({
      state: found.state,
      amountMinor: Number(owedMinor),
      currency: snapshot.currency,
      amount: amountWithCode(owedMinor, snapshot.currency, snapshot.locale),
      attempt: attempt?.state ?? null,
      reason: attempt?.reason?.message ?? null,
    });
  }

  async pdf(c: Context): Promise<Response> {
    const found = await this.#find(c.req.param('token'));
    if (!found || found.state === 'missing' || found.state === 'gone') return this.page(c);
    if (!(await this.#deps.limit(`pay-pdf:${found.invoiceId}`)))
      return answerRefusal(c, refusal('rate_limited'));
    const document = await this.#deps.documentOf(found.accountId, found.invoiceId);
    if (!document) return answerRefusal(c, notFound());
    const name = document.filename.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 100);
    return c.body(new Uint8Array(document.bytes), 200, {
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${name}"`,
      'content-security-policy': "default-src 'none'",
    });
  }

  /** Only for logos that are too large to stand in the page. As a document of its own it may do nothing. */
  async logo(c: Context): Promise<Response> {
    const found = await this.#find(c.req.param('token'));
    const svg =
      found && found.state !== 'missing' && found.state !== 'gone' ? found.snapshot.brand.logoSvg : null;
    if (!svg) return answerRefusal(c, notFound());
    return c.body(svg, 200, {
      'content-type': 'image/svg+xml; charset=utf-8',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
    });
  }

  #isCardOffered({ facts }: Found): boolean {
    const { payment } = this.#deps.house.ways;
    return this.#deps.gatewayScript !== null && payment !== null && !(facts.practice && payment.live);
  }

  /** One look-up by hash without any account, then one read inside exactly the account that it named. */
  async #find(token: string | undefined): Promise<Found | null> {
    if (token === undefined || !isPayToken(token)) return null;
    const { database, environment } = this.#deps.house;
    const link = await database.transaction([], (tx) => readPayLink(tx, payTokenHash(token)), {
      readOnly: true,
    });
    if (!link) return null;
    const { accountId, invoiceId } = link;
    return database.transaction(
      [accountId],
      async (tx) => {
        const [invoice] = await readInvoices(tx, accountId, [invoiceId]);
        const [account] = await readAccounts(tx, [accountId]);
        if (!invoice?.snapshot || !account) return null;
        const payments = await readPaymentsOf(tx, accountId, invoiceId);
        const [attempt] = await readAttempts(tx, accountId, invoiceId);
        const facts = factsOf(invoice, {
          today: dayOf(environment.business.now(), account.timeZone),
          practice: account.practice,
          deliveries: [],
        });
        return {
          accountId,
          invoiceId,
          facts,
          state: payState(facts),
          snapshot: JSON.parse(invoice.snapshot) as InvoiceSnapshot,
          attempt,
          payments: payments.map((row) => ({
            paidOn: row.settledOn,
            amountMinor: row.allocatedMinor,
            method: row.method,
            reference: row.gatewayRef ?? row.reference,
          })),
        };
      },
      { readOnly: true },
    );
  }

  /** @returns whether anything may be different now */
  async #look(gatewayRef: string): Promise<boolean> {
    const now = this.#deps.house.environment.machine.nowMs();
    for (const [ref, at] of this.#lookedAt) if (now - at >= lookAgainEveryMs) this.#lookedAt.delete(ref);
    if (this.#lookedAt.has(gatewayRef)) return false;
    this.#lookedAt.set(gatewayRef, now);
    try {
      return await this.#deps.lookAgain(gatewayRef);
    } catch (error) {
      this.#deps.warn(error, 'the gateway could not be asked how a payment stands');
      return false;
    }
  }

  /** One foreign script origin at most, and that of the payment gateway. */
  #policy(nonce: string): string {
    const script = this.#deps.gatewayScript;
    const foreign = script && /^https?:\/\//.test(script.url) ? new URL(script.url).origin : "'self'";
    return [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'${script ? ` ${foreign}` : ''}`,
      `style-src 'nonce-${nonce}'`,
      "img-src 'self' data:",
      `connect-src ${["'self'", ...(script?.connectOrigins ?? [])].join(' ')}`,
      `frame-src ${script && script.frameOrigins.length > 0 ? script.frameOrigins.join(' ') : "'none'"}`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; ');
  }
}

/** What the page showed when the button was pressed; null when that cannot be read. */
async function readShown(c: Context): Promise<{ amountMinor: number; currency: string } | null> {
  const text = await c.req.text();
  if (text.length > openBodyMax || !/^application\/json\b/i.test(c.req.header('content-type') ?? ''))
    return null;
  try {
    const body = JSON.parse(text) as { amountMinor?: unknown; currency?: unknown } | null;
    return typeof body?.amountMinor === 'number' && typeof body.currency === 'string'
      ? { amountMinor: body.amountMinor, currency: body.currency }
      : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** The browser's own word where it gives one; hosts are compared, since a proxy in front may have taken the TLS off. */
function isSameOrigin(c: Context): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin';
  const origin = c.req.header('origin');
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === c.req.header('host');
}
