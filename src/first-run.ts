/**
 * What a start does after the port is open: on an empty database it brings the demo in (or one empty business) and makes
 * the first key; on every start it says where things are and how to get in. The verbs and identity do the work.
 */
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { perform } from './actions/action.ts';
import { systemActor } from './actions/actor.ts';
import { installAccountId } from './actions/gateway-facts/incoming.ts';
import { openAccount } from './actions/open-account.ts';
import {
  type Credentials,
  credentialsPath,
  readCredentials,
  writeCredentials,
} from './api/cli/credentials.ts';
import type { Places } from './api/cli/welcome.ts';
import type { App } from './app.ts';
import { demoAccounts, demoPeople } from './demo/people.ts';
import { seedDemo, wantsSeed } from './seed.ts';
import { readAccountIds, readMembers } from './store/accounts.ts';
import { openPayment } from './worker/collect.ts';

const signInMinutes = 60;

/** Seeds when there is nothing yet. A worker or web process leaves that to the one process that does everything. */
export async function firstRun(app: App): Promise<{ isFirstStart: boolean; isDemo: boolean }> {
  const { config, outlets } = app;
  if (config.role !== 'all' || !(await wantsSeed(app.house))) return { isFirstStart: false, isDemo: false };
  // The demo pays and mails: only where both stay inside.
  const isDemo = !config.skipsSeed && outlets.stripe !== null && outlets.mailbox !== null;
  if (isDemo) {
    await seedDemo({
      house: app.house,
      ensureUser: (person) => app.identity.ensureUser(person),
      settle: () => app.settle(),
      payByCard: (accountId, invoiceId, testMethod) => payByCard(app, accountId, invoiceId, testMethod),
    });
  } else await openEmptyBusiness(app);
  return { isFirstStart: true, isDemo };
}

/** As the pay page does it: our payment is opened, then the browser's side confirms it at the sandbox with a test card. */
async function payByCard(
  { house, outlets }: App,
  accountId: string,
  invoiceId: string,
  testMethod: string,
): Promise<void> {
  const opened = await openPayment(house, outlets.payments, accountId, invoiceId);
  if (!opened.ok) throw new Error(`a demo payment was not opened: ${opened.refusal.reason}`);
  const answer = await fetch(`${outlets.stripe!.url}/v1/payment_intents/${opened.gatewayRef}/confirm`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${outlets.publishableKey}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ client_secret: opened.clientSecret, payment_method: testMethod }).toString(),
  });
  // 402 is the card's "no".
  if (!answer.ok && answer.status !== 402)
    throw new Error(
      `the sandbox Stripe refused a demo payment (${answer.status}): ${(await answer.text()).slice(0, 300)}`,
    );
}

/** One workspace and its owner: without them nobody could sign in, and no key could do anything. */
async function openEmptyBusiness({ house, identity, config }: App): Promise<void> {
  const owner = { name: 'Owner', email: config.mail?.from ?? 'owner@closeout.test' };
  const { userId } = await identity.ensureUser(owner);
  const id = house.environment.id('account');
  const opened = await perform(
    house,
    systemActor(installAccountId),
    openAccount,
    {
      id,
      parentId: installAccountId,
      kind: 'workspace',
      name: 'My business',
      currency: 'USD',
      locale: 'en-US',
      timeZone: 'America/New_York',
      releases: 'self',
      seller: { legalName: 'My business', country: 'US' },
      brand: { accentColor: '#1f5eff' },
      tax: { rate: '0', category: 'O', name: 'No tax' },
      owner: { userId, role: 'workspace_owner', ...owner },
    },
    { accounts: [installAccountId, id] },
  );
  if (!opened.ok) throw new Error(`the first business was refused: ${opened.refusal.reason}`);
}

/** A way in for whoever started the program: a link that signs in once, and a key. */
export async function placesOf(
  app: App,
  run: { isFirstStart: boolean; isDemo: boolean },
  version: string,
): Promise<Places> {
  const { config, outlets } = app;
  const owner = config.role === 'worker' ? null : await ownerOf(app);
  const link =
    owner &&
    (await app.identity.mintSignInLink(owner.email, { redirectTo: '/', validForMs: signInMinutes * 60_000 }));
  const apiKey = owner ? await keyOf(app, owner) : { presetBy: 'the process that serves the web' };
  return {
    version,
    url: app.url,
    apiKey,
    signIn:
      owner && link
        ? { link: here(link, app.url), name: owner.name, email: owner.email, minutes: signInMinutes }
        : null,
    mailboxUrl: outlets.mailbox ? `${app.url}/mailbox` : null,
    mailFrom: config.mail?.from ?? null,
    sandboxStripeUrl: outlets.stripe?.url ?? null,
    dataFolder: shown(config.dataFolder),
    database:
      config.databaseUrl === null
        ? { kind: 'embedded' }
        : { kind: 'postgres', host: new URL(config.databaseUrl).host },
    ...run,
  };
}

/** The link is made for the configured address; with PORT=0 the port is known only now. */
function here(link: string, url: string): string {
  const { pathname, search } = new URL(link);
  return `${url}${pathname}${search}`;
}

interface Owner {
  userId: string;
  accountId: string;
  name: string;
  email: string;
}

/** The demo's owner, or the first owner of the first business. */
async function ownerOf({ house }: App): Promise<Owner | null> {
  return house.database.transaction([], readAccountIds, { readOnly: true }).then(async (ids) => {
    const inOrder = [demoAccounts.cleaning, ...ids].filter(
      (id) => ids.includes(id) && id !== installAccountId,
    );
    for (const accountId of inOrder) {
      const members = await house.database.transaction([accountId], (tx) => readMembers(tx, accountId), {
        readOnly: true,
      });
      const found = members.find(
        (member) =>
          member.role === 'workspace_owner' &&
          (accountId !== demoAccounts.cleaning || member.email === demoPeople.dana.email),
      );
      if (found) return { userId: found.userId, accountId, name: found.name, email: found.email };
    }
    return null;
  });
}

async function keyOf(app: App, { userId, accountId, email }: Owner): Promise<Places['apiKey']> {
  const { config, identity } = app;
  const keep = (credentials: Credentials): void => writeCredentials(config.dataFolder, credentials);
  const kept = readCredentials(config.dataFolder);
  const key = { userId, accountId, name: 'First start', permissions: null };
  if (config.firstApiKey !== null) {
    await identity.createApiKey({ ...key, value: config.firstApiKey });
    keep({ url: app.url, apiKey: null, email });
    return { presetBy: 'CLOSEOUT_API_KEY' };
  }
  if (kept?.apiKey) {
    keep({ ...kept, url: app.url });
    return { keptIn: shown(credentialsPath(config.dataFolder)) };
  }
  const { value } = await identity.createApiKey(key);
  keep({ url: app.url, apiKey: value, email });
  return { value };
}

/** Short where it lies under the working folder. */
function shown(path: string): string {
  const short = relative(process.cwd(), path);
  return short === '' || short.startsWith('..') ? path : short;
}

/** Where the build put what browsers load; null when it is not built. */
export function builtFolder(name: 'web' | 'checkout', exists: (path: string) => boolean): string | null {
  for (const step of ['..', '../..']) {
    const root = fileURLToPath(new URL(step, import.meta.url));
    const folder = basename(root) === 'dist' ? join(root, name) : join(root, 'dist', name);
    if (exists(folder)) return folder;
  }
  return null;
}
