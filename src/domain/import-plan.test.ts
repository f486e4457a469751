/**
 * The law of imports: every row lands or is named, sums agree to the cent, and one bad row leaves the others alone.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { guessMapping } from './import-mapping.ts';
import { type ImportInput, type ImportPlan, planImport } from './import-plan.ts';
import type { ImportFile, SourceTable } from './import-source.ts';
import { sumMinor } from './money.ts';
import { orRefuse } from './refusal.ts';

const table = (text: string): SourceTable => {
  const [header, ...rows] = text.split('\n');
  return {
    headers: header!.split('|'),
    rows: rows.map((row, index) => ({ line: index + 2, cells: row.split('|') })),
    problems: [],
  };
};

const guessed = <File extends ImportFile>(file: File, from: SourceTable) =>
  guessMapping(file, from.headers, from.rows).mapping;

function inputOf(
  texts: { jobs: string; lines?: string; clients?: string },
  more: Partial<ImportInput> = {},
): ImportInput {
  const jobs = table(texts.jobs);
  const lines = texts.lines === undefined ? null : table(texts.lines);
  const clients = texts.clients === undefined ? null : table(texts.clients);
  return {
    jobs,
    lines,
    clients,
    currency: 'USD',
    today: '2024-01-01',
    timeZone: null,
    dateFormat: null,
    decimalMark: null,
    mapping: {
      jobs: guessed('jobs', jobs),
      ...(lines ? { lines: guessed('lines', lines) } : {}),
      ...(clients ? { clients: guessed('clients', clients) } : {}),
    },
    ...more,
  };
}

const plan = (texts: Parameters<typeof inputOf>[0], more?: Partial<ImportInput>): ImportPlan =>
  orRefuse(planImport(inputOf(texts, more)));
const named = (made: ImportPlan): string[] =>
  made.problems.map((one) => `${one.file} ${one.line} ${one.code} ${one.column ?? '-'} ${one.effect}`);

const jobHeader = 'job_id|job_date|client_id|job_status|total_price';
const lineHeader = 'job_id|service|qty|price|amount|type|labor_cost';
const oneJob = `${jobHeader}\nJ1|2023-01-02|C1|Completed|`;

describe('facts', () => {
  it('the same service twice in a job is two facts, known by job and ordinal', () => {
    const made = plan({ jobs: oneJob, lines: `${lineHeader}\nJ1|Wash||50|||9\nJ1|Wash||50|||9` });
    expect(made.jobs[0]!.facts.map((fact) => [fact.key, fact.title, fact.amountMinor])).toEqual([
      ['J1#1', 'Wash', 5000n],
      ['J1#2', 'Wash', 5000n],
    ]);
    expect(made.jobs[0]!.title).toBe('Wash');
  });

  it('a bad line keeps its ordinal, so that mending it moves no other, and the job remembers it', () => {
    const made = plan({ jobs: oneJob, lines: `${lineHeader}\nJ1|A||50|||\nJ1|B||oops|||\nJ1|C||70|||` });
    expect(made.jobs[0]!.facts.map((fact) => fact.key)).toEqual(['J1#1', 'J1#3']);
    expect(made.jobs[0]!.skippedLines).toEqual([3]);
    expect(named(made)).toEqual(['lines 3 amount_invalid price skipped']);
  });

  it('costs are kept beside the fact and never billed', () => {
    const made = plan({ jobs: oneJob, lines: `${lineHeader}\nJ1|A||50|||49.99` });
    expect(made.jobs[0]!.facts[0]).toMatchObject({ amountMinor: 5000n, costs: { labor_cost: '49.99' } });
    expect(made.report.totals.factsMinor).toBe(5000n);
  });

  it('a cell that looks like a formula is text', () => {
    const made = plan({ jobs: oneJob, lines: `${lineHeader}\nJ1|=SUM(A1)||50|||` });
    expect(made.jobs[0]!.facts[0]!.title).toBe('=SUM(A1)');
  });

  it.each([
    // qty, price, amount, type, title -> quantity, unitPrice, amountMinor, kind, or the problem
    ['', '50', '', '', 'A', '1', '50', 5000n, 'labor'],
    ['2', '10.25', '', '', 'A', '2', '10.25', 2050n, 'labor'],
    ['1.5', '0.333333', '', '', 'A', '1.5', '0.333333', 50n, 'labor'],
    ['3', '', '10.00', '', 'A', '1', '10', 1000n, 'labor'],
    ['4', '', '10.00', 'Material', 'A', '4', '2.5', 1000n, 'material'],
    ['2', '5', '10', '', 'A', '2', '5', 1000n, 'labor'],
    ['', '0', '', '', 'A', '1', '0', 0n, 'labor'],
    ['', '-20', '', '', 'Spring discount', '1', '-20', -2000n, 'discount'],
    ['', '-20', '', 'Discount', 'Spring', '1', '-20', -2000n, 'discount'],
    ['', '-20', '', '', 'A', 'negative_amount'],
    ['', '20', '', 'Discount', 'A', 'discount_positive'],
    ['2', '5', '11', '', 'A', 'amount_mismatch'],
    ['-1', '5', '', '', 'A', 'quantity_invalid'],
    ['two', '5', '', '', 'A', 'quantity_invalid'],
    ['', '', '', '', 'A', 'amount_missing'],
    ['', '10.0055', '', '', 'A', 'amount_invalid'],
    ['', '1,234', '', '', 'A', 'amount_ambiguous'],
    ['', 'EUR 5', '', '', 'A', 'amount_invalid'],
    ['', '99999999999999999', '', '', 'A', 'amount_invalid'],
    ['999999999999', '999999999999', '', '', 'A', 'amount_invalid'],
    ['', '5', '', '', '', 'title_missing'],
  ])(
    'quantity %j, price %j, amount %j, type %j, title %j',
    (qty, price, amount, type, title, ...expected) => {
      const made = plan({
        jobs: oneJob,
        lines: `${lineHeader}\nJ1|${title}|${qty}|${price}|${amount}|${type}|`,
      });
      const fact = made.jobs[0]!.facts[0];
      if (expected.length === 1)
        expect([fact, made.problems.map((one) => one.code)]).toEqual([undefined, expected]);
      else expect([fact!.quantity, fact!.unitPrice, fact!.amountMinor, fact!.kind]).toEqual(expected);
    },
  );

  it('declared notations settle what is ambiguous', () => {
    const texts = {
      jobs: `${jobHeader}\nJ1|02/01/2023|C1|Completed|1.234`,
      lines: `${lineHeader}\nJ1|A||1.234|||`,
    };
    expect(named(plan(texts))).toContain('jobs 2 date_ambiguous job_date skipped');
    const made = plan(texts, { dateFormat: 'dmy', decimalMark: ',' });
    expect(made.jobs[0]).toMatchObject({
      completedOn: '2023-01-02',
      totalMinor: 123400n,
      factsMinor: 123400n,
    });
    expect(made.problems).toEqual([]);
  });

  it('without a lines file a job is billed at its total, once', () => {
    const made = plan({
      jobs: `${jobHeader}\nJ1|2023-01-02|C1|Completed|12.50\nJ2|2023-01-03|C1|Completed|\nJ1|2023-01-02|C1|Completed|12.50`,
    });
    expect(made.jobs.map((job) => job.facts.map((fact) => fact.amountMinor))).toEqual([[1250n], []]);
    expect(named(made)).toEqual([
      'jobs 4 id_duplicate job_id skipped',
      'jobs 3 amount_missing total_price noted',
    ]);
    expect(made.report.assumptions).toHaveLength(2);
  });
});

describe('jobs and clients', () => {
  it('names each bad row and lands the others', () => {
    const jobs = [
      jobHeader,
      'J1|2023-01-02|C1|Completed|10',
      '|2023-01-02|C1|Completed|10',
      'J3|someday|C1|Completed|10',
      'J4||C1|Completed|10',
      'J5|2023-01-02||Completed|10',
      'J1|2023-01-02|C1|Completed|10',
      'J7|2024-02-01|C1|Completed|10',
      'J8|2023-01-02|C1|Wrapped up|10',
      'J9||C1|Scheduled|10',
      'J10|2023-01-02|C2|Completed|ten',
    ].join('\n');
    const made = plan({
      jobs,
      lines: `${lineHeader}\nJ3|A||5|||\nJ99|A||7|||\nJ1|A||10|||`,
      clients: 'client_id|name\nC1|Ann\nC1|Ann again\n|Bo',
    });
    expect(named(made)).toEqual([
      'clients 3 id_duplicate client_id skipped',
      'clients 4 id_missing client_id skipped',
      'jobs 3 id_missing job_id skipped',
      'jobs 4 date_invalid job_date skipped',
      'jobs 5 date_missing job_date skipped',
      'jobs 6 client_missing client_id skipped',
      'jobs 7 id_duplicate job_id skipped',
      'jobs 8 date_in_future job_date noted',
      'jobs 9 status_unknown job_status noted',
      'jobs 11 client_unknown client_id noted',
      'jobs 11 amount_invalid total_price noted',
      'lines 2 job_skipped job_id skipped',
      'lines 3 job_unknown job_id skipped',
    ]);
    expect(made.jobs.map((job) => [job.externalId, job.state])).toEqual([
      ['J1', 'completed'],
      ['J7', 'completed'],
      ['J8', 'unclear'],
      ['J9', 'scheduled'],
      ['J10', 'completed'],
    ]);
    expect(made.report).toMatchObject({
      counts: {
        jobs: { rows: 10, landed: 5, skipped: 5 },
        clients: { rows: 3, landed: 1, skipped: 2 },
        clientsFromJobs: 1,
      },
      totals: { linesMinor: 2200n, factsMinor: 1000n, orphansMinor: 700n, ofSkippedJobsMinor: 500n },
      orphans: [{ line: 3, jobExternalId: 'J99', amountMinor: 700n }],
      differing: [{ jobExternalId: 'J7' }, { jobExternalId: 'J8' }, { jobExternalId: 'J9' }],
      jobsWithoutLines: [
        { jobExternalId: 'J7' },
        { jobExternalId: 'J8' },
        { jobExternalId: 'J9' },
        { jobExternalId: 'J10' },
      ],
      matchingJobs: 1,
      futureJobs: 1,
    });
  });

  it('marks and counts what clients lack, and calls them by their number', () => {
    const made = plan({
      jobs: oneJob,
      clients:
        'client_id|name|email|address|zip\nC1||||10101\nC2|Ann|ann@example.test|1 Elm|\nC3|Bo|not mail|2 Elm|',
    });
    expect(
      made.clients.map((one) => [one.displayName, one.nameMissing, one.addressMissing, one.emailMissing]),
    ).toEqual([
      ['Client C1', true, true, true],
      ['Ann', false, false, false],
      ['Bo', false, false, true],
    ]);
    expect(made.report.missing).toEqual({ names: 1, addresses: 1, emails: 2 });
    expect(named(made)).toContain('clients 4 email_invalid email noted');
  });

  it('knows clients by name where the export has no numbers', () => {
    const made = plan({
      jobs: 'Job #|Date|Customer\n1|2023-01-02|Ann Lee\n2|2023-01-03|ANN LEE\n3|2023-01-04|Bo',
    });
    expect(made.jobs.map((job) => job.clientExternalId)).toEqual(['name:ann lee', 'name:ann lee', 'name:bo']);
    expect(made.clients.map((one) => one.displayName)).toEqual(['Ann Lee', 'Bo']);
  });

  it('keeps columns that nothing claims, and what the export says about payment, as facts of the import only', () => {
    const made = plan({
      jobs: 'job_id|job_date|client_id|payment_status|payment_delay_days|__proto__|mood\n1|2023-01-02|C1|Paid Late|7|x|good',
    });
    expect(made.jobs[0]!.said).toEqual({ status: null, paymentStatus: 'Paid Late', paymentDelayDays: 7 });
    expect(Object.entries(made.jobs[0]!.extra)).toEqual([
      ['__proto__', 'x'],
      ['mood', 'good'],
    ]);
    expect(made.report.byPaymentStatus).toEqual([{ status: 'Paid Late', jobs: 1, factsMinor: 0n }]);
  });

  it('takes words for states from the caller', () => {
    const made = plan(
      { jobs: `${jobHeader}\nJ1|2023-01-02|C1|Wrapped Up|1` },
      { statusWords: { 'wrapped up': 'completed' } },
    );
    expect(made.jobs[0]!.state).toBe('completed');
  });

  it('refuses a mapping that cannot work, as a whole', () => {
    const input = inputOf({ jobs: oneJob, lines: `${lineHeader}\nJ1|A||5|||` });
    const code = (more: Partial<ImportInput>): string | null => {
      const made = planImport({ ...input, ...more });
      return made.ok ? null : made.refusal.code;
    };
    expect(code({})).toBeNull();
    expect(code({ mapping: { jobs: input.mapping.jobs } })).toBe('import_column_missing');
    expect(code({ mapping: { ...input.mapping, jobs: { columns: {}, costs: [] } } })).toBe(
      'import_column_missing',
    );
    expect(code({ currency: 'XYZ' })).toBe('currency_unsupported');
    expect(code({ jobs: { ...input.jobs, headers: ['job_id', 'job_id', 'c', 'd', 'e'] } })).toBe(
      'input_invalid',
    );
  });
});

describe('any import', () => {
  const id = fc.constantFrom('', '1', '2', '3', '4', '5');
  const cellOf = (...good: string[]) =>
    fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom(...good) },
      fc.constantFrom('', 'x', '=1', '-3', '1,000'),
    );
  const job = fc.tuple(
    id,
    cellOf('2023-01-02', '2025-01-01', '1/2/2023'),
    id,
    cellOf('Completed', 'Scheduled'),
    cellOf('10', '20.50'),
  );
  const line = fc.tuple(
    id,
    cellOf('Wash', 'Discount'),
    cellOf('1', '2'),
    cellOf('10', '20.50', '-5'),
    fc.constant(''),
    cellOf('Labor'),
    fc.constant('1'),
  );
  const client = fc.tuple(id, cellOf('Ann'));
  const rows = (from: readonly (readonly string[])[]): string =>
    from.map((row) => `\n${row.join('|')}`).join('');

  it('lands or names every row, and its sums agree', () => {
    fc.assert(
      fc.property(fc.array(job), fc.array(line), fc.array(client), (jobs, lines, clients) => {
        const input = inputOf({
          jobs: jobHeader + rows(jobs),
          lines: lineHeader + rows(lines),
          clients: `client_id|name${rows(clients)}`,
        });
        input.mapping = inputOf({
          jobs: oneJob,
          lines: `${lineHeader}\n1|A|1|1|1|x|1`,
          clients: 'client_id|name\n1|Ann',
        }).mapping;
        const made = orRefuse(planImport(input));
        const landed = {
          jobs: made.jobs.map((one) => one.line),
          lines: made.jobs.flatMap((one) => one.facts.map((fact) => fact.line)),
          clients: made.clients.flatMap((one) => one.line ?? []),
        };
        for (const file of ['jobs', 'lines', 'clients'] as const) {
          const skipped = made.problems
            .filter((one) => one.file === file && one.effect === 'skipped')
            .map((one) => one.line);
          const all = input[file]!.rows.map((row) => row.line);
          expect(
            [...landed[file], ...skipped].sort((a, b) => a - b),
            file,
          ).toEqual(all);
          expect(made.report.counts[file]).toEqual({
            rows: all.length,
            landed: landed[file].length,
            skipped: skipped.length,
          });
        }
        const { totals } = made.report;
        expect(totals.linesMinor).toBe(totals.factsMinor + totals.orphansMinor + totals.ofSkippedJobsMinor);
        expect(sumMinor(made.jobs.flatMap((one) => one.facts.map((fact) => fact.amountMinor)))).toBe(
          totals.factsMinor,
        );
        expect(sumMinor(made.report.byMonth.map((one) => one.factsMinor))).toBe(totals.factsMinor);
        for (const one of made.jobs)
          expect(made.clients.map((it) => it.externalId)).toContain(one.clientExternalId);
        const keys = made.jobs.flatMap((one) => one.facts.map((fact) => fact.key));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it('takes time linear in its rows', () => {
    const cost = (count: number): number => {
      const jobs = Array.from({ length: count }, (_, at) => `\n${at}|2023-01-02|${at % 99}|Completed|10`);
      const lines = Array.from({ length: count }, (_, at) => `\n${at}|Wash||10|||`);
      const input = inputOf({ jobs: jobHeader + jobs.join(''), lines: lineHeader + lines.join('') });
      // Work done, not time passed: a busy machine must not decide.
      const before = process.cpuUsage();
      expect(orRefuse(planImport(input)).report.counts.facts).toBe(count);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    };
    cost(1_000);
    // Sixteen times the rows: about 16 times the work; a quadratic step would make it 256 times.
    expect(cost(32_000) / cost(2_000)).toBeLessThan(80);
  }, 60_000);
});
