/**
 * The demo network: who is in it and how its two companies are set up. Invented people at reserved domains; no mail to
 * them can ever leave. It is data only, seed.ts brings it in.
 */
import type { Role } from '../domain/access.ts';

/** Fixed, so that a seed that was cut short goes on where it stopped. */
export const demoAccounts = {
  hub: 'acc_0000000000DEM00000000000HB',
  cleaning: 'acc_0000000000DEM00000000000W1',
  coast: 'acc_0000000000DEM00000000000W2',
} as const;

export type DemoPerson = 'dana' | 'sam' | 'lee' | 'priya' | 'riley';

export const demoPeople: Record<DemoPerson, { name: string; email: string }> = {
  dana: { name: 'Dana Reyes', email: 'owner@demo.example.test' },
  sam: { name: 'Sam Ortiz', email: 'office@demo.example.test' },
  lee: { name: 'Lee Park', email: 'tech@demo.example.test' },
  priya: { name: 'Priya Nair', email: 'accountant@demo.example.test' },
  riley: { name: 'Riley Chen', email: 'coast@demo.example.test' },
};

/** The first of each account opens it. */
export const demoMembers: Record<
  keyof typeof demoAccounts,
  readonly { person: DemoPerson; role: Role; approveLimitMinor: number | null }[]
> = {
  hub: [{ person: 'dana', role: 'hub_admin', approveLimitMinor: null }],
  cleaning: [
    { person: 'dana', role: 'workspace_owner', approveLimitMinor: null },
    // Above this, only the owner releases.
    { person: 'sam', role: 'office', approveLimitMinor: 250_000 },
    { person: 'lee', role: 'field_tech', approveLimitMinor: null },
    { person: 'priya', role: 'accountant', approveLimitMinor: null },
  ],
  coast: [
    // The hub's admin opens it, since an owner cannot make somebody more than an owner.
    { person: 'dana', role: 'hub_admin', approveLimitMinor: null },
    { person: 'riley', role: 'workspace_owner', approveLimitMinor: null },
  ],
};

const orlando = {
  currency: 'USD',
  locale: 'en-US',
  timeZone: 'America/New_York',
  brand: { accentColor: '#0f766e', footer: 'Licensed and insured. Thank you for keeping it bright.' },
};

export const demoSettings: Record<keyof typeof demoAccounts, Record<string, unknown>> = {
  hub: {
    ...orlando,
    kind: 'hub',
    name: 'Brightside Network',
    terms: 'net_30',
    releases: 'others',
    tax: { rate: '0', category: 'O', name: 'No tax' },
    seller: {
      legalName: 'Brightside Network LLC',
      addressLines: ['1200 Meridian Way', 'Suite 400'],
      city: 'Orlando',
      region: 'FL',
      postcode: '32801',
      country: 'US',
      email: 'network@demo.example.test',
      phone: '+1 407 555 0100',
    },
  },
  cleaning: {
    ...orlando,
    kind: 'workspace',
    name: 'Brightside Exterior Cleaning',
    terms: 'net_30',
    releases: 'others',
    tax: { rate: '6.5', category: 'S', name: 'Sales tax (Orange County)' },
    seller: {
      legalName: 'Brightside Exterior Cleaning LLC',
      tradeName: 'Brightside Exterior Cleaning',
      addressLines: ['418 Lakemont Avenue'],
      city: 'Orlando',
      region: 'FL',
      postcode: '32814',
      country: 'US',
      taxId: '00-0000000',
      email: 'billing@demo.example.test',
      phone: '+1 407 555 0142',
    },
    paymentInstructions: [
      {
        method: 'Cheque',
        lines: [
          'Payable to Brightside Exterior Cleaning LLC',
          '418 Lakemont Avenue, Orlando, FL 32814',
          'Please write the invoice number on it',
        ],
      },
    ],
    numberPattern: 'BEC-{year}-{seq:4}',
  },
  coast: {
    ...orlando,
    kind: 'workspace',
    name: 'Brightside Space Coast',
    terms: 'net_15',
    releases: 'self',
    tax: { rate: '7', category: 'S', name: 'Sales tax (Brevard County)' },
    seller: {
      legalName: 'Brightside Space Coast LLC',
      addressLines: ['77 Banyan Court'],
      city: 'Cocoa Beach',
      region: 'FL',
      postcode: '32931',
      country: 'US',
      email: 'coast@demo.example.test',
      phone: '+1 321 555 0117',
    },
    numberPattern: 'BSC-{year}-{seq:4}',
  },
};
