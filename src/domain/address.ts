/**
 * Postal addresses and contact lines as the country writes them. Only the order of town, region and postcode varies;
 * it does not validate addresses.
 */
import type { PartySnapshot } from './snapshot.ts';

/** `City, Region Postcode`. */
const regionBeforePostcode = new Set(['US', 'CA', 'AU', 'PR', 'IN']);
/** Town above, postcode on its own line. */
const postcodeLast = new Set(['GB', 'IE']);

const countryNames = new Intl.DisplayNames('en', { type: 'region' });

function countryName(country: string): string {
  return /^[A-Z]{2}$/.test(country) ? (countryNames.of(country) ?? country) : country;
}

/** The name that people know; the legal name is in the footer. */
export const partyName = (party: PartySnapshot): string => party.tradeName || party.legalName;

function townLines(party: PartySnapshot): string[] {
  const { city, region, postcode, country } = party;
  const spaced = (...parts: (string | null)[]): string => parts.filter(Boolean).join(' ');
  if (regionBeforePostcode.has(country)) return [[city, spaced(region, postcode)].filter(Boolean).join(', ')];
  if (postcodeLast.has(country)) return [[city, region].filter(Boolean).join(', '), postcode ?? ''];
  return [[spaced(postcode, city), region].filter(Boolean).join(', ')];
}

/** Lines under the name; the country only when the letter leaves `fromCountry`. */
export function addressLines(party: PartySnapshot, fromCountry: string): string[] {
  const lines = [...party.addressLines, ...townLines(party)];
  if (party.country && party.country !== fromCountry) lines.push(countryName(party.country));
  if (party.tradeName && party.tradeName !== party.legalName) lines.unshift(party.legalName);
  return lines.filter((line) => line.trim() !== '');
}

/** The address on one line, as in a window envelope's return line. */
export function postalLine(party: PartySnapshot, isWithoutName = false): string {
  const lines = [...party.addressLines, ...townLines(party)].filter((line) => line.trim() !== '');
  return [...(isWithoutName ? [] : [partyName(party)]), ...lines].join(' · ');
}

export function contactLine(party: PartySnapshot): string {
  return [party.phone, party.email, party.website].filter(Boolean).join(' · ');
}
