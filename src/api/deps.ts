/** What the server needs from outside its ring, as app.ts hands it in, and what a request carries along. Types only. */
import type { Context, Hono } from 'hono';
import type { Logger } from 'pino';
import type { House } from '../actions/house.ts';
import type { Refusal } from '../domain/refusal.ts';
import type { InvoiceSnapshot } from '../domain/snapshot.ts';
import type { Identity } from './auth/identity.ts';
import type { Session } from './caller.ts';
import type { Bell } from './stream.ts';

/** A picture made safe to keep: upright, bounded, without metadata. */
export interface ProcessedImage {
  bytes: Uint8Array;
  contentType: string;
  width: number;
  height: number;
  originalSha256: string;
}

export interface ApiDeps {
  house: House;
  identity: Pick<
    Identity,
    | 'handler'
    | 'whoIs'
    | 'ensureUser'
    | 'mintSignInLink'
    | 'createApiKey'
    | 'listApiKeys'
    | 'revokeApiKey'
    | 'signOut'
  >;
  log: Logger;
  bell: Bell;
  /** The origins that a browser may call from. */
  origins(): readonly string[];
  receiveWebhook(
    endpoint: string,
    rawBody: string,
    signature: string | null,
  ): Promise<{ ok: true } | { ok: false; refusal: Refusal }>;
  /** Counts a call; false when the caller has to wait. */
  limit(bucket: string, key: string): Promise<boolean>;
  previewMail(
    snapshot: InvoiceSnapshot,
    recipientName: string,
  ): Promise<{ subject: string; html: string; text: string }>;
  renderDraft(snapshot: InvoiceSnapshot): Promise<Uint8Array>;
  issuedDocument(
    accountId: string,
    invoiceId: string,
    kind: 'invoice' | 'receipt',
  ): Promise<Uint8Array | null>;
  processImage(
    bytes: Uint8Array,
  ): Promise<{ ok: true; value: ProcessedImage } | { ok: false; refusal: Refusal }>;
  /** Further routers by their prefix: pay page, mailbox, imports, sandbox proxy. */
  mounts: readonly { path: string; app: Hono }[];
  /** Whether a request comes from this very machine. */
  isLocal(context: Context): boolean;
  metrics(): Promise<string>;
  healthy(): Promise<boolean>;
  webFolder: string | null;
}

export type ApiEnv = { Variables: { requestId: string; session: Session } };
