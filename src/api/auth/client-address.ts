/**
 * Whose bucket a request to sign in counts in. The address comes from the socket, or from the one header that the
 * operator's own proxy writes; what a client claims in any other header is thrown away.
 * It does not limit anything itself: better-auth counts, per address and path, in the database.
 */

/** Our own header; better-auth reads the address from here and from nowhere else. */
export const clientAddressHeader = 'x-closeout-client-address';

/**
 * The client's address. A proxy appends the address it saw, so the last entry is the one that can be believed;
 * whatever stands left of it was sent by the client.
 */
export function clientAddress(
  headers: Headers,
  trustedProxyHeader: string | null,
  socketAddress: string | null,
): string | null {
  if (trustedProxyHeader !== null) {
    const last = headers.get(trustedProxyHeader)?.split(',').at(-1)?.trim();
    if (last) return last;
  }
  return socketAddress;
}

/** The same request with our header set by us, or absent; never as the client sent it. */
export function withClientAddress(request: Request, address: string | null): Request {
  const headers = new Headers(request.headers);
  headers.delete(clientAddressHeader);
  if (address !== null) headers.set(clientAddressHeader, address);
  return new Request(request, { headers });
}
