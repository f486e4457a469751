/** The same story over a real export, named by CLOSEOUT_PROVE_DATA (a folder with jobs.csv, services.csv, clients.csv). `npm run prove` runs it. */
import { describe, expect, it } from 'vitest';
import { databaseKinds } from '../database.ts';
import { liveYear } from './year-steps.ts';

const folder = process.env.CLOSEOUT_PROVE_DATA ?? '';

describe.each(await databaseKinds())('the exported year (%s)', (kind) => {
  it('is billed, sent and paid as the data says, to the cent', { timeout: 3_600_000 }, async () => {
    expect(folder, 'name the folder of the export: npm run prove -- <folder>').not.toBe('');
    const report = await liveYear(kind, folder, (line) => console.log(line));
    const perSecond = (seconds: number) => Math.round(report.jobs / seconds);
    console.log(
      JSON.stringify(
        {
          ...report,
          perSecond: {
            imported: perSecond(report.importSeconds),
            drafted: perSecond(report.draftSeconds),
            approved: perSecond(report.approveSeconds),
            issued: perSecond(report.sendSeconds),
            delivered: perSecond(report.deliverSeconds),
            paid: perSecond(report.paySeconds),
          },
        },
        null,
        1,
      ),
    );
  });
});
