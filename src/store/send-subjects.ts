/** Everything that the plan of a send rests on, for many invoices, in a fixed number of queries. */
import { hashOf } from '../domain/canonical.ts';
import { snapshotOf } from '../domain/invoice-snapshot.ts';
import type { SendSubject } from '../domain/send-plan.ts';
import type { AccountRow } from './accounts.ts';
import { type ClientRow, readClients } from './clients.ts';
import type { Reader } from './database.ts';
import { type InvoiceLineRow, type InvoiceRow, readLines } from './invoices.ts';
import { readJobs } from './jobs.ts';

export interface SendMaterial {
  subject: SendSubject;
  invoice: InvoiceRow;
  lines: InvoiceLineRow[];
  client: ClientRow;
}

/** @param invoices rows of one account, drafts or issued, already read or locked by the caller */
export async function readSendMaterial(
  reader: Reader,
  account: AccountRow,
  invoices: readonly InvoiceRow[],
  ways: Pick<SendSubject['ways'], 'payment' | 'mail'>,
): Promise<Map<string, SendMaterial>> {
  const ids = invoices.map((invoice) => invoice.id);
  const lines = await readLines(reader, account.id, ids);
  const clients = new Map(
    (await readClients(reader, account.id, [...new Set(invoices.map((invoice) => invoice.clientId))])).map(
      (row) => [row.id, row],
    ),
  );
  const jobIds = [...new Set(invoices.flatMap((invoice) => invoice.jobId ?? []))];
  const jobs = new Map((await readJobs(reader, account.id, jobIds)).map((job) => [job.id, job]));
  const trouble = await readTrouble(reader, account.id, ids);
  const byInvoice = new Map<string, InvoiceLineRow[]>();
  for (const line of lines) {
    const list = byInvoice.get(line.invoiceId);
    if (list) list.push(line);
    else byInvoice.set(line.invoiceId, [line]);
  }
  return new Map(
    invoices.map((invoice) => {
      const client = clients.get(invoice.clientId)!;
      const own = byInvoice.get(invoice.id) ?? [];
      const job = jobs.get(invoice.jobId ?? '') ?? null;
      const found = trouble.filter((row) => row.invoiceId === invoice.id);
      const live = ways.payment?.live ?? false;
      const documentSha256 =
        invoice.snapshotSha256 ??
        hashOf(snapshotOf({ account, client, job, invoice, lines: own, live, issued: null }));
      const subject = subjectOf(account, invoice, own, client, found, ways, documentSha256);
      return [invoice.id, { invoice, lines: own, client, subject }];
    }),
  );
}

interface Trouble {
  invoiceId: string;
  bouncedTo: string | null;
  incident: string | null;
}

/** Bounced addresses and open incidents: the facts that close a gate by themselves. */
const readTrouble = (reader: Reader, accountId: string, ids: readonly string[]): Promise<Trouble[]> =>
  reader.rows<Trouble>(
    `select invoice_id, recipient as bounced_to, null as incident from delivery where account_id = $1 and invoice_id = any ($2) and state = 'bounced'
     union all
     select subject_id, null, reason from incident where account_id = $1 and subject_id = any ($2) and state = 'open' and kind in ('state_unclear', 'gateway_event_unplaced')`,
    [accountId, ids],
  );

function subjectOf(
  account: AccountRow,
  invoice: InvoiceRow,
  lines: readonly InvoiceLineRow[],
  client: ClientRow,
  trouble: readonly Trouble[],
  ways: Pick<SendSubject['ways'], 'payment' | 'mail'>,
  documentSha256: string,
): SendSubject {
  return {
    accountId: account.id,
    live: ways.payment?.live ?? false,
    seller: { legalName: account.seller.legalName },
    invoice: {
      id: invoice.id,
      doc: invoice.doc === 'draft' ? 'draft' : 'issued',
      number: invoice.number,
      clientId: invoice.clientId,
      jobId: invoice.jobId,
      title: invoice.title,
      currency: invoice.currency,
      terms: invoice.terms,
      purchaseOrder: invoice.purchaseOrder,
      note: invoice.note,
      netMinor: invoice.netMinor,
      taxMinor: invoice.taxMinor,
      totalMinor: invoice.totalMinor,
      owedMinor: invoice.owedMinor,
      holds: invoice.holds,
      link: invoice.link,
    },
    lines: lines.map((line) => ({
      kind: line.kind,
      title: line.title,
      detail: line.detail,
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent,
      taxRate: line.taxRate,
      taxCategory: line.taxCategory,
      taxName: line.taxName,
      netMinor: line.netMinor,
      servedOn: line.servedOn,
      factId: line.factId,
    })),
    client: { id: client.id, name: client.name, email: client.email },
    documentSha256,
    bounced: trouble.some((row) => row.bouncedTo !== null && row.bouncedTo === client.email),
    unclear: trouble.flatMap((row) => (row.incident === null ? [] : [row.incident])),
    ways: { ...ways, instructions: account.paymentInstructions.length },
  };
}
