/** Clients as the screens read and write them. Amounts are JSON integers of minor units. */
import { parseTerms, termsDaysOffered, termsLabel } from '../../../../domain/terms.ts';
import { request } from '../../api.ts';

export interface Address {
  lines?: string[];
  postcode?: string | null;
  city?: string | null;
  region?: string | null;
  country?: string | null;
}

export interface ClientRow {
  id: string;
  externalId: string | null;
  name: string;
  contactName: string | null;
  email: string | null;
  phone: string | null;
  address: Address;
  terms: string | null;
  taxExemptReason: string | null;
  version: number;
  owedMinor: number;
  invoices: number;
  jobs: number;
}

export interface ClientDetail extends ClientRow {
  currency: string;
  overdueMinor: number;
  invoicedMinor: number;
}

/** What a person types; '' is "none". */
export interface ClientForm {
  name: string;
  contactName: string;
  email: string;
  phone: string;
  lines: string;
  city: string;
  region: string;
  postcode: string;
  country: string;
  terms: string;
  taxExemptReason: string;
}

export const emptyClient: ClientForm = {
  name: '',
  contactName: '',
  email: '',
  phone: '',
  lines: '',
  city: '',
  region: '',
  postcode: '',
  country: '',
  terms: '',
  taxExemptReason: '',
};

export const formOf = (client: ClientRow): ClientForm => ({
  name: client.name,
  contactName: client.contactName ?? '',
  email: client.email ?? '',
  phone: client.phone ?? '',
  lines: (client.address.lines ?? []).join('\n'),
  city: client.address.city ?? '',
  region: client.address.region ?? '',
  postcode: client.address.postcode ?? '',
  country: client.address.country ?? '',
  terms: client.terms ?? '',
  taxExemptReason: client.taxExemptReason ?? '',
});

const orNull = (text: string): string | null => text.trim() || null;

/** The body of the API, without what was left empty where empty means nothing to say. */
export const bodyOf = (form: ClientForm) => ({
  name: form.name.trim(),
  contactName: orNull(form.contactName),
  email: orNull(form.email),
  phone: orNull(form.phone),
  address: {
    lines: form.lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
    city: orNull(form.city),
    region: orNull(form.region),
    postcode: orNull(form.postcode),
    country: orNull(form.country.toUpperCase()),
  },
  terms: orNull(form.terms),
  taxExemptReason: orNull(form.taxExemptReason),
});

export const createClient = (form: ClientForm, idempotencyKey: string) =>
  request<{ id: string }>('POST', '/clients', bodyOf(form), { idempotencyKey });

export const changeClient = (clientId: string, version: number, form: ClientForm) =>
  request<{ version: number }>('PATCH', `/clients/${clientId}`, { version, ...bodyOf(form) });

export const termsChoices = [
  ...termsDaysOffered.map((days) => `net_${days}`),
  'eom_0',
  'eom_15',
  'eom_30',
].map((value) => {
  const terms = parseTerms(value);
  return { value, label: terms.ok ? termsLabel(terms.value) : value };
});

export const termsText = (code: string | null): string => {
  if (code === null) return 'As the account says';
  const terms = parseTerms(code);
  return terms.ok ? termsLabel(terms.value) : code;
};

export const addressLines = (address: Address): string[] =>
  [
    ...(address.lines ?? []),
    [address.city, address.region, address.postcode].filter(Boolean).join(', '),
    address.country ?? '',
  ].filter((line) => line !== '');
