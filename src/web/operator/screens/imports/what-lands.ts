/** What an import would bring, in one sentence, and whether there is anything to import. Pure; the server counted. */
import type { ImportReportJson } from './import.ts';

type Counted = Pick<ImportReportJson, 'skippedRows'> & {
  came: Pick<ImportReportJson['came'], 'clients' | 'jobs'>;
};

/** `some`: rows come in. `here`: all of it is here already. `none`: no row can come in, so no import is offered. */
export type WhatLands = 'some' | 'here' | 'none';

export function whatLands({ came: { clients, jobs }, skippedRows }: Counted): WhatLands {
  if (jobs.landed + clients.landed > 0) return 'some';
  return skippedRows === 0 && jobs.alreadyHere + clients.alreadyHere > 0 ? 'here' : 'none';
}

/** Why nothing new comes in. */
export function nothingWords(report: Counted): string {
  const { clients, jobs } = report.came;
  if (whatLands(report) === 'here') return 'Everything in these files is here already.';
  const { skippedRows } = report;
  if (skippedRows === 0) return 'Nothing can come in: the files have no rows.';
  const out = `${skippedRows.toLocaleString()} ${skippedRows === 1 ? 'row is' : 'rows are'} left out`;
  return jobs.alreadyHere + clients.alreadyHere > 0
    ? `Nothing new can come in: ${out}, and the others are here already.`
    : `Nothing can come in: ${out}.`;
}
