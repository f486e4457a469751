/** Journal entries and postings: inserted in one statement each, balanced by the database, never changed. */
import type { Noun } from '../domain/ids.ts';
import type { Reader, Tx } from './database.ts';
import { insertRows } from './rows.ts';

export interface PostingDraft {
  /** A ledger account of domain/ledger.ts. */
  account: string;
  /** Debit positive, credit negative, minor units. */
  amountMinor: bigint;
  invoiceId?: string | null;
  clientId?: string | null;
}

export interface JournalDraft {
  accountId: string;
  move: string;
  currency: string;
  postedOn: string;
  /** With the move, unique in the account: the same fact cannot be posted twice. */
  sourceRef: string;
  memo: string;
  postings: readonly PostingDraft[];
}

export async function insertJournal(
  tx: Tx,
  drafts: readonly JournalDraft[],
  id: (noun: Noun) => string,
  at: string,
): Promise<void> {
  const filled = drafts
    .map((draft) => ({ ...draft, postings: draft.postings.filter((posting) => posting.amountMinor !== 0n) }))
    .filter((draft) => draft.postings.length > 0)
    .map((draft) => ({ draft, id: id('entry') }));
  await insertRows(
    tx,
    'journal_entry',
    filled.map(({ draft, id: entryId }) => ({
      accountId: draft.accountId,
      id: entryId,
      move: draft.move,
      currency: draft.currency,
      postedOn: draft.postedOn,
      sourceRef: draft.sourceRef,
      memo: draft.memo,
      at,
    })),
  );
  await insertRows(
    tx,
    'posting',
    filled.flatMap(({ draft, id: entryId }) =>
      draft.postings.map((posting, ordinal) => ({
        accountId: draft.accountId,
        entryId,
        ordinal,
        ledgerAccount: posting.account,
        amountMinor: posting.amountMinor,
        currency: draft.currency,
        postedOn: draft.postedOn,
        invoiceId: posting.invoiceId ?? null,
        clientId: posting.clientId ?? null,
      })),
    ),
  );
}

export interface TrialRow {
  ledgerAccount: string;
  currency: string;
  debitMinor: bigint;
  creditMinor: bigint;
  balanceMinor: bigint;
}

/** The trial balance up to and including a day; balances are debit minus credit. */
export const readTrialBalance = (reader: Reader, accountId: string, upTo: string): Promise<TrialRow[]> =>
  reader.rows<TrialRow>(
    `select ledger_account, currency, coalesce(sum(amount_minor) filter (where amount_minor > 0), 0)::bigint as debit_minor,
            coalesce(-sum(amount_minor) filter (where amount_minor < 0), 0)::bigint as credit_minor, sum(amount_minor)::bigint as balance_minor
     from posting where account_id = $1 and posted_on <= $2 group by ledger_account, currency order by ledger_account, currency`,
    [accountId, upTo],
  );

export interface JournalRow {
  id: string;
  move: string;
  currency: string;
  postedOn: string;
  memo: string;
  postings: { account: string; amountMinor: number; invoiceId: string | null }[];
}

/** A page of the journal, newest first; `before` is the last seen (day, id). */
export const readJournal = (
  reader: Reader,
  accountId: string,
  filter: { invoiceId: string | null; before: { postedOn: string; id: string } | null; limit: number },
): Promise<JournalRow[]> =>
  reader.rows<JournalRow>(
    `select e.id, e.move, e.currency, e.posted_on, e.memo,
            (select jsonb_agg(jsonb_build_object('account', p.ledger_account, 'amountMinor', p.amount_minor, 'invoiceId', p.invoice_id) order by p.ordinal)
             from posting p where p.account_id = e.account_id and p.entry_id = e.id) as postings
     from journal_entry e
     where e.account_id = $1
       and ($2::text is null or exists (select 1 from posting p where p.account_id = e.account_id and p.entry_id = e.id and p.invoice_id = $2))
       and ($3::date is null or (e.posted_on, e.id) < ($3::date, $4::text))
     order by e.posted_on desc, e.id desc limit $5`,
    [accountId, filter.invoiceId, filter.before?.postedOn ?? null, filter.before?.id ?? null, filter.limit],
  );
