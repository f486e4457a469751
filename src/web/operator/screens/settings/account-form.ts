/** The account's settings as a form types them, and back into the API's body. '' is "none"; nothing is checked here: the law refuses. */
import { formatNumber } from '../../../../domain/numbering.ts';
import type { AccountSettings } from './settings-frame.tsx';

export interface AccountForm {
  name: string;
  legalName: string;
  tradeName: string;
  addressLines: string;
  postcode: string;
  city: string;
  region: string;
  country: string;
  taxId: string;
  email: string;
  phone: string;
  website: string;
  accentColor: string;
  footer: string;
  terms: string;
  taxRate: string;
  taxCategory: string;
  taxName: string;
  numberPattern: string;
  releases: string;
  timeZone: string;
  payBy: string;
}

export const formOfAccount = ({ seller, tax, brand, ...account }: AccountSettings): AccountForm => ({
  name: account.name,
  legalName: seller.legalName,
  tradeName: seller.tradeName ?? '',
  addressLines: seller.addressLines.join('\n'),
  postcode: seller.postcode ?? '',
  city: seller.city ?? '',
  region: seller.region ?? '',
  country: seller.country,
  taxId: seller.taxId ?? '',
  email: seller.email ?? '',
  phone: seller.phone ?? '',
  website: seller.website ?? '',
  accentColor: brand.accentColor,
  footer: brand.footer ?? '',
  terms: account.terms,
  taxRate: tax.rate,
  taxCategory: tax.category,
  taxName: tax.name,
  numberPattern: account.numberPattern,
  releases: account.releases,
  timeZone: account.timeZone,
  payBy: account.paymentInstructions.map(({ method, lines }) => [method, ...lines].join('\n')).join('\n\n'),
});

const orNull = (text: string): string | null => text.trim() || null;
const linesOf = (text: string): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

export const bodyOfAccount = (version: number, form: AccountForm) => ({
  version,
  name: form.name.trim(),
  seller: {
    legalName: form.legalName.trim(),
    tradeName: orNull(form.tradeName),
    addressLines: linesOf(form.addressLines),
    postcode: orNull(form.postcode),
    city: orNull(form.city),
    region: orNull(form.region),
    country: form.country.trim().toUpperCase(),
    taxId: orNull(form.taxId),
    email: orNull(form.email),
    phone: orNull(form.phone),
    website: orNull(form.website),
  },
  brand: { accentColor: form.accentColor, logoSvg: null, footer: orNull(form.footer) },
  tax: { rate: form.taxRate.trim(), category: form.taxCategory, name: form.taxName.trim() },
  terms: form.terms,
  timeZone: form.timeZone,
  numberPattern: form.numberPattern.trim(),
  releases: form.releases,
  // One block of lines per way; the first line is its name.
  paymentInstructions: form.payBy
    .split(/\n\s*\n/)
    .map(linesOf)
    .filter((lines) => lines.length > 0)
    .map(([method, ...lines]) => ({ method: method!, lines: lines.length > 0 ? lines : [method!] })),
});

/** What a number would look like, with a made-up sequence; nothing while the pattern is refused. */
export function numberExample(pattern: string, today: string): string {
  const number = formatNumber(pattern, 42n, today);
  return number.ok ? `For example ${number.value}.` : '';
}
