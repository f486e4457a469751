/**
 * Lands the clients of an import. A missing name, address or mail address is marked and counted, never invented.
 * It does not merge clients that look alike and does not look at what is stored.
 */
import { type ClientDraft, keyCharactersMax, keyTooLong } from './import-drafts.ts';
import type { RowReader } from './import-rows.ts';
import { quoted, type SourceRow } from './import-source.ts';

const orNull = (text: string): string | null => (text === '' ? null : text);

/** The clients by their external id, in the order of the file. */
export function readClients(reader: RowReader<'clients'>): Map<string, ClientDraft> {
  const clients = new Map<string, ClientDraft>();
  for (const row of reader.rows) {
    if (reader.tooLong(row)) continue;
    const externalId = reader.text(row, 'externalId');
    if (externalId === '') {
      reader.name(row, 'externalId', 'id_missing', 'The client has no number.');
      continue;
    }
    if (externalId.length > keyCharactersMax) {
      reader.name(row, 'externalId', 'text_too_long', keyTooLong('client'));
      continue;
    }
    const first = clients.get(externalId);
    if (first) {
      const reason = `Client ${quoted(externalId)} stands on line ${first.line} already; that row was taken.`;
      reader.name(row, 'externalId', 'id_duplicate', reason);
      continue;
    }
    clients.set(externalId, readClient(reader, row, externalId));
  }
  return clients;
}

function readClient(reader: RowReader<'clients'>, row: SourceRow, externalId: string): ClientDraft {
  const person = [reader.text(row, 'firstName'), reader.text(row, 'lastName')]
    .filter((part) => part !== '')
    .join(' ');
  const company = reader.text(row, 'company');
  const name = reader.text(row, 'name') || company || person;
  const address = orNull(reader.text(row, 'address'));
  const email = readEmail(reader, row);
  return {
    externalId,
    line: row.line,
    displayName: name === '' ? `Client ${externalId}` : name,
    nameMissing: name === '',
    addressMissing: address === null,
    emailMissing: email === null,
    contactName: orNull(person),
    company: orNull(company),
    email,
    phone: orNull(reader.text(row, 'phone')),
    address,
    city: orNull(reader.text(row, 'city')),
    region: orNull(reader.text(row, 'region')),
    postcode: orNull(reader.text(row, 'postcode')),
    country: orNull(reader.text(row, 'country')),
    tier: orNull(reader.text(row, 'tier')),
    extra: reader.extra(row),
  };
}

function readEmail(reader: RowReader<'clients'>, row: SourceRow): string | null {
  const cell = reader.text(row, 'email');
  if (cell === '') return null;
  if (/^[^\s@,;<>"]+@[^\s@,;<>"]+\.[^\s@,;<>".]+$/.test(cell)) return cell;
  reader.name(
    row,
    'email',
    'email_invalid',
    `${quoted(cell)} is not one mail address; the client came in without it.`,
    'noted',
  );
  return null;
}

/** A client of whom the files know no more than what a job says. */
export function clientFromJob(externalId: string, name: string): ClientDraft {
  return {
    externalId,
    line: null,
    displayName: name === '' ? `Client ${externalId}` : name,
    nameMissing: name === '',
    addressMissing: true,
    emailMissing: true,
    contactName: null,
    company: null,
    email: null,
    phone: null,
    address: null,
    city: null,
    region: null,
    postcode: null,
    country: null,
    tier: null,
    extra: {},
  };
}
