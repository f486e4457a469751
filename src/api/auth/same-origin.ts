/**
 * The cross-site check for requests that a browser's cookie authenticates. Form checks alone let a cross-origin JSON
 * post through, so this one looks at where the request came from, whatever its body is.
 * It does not concern bearer keys: a page of another site cannot make a browser send them.
 */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Whether a cookie may count for this request. `allowed` holds exact origins, such as `https://app.example.com`.
 * An unsafe request must name an allowed Origin, or, naming none, be marked same-origin by the browser; a client that
 * says neither is not a browser and has no business with a session cookie.
 */
export function sameOrigin(
  request: Pick<Request, 'method' | 'headers'>,
  allowed: readonly string[],
): boolean {
  if (safeMethods.has(request.method.toUpperCase())) return true;
  const origin = request.headers.get('origin');
  if (origin !== null) return allowed.includes(origin);
  return request.headers.get('sec-fetch-site') === 'same-origin';
}
