/** Clients: who is billed. Addresses and contact details live here and nowhere in the log. */
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface Address {
  lines?: string[];
  postcode?: string | null;
  city?: string | null;
  region?: string | null;
  country?: string | null;
}

export interface ClientRow {
  accountId: string;
  id: string;
  externalId: string | null;
  name: string;
  contactName: string | null;
  email: string | null;
  phone: string | null;
  address: Address;
  terms: string | null;
  taxExemptReason: string | null;
  linkedAccountId: string | null;
  extra: Record<string, unknown>;
  version: number;
  createdAt: string;
}

export const insertClients = (tx: Tx, rows: readonly ClientRow[], suffix = ''): Promise<number> =>
  insertRows(tx, 'client', rows, suffix);

export const readClients = (
  reader: Reader,
  accountId: string,
  ids: readonly string[],
): Promise<ClientRow[]> =>
  reader.rows<ClientRow>('select * from client where account_id = $1 and id = any ($2)', [accountId, ids]);

/** Ids of clients by the id that they have in the system they came from. */
export const readClientIdsByExternal = (
  reader: Reader,
  accountId: string,
  externalIds: readonly string[],
): Promise<{ id: string; externalId: string }[]> =>
  reader.rows('select id, external_id from client where account_id = $1 and external_id = any ($2)', [
    accountId,
    externalIds,
  ]);

export interface ClientListRow extends ClientRow {
  owedMinor: bigint;
  invoices: bigint;
  jobs: bigint;
}

/** A page of clients by name; `after` is the last seen (name, id). */
export const listClients = (
  reader: Reader,
  accountId: string,
  filter: { search: string | null; after: { name: string; id: string } | null; limit: number },
): Promise<ClientListRow[]> =>
  reader.rows<ClientListRow>(
    `select c.*,
            (select coalesce(sum(i.owed_minor), 0)::bigint from invoice i where i.account_id = c.account_id and i.client_id = c.id) as owed_minor,
            (select count(*) from invoice i where i.account_id = c.account_id and i.client_id = c.id and i.doc <> 'discarded') as invoices,
            (select count(*) from job j where j.account_id = c.account_id and j.client_id = c.id) as jobs
     from client c
     where c.account_id = $1
       and ($2::text is null or c.name ilike '%' || $2 || '%' or c.email ilike '%' || $2 || '%' or c.external_id = $2)
       and ($3::text is null or (c.name, c.id) > ($3, $4::text))
     order by c.name, c.id limit $5`,
    [accountId, filter.search, filter.after?.name ?? null, filter.after?.id ?? null, filter.limit],
  );

/** Writes the whole row when the version still is what the caller saw. @returns false when somebody was faster */
export async function updateClient(tx: Tx, row: ClientRow): Promise<boolean> {
  const changed = await tx.run(
    `update client set name = $3, contact_name = $4, email = $5, phone = $6, address = $7, terms = $8, tax_exempt_reason = $9, version = version + 1
     where account_id = $1 and id = $2 and version = $10`,
    [
      row.accountId,
      row.id,
      row.name,
      row.contactName,
      row.email,
      row.phone,
      JSON.stringify(row.address),
      row.terms,
      row.taxExemptReason,
      row.version,
    ],
  );
  return changed === 1;
}
