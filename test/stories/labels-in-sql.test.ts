/**
 * The fear: two laws. Lists are filtered by labels that the database derives, screens show labels that the domain derives; over
 * every combination of the columns that they rest on, the two say the same word.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { balanceOf, collectionStates, docStates, linkStates } from '../../src/domain/facts.ts';
import { factsOf, type InvoiceColumns } from '../../src/domain/invoice-facts.ts';
import { networkStatus, readiness } from '../../src/domain/labels.ts';
import { databaseKinds, openTestDatabase, type TestDatabase } from '../database.ts';

type Money = Pick<
  InvoiceColumns,
  | 'totalMinor'
  | 'creditedMinor'
  | 'settledMinor'
  | 'creditAppliedMinor'
  | 'refundedOwedMinor'
  | 'withdrawnMinor'
  | 'lostMinor'
  | 'forgivenMinor'
  | 'inFlightMinor'
>;
type Rest = Pick<InvoiceColumns, 'link' | 'linkReopened' | 'collection' | 'collectionReason'>;

/** All choices of one value per field. */
function* choices<T extends object>(fields: { [K in keyof T]: readonly T[K][] }): Generator<T> {
  const [name, ...rest] = Object.keys(fields) as (keyof T)[];
  if (name === undefined) {
    yield {} as T;
    return;
  }
  const others = Object.fromEntries(rest.map((key) => [key, fields[key]])) as typeof fields;
  for (const value of fields[name]) for (const other of choices(others)) yield { ...other, [name]: value };
}

const reason = { code: 'insufficient_funds', message: 'No money.' };
const amounts: { [K in keyof Money]: bigint[] } = {
  totalMinor: [0n, 100n],
  creditedMinor: [0n, 40n, 100n],
  settledMinor: [0n, 40n, 100n],
  creditAppliedMinor: [-40n, 0n, 60n],
  refundedOwedMinor: [0n, 40n, 100n],
  withdrawnMinor: [0n, 30n],
  lostMinor: [0n, 40n, 100n],
  forgivenMinor: [0n, 60n, 100n],
  inFlightMinor: [0n, 50n],
};
const calm: Rest = { link: 'active', linkReopened: false, collection: 'none', collectionReason: null };

function columns(doc: InvoiceColumns['doc'], money: Money, rest: Rest): InvoiceColumns {
  return {
    doc,
    ...money,
    ...rest,
    attestedMinor: 0n,
    unclearedMinor: 0n,
    refundedMinor: money.refundedOwedMinor,
    collectionAttempt: 1,
    holds: [],
    uncollectible: null,
    issuedOn: '2026-03-02',
    dueOn: '2026-04-01',
    periodFrom: null,
    periodTo: null,
  };
}

const facts = (row: InvoiceColumns) => factsOf(row, { today: '2026-03-02', practice: false, deliveries: [] });
/** The database refuses a negative balance: such a row cannot be. */
const canBe = (row: InvoiceColumns): boolean => row.doc !== 'issued' || balanceOf(facts(row).money) >= 0n;

function* combinations(): Generator<InvoiceColumns> {
  const rests = [
    ...choices<Rest>({
      link: ['active', 'none'],
      linkReopened: [false, true],
      collection: ['none', 'failed'],
      collectionReason: [null],
    }),
  ];
  for (const money of choices<Money>(amounts)) {
    for (const doc of ['draft', 'discarded', 'void'] as const) yield columns(doc, money, calm);
    for (const rest of rests) yield columns('issued', money, rest);
  }
  const few: { [K in keyof Money]: bigint[] } = {
    ...amounts,
    totalMinor: [100n],
    creditedMinor: [0n],
    creditAppliedMinor: [0n],
    refundedOwedMinor: [0n],
    lostMinor: [0n, 100n],
    forgivenMinor: [0n],
  };
  const all = choices<Rest>({
    link: linkStates,
    linkReopened: [false, true],
    collection: collectionStates,
    collectionReason: [null, reason],
  });
  for (const rest of all)
    for (const money of choices<Money>(few)) for (const doc of docStates) yield columns(doc, money, rest);
}

const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const toJson = (row: InvoiceColumns): Record<string, unknown> => {
  const { money } = facts(row);
  const owed = row.doc === 'issued' ? balanceOf(money) : 0n;
  const named = Object.entries({ ...row, owedMinor: owed }).map(([name, value]) => [snake(name), value]);
  return Object.fromEntries(named);
};

describe.each(await databaseKinds())('the database and the domain derive the same labels (%s)', (kind) => {
  let test: TestDatabase;
  beforeAll(async () => {
    test = await openTestDatabase(kind);
  });
  afterAll(() => test.drop());

  it('over every combination of the columns that they rest on', async () => {
    let count = 0;
    const seen = new Set<string>();
    const compare = async (rows: readonly InvoiceColumns[]): Promise<void> => {
      const text = JSON.stringify(rows.map(toJson), (_key, value) =>
        typeof value === 'bigint' ? Number(value) : value,
      );
      const labels = await test.db.transaction(
        [],
        (tx) =>
          tx.rows<{ readiness: string; status: string }>(
            `select app.readiness(i) as readiness, app.network_status(i) as status
             from jsonb_array_elements($1::jsonb) with ordinality e(value, n), jsonb_populate_record(null::invoice, e.value) i order by e.n`,
            [text],
          ),
        { readOnly: true },
      );
      const wrong = rows.flatMap((row, at) => {
        const domain = { readiness: readiness(facts(row)), status: networkStatus(facts(row)) };
        seen.add(`${domain.readiness} ${domain.status}`);
        const sql = labels[at]!;
        return sql.readiness === domain.readiness && sql.status === domain.status
          ? []
          : [{ row: toJson(row), domain, sql }];
      });
      expect(
        wrong.slice(0, 3).map((one) => JSON.stringify(one, (_k, v) => (typeof v === 'bigint' ? `${v}` : v))),
      ).toEqual([]);
      count += rows.length;
    };
    let batch: InvoiceColumns[] = [];
    for (const row of combinations()) {
      if (!canBe(row)) continue;
      batch.push(row);
      if (batch.length === 4_000) {
        await compare(batch);
        batch = [];
      }
    }
    await compare(batch);
    expect(count).toBeGreaterThan(20_000);
    // Every label was met, so the comparison was of something.
    for (const label of [
      'draft',
      'needs-link',
      'link-ready',
      'paid',
      'reversed',
      'Void',
      'Draft',
      'Failed',
      'Open',
    ])
      expect(
        [...seen].some((pair) => pair.split(' ').includes(label)),
        label,
      ).toBe(true);
  });
});
