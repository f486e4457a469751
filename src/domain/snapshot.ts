/**
 * The frozen content of an issued document: what the client was told, in full, once.
 * PDF, mail and pay page derive from it and from nothing else. Amounts are minor units as decimal strings
 * (`"12345"` is 123.45 USD), quantities, prices and rates are decimal strings. A draft's preview has the same shape
 * with `number`, `issuedOn` and `dueOn` null.
 */
export interface PartySnapshot {
  legalName: string;
  tradeName: string | null;
  addressLines: readonly string[];
  postcode: string | null;
  city: string | null;
  region: string | null;
  /** ISO 3166-1 alpha-2 */
  country: string;
  taxId: string | null;
  email: string | null;
  phone: string | null;
  website: string | null;
}

export interface SnapshotLine {
  id: string;
  title: string;
  detail: string | null;
  kind: 'labor' | 'material' | 'fee' | 'travel' | 'discount';
  /** Decimal string, at most 6 decimals. */
  quantity: string;
  /** What is counted: `h`, `piece`, `m`, `m2`, … for people to read. */
  unit: string;
  /** Decimal string in major units of the currency, at most 6 decimals. */
  unitPrice: string;
  netMinor: string;
  taxRate: string;
  taxCategory: TaxCategory;
  /** The day of the work, when the line comes from a job. */
  servedOn: string | null;
  jobNumber: string | null;
}

/** UNTDID 5305, as EN 16931 uses it; `S` also carries US sales tax, which is not VAT but prints the same way. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'K' | 'G' | 'O';

export interface TaxSubtotal {
  category: TaxCategory;
  /** Percent as a decimal string: `"6.5"`. */
  rate: string;
  /** For people to read: `Sales tax (Orange County)`, `VAT`. */
  name: string;
  baseMinor: string;
  taxMinor: string;
}

export interface InvoiceSnapshot {
  version: 1;
  kind: 'invoice';
  number: string | null;
  issuedOn: string | null;
  dueOn: string | null;
  /** For people to read: `Net 30`, `Due on receipt`. */
  termsLabel: string;
  currency: string;
  /** BCP 47, for number and date formats and the document's words. */
  locale: string;
  timeZone: string;
  seller: PartySnapshot;
  buyer: PartySnapshot & { contactName: string | null; reference: string | null };
  brand: { accentColor: string; logoSvg: string | null; footer: string | null };
  job: { number: string; title: string; site: string | null; completedOn: string | null } | null;
  purchaseOrder: string | null;
  /** Why this invoice has no job, when it has none. */
  adHocReason: string | null;
  periodFrom: string | null;
  periodTo: string | null;
  lines: readonly SnapshotLine[];
  taxes: readonly TaxSubtotal[];
  netMinor: string;
  taxMinor: string;
  totalMinor: string;
  note: string | null;
  /** Published bank or cheque details, printed when present. */
  paymentInstructions: readonly { method: string; lines: readonly string[] }[];
  live: boolean;
}
