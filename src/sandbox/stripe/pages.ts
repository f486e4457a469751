/**
 * The browser's side of the sandbox: the script, the card form's frame and the authentication page, served as files.
 * Everything is relative to its own address, so that a proxy may serve it under a prefix. No inline script or style.
 */
import { readFileSync } from 'node:fs';
import { Hono } from 'hono';

const folder = new URL('./browser/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

const files: readonly { path: string; file: string; type: string }[] = [
  { path: '/stripe.js', file: 'stripe.js', type: 'text/javascript; charset=utf-8' },
  { path: '/elements/payment', file: 'payment.html', type: 'text/html; charset=utf-8' },
  { path: '/elements/payment.js', file: 'payment.js', type: 'text/javascript; charset=utf-8' },
  { path: '/elements/payment.css', file: 'payment.css', type: 'text/css; charset=utf-8' },
  { path: '/authenticate', file: 'authenticate.html', type: 'text/html; charset=utf-8' },
  { path: '/elements/authenticate.js', file: 'authenticate.js', type: 'text/javascript; charset=utf-8' },
];

const pagePolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'";

/** @param publishableKey Written into the pages that call the API by themselves. */
export function browserPages(publishableKey: string): Hono {
  const pages = new Hono();
  for (const { path, file, type } of files) {
    const text = read(file).replaceAll('%PUBLISHABLE_KEY%', publishableKey);
    pages.get(path, (c) => {
      c.header('content-type', type);
      c.header('cache-control', 'no-store');
      c.header('cross-origin-resource-policy', 'cross-origin');
      c.header('x-content-type-options', 'nosniff');
      if (file.endsWith('.html')) c.header('content-security-policy', pagePolicy);
      return c.body(text);
    });
  }
  return pages;
}
