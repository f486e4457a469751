/** Invoices as their payers see them: one ordinary, one that tries everything, and a view of each state. No database. */
import { type InvoiceFacts, type MoneyFacts, noMoney } from '../../src/domain/facts.ts';
import { type PaidPart, type PayView, payView } from '../../src/domain/pay-view.ts';
import type { InvoiceSnapshot, SnapshotLine } from '../../src/domain/snapshot.ts';

export const line = (over: Partial<SnapshotLine>): SnapshotLine => ({
  id: 'line',
  title: 'Labor',
  detail: null,
  kind: 'labor',
  quantity: '1',
  unit: 'piece',
  unitPrice: '100.00',
  netMinor: '10000',
  taxRate: '6.5',
  taxCategory: 'S',
  servedOn: '2026-11-12',
  jobNumber: 'J-1042',
  ...over,
});

export const invoice: InvoiceSnapshot = {
  version: 1,
  kind: 'invoice',
  number: 'INV-2026-00042',
  issuedOn: '2026-11-12',
  dueOn: '2026-11-26',
  termsLabel: 'Net 14',
  currency: 'USD',
  locale: 'en-US',
  timeZone: 'America/New_York',
  seller: {
    legalName: 'Harbor Heating & Cooling LLC',
    tradeName: 'Harbor Heating & Cooling',
    addressLines: ['410 Harbor Street'],
    postcode: '32801',
    city: 'Orlando',
    region: 'FL',
    country: 'US',
    taxId: '59-1234567',
    email: 'office@harborheating.example',
    phone: '+1 407 555 0142',
    website: 'https://harborheating.example',
  },
  buyer: {
    legalName: 'Dana Whitfield',
    tradeName: null,
    addressLines: ['7 Lake Drive'],
    postcode: '32803',
    city: 'Orlando',
    region: 'FL',
    country: 'US',
    taxId: null,
    email: 'dana@example.com',
    phone: null,
    website: null,
    contactName: null,
    reference: null,
  },
  brand: { accentColor: '#0b596e', logoSvg: null, footer: null },
  job: {
    number: 'J-1042',
    title: 'Water heater replacement',
    site: '7 Lake Drive, Orlando',
    completedOn: '2026-11-12',
  },
  purchaseOrder: null,
  adHocReason: null,
  periodFrom: null,
  periodTo: null,
  lines: [
    line({
      id: 'a',
      title: 'Remove the old unit and install the new one',
      quantity: '3',
      unit: 'h',
      unitPrice: '95.00',
      netMinor: '28500',
    }),
    line({
      id: 'b',
      title: 'Water heater, 50 gal',
      detail: 'Model WH-50E, serial 88-20451. Ten-year warranty on the tank.',
      kind: 'material',
      unitPrice: '465.00',
      netMinor: '46500',
    }),
    line({ id: 'c', title: 'Travel', kind: 'travel', unitPrice: '50.00', netMinor: '5000' }),
  ],
  taxes: [
    { category: 'S', rate: '6.5', name: 'Sales tax (Orange County)', baseMinor: '80000', taxMinor: '5200' },
  ],
  netMinor: '80000',
  taxMinor: '5200',
  totalMinor: '85200',
  note: 'Thank you for calling us. The old unit was taken to recycling.',
  paymentInstructions: [
    {
      method: 'Check',
      lines: ['Payable to Harbor Heating & Cooling LLC', '410 Harbor Street, Orlando, FL 32801'],
    },
    {
      method: 'Bank transfer (ACH)',
      lines: ['First Harbor Bank', 'Routing 063 100 277', 'Account 000 123 456 789'],
    },
  ],
  live: true,
};

export function viewOf(
  over: {
    money?: Partial<MoneyFacts>;
    link?: InvoiceFacts['link']['state'];
    snapshot?: Partial<InvoiceSnapshot>;
    payments?: PaidPart[];
    today?: string;
    isCardOffered?: boolean;
  } = {},
): PayView {
  const snapshot = { ...invoice, ...over.snapshot };
  const facts: InvoiceFacts = {
    doc: 'issued',
    money: { ...noMoney, T: BigInt(snapshot.totalMinor), ...over.money },
    delivery: [],
    link: { state: over.link ?? 'active', isReopened: false },
    collection: { state: 'none', reason: null, attempt: 0 },
    time: { issuedOn: snapshot.issuedOn, dueOn: snapshot.dueOn, periodFrom: null, periodTo: null },
    holds: [],
    uncollectible: null,
    practice: !snapshot.live,
    today: over.today ?? '2026-11-14',
  };
  const view = payView({
    facts,
    snapshot,
    payments: over.payments ?? [],
    isCardOffered: over.isCardOffered ?? true,
    path: `/pay/${'t'.repeat(43)}`,
  });
  if (!view) throw new Error('this sample has no content to show');
  return view;
}

const card: PaidPart = {
  paidOn: '2026-11-14',
  amountMinor: 85_200n,
  method: 'card',
  reference: 'pi_3QxSample000000000000',
};
const logoSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 180 40"><circle cx="20" cy="20" r="17" fill="#e4572e"/><path d="M12 24q8-16 16 0" stroke="#fff" stroke-width="4" fill="none"/><text x="46" y="27" font-family="Georgia,serif" font-size="21" fill="#22303c">Brightside</text></svg>';

export const manyLines = Array.from({ length: 14 }, (_, i) =>
  line({
    id: `l${i}`,
    title: `Visit ${i + 1}: check and clean the filters`,
    quantity: '1.5',
    unit: 'h',
    unitPrice: '95.00',
    netMinor: '14250',
    servedOn: `2026-11-${String(i + 1).padStart(2, '0')}`,
  }),
);

/** Every state of the page that has content, by name. */
export const views: Readonly<Record<string, PayView>> = {
  owed: viewOf(),
  overdue: viewOf({ today: '2026-12-02', snapshot: { live: false } }),
  'partly-paid': viewOf({ money: { P: 40_000n, C: 5_200n }, payments: [{ ...card, amountMinor: 40_000n }] }),
  'many-lines': viewOf({
    snapshot: {
      lines: manyLines,
      brand: { accentColor: '#f2c230', logoSvg, footer: 'Licensed and insured. EC13001234' },
      note: null,
      purchaseOrder: 'PO-7781',
    },
  }),
  'no-card': viewOf({ isCardOffered: false }),
  'in-flight': viewOf({ money: { X: 85_200n } }),
  'under-review': viewOf({ money: { P: 85_200n, H: 85_200n } }),
  suspended: viewOf({ link: 'suspended' }),
  expired: viewOf({ link: 'expired' }),
  paid: viewOf({ money: { P: 85_200n }, payments: [card] }),
  'paid-in-parts': viewOf({
    money: { P: 90_000n, K: -4_800n },
    payments: [
      { ...card, amountMinor: 40_000n },
      { paidOn: '2026-11-20', amountMinor: 50_000n, method: 'cheque', reference: '118' },
    ],
  }),
  credited: viewOf({ money: { C: 85_200n } }),
  zero: viewOf({ snapshot: { totalMinor: '0', netMinor: '0', taxMinor: '0', taxes: [] } }),
};
