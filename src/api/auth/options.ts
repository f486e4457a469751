/**
 * Every setting of better-auth on one page: what is on, what is off, cookies, limits, lifetimes.
 * It holds no accounts, roles or approvals; those are ours. Nobody can register: people come by `ensureUser` and a link.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { apiKey } from '@better-auth/api-key';
import { passkey } from '@better-auth/passkey';
import type { BetterAuthOptions, BetterAuthPlugin } from 'better-auth';
import { createAuthMiddleware, isAPIError } from 'better-auth/api';
import { generateRandomString } from 'better-auth/crypto';
import { magicLink, twoFactor } from 'better-auth/plugins';
import type pg from 'pg';
import { clientAddressHeader } from './client-address.ts';
import { identityDatabase } from './connection.ts';
import { type IdentityMail, identityMail } from './mails.ts';

const minute = 60_000;
const hour = 60 * minute;

/** Lifetimes in milliseconds, on the machine clock. A session is prolonged when it is used after a day. */
export const identityLifetimes = { session: 7 * 24 * hour, link: 15 * minute, reset: hour } as const;

/** Where the screens live that identity sends people to. */
export const identityPages = {
  secondFactor: '/sign-in/second-factor',
  newPassword: '/sign-in/new-password',
} as const;

export interface RateLimit {
  /** Seconds. */
  window: number;
  max: number;
}

/** Requests per client address and path. The counters are rows in the database, so all processes share them. */
export const identityLimits: { everything: RateLimit; paths: Readonly<Record<string, RateLimit>> } = {
  everything: { window: 60, max: 300 },
  paths: {
    '/sign-in/email': { window: 60, max: 10 },
    '/sign-in/magic-link': { window: 60, max: 5 },
    '/magic-link/verify': { window: 60, max: 20 },
    '/request-password-reset': { window: 60, max: 3 },
    '/reset-password': { window: 60, max: 10 },
    '/two-factor/verify-totp': { window: 60, max: 6 },
    '/two-factor/verify-backup-code': { window: 60, max: 6 },
  },
};

/** A preset key must be at least this long; it is refused otherwise. Shorter ones can be guessed. */
export const apiKeyMinLength = 16;

export interface IdentitySettings {
  /** A pool with owner rights; the unprivileged role of the product cannot read the schema. */
  pool: pg.Pool;
  /** Signs cookies and encrypts second-factor secrets; at least 32 characters. */
  secret: string;
  baseUrl: string;
  trustedOrigins: string[];
  sendMail: (mail: IdentityMail) => Promise<void>;
  /** The machine clock, in milliseconds since 1970. */
  now: () => number;
  /** The one header in which the operator's own proxy names the client; null or absent: the socket's address counts. */
  trustedProxyHeader?: string | null;
  /** True behind https: cookies get `Secure` and the `__Host-` prefix, which plain http cannot carry. */
  secureCookies: boolean;
  limits?: typeof identityLimits;
  /** What better-auth has to say, without parameters: they can hold addresses and tokens. */
  log: (level: 'warn' | 'error', message: string) => void;
}

/** Only this hash of a link's token is stored. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url');

/** Carries a preset key into the plugin's generator for the length of one call. */
export const presetKey = new AsyncLocalStorage<string>();

const apiKeys = () =>
  apiKey({
    defaultPrefix: 'clo_',
    defaultKeyLength: 48,
    maximumNameLength: 100,
    enableMetadata: true,
    startingCharactersConfig: { shouldStore: true, charactersLength: 6 },
    // Keys are verified by our own single look-up; the plugin's verification writes a row on every call.
    rateLimit: { enabled: false },
    customKeyGenerator: ({ length, prefix }) =>
      presetKey.getStore() ?? `${prefix ?? ''}${generateRandomString(length, 'a-z', 'A-Z', '0-9')}`,
  });

/**
 * The plugin asks for the second factor after a password only. A link in a mailbox proves no more than a password does,
 * so it asks there too; a passkey already is two factors.
 */
function secondFactor(): BetterAuthPlugin[] {
  const plugin = twoFactor({ issuer: 'Closeout', allowPasswordless: true });
  const [challenge] = plugin.hooks.after;
  if (challenge === undefined)
    throw new Error('The second-factor plugin no longer challenges after a password.');
  const afterPassword = challenge.matcher;
  challenge.matcher = (context) => afterPassword(context) || context.path === '/magic-link/verify';
  const page: BetterAuthPlugin = {
    id: 'closeout-second-factor-page',
    hooks: {
      after: [
        {
          matcher: (context) => context.path === '/magic-link/verify',
          handler: createAuthMiddleware(async (ctx) => {
            const { returned } = ctx.context as { returned?: { twoFactorRedirect?: boolean } };
            // The way on was checked against the trusted origins before the link was used.
            const next = encodeURIComponent(String(ctx.query?.callbackURL ?? '/'));
            if (returned?.twoFactorRedirect) throw ctx.redirect(`${identityPages.secondFactor}?next=${next}`);
          }),
        },
      ],
    },
  };
  return [plugin, page];
}

function signInLinks(settings: IdentitySettings, isKnown: (email: string) => Promise<boolean>) {
  return magicLink({
    expiresIn: identityLifetimes.link / 1000,
    disableSignUp: true,
    storeToken: { type: 'custom-hasher', hash: async (token) => hashToken(token) },
    // Strangers get the same answer as members, and no mail.
    sendMagicLink: async ({ email, url }) => {
      if (await isKnown(email))
        await settings.sendMail(identityMail('sign_in', email, url, identityLifetimes.link));
    },
  });
}

/** Keys are made, listed and revoked by our own verbs, which check permission and leave an event. */
const disabledPaths = [
  ...['create', 'update', 'delete', 'list', 'get'].map((verb) => `/api-key/${verb}`),
  ...[
    '/sign-up/email',
    '/sign-in/social',
    '/link-social',
    '/unlink-account',
    '/change-email',
    '/delete-user',
  ],
  ...['/delete-user/callback', '/get-access-token', '/refresh-token', '/account-info'],
];

/** With `__Host-` a neighbour under the same domain can neither read nor plant the cookie. */
function cookieOptions(secure: boolean): NonNullable<BetterAuthOptions['advanced']> {
  return {
    useSecureCookies: false, // It would put `__Secure-` in front of the stricter prefix.
    cookiePrefix: secure ? '__Host-closeout' : 'closeout',
    defaultCookieAttributes: { secure, path: '/', httpOnly: true, sameSite: 'lax' },
  };
}

const loggerOf = (settings: IdentitySettings): BetterAuthOptions['logger'] => ({
  level: 'warn',
  log: (level, message) => {
    // It made this column itself, as bigint, and finds it too wide at every later start.
    if (message.startsWith('Field lastRequest in table rateLimit has a different type')) return;
    settings.log(level === 'error' ? 'error' : 'warn', message);
  },
});

export function identityOptions(settings: IdentitySettings, isKnown: (email: string) => Promise<boolean>) {
  const limits = settings.limits ?? identityLimits;
  return {
    appName: 'Closeout',
    baseURL: settings.baseUrl,
    basePath: '/api/auth',
    secret: settings.secret,
    trustedOrigins: settings.trustedOrigins,
    database: identityDatabase(settings.pool),
    telemetry: { enabled: false },
    disabledPaths,
    session: { expiresIn: identityLifetimes.session / 1000, updateAge: 86_400 },
    verification: { storeIdentifier: 'hashed' },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 10,
      revokeSessionsOnPasswordReset: true,
      resetPasswordTokenExpiresIn: identityLifetimes.reset / 1000,
      sendResetPassword: async ({ user, url }) =>
        settings.sendMail(identityMail('reset', user.email, url, identityLifetimes.reset)),
    },
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: limits.everything.window,
      max: limits.everything.max,
      customRules: { ...limits.paths },
    },
    advanced: {
      ...cookieOptions(settings.secureCookies),
      ipAddress: { ipAddressHeaders: [clientAddressHeader] },
      // better-auth drops both checks under NODE_ENV=test unless told otherwise.
      disableOriginCheck: false,
      disableCSRFCheck: false,
    },
    onAPIError: {
      // Left to itself the router prints an unexpected error to the console; identity.ts logs and answers it.
      onError: (error) => {
        if (!isAPIError(error)) throw error;
        settings.log('warn', `${error.status}: ${error.message}`);
      },
    },
    logger: loggerOf(settings),
    plugins: [
      signInLinks(settings, isKnown),
      apiKeys(),
      ...secondFactor(),
      passkey({
        rpID: new URL(settings.baseUrl).hostname,
        rpName: 'Closeout',
        origin: [new URL(settings.baseUrl).origin],
      }),
    ],
  } satisfies BetterAuthOptions;
}
