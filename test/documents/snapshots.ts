/** Snapshots to render in tests: plain US, 12 lines, 300 lines, mixed scripts, EU with reverse charge, yen. Invented parties only. */
import type { InvoiceSnapshot, SnapshotLine } from '../../src/domain/snapshot.ts';

const logoSvg =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 60"><circle cx="30" cy="30" r="24" fill="#0f766e"/><path d="M18 32c8-14 16-14 24 0" fill="none" stroke="#fff" stroke-width="5" stroke-linecap="round"/><rect x="68" y="18" width="150" height="9" rx="4" fill="#134e4a"/><rect x="68" y="34" width="96" height="7" rx="3" fill="#5eaaa2"/></svg>';

export function line(part: Partial<SnapshotLine> & { title: string; netMinor: string }): SnapshotLine {
  return {
    id: 'lin_1',
    detail: null,
    kind: 'labor',
    quantity: '1',
    unit: 'piece',
    unitPrice: '0',
    taxRate: '6.5',
    taxCategory: 'S',
    servedOn: '2026-11-18',
    jobNumber: '1042',
    ...part,
  };
}

/** Fills in net, tax and total from the lines at one rate; tests of amounts state them themselves. */
export function withTotals(
  snapshot: InvoiceSnapshot,
  name: string,
  rate: string,
  taxMinor: bigint,
): InvoiceSnapshot {
  const net = snapshot.lines.reduce((sum, one) => sum + BigInt(one.netMinor), 0n);
  const category = snapshot.lines[0]?.taxCategory ?? 'S';
  return {
    ...snapshot,
    taxes: [{ category, rate, name, baseMinor: String(net), taxMinor: String(taxMinor) }],
    netMinor: String(net),
    taxMinor: String(taxMinor),
    totalMinor: String(net + taxMinor),
  };
}

const base: InvoiceSnapshot = {
  version: 1,
  kind: 'invoice',
  number: 'INV-1042',
  issuedOn: '2026-11-21',
  dueOn: '2026-12-21',
  termsLabel: 'Net 30',
  currency: 'USD',
  locale: 'en-US',
  timeZone: 'America/New_York',
  seller: {
    legalName: 'Gulfside Exterior Care LLC',
    tradeName: 'Gulfside',
    addressLines: ['210 Harbor View Road'],
    postcode: '34236',
    city: 'Sarasota',
    region: 'FL',
    country: 'US',
    taxId: '59-0000000',
    email: 'office@gulfside.example.test',
    phone: '+1 941 555 0100',
    website: 'gulfside.example.test',
  },
  buyer: {
    legalName: 'Palm Court Owners Association',
    tradeName: null,
    addressLines: ['88 Palm Court', 'Suite 4'],
    postcode: '34231',
    city: 'Sarasota',
    region: 'FL',
    country: 'US',
    taxId: null,
    email: 'billing@palmcourt.example.test',
    phone: null,
    website: null,
    contactName: 'Dana Reyes',
    reference: null,
  },
  brand: {
    accentColor: '#0f766e',
    logoSvg: null,
    footer: 'Licensed and insured, contractor licence CBC-000000.',
  },
  job: {
    number: '1042',
    title: 'Roof wash and gutters',
    site: '88 Palm Court, Building C',
    completedOn: '2026-11-18',
  },
  purchaseOrder: null,
  adHocReason: null,
  periodFrom: null,
  periodTo: null,
  lines: [],
  taxes: [],
  netMinor: '0',
  taxMinor: '0',
  totalMinor: '0',
  note: null,
  paymentInstructions: [],
  live: true,
};

export const oneLine = withTotals(
  {
    ...base,
    lines: [
      line({
        title: 'Roof soft wash',
        detail: 'Tile roof, 2,400 sq ft, one coat.',
        quantity: '1',
        unitPrice: '648.00',
        netMinor: '64800',
      }),
    ],
  },
  'Sales tax (Sarasota County)',
  '7',
  4536n,
);

const work: readonly [string, string | null, SnapshotLine['kind'], string, string, string, string][] = [
  ['Roof soft wash', 'Tile roof, 2,400 sq ft, one coat', 'labor', '1', 'piece', '648.00', '64800'],
  ['Gutter cleaning', 'All four sides, debris carried away', 'labor', '3.5', 'h', '62.00', '21700'],
  ['Downspout repair', null, 'labor', '2', 'piece', '38.50', '7700'],
  ['Aluminium downspout, 3 in', 'White, with two elbows', 'material', '6.25', 'm', '14.20', '8875'],
  ['Window cleaning, outside', 'Second floor by water-fed pole', 'labor', '42', 'piece', '6.75', '28350'],
  ['Pressure washing, driveway', null, 'labor', '180', 'm²', '1.1', '19800'],
  ['Pool deck wash', 'Low pressure, salt-safe detergent', 'labor', '95', 'm²', '1.35', '12825'],
  ['Lanai screen rinse', null, 'labor', '1', 'piece', '120.00', '12000'],
  ['Detergent', 'Biodegradable, 5 gal', 'material', '3', 'piece', '27.90', '8370'],
  ['Lift rental', 'One day, with delivery', 'fee', '1', 'day', '310.00', '31000'],
  ['Travel', 'Two vans, 14 mi each way', 'travel', '56', 'mi', '0.67', '3752'],
  ['Annual plan discount', '10% off the labor', 'discount', '1', 'piece', '-167.18', '-16718'],
];
const twelve = work.map(([title, detail, kind, quantity, unit, unitPrice, netMinor], index) =>
  line({ id: `lin_${index}`, title, detail, kind, quantity, unit, unitPrice, netMinor }),
);

export const twelveLines = withTotals(
  {
    ...base,
    number: 'INV-1043',
    brand: { ...base.brand, logoSvg },
    lines: twelve,
    purchaseOrder: 'PO-77812',
    periodFrom: '2026-11-16',
    periodTo: '2026-11-18',
    note: 'Thank you. The gutters on the north side should be looked at again after the first storm of the season.',
    paymentInstructions: [
      {
        method: 'Bank transfer (ACH)',
        lines: [
          'Gulfside Exterior Care LLC',
          'Routing 000000000',
          'Account 0001112223',
          'Reference INV-1043',
        ],
      },
      {
        method: 'Cheque',
        lines: ['Payable to Gulfside Exterior Care LLC', '210 Harbor View Road', 'Sarasota, FL 34236'],
      },
    ],
  },
  'Sales tax (Sarasota County)',
  '7',
  14172n,
);

export const threeHundredLines = withTotals(
  {
    ...base,
    number: 'INV-1044',
    job: null,
    periodFrom: '2026-01-01',
    periodTo: '2026-10-31',
    adHocReason: 'All visits of the year on one invoice, as agreed with Dana Reyes.',
    lines: Array.from({ length: 300 }, (_, index) => {
      const [title, detail, kind, quantity, unit, unitPrice, netMinor] = work[index % 11]!;
      const month = String((index % 10) + 1).padStart(2, '0');
      return line({
        id: `lin_${index}`,
        title,
        detail: index % 3 ? null : detail,
        kind,
        quantity,
        unit,
        unitPrice,
        netMinor,
        servedOn: `2026-${month}-${String((index % 28) + 1).padStart(2, '0')}`,
        jobNumber: String(2000 + Math.floor(index / 6)),
      });
    }),
  },
  'Sales tax (Sarasota County)',
  '7',
  415912n,
);

export const mixedScripts = withTotals(
  {
    ...base,
    number: 'R-2026-00017',
    currency: 'EUR',
    locale: 'de-DE',
    timeZone: 'Europe/Berlin',
    termsLabel: '14 Tage',
    seller: {
      legalName: 'Grünwald Gebäudepflege GmbH & Co. KG',
      tradeName: null,
      addressLines: ['Königsallee 12a'],
      postcode: '40212',
      city: 'Düsseldorf',
      region: null,
      country: 'DE',
      taxId: 'DE000000000',
      email: 'buero@gruenwald.example.test',
      phone: '+49 211 000000',
      website: null,
    },
    buyer: {
      ...base.buyer,
      legalName: 'شركة النور للصيانة',
      addressLines: ['ul. Żółta 7', 'רחוב הרצל 15'],
      postcode: '00-001',
      city: 'Łódź',
      region: null,
      country: 'PL',
      taxId: 'PL0000000000',
      contactName: 'Ελένη Παπαδοπούλου',
      reference: 'Ref-Ж-42',
    },
    brand: { accentColor: '#b45309', logoSvg: null, footer: null },
    job: { number: '88', title: 'Treppenhausreinigung', site: 'Łódź, Żółta 7', completedOn: '2026-11-10' },
    lines: [
      line({
        title: 'تنظيف السلالم (staircase) 3 طوابق',
        detail: 'Reinigung – ניקיון חדר המדרגות – καθαρισμός 🧹✨',
        quantity: '12.5',
        unit: 'h',
        unitPrice: '41.25',
        netMinor: '51563',
        taxRate: '0',
        taxCategory: 'AE',
        servedOn: '2026-11-10',
        jobNumber: '88',
      }),
      line({
        title: `Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft${'A'.repeat(300)}`,
        detail: 'ཨོཾ་ 漢字 – these have no font here',
        quantity: '2',
        unit: 'piece',
        unitPrice: '19.333333',
        netMinor: '3867',
        taxRate: '0',
        taxCategory: 'AE',
        servedOn: '2026-11-10',
        jobNumber: '88',
      }),
    ],
    note: '#panic("no") *not bold* $x^2$ @ref `raw` #read("/etc/passwd") <script>alert(1)</script> \\ // comment',
    paymentInstructions: [
      { method: 'Überweisung', lines: ['IBAN DE00 0000 0000 0000 0000 00', 'BIC XXXXDEXX'] },
    ],
  },
  'Steuerschuldnerschaft des Leistungsempfängers',
  '0',
  0n,
);

export const draft: InvoiceSnapshot = { ...twelveLines, number: null, issuedOn: null, dueOn: null };

export const yen = withTotals(
  {
    ...base,
    number: '2026-5',
    currency: 'JPY',
    locale: 'ja-JP',
    job: null,
    seller: { ...base.seller, country: 'JP', region: null, tradeName: null },
    lines: [
      line({ title: 'Window cleaning', quantity: '3', unitPrice: '12500', netMinor: '37500', taxRate: '10' }),
    ],
  },
  'Consumption tax',
  '10',
  3750n,
);
