/** Gives the web server what it must reach without importing: documents, mails, pictures, the inbox, what else is mounted. */
import type { Hono } from 'hono';
import type { Logger } from 'pino';
import type { House } from '../actions/house.ts';
import type { Identity } from '../api/auth/identity.ts';
import type { ApiEnv } from '../api/deps.ts';
import { createLimits } from '../api/limits.ts';
import { localRule } from '../api/local.ts';
import { createServer } from '../api/server.ts';
import type { Bell } from '../api/stream.ts';
import type { Config } from '../config.ts';
import { refusal } from '../domain/refusal.ts';
import type { DocumentGateway } from '../gateways/documents/port.ts';
import { createImages } from '../gateways/files/images/images.ts';
import { renderInvoiceMail } from '../gateways/mail/invoice-mail.tsx';
import { readAccounts } from '../store/accounts.ts';
import { readInvoices } from '../store/invoices.ts';
import { readPaymentsOf } from '../store/payments.ts';
import type { ImportRunner } from '../worker/import-runner.ts';
import type { Inbox } from '../worker/inbox.ts';
import { documentOf, type Outside, payUrlOf, receiptOf } from '../worker/performers.ts';
import { isHealthy, metricsText } from './ground.ts';
import { mountsOf } from './mounts.ts';
import type { Outlets } from './outlets.ts';

export interface DoorParts {
  house: House;
  identity: Identity;
  outlets: Outlets;
  outside: Outside;
  documents: DocumentGateway;
  inbox: Inbox;
  importRunner: ImportRunner;
  bell: Bell;
  log: Logger;
  webFolder: string | null;
  checkoutFolder: string | null;
  config: Pick<Config, 'publicUrl' | 'trustedProxyHeader'>;
  isReady(): boolean;
  url(): string;
}

export function openDoors(parts: DoorParts): Hono<ApiEnv> {
  const { house, outlets, documents, inbox, outside } = parts;
  const limit = createLimits(house.database);
  const isLocal = localRule(parts.config);
  const documentOfInvoice = (accountId: string, invoiceId: string, kind: 'invoice' | 'receipt') =>
    issuedDocument(house, outside, accountId, invoiceId, kind);
  return createServer({
    house,
    identity: parts.identity,
    log: parts.log,
    bell: parts.bell,
    origins: () => [parts.url(), ...outlets.localOrigins(parts.url())],
    receiveWebhook: (endpoint, raw, signature) => receiveWebhook(outlets, inbox, endpoint, raw, signature),
    limit,
    previewMail: (snapshot, recipientName) =>
      renderInvoiceMail({ snapshot, payUrl: null, recipientName, preview: true }),
    renderDraft: async (snapshot) =>
      (await documents.renderInvoice({ snapshot, state: 'draft', payUrl: null })).pdf,
    issuedDocument: documentOfInvoice,
    processImage: (bytes) => createImages().keep(bytes),
    isLocal,
    mounts: mountsOf({ ...parts, isLocal, limit, issuedDocument: documentOfInvoice }),
    metrics: metricsText(),
    healthy: async () => parts.isReady() && (await isHealthy(house.database)),
    webFolder: parts.webFolder,
  });
}

async function receiveWebhook(
  outlets: Outlets,
  inbox: Inbox,
  endpoint: string,
  raw: string,
  signature: string | null,
) {
  if (endpoint !== 'stripe/main') return { ok: false as const, refusal: refusal('not_found') };
  if (outlets.webhookSecrets().length === 0) {
    return { ok: false as const, refusal: refusal('webhooks_not_configured') };
  }
  const received = await inbox.receive(raw, signature);
  if (received.ok) return received;
  const evidence = [{ fact: 'signature', value: received.why }];
  return {
    ok: false as const,
    refusal: refusal('signature_invalid', { reason: received.message, evidence }),
  };
}

/** The stored bytes of an issued invoice or of the receipt of a paid one; null when there is no such document. */
async function issuedDocument(
  house: House,
  outside: Outside,
  accountId: string,
  invoiceId: string,
  kind: 'invoice' | 'receipt',
): Promise<Uint8Array | null> {
  const found = await house.database.transaction(
    [accountId],
    async (tx) => {
      const [invoice] = await readInvoices(tx, accountId, [invoiceId]);
      const [account] = await readAccounts(tx, [accountId]);
      if (!invoice || !account) return null;
      const receipt = kind === 'receipt' ? receiptOf(await readPaymentsOf(tx, accountId, invoiceId)) : null;
      return { invoice, receipt, version: account.linkSecretVersion };
    },
    { readOnly: true },
  );
  if (!found || found.invoice.snapshot === null) return null;
  if (kind === 'receipt' && (!found.receipt || found.invoice.owedMinor > 0n)) return null;
  const isPayable = kind === 'invoice' && found.invoice.totalMinor > 0n;
  const payUrl = isPayable ? payUrlOf(house, outside, accountId, invoiceId, found.version) : null;
  return documentOf(house, outside, { accountId, invoice: found.invoice, payUrl, receipt: found.receipt });
}
