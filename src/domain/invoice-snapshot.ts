/**
 * Freezes an invoice: from the rows that hold it to the content that is printed, mailed and hashed.
 * Draft previews use the same function with no number and no days, so that nothing differs but what issue allots.
 */
import type { InvoiceSnapshot, PartySnapshot, SnapshotLine, TaxCategory, TaxSubtotal } from './snapshot.ts';
import { parseTerms, termsLabel } from './terms.ts';
import type { Day } from './time.ts';

export interface SnapshotSource {
  account: {
    locale: string;
    timeZone: string;
    seller: PartySnapshot;
    brand: InvoiceSnapshot['brand'];
    paymentInstructions: InvoiceSnapshot['paymentInstructions'];
  };
  client: {
    name: string;
    contactName: string | null;
    email: string | null;
    phone: string | null;
    externalId: string | null;
    address: {
      lines?: string[];
      postcode?: string | null;
      city?: string | null;
      region?: string | null;
      country?: string | null;
    };
  };
  job: { number: string; title: string; site: string | null; completedOn: Day | null } | null;
  invoice: {
    currency: string;
    terms: string;
    purchaseOrder: string | null;
    note: string | null;
    adHocReason: string | null;
    periodFrom: Day | null;
    periodTo: Day | null;
    taxes: readonly TaxSubtotal[];
    netMinor: bigint;
    taxMinor: bigint;
    totalMinor: bigint;
  };
  lines: readonly {
    id: string;
    title: string;
    detail: string | null;
    kind: SnapshotLine['kind'];
    quantity: string;
    unit: string;
    unitPrice: string;
    netMinor: bigint;
    taxRate: string;
    taxCategory: TaxCategory;
    servedOn: Day | null;
  }[];
  live: boolean;
  /** What the issue allots; null for a preview. */
  issued: { number: string; issuedOn: Day; dueOn: Day } | null;
}

export function snapshotOf(source: SnapshotSource): InvoiceSnapshot {
  const { account, client, job, invoice, issued } = source;
  const terms = parseTerms(invoice.terms);
  return {
    version: 1,
    kind: 'invoice',
    number: issued?.number ?? null,
    issuedOn: issued?.issuedOn ?? null,
    dueOn: issued?.dueOn ?? null,
    termsLabel: terms.ok ? termsLabel(terms.value) : invoice.terms,
    currency: invoice.currency,
    locale: account.locale,
    timeZone: account.timeZone,
    seller: account.seller,
    buyer: buyerOf(client, account.seller.country),
    brand: account.brand,
    job: job && { number: job.number, title: job.title, site: job.site, completedOn: job.completedOn },
    purchaseOrder: invoice.purchaseOrder,
    adHocReason: invoice.adHocReason,
    periodFrom: invoice.periodFrom,
    periodTo: invoice.periodTo,
    lines: source.lines.map((line) => ({
      id: line.id,
      title: line.title,
      detail: line.detail,
      kind: line.kind,
      quantity: line.quantity,
      unit: line.unit,
      unitPrice: line.unitPrice,
      netMinor: line.netMinor.toString(),
      taxRate: line.taxRate,
      taxCategory: line.taxCategory,
      servedOn: line.servedOn,
      jobNumber: job?.number ?? null,
    })),
    taxes: invoice.taxes.map((tax) => ({
      ...tax,
      baseMinor: String(tax.baseMinor),
      taxMinor: String(tax.taxMinor),
    })),
    netMinor: invoice.netMinor.toString(),
    taxMinor: invoice.taxMinor.toString(),
    totalMinor: invoice.totalMinor.toString(),
    note: invoice.note,
    paymentInstructions: account.paymentInstructions,
    live: source.live,
  };
}

const buyerOf = (client: SnapshotSource['client'], sellerCountry: string): InvoiceSnapshot['buyer'] => ({
  legalName: client.name,
  tradeName: null,
  addressLines: client.address.lines ?? [],
  postcode: client.address.postcode ?? null,
  city: client.address.city ?? null,
  region: client.address.region ?? null,
  country: client.address.country ?? sellerCountry,
  taxId: null,
  email: client.email,
  phone: client.phone,
  website: null,
  contactName: client.contactName,
  reference: client.externalId,
});
