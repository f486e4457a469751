/**
 * The script of the sandbox on a small page in Chromium, as a payer uses it: accepted, declined, 3-D Secure.
 * Also that card data goes nowhere but from the frame to the sandbox. Says so plainly where no browser is installed.
 */
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page, type Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answered, opening } from './payment.ts';
import { publishableKey, type StripeRig, stripeRig } from './stripe-rig.ts';

const chromiumPath = '/usr/bin/chromium';
const isHere = existsSync(chromiumPath);
if (!isHere) console.warn(`No browser at ${chromiumPath}: the browser tests of the sandbox do not run here.`);
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Set it to keep pictures. */
const pictureFolder = process.env.CLOSEOUT_TEST_PICTURES;

const pageFor = (
  script: string,
  clientSecret: string,
  options: string,
  confirm: string,
): string => `<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width, initial-scale=1"><title>Pay</title>
<style>body{margin:0;padding:24px;font:16px/1.5 system-ui;background:VAR_BACKGROUND;color:VAR_TEXT}main{max-width:460px;margin:0 auto}button#pay{margin-top:16px;width:100%;min-height:48px;font:600 16px system-ui;border:0;border-radius:8px;background:#4f46e5;color:#fff}</style>
<script src="${script}/stripe.js"></script></head><body><main><h1>Invoice</h1><div id="form"></div><button id="pay">Pay now</button><p id="result" role="status"></p></main>
<script>
const stripe = Stripe('${publishableKey}');
const elements = stripe.elements(${options.replace('SECRET', `'${clientSecret}'`)});
const element = elements.create('payment');
window.changes = [];
element.on('ready', () => { document.body.dataset.ready = 'yes'; });
element.on('change', (event) => window.changes.push(event));
element.mount('#form');
document.getElementById('pay').addEventListener('click', async () => {
  const result = await (${confirm});
  document.getElementById('result').textContent = result.error ? 'error ' + (result.error.decline_code || result.error.code) : result.paymentIntent.status;
});
</script></body></html>`;

const standard =
  "stripe.confirmPayment({ elements, clientSecret: elements.clientSecret, confirmParams: { return_url: location.origin + '/back' }, redirect: 'if_required' })";

/** The merchant's page, and the sandbox under a prefix as a proxy would serve it. */
async function merchant(rig: StripeRig): Promise<{ server: Server; url: string; show(html: string): void }> {
  let html = '';
  const server = createServer((request, response) => {
    const path = request.url ?? '/';
    if (!path.startsWith('/sandbox/stripe/')) {
      response.setHeader('content-type', 'text/html').end(html);
      return;
    }
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', async () => {
      const headers = Object.fromEntries(
        ['authorization', 'content-type', 'stripe-version'].flatMap((name) =>
          request.headers[name] ? [[name, String(request.headers[name])]] : [],
        ),
      );
      const answer = await fetch(rig.sandbox.url + path.slice('/sandbox/stripe'.length), {
        method: request.method ?? 'GET',
        headers,
        ...(parts.length > 0 ? { body: Buffer.concat(parts) } : {}),
      });
      response.writeHead(answer.status, {
        'content-type': answer.headers.get('content-type') ?? '',
        'content-security-policy':
          answer.headers.get('content-security-policy') ?? "default-src 'self' 'unsafe-inline'",
      });
      response.end(Buffer.from(await answer.arrayBuffer()));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    server,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    show: (next) => {
      html = next;
    },
  };
}

// Without a browser there is nothing to drive; the warning above says so.
describe.runIf(isHere)('the sandbox script in a browser', () => {
  let rig: StripeRig;
  let browser: Browser;
  let shop: Awaited<ReturnType<typeof merchant>>;
  beforeAll(async () => {
    rig = await stripeRig('browser', { subscribes: false });
    shop = await merchant(rig);
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  }, 60_000);
  afterAll(async () => {
    await browser?.close();
    shop?.server.closeAllConnections();
    shop?.server.close();
    await rig?.close();
  });

  interface Visit {
    page: Page;
    paymentId: string;
    requests: Request[];
    errors: string[];
  }

  async function visit(
    options: { width?: number; script?: string; elements?: string; confirm?: string; dark?: boolean } = {},
  ): Promise<Visit> {
    const payment = answered(await rig.gateway.open(opening({ amountMinor: 420_00n })));
    const isDark = options.dark === true;
    const appearance = isDark
      ? "{ clientSecret: SECRET, appearance: { theme: 'night' }, locale: 'en' }"
      : '{ clientSecret: SECRET, locale: "en" }';
    shop.show(
      pageFor(
        options.script ?? rig.sandbox.url,
        payment.clientSecret!,
        options.elements ?? appearance,
        options.confirm ?? standard,
      )
        .replace('VAR_BACKGROUND', isDark ? '#10141f' : '#f6f7fb')
        .replace('VAR_TEXT', isDark ? '#eef1f8' : '#1f2433'),
    );
    const page = await browser.newPage({ viewport: { width: options.width ?? 1280, height: 800 } });
    const [requests, errors]: [Request[], string[]] = [[], []];
    page.on('request', (request) => requests.push(request));
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await page.goto(shop.url);
    await page.waitForSelector('body[data-ready]');
    return { page, paymentId: payment.id, requests, errors };
  }

  const frameOf = (page: Page) => page.frameLocator('iframe[title="Secure payment form"]');

  async function fill(page: Page, number: string, expiry = '1230', cvc = '123'): Promise<void> {
    const frame = frameOf(page);
    await frame.getByLabel('Card number').pressSequentially(number);
    // The form leads on from field to field by itself.
    await frame.getByLabel('Expiration date').pressSequentially(expiry);
    await frame.getByLabel('Security code').pressSequentially(cvc);
  }

  const pay = async (page: Page): Promise<string> => {
    await page.click('#pay');
    await page.waitForFunction(() => document.getElementById('result')?.textContent !== '');
    return page.textContent('#result').then(String);
  };

  /** What axe finds wrong in the frame by WCAG 2.1 AA. The frame is transparent: axe must be told what lies behind it. */
  async function violations(page: Page, behind: string): Promise<string[]> {
    const frame = page.frames().find((item) => item.url().endsWith('/elements/payment'))!;
    await frame.evaluate(axeSource);
    return frame.evaluate(async (background) => {
      document.documentElement.style.background = background;
      const { axe } = window as never as {
        axe: { run(options: object): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const report = await axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] });
      return report.violations.map((item) => `${item.id}: ${item.nodes[0]?.html}`);
    }, behind);
  }

  async function picture(page: Page, name: string): Promise<void> {
    if (!pictureFolder) return;
    mkdirSync(pictureFolder, { recursive: true });
    await page.screenshot({ path: `${pictureFolder}/stripe-${name}.png` });
  }

  it.each([1280, 390, 320])(
    'accepts 4242 at %i px, and card data goes from the frame to the sandbox only',
    async (width) => {
      const { page, paymentId, requests, errors } = await visit({ width });
      await picture(page, `empty-${width}`);
      await fill(page, '4242424242424242');
      expect(await frameOf(page).getByLabel('Card number').inputValue()).toBe('4242 4242 4242 4242');
      expect(await frameOf(page).getByLabel('Expiration date').inputValue()).toBe('12 / 30');
      expect(
        await page.evaluate(() =>
          (window as never as { changes: { complete: boolean; brand: string }[] }).changes.at(-1),
        ),
      ).toMatchObject({ complete: true, brand: 'visa' });
      await picture(page, `filled-${width}`);
      expect(await violations(page, '#f6f7fb')).toEqual([]);
      expect(await pay(page)).toBe('succeeded');
      expect((await rig.stripe.paymentIntents.retrieve(paymentId)).status).toBe('succeeded');
      const withCard = requests.filter((request) => (request.postData() ?? '').includes('4242424242424242'));
      expect(withCard.map((request) => [request.url(), request.frame().url()])).toEqual([
        [`${rig.sandbox.url}/v1/payment_methods`, `${rig.sandbox.url}/elements/payment`],
      ]);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
      expect(scrolls).toBe(false);
      expect(errors).toEqual([]);
      await page.close();
    },
  );

  it('shows a decline and takes another card after it', async () => {
    const { page, paymentId } = await visit({ width: 390 });
    await fill(page, '4000000000009995');
    expect(await pay(page)).toBe('error insufficient_funds');
    await page.evaluate(() => {
      document.getElementById('result')!.textContent = '';
    });
    await frameOf(page).getByRole('button', { name: 'Pays' }).click();
    expect(await pay(page)).toBe('succeeded');
    expect(
      (await rig.stripe.charges.list({ payment_intent: paymentId })).data.map((charge) => charge.status),
    ).toEqual(['succeeded', 'failed']);
    await page.close();
  });

  it.each([
    ['Authenticate', 'succeeded', 1280],
    ['Fail', 'error payment_intent_authentication_failure', 390],
  ] as const)('3-D Secure: %s', async (button, expected, width) => {
    const { page } = await visit({ width });
    await fill(page, '4000002760003184');
    await page.click('#pay');
    const dialog = page.getByRole('dialog');
    await dialog.waitFor();
    await picture(page, `3ds-${width}`);
    await dialog.getByRole('button', { name: button }).click();
    await page.waitForFunction(() => document.getElementById('result')?.textContent !== '');
    expect(await page.textContent('#result')).toBe(expected);
    await page.close();
  });

  it('is usable with the keyboard alone, 3-D Secure included', async () => {
    const { page } = await visit({ width: 390 });
    await frameOf(page).getByLabel('Card number').focus();
    await page.keyboard.type('4000002760003184');
    await page.keyboard.type('1230');
    await page.keyboard.type('123');
    for (let i = 0; i < 4; i += 1) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.getElementById('result')?.textContent !== '');
    expect(await page.textContent('#result')).toBe('succeeded');
    await page.close();
  });

  it("leads through the bank's page when a server confirmed", async () => {
    shop.show('<p>Back</p>');
    const intent = await rig.stripe.paymentIntents.create({
      amount: 5000,
      currency: 'usd',
      payment_method: 'pm_card_authenticationRequired',
      confirm: true,
      return_url: `${shop.url}/back`,
    });
    const page = await browser.newPage({ viewport: { width: 390, height: 800 } });
    await page.goto(intent.next_action!.redirect_to_url!.url!);
    await picture(page, 'bank-390');
    await page.getByRole('button', { name: 'Authenticate' }).click();
    await page.waitForURL(/\/back\?.*redirect_status=succeeded/);
    expect((await rig.stripe.paymentIntents.retrieve(intent.id)).status).toBe('succeeded');
    await page.close();
  });

  it('says what is wrong with the form, in its fields, and sends nothing', async () => {
    const { page, requests } = await visit({ width: 390 });
    await fill(page, '4242424242424241', '1220', '1');
    expect(await pay(page)).toBe('error invalid_number');
    const frame = frameOf(page);
    expect(await frame.getByText('Your card number is invalid.').isVisible()).toBe(true);
    expect(await frame.getByText("Your card's expiration date is in the past.").isVisible()).toBe(true);
    expect(await frame.getByText("Your card's security code is incomplete.").isVisible()).toBe(true);
    expect(await frame.getByLabel('Card number').getAttribute('aria-invalid')).toBe('true');
    expect(requests.filter((request) => request.method() === 'POST')).toEqual([]);
    await picture(page, 'errors-390');
    expect(await violations(page, '#f6f7fb')).toEqual([]);
    await page.close();
  });

  it('works behind a proxy under a prefix, in the dark, without an intent at first', async () => {
    const confirm =
      "elements.submit().then((checked) => checked.error ? checked : stripe.confirmPayment({ elements, clientSecret: window.secret, confirmParams: {}, redirect: 'if_required' }))";
    const { page, paymentId, requests } = await visit({
      width: 390,
      dark: true,
      script: '/sandbox/stripe',
      elements: "{ mode: 'payment', amount: 42000, currency: 'usd', appearance: { theme: 'night' } }",
      confirm,
    });
    const secret = (await rig.stripe.paymentIntents.retrieve(paymentId)).client_secret!;
    await page.evaluate((value) => {
      (window as never as { secret: string }).secret = value;
    }, secret);
    await fill(page, '4242424242424242');
    await picture(page, 'dark-390');
    expect(await violations(page, '#10141f')).toEqual([]);
    expect(await pay(page)).toBe('succeeded');
    expect(requests.filter((request) => !request.url().startsWith(shop.url))).toEqual([]);
    await page.close();
  });

  it('leads to the return page when asked to, and can be read there', async () => {
    const { page } = await visit({
      confirm:
        "stripe.confirmPayment({ elements, confirmParams: { return_url: location.origin + '/back' } })",
    });
    await fill(page, '5555555555554444');
    await page.click('#pay');
    await page.waitForURL(/\/back\?/);
    const query = new URL(page.url()).searchParams;
    expect(query.get('redirect_status')).toBe('succeeded');
    const seen = await page.evaluate(
      async ([key, secret]) =>
        (
          window as never as {
            Stripe(key: string): {
              retrievePaymentIntent(secret: string): Promise<{ paymentIntent: { status: string } }>;
            };
          }
        )
          .Stripe(key!)
          .retrievePaymentIntent(secret!),
      [publishableKey, query.get('payment_intent_client_secret')!],
    );
    expect(seen.paymentIntent.status).toBe('succeeded');
    await page.close();
  });
});
