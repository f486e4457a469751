/**
 * Addresses of bytes that the browser fetches by itself (pictures, PDFs): such requests carry no headers of ours, so
 * the account travels in the query, as it does for the event stream. It fetches nothing.
 */
import { getAccount } from './api.ts';

export function fileUrl(path: string, query: Record<string, string> = {}): string {
  const account = getAccount();
  const pairs = new URLSearchParams({ ...query, ...(account === null ? {} : { account }) });
  return `/api/v1${path}${pairs.size > 0 ? `?${pairs}` : ''}`;
}
