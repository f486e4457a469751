/**
 * The promise: the accountant can take everything away, as files that any spreadsheet opens and that no cell of can run.
 * The whole server, read back with our own CSV reader; the sums in the files are the sums on the screens.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect } from '../../src/api/cli/connection.ts';
import { runExport } from '../../src/api/cli/export.ts';
import { readConfig } from '../../src/config.ts';
import { readCsv } from '../../src/gateways/files/csv.ts';
import { exportTableNames } from '../../src/store/exports.ts';
import { databaseKinds } from '../database.ts';
import { openStage, type Stage } from '../harness.ts';

const evil = '=HYPERLINK("http://evil.example","pay here")';

describe.each(await databaseKinds())('an export for the accountant (%s)', (kind) => {
  let stage: Stage;
  const folder = mkdtempSync(join(tmpdir(), 'closeout-export-'));
  const out = join(folder, 'year');

  beforeAll(async () => {
    stage = await openStage({ kind, taxRate: '6.5', releases: 'self' });
    const client = await stage.owner.post('/clients', {
      name: evil,
      email: 'board@harborview.example.test',
      address: { lines: ['1 Dock St', 'Unit "B", rear'], city: 'Orlando', region: 'FL', country: 'US' },
    });
    expect(client.status, JSON.stringify(client.body)).toBe(200);
    for (const title of ['Roof', 'Gutters']) {
      const job = await stage.owner.post('/jobs', {
        clientId: client.body.id,
        title,
        site: '+1 Dock St',
        facts: [
          { kind: 'labor', title: '@crew', quantity: '6.5', unit: 'h', unitPrice: '85' },
          { kind: 'discount', title: 'Loyal client', quantity: '1', unit: 'piece', unitPrice: '-25' },
        ],
      });
      await stage.owner.post(`/jobs/${job.body.id}/complete`);
      const invoice = await stage.owner.post(`/jobs/${job.body.id}/invoice`);
      const sent = await stage.owner.post(`/invoices/${invoice.body.id}/send`, { approveNow: true });
      expect(sent.status, JSON.stringify(sent.body)).toBe(200);
    }
    // More than a page of rows in one table.
    const facts = Array.from({ length: 600 }, (_none, index) => ({
      kind: 'material',
      title: `Part ${index}`,
      quantity: '1',
      unit: 'piece',
      unitPrice: '1.10',
    }));
    for (let from = 0; from < 600; from += 100)
      await stage.owner.post('/jobs', {
        clientId: client.body.id,
        title: `Parts ${from}`,
        facts: facts.slice(from, from + 100),
      });
    await stage.settle();
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await stage?.close();
  });

  const server = (key = stage.owner.key) =>
    connect(readConfig({ CLOSEOUT_URL: stage.app.url, CLOSEOUT_API_KEY: key, CLOSEOUT_DATA_DIR: folder }));
  const table = async (name: string): Promise<Record<string, string>[]> => {
    const read = await readCsv(readFileSync(join(out, `${name}.csv`), 'utf8'));
    if (!read.ok) throw new Error(read.refusal.reason);
    expect(read.value.problems).toEqual([]);
    return read.value.rows.map((row) =>
      Object.fromEntries(read.value.headers.map((header, index) => [header, row.cells[index] ?? ''])),
    );
  };

  it('writes every table and the PDF of every issued invoice into a new folder', async () => {
    const said: string[] = [];
    const words = await runExport(server(), out, { pdf: true, say: (line) => said.push(line) });
    expect(words).toContain('10 tables are in');
    expect(words).toContain('2 invoices are in');
    expect(readdirSync(out).sort()).toEqual(
      [...exportTableNames.map((name) => `${name}.csv`), 'invoices'].sort(),
    );
    expect(readdirSync(join(out, 'invoices')).sort()).toEqual(['INV-2026-00001.pdf', 'INV-2026-00002.pdf']);
    const pdf = readFileSync(join(out, 'invoices', 'INV-2026-00001.pdf'));
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    const { id } = (await table('invoices')).find(({ number }) => number === 'INV-2026-00001')!;
    const shown = await fetch(`${stage.app.url}/api/v1/invoices/${id}/pdf`, {
      headers: { authorization: `Bearer ${stage.owner.key}` },
    });
    expect(Buffer.from(await shown.arrayBuffer()).equals(pdf)).toBe(true);
  });

  it('writes amounts in major units beside their currency, and they add up to what the screens say', async () => {
    const invoices = await table('invoices');
    expect(invoices.find(({ number }) => number === 'INV-2026-00001')).toMatchObject({
      status: 'Open',
      readiness: 'link-ready',
      net: '527.50',
      tax: '34.29',
      total: '561.79',
      owed: '561.79',
      currency: 'USD',
      issued_on: '2026-03-02',
    });
    const cents = (rows: Record<string, string>[], name: string): number =>
      rows.reduce((sum, row) => sum + Math.round(Number(row[name]) * 100), 0);
    const postings = await table('postings');
    expect(cents(postings, 'debit')).toBe(cents(postings, 'credit'));
    const { body } = await stage.owner.get('/reports/trial-balance');
    const receivable = postings.filter((row) => row.ledger_account === 'receivable');
    const shown = body.accounts.find((row: { ledgerAccount: string }) => row.ledgerAccount === 'receivable');
    expect(cents(receivable, 'debit') - cents(receivable, 'credit')).toBe(shown.balanceMinor);
    expect(cents(await table('journal'), 'amount')).toBe(cents(postings, 'debit'));
    const lines = await table('invoice-lines');
    expect(lines.map((line) => line.net)).toEqual(['552.50', '-25.00', '552.50', '-25.00']);
    expect(cents(lines, 'net')).toBe(cents(invoices, 'net'));
  });

  it('brings all pages of a long table, each row once', async () => {
    const facts = await table('job-facts');
    expect(facts).toHaveLength(604);
    expect(new Set(facts.map((fact) => fact.id)).size).toBe(604);
    expect(facts.filter((fact) => fact.billed_on_invoice === 'INV-2026-00001')).toHaveLength(2);
    const events = await table('events');
    expect(events.map((event) => Number(event.link_no))).toEqual(
      events.map((event) => Number(event.link_no)).sort((a, b) => a - b),
    );
    expect(events[0]!.at).toBe('2026-03-02T15:00:00.000Z');
  });

  it('leaves no cell that a spreadsheet would run', async () => {
    expect((await table('clients'))[0]).toMatchObject({
      name: `'${evil}`,
      street: '1 Dock St, Unit "B", rear',
    });
    expect((await table('invoices'))[0]!.client).toBe(`'${evil}`);
    expect((await table('jobs')).find(({ title }) => title === 'Roof')!.site).toBe("'+1 Dock St");
    for (const name of exportTableNames)
      for (const row of await table(name))
        for (const [column, cell] of Object.entries(row))
          expect(cell, `${name}.${column}`).not.toMatch(/^[=+@]|^-(?!\d+(\.\d+)?$)/);
  });

  it('overwrites nothing', async () => {
    await expect(runExport(server(), out, { pdf: false, say: () => {} })).rejects.toThrow(/is not empty/);
    writeFileSync(join(folder, 'file'), '');
    await expect(runExport(server(), join(folder, 'file'), { pdf: false, say: () => {} })).rejects.toThrow(
      /cannot be used/,
    );
  });

  it('is for those who may export, and for their own account', async () => {
    const tech = await stage.hire('field_tech', 'Lee Tech');
    expect(await tech.get('/export/clients.csv')).toMatchObject({
      status: 403,
      body: { code: 'permission_denied' },
    });
    const accountant = await stage.hire('accountant', 'Ada Accountant');
    const answer = await accountant.get('/export/clients.csv');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="clients.csv"');
    for (const name of ['member', 'users', '__proto__', 'constructor', '..%2Fclients'])
      expect((await accountant.get(`/export/${name}.csv`)).status, name).toBe(404);
    expect((await fetch(`${stage.app.url}/api/v1/export/clients.csv`)).status).toBe(401);
  });
});
