/**
 * Whether a request comes from this very machine: what only whoever runs the install may see, without signing in.
 * A proxy in front makes everybody look local, so a forwarded request is not; neither is one under a foreign host name,
 * which is how a web page elsewhere would reach a server on loopback.
 */
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

const loopback = /^(127\.\d{1,3}\.\d{1,3}\.\d{1,3}|::1|::ffff:127\.\d{1,3}\.\d{1,3}\.\d{1,3})$/;
const localNames = new Set(['localhost', '127.0.0.1', '[::1]']);
const forwarded = [
  'x-forwarded-for',
  'x-real-ip',
  'forwarded',
  'x-forwarded-host',
  'via',
  'cf-connecting-ip',
  'true-client-ip',
];

/** The address at the other end of the socket; null for a request that was handed over in memory. */
export function addressOf(context: Context): string | null {
  try {
    return getConnInfo(context).remote.address ?? null;
  } catch {
    return null;
  }
}

/**
 * @param install how the install is set up: one with a public address or behind a named proxy trusts no address at all,
 * because a plain proxy in front leaves no trace in a request
 */
export const localRule =
  (install: { publicUrl: string | null; trustedProxyHeader: string | null }) =>
  (context: Context): boolean => {
    if (install.trustedProxyHeader !== null) return false;
    if (install.publicUrl !== null && !localNames.has(new URL(install.publicUrl).hostname)) return false;
    const address = addressOf(context);
    if (address === null || !loopback.test(address)) return false;
    if (forwarded.some((name) => context.req.header(name) !== undefined)) return false;
    return localNames.has(new URL(context.req.url).hostname);
  };
