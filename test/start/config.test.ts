/** The environment is refused by name before anything starts; live money never meets the embedded database. */
import { describe, expect, it } from 'vitest';
import { ConfigFault, readConfig } from '../../src/config.ts';

const live = { STRIPE_SECRET_KEY: 'sk_live_12345678901', STRIPE_PUBLISHABLE_KEY: 'pk_live_12345678901' };

describe('the configuration', () => {
  it('needs nothing at all', () => {
    expect(readConfig({})).toMatchObject({
      port: 4242,
      host: '127.0.0.1',
      databaseUrl: null,
      stripe: null,
      mail: null,
      role: 'all',
    });
  });

  it('refuses live keys on the embedded database and names the way out', () => {
    expect(() => readConfig(live)).toThrow(/STRIPE_SECRET_KEY is a live key.*closeout move --to/s);
    expect(readConfig({ ...live, DATABASE_URL: 'postgres://db/closeout' }).stripe?.secretKey).toBe(
      live.STRIPE_SECRET_KEY,
    );
  });

  it.each([
    [{ PORT: '70000' }, 'PORT'],
    [{ PORT: 'http' }, 'PORT'],
    [{ DATABASE_URL: 'mysql://x' }, 'DATABASE_URL'],
    [{ CLOSEOUT_SECRET: 'short' }, 'CLOSEOUT_SECRET'],
    [{ CLOSEOUT_API_KEY: 'short' }, 'CLOSEOUT_API_KEY'],
    [{ CLOSEOUT_ROLE: 'boss' }, 'CLOSEOUT_ROLE'],
    [{ CLOSEOUT_URL: 'ftp://x' }, 'CLOSEOUT_URL'],
    [{ LOG_LEVEL: 'loud' }, 'LOG_LEVEL'],
    [{ SMTP_URL: 'http://x', MAIL_FROM: 'a@example.test' }, 'SMTP_URL'],
    [{ SMTP_URL: 'smtp://x' }, 'MAIL_FROM'],
    [{ STRIPE_SECRET_KEY: 'nonsense' }, 'STRIPE_SECRET_KEY'],
    [{ STRIPE_SECRET_KEY: 'sk_test_12345678901' }, 'STRIPE_PUBLISHABLE_KEY'],
    [{ STRIPE_WEBHOOK_SECRET: 'whsec_x' }, 'STRIPE_WEBHOOK_SECRET'],
    [{ ...live, DATABASE_URL: 'postgres://db/c', STRIPE_API_BASE: 'http://127.0.0.1:1' }, 'STRIPE_API_BASE'],
  ])('names what is wrong: %j', (environment, name) => {
    expect(() => readConfig(environment)).toThrow(ConfigFault);
    expect(() => readConfig(environment)).toThrow(new RegExp(`^${name} `));
  });
});
