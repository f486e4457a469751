/** What an import says is next: paid work asks for a cutover day, and a day that nobody mapped is named with the columns. */
import { describe, expect, it, test } from 'vitest';
import { takeIn } from './import-intake.ts';
import { buildReport, countLanding } from './import-outcome.ts';
import type { SourceTable } from './import-source.ts';
import { saysPaid } from './import-values.ts';
import { orRefuse } from './refusal.ts';

const table = (text: string): SourceTable => {
  const [header, ...rows] = text.split('\n');
  return {
    headers: header!.split('|'),
    rows: rows.map((row, index) => ({ line: index + 2, cells: row.split('|') })),
    problems: [],
  };
};

function reportOf(jobs: string, cutoverOn?: string, isPlan = true) {
  const intake = orRefuse(
    takeIn(
      { jobs: table(jobs), lines: null, clients: null },
      { cutoverOn },
      { currency: 'USD', timeZone: 'UTC', today: '2024-01-01' },
    ),
  );
  const { plan, landing } = orRefuse(intake.planned);
  const came = countLanding(landing, new Set(), new Map());
  return buildReport(plan, came, { cutoverOn: cutoverOn ?? null, locale: 'en-US', isPlan });
}

const header = 'job_id|job_date|client_id|job_status|total_price|payment_status';
const three = [
  header,
  'J1|2023-01-02|C1|Completed|10|Paid',
  'J2|2023-02-02|C1|Completed|20|Paid Late',
  'J3|2023-03-02|C1|Completed|40|Unpaid',
].join('\n');

describe('work that the export calls paid', () => {
  it('is counted among the candidates and asks for a cutover day', () => {
    const report = reportOf(three);
    expect(report.came.candidates).toEqual({ count: 3, amountMinor: 7000 });
    expect(report.came.paidCandidates).toEqual({ count: 2, amountMinor: 3000 });
    expect(report.next[1]).toBe(
      '2 of them are marked paid in the export. Give a cutover day so that they come in as history, or they are offered for billing.',
    );
  });

  it('asks for a later day while one does not cover it, and for nothing once it does', () => {
    expect(reportOf(three, '2023-02-01').next.join(' ')).toMatch(/1 of them is marked paid.*later one/);
    const covered = reportOf(three, '2023-03-01');
    expect(covered.came.paidCandidates.count).toBe(0);
    expect(covered.next.join(' ')).not.toMatch(/marked paid/);
  });

  it('says when all are, and asks for nothing that is too late after the import', () => {
    const all = `${header}\nJ1|2023-01-02|C1|Completed|10|Paid\nJ2|2023-01-02|C1|Completed|10|paid in full`;
    expect(reportOf(all).next[1]).toMatch(/^All of them are marked paid/);
    expect(reportOf(all, undefined, false).next[1]).toBe(
      'All of them are marked paid in the export. Check before invoicing: they came in as work to be billed.',
    );
  });

  it('is silent where the work is no candidate', () => {
    expect(reportOf(`${header}\nJ1|2023-01-02|C1|Scheduled|10|Paid`).next.join(' ')).not.toMatch(/paid/);
  });
});

test.each([
  ['Paid', true],
  [' Paid Late ', true],
  ['Fully paid', true],
  ['paid in full', true],
  ['yes', true],
  ['Unpaid', false],
  ['Not paid', false],
  ['Partially paid', false],
  ['Paid (partial)', false],
  ['Pending', false],
  ['', false],
  [null, false],
])('%j says paid: %s', (word, says) => {
  expect(saysPaid(word)).toBe(says);
});

test('a day that no column is mapped to is named once, with the columns that are not used', () => {
  const report = reportOf(
    'job_id|When we came|client_id|total_price\nJ1|2023-01-02|C1|10\nJ2|2023-01-03|C1|10',
  );
  const words =
    'No column is mapped to the day on which the work was done; the columns that are not used are "When we came".';
  expect(report.problems.map((problem) => [problem.line, problem.reason])).toEqual([
    [2, words],
    [3, words],
  ]);
  expect(report.next[0]).toBe(`${words} Name the column that holds it.`);
});

test.each([
  'Done on',
  'Work date',
  'Service Date',
  'Finished',
  'Date finished',
  'Completion date',
  'date_of_service',
])('the header %j is the day of the work', (name) => {
  const report = reportOf(`job_id|${name}|client_id|total_price\nJ1|2023-01-02|C1|10`);
  expect(report.came.candidates.count).toBe(1);
  expect(report.byMonth[0]!.month).toBe('2023-01');
});

test('an empty cell of a mapped column keeps its own sentence', () => {
  const report = reportOf(`${header}\nJ1||C1|Completed|10|`);
  expect(report.problems[0]!.reason).toBe('The job is completed and has no date.');
});
