/**
 * A whole exported year, lived day by day through the API: imported once, drafted, approved in bulk, sent to the mailbox,
 * paid through the sandbox as the export says, with the business clock moved. What the data says is added up elsewhere
 * (test/fixtures/read-year.ts, no shared code) and compared to the cent. It measures, and asserts no speed.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stripe } from 'stripe';
import { expect } from 'vitest';
import { readYear, type YearTruth } from '../fixtures/read-year.ts';
import { type Answer, type Hand, openStage, type Stage } from '../harness.ts';

export interface YearReport {
  kind: string;
  jobs: number;
  importSeconds: number;
  draftSeconds: number;
  approveSeconds: number;
  sendSeconds: number;
  deliverSeconds: number;
  paySeconds: number;
  totalSeconds: number;
}

interface Run {
  stage: Stage;
  office: Hand;
  truth: YearTruth;
  report: YearReport;
  /** Our invoice by the job's external id. */
  invoices: Map<string, { id: string; payPath: string }>;
  browser: Stripe;
}

const ok = <T>(answer: Answer<T>): T => {
  expect(answer.status, JSON.stringify(answer.body).slice(0, 600)).toBeLessThan(300);
  return answer.body;
};

async function timed<T>(
  report: YearReport,
  name: Exclude<keyof YearReport, 'kind' | 'jobs'>,
  run: () => Promise<T>,
): Promise<T> {
  const started = performance.now();
  const value = await run();
  report[name] += (performance.now() - started) / 1000;
  return value;
}

/** @param folder holds jobs.csv, services.csv and clients.csv */
export async function liveYear(
  kind: 'embedded' | 'postgres',
  folder: string,
  say: (line: string) => void,
): Promise<YearReport> {
  const truth = readYear(folder);
  const report: YearReport = {
    kind,
    jobs: truth.jobs,
    importSeconds: 0,
    draftSeconds: 0,
    approveSeconds: 0,
    sendSeconds: 0,
    deliverSeconds: 0,
    paySeconds: 0,
    totalSeconds: 0,
  };
  const stage = await openStage({ kind, terms: 'net_0' });
  try {
    await timed(report, 'totalSeconds', async () => {
      const office = await stage.hire('office', 'Year Office');
      const days = [...new Set([...truth.invoicedByDay.keys(), ...truth.paidByDay.keys()])].sort();
      await stage.moveClockTo(`${days[0]}T11:00:00.000Z`);
      const { port } = new URL(stage.app.outlets.stripe!.url);
      const browser = new Stripe(stage.app.outlets.publishableKey, {
        host: '127.0.0.1',
        port: Number(port),
        protocol: 'http',
      });
      const run: Run = { stage, office, truth, report, invoices: new Map(), browser };
      await importYear(run, folder);
      let month = '';
      for (const day of days) {
        await liveDay(run, day);
        if (day.slice(0, 7) !== month) {
          month = day.slice(0, 7);
          say(`${kind} ${month}: ${run.invoices.size} invoices so far`);
          for (const clock of stage.app.clocks) await clock.run();
          await compareAgeing(run, day);
        }
      }
      await compareYear(run, days.at(-1)!);
    });
    return report;
  } finally {
    await stage.close();
  }
}

/** The export has no addresses: the test's own, at example.test, are added as one more column. */
function withAddresses(csv: string): string {
  const [head, ...rows] = csv.trim().split(/\r?\n/);
  const column = head!.split(',').indexOf('client_id');
  return [`${head},email`, ...rows.map((row) => `${row},client-${row.split(',')[column]}@example.test`)].join(
    '\n',
  );
}

async function importYear({ stage, office, truth, report }: Run, folder: string): Promise<void> {
  const read = (name: string) => readFileSync(join(folder, name), 'utf8');
  const files = { jobs: read('jobs.csv'), lines: read('services.csv'), clients: read('clients.csv') };
  const plan = ok(await upload(stage, office, '/imports/plan', files)) as never as { report: PlanReport };
  expect(plan.report.files.missing.emails).toBe(truth.clients);
  expect(plan.report.files.missing.names).toBe(truth.clients);
  const landed = await timed(report, 'importSeconds', () =>
    runImport(stage, office, { ...files, clients: withAddresses(files.clients) }),
  );
  expect(landed.counts).toMatchObject({ jobs: truth.jobs, facts: truth.lines, clients: truth.clients });
  expect(BigInt(landed.totalMinor)).toBe(truth.totalMinor);
  const again = await runImport(stage, office, { ...files, clients: withAddresses(files.clients) });
  expect(again.counts).toMatchObject({ jobs: 0, facts: 0, clients: 0 });
}

interface PlanReport {
  files: { missing: { emails: number; names: number } };
}
export interface Landed {
  counts: { jobs: number; facts: number; clients: number };
  totalMinor: string;
}

async function upload(
  stage: Stage,
  hand: Hand,
  path: string,
  files: Record<string, string>,
): Promise<Answer> {
  const form = new FormData();
  for (const [name, text] of Object.entries(files))
    form.set(name, new File([text], `${name}.csv`, { type: 'text/csv' }));
  const response = await fetch(`${stage.app.url}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${hand.key}`, 'idempotency-key': randomUUID() },
    body: form,
  });
  return {
    status: response.status,
    body: (await response.json()) as Record<string, unknown>,
    headers: response.headers,
  };
}

async function runImport(stage: Stage, hand: Hand, files: Record<string, string>): Promise<Landed> {
  const { importId } = ok(await upload(stage, hand, '/imports', files)) as { importId: string };
  for (;;) {
    const { state, report } = ok(await hand.get(`/imports/${importId}`)) as {
      state: string;
      report: Record<string, never>;
    };
    expect(state).not.toBe('failed');
    if (state === 'done') return landedOf(report);
    await new Promise((done) => setTimeout(done, 50));
  }
}

// biome-ignore lint/suspicious/noExplicitAny: the report is looked into, not typed twice.
const landedOf = ({ came }: any): Landed => ({
  counts: { jobs: came.jobs.landed, facts: came.facts.landed, clients: came.clients.landed },
  totalMinor: String(came.landedMinor),
});

async function liveDay(run: Run, day: string): Promise<void> {
  const { stage, office, truth, report } = run;
  await stage.moveClockTo(`${day}T15:00:00.000Z`);
  const issued = truth.invoicedByDay.get(day);
  if (issued) {
    const { items } = ok(await office.get(`/candidates?completedOn=${day}&limit=200`));
    expect(items).toHaveLength(issued.count);
    const drafted = await timed(report, 'draftSeconds', async () =>
      ok(await office.post('/invoices/draft', { jobIds: items.map((job: { id: string }) => job.id) })),
    );
    const invoiceIds = drafted.invoices.map((invoice: { id: string }) => invoice.id);
    await timed(report, 'approveSeconds', async () => {
      const asked = ok(await office.post('/approvals', { action: 'send-invoice', invoiceIds }));
      ok(
        await stage.owner.post('/approvals/decide', {
          approvalIds: asked.items.map((item: { approvalId: string }) => item.approvalId),
          decision: 'approve',
        }),
      );
    });
    const sent = await timed(report, 'sendSeconds', async () =>
      ok(await office.post('/invoices/send', { invoiceIds })),
    );
    expect(sent.items.filter((item: { refusal: unknown }) => item.refusal !== null)).toEqual([]);
    await timed(report, 'deliverSeconds', () => stage.settle());
    for (const [index, job] of items.entries()) {
      const { payPath, labels } = ok(await office.get(`/invoices/${invoiceIds[index]}`));
      expect(labels).toMatchObject({ ownerView: 'sent', readiness: 'link-ready' });
      run.invoices.set(job.externalId, { id: invoiceIds[index], payPath });
    }
  }
  await timed(report, 'paySeconds', () => payDay(run, day));
}

async function payDay(run: Run, day: string): Promise<void> {
  const due = run.truth.invoices.filter((invoice) => invoice.paidOn === day);
  for (let at = 0; at < due.length; at += 4) {
    await Promise.all(
      due
        .slice(at, at + 4)
        .map((invoice) => pay(run, run.invoices.get(invoice.jobId)!.payPath, invoice.amountMinor)),
    );
  }
  if (due.length > 0) await run.stage.settle();
}

/** What the client's browser does: open at our page, confirm at the gateway. Only the webhook makes it paid. */
async function pay({ stage, browser }: Run, payPath: string, amountMinor: bigint): Promise<void> {
  const opened = await fetch(`${stage.app.url}${payPath}/open`, {
    method: 'POST',
    headers: { origin: stage.app.url, 'content-type': 'application/json' },
    body: JSON.stringify({ amountMinor: Number(amountMinor), currency: 'USD' }),
  });
  const { clientSecret } = (await opened.json()) as { clientSecret: string };
  expect(opened.status).toBe(200);
  const intent = await browser.paymentIntents.confirm(clientSecret.split('_secret_')[0]!, {
    client_secret: clientSecret,
    payment_method_data: {
      type: 'card',
      card: { number: '4242424242424242', exp_month: 12, exp_year: 2034, cvc: '123' },
    },
  } as never);
  expect(intent.status).toBe('succeeded');
}

async function compareAgeing({ office, truth }: Run, day: string): Promise<void> {
  const told = ok(await office.get(`/reports/ageing?on=${day}`));
  const of = (bucket: string) =>
    BigInt(told.buckets.find((row: { bucket: string }) => row.bucket === bucket)?.owedMinor ?? 0);
  const true_ = truth.ageingOn(day);
  expect({ notDue: of('not_due'), a: of('1-30'), b: of('31-60'), c: of('61-90'), d: of('90+') }).toEqual({
    notDue: true_.notDueMinor,
    a: true_.from1To30Minor,
    b: true_.from31To60Minor,
    c: true_.from61To90Minor,
    d: true_.over90Minor,
  });
}

async function compareYear(run: Run, lastDay: string): Promise<void> {
  const { stage, office, truth } = run;
  await compareAgeing(run, lastDay);
  const dashboard = ok(await office.get('/dashboard'));
  const status = (name: string) =>
    dashboard.statuses.find((row: { status: string }) => row.status === name) ?? {
      count: 0,
      totalMinor: 0,
      owedMinor: 0,
    };
  const paid = truth.paidOnTime + truth.paidLate;
  expect([status('Paid').count, status('Open').count]).toEqual([paid, truth.unpaid]);
  expect([BigInt(status('Paid').totalMinor), BigInt(status('Open').owedMinor)]).toEqual([
    truth.totalMinor - truth.unpaidMinor,
    truth.unpaidMinor,
  ]);
  const trial = ok(await office.get(`/reports/trial-balance?on=${lastDay}`));
  const balance = new Map<string, bigint>(
    trial.accounts.map((row: { ledgerAccount: string; balanceMinor: number }) => [
      row.ledgerAccount,
      BigInt(row.balanceMinor),
    ]),
  );
  expect(balance.get('revenue')).toBe(-truth.totalMinor);
  expect(balance.get('receivable')).toBe(truth.unpaidMinor);
  expect(balance.get('clearing')! + balance.get('gateway_fees')!).toBe(truth.totalMinor - truth.unpaidMinor);
  expect([...balance.values()].reduce((sum, amount) => sum + amount, 0n)).toBe(0n);
  for (const row of dashboard.months) {
    const expected = truth.revenueByMonthMinor.get(row.month) ?? 0n;
    expect(BigInt(row.invoicedMinor), row.month).toBe(expected);
  }
  await compareEach(run);
  expect(stage.app.outlets.mailbox!.count()).toBe(truth.jobs + paid);
  expect(ok(await office.get('/audit/verify'))).toEqual({ whole: true, firstBroken: null });
}

/** Every invoice by itself: amount, days, on time or late, and numbers without a gap. */
async function compareEach({ office, truth, invoices }: Run): Promise<void> {
  const told = new Map<
    string,
    { totalMinor: number; issuedOn: string; dueOn: string; number: string; paidOn: string | null }
  >();
  for (const [externalId, { id }] of invoices) {
    const invoice = ok(await office.get(`/invoices/${id}`));
    told.set(externalId, {
      totalMinor: invoice.totalMinor,
      issuedOn: invoice.issuedOn,
      dueOn: invoice.dueOn,
      number: invoice.number,
      paidOn: invoice.payments[0]?.settledOn ?? null,
    });
  }
  for (const expected of truth.invoices) {
    expect(told.get(expected.jobId), expected.jobId).toMatchObject({
      totalMinor: Number(expected.amountMinor),
      issuedOn: expected.issuedOn,
      dueOn: expected.dueOn,
      paidOn: expected.paidOn,
    });
  }
  const all = [...told.values()];
  expect(all.filter((row) => row.paidOn === row.dueOn)).toHaveLength(truth.paidOnTime);
  expect(all.filter((row) => row.paidOn !== null && row.paidOn > row.dueOn)).toHaveLength(truth.paidLate);
  const years = new Set(all.map((row) => row.issuedOn.slice(0, 4)));
  for (const year of years) {
    const sequence = all
      .filter((row) => row.issuedOn.startsWith(year))
      .map((row) => Number(row.number.split('-')[2]))
      .sort((a, b) => a - b);
    expect(sequence).toEqual(sequence.map((_number, index) => index + 1));
  }
}
