/** The promise: a year of work is imported, billed, sent and paid, and every total equals the data to the cent. A small made-up year; `npm run prove` takes a real one. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { makeYear, writeYear } from '../fixtures/year.ts';
import { liveYear } from './year-steps.ts';

const folder = mkdtempSync(join(tmpdir(), 'closeout-year-'));
writeYear(folder, makeYear({ jobs: 40 }));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each(await databaseKinds())('a year of work (%s)', (kind) => {
  it('is billed, sent and paid as the data says, to the cent', { timeout: 180_000 }, async () => {
    const report = await liveYear(kind, folder, () => {});
    expect(report.jobs).toBe(40);
  });
});
