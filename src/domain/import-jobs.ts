/**
 * Lands the jobs of an import, still without their facts, and the clients whom only jobs name.
 * What the export says about payment is copied into `said` and has no other consequence.
 */
import { clientFromJob } from './import-clients.ts';
import { type ClientDraft, type JobDraft, keyCharactersMax, keyTooLong } from './import-drafts.ts';
import type { RowReader } from './import-rows.ts';
import { quoted, type SourceRow } from './import-source.ts';
import { type JobState, readJobState } from './import-values.ts';
import type { Day } from './time.ts';

export interface JobSetting {
  today: Day;
  /** Words of this export for states that are not commonly known, in lower case. */
  statusWords: Readonly<Record<string, JobState>>;
  /** Whether the import has a clients file, so that a client who is not in it is worth a word. */
  hasClientsFile: boolean;
}

const orNull = (text: string): string | null => (text === '' ? null : text);

/** The jobs by external id, in the order of the file, and the ids of jobs that did not land. Adds to `clients`. */
export function readJobs(
  reader: RowReader<'jobs'>,
  clients: Map<string, ClientDraft>,
  setting: JobSetting,
): { jobs: Map<string, JobDraft>; skipped: Set<string> } {
  const jobs = new Map<string, JobDraft>();
  const skipped = new Set<string>();
  for (const row of reader.rows) {
    const externalId = reader.text(row, 'externalId');
    const first = jobs.get(externalId);
    if (externalId === '') {
      reader.name(row, 'externalId', 'id_missing', 'The job has no number.');
    } else if (externalId.length > keyCharactersMax) {
      reader.name(row, 'externalId', 'text_too_long', keyTooLong('job'));
      skipped.add(externalId);
    } else if (first) {
      const reason = `Job ${quoted(externalId)} stands on line ${first.line} already; that row was taken.`;
      reader.name(row, 'externalId', 'id_duplicate', reason);
    } else {
      const job = readJob(reader, row, externalId, clients, setting);
      if (job) jobs.set(externalId, job);
      else skipped.add(externalId);
    }
  }
  for (const externalId of jobs.keys()) skipped.delete(externalId);
  return { jobs, skipped };
}

function readJob(
  reader: RowReader<'jobs'>,
  row: SourceRow,
  externalId: string,
  clients: Map<string, ClientDraft>,
  setting: JobSetting,
): JobDraft | null {
  if (reader.tooLong(row)) return null;
  const state = readState(reader, row, setting);
  const completedOn = reader.day(row, 'completedOn');
  if (completedOn === undefined) return null;
  if (completedOn === null && state === 'completed') {
    reader.name(row, 'completedOn', 'date_missing', whyNoDay(reader));
    return null;
  }
  const clientExternalId = findClient(reader, row, clients, setting);
  if (clientExternalId === null) return null;
  if (completedOn !== null && completedOn > setting.today && state === 'completed') {
    const reason = `The job is completed on ${completedOn}, which is after today (${setting.today}).`;
    reader.name(row, 'completedOn', 'date_in_future', reason, 'noted');
  }
  return {
    externalId,
    line: row.line,
    clientExternalId,
    title: reader.text(row, 'title').slice(0, 500),
    state,
    completedOn,
    crew: orNull(reader.text(row, 'crew')),
    site: {
      address: orNull(reader.text(row, 'siteAddress')),
      city: orNull(reader.text(row, 'siteCity')),
      region: orNull(reader.text(row, 'siteRegion')),
      postcode: orNull(reader.text(row, 'sitePostcode')),
    },
    totalMinor: reader.amount(row, 'totalPrice', 'noted') ?? null,
    facts: [],
    factsMinor: 0n,
    skippedLines: [],
    said: {
      status: orNull(reader.text(row, 'status')),
      paymentStatus: orNull(reader.text(row, 'paymentStatus')),
      paymentDelayDays: readDelay(reader.text(row, 'paymentDelayDays')),
    },
    costs: reader.costs(row),
    extra: reader.extra(row),
  };
}

/** An empty cell is the row's fault; a column that nobody named is the mapping's, and every row would fail alike. */
function whyNoDay(reader: RowReader<'jobs'>): string {
  if (reader.has('completedOn')) return 'The job is completed and has no date.';
  const unclaimed = reader.unclaimed();
  const shown = unclaimed.slice(0, 12).map(quoted).join(', ');
  const more = unclaimed.length > 12 ? ` and ${unclaimed.length - 12} more` : '';
  const where =
    unclaimed.length === 0
      ? 'every column is used for something else'
      : `the columns that are not used are ${shown}${more}`;
  return `No column is mapped to the day on which the work was done; ${where}.`;
}

/** Only a whole number of days is worth repeating; it decides nothing. */
const readDelay = (cell: string): number | null => (/^\d{1,4}$/.test(cell) ? Number(cell) : null);

/** Without a status column the file is a list of completed jobs, and the report says that this was assumed. */
function readState(reader: RowReader<'jobs'>, row: SourceRow, setting: JobSetting): JobState {
  if (!reader.has('status')) return 'completed';
  const word = reader.text(row, 'status');
  const declared = Object.hasOwn(setting.statusWords, word.toLowerCase())
    ? setting.statusWords[word.toLowerCase()]
    : undefined;
  const state = declared ?? readJobState(word);
  if (state === 'unclear') {
    const reason = word === '' ? 'The job has no status' : `The status ${quoted(word)} is not known`;
    reader.name(row, 'status', 'status_unknown', `${reason}; the job came in as not completed.`, 'noted');
  }
  return state;
}

function findClient(
  reader: RowReader<'jobs'>,
  row: SourceRow,
  clients: Map<string, ClientDraft>,
  setting: JobSetting,
): string | null {
  const id = reader.text(row, 'clientExternalId');
  const name = reader.text(row, 'clientName');
  if (id === '' && name === '') {
    reader.name(row, 'clientExternalId', 'client_missing', 'The job names no client.');
    return null;
  }
  const externalId = id === '' ? `name:${name.toLowerCase()}` : id;
  if (externalId.length > keyCharactersMax) {
    reader.name(row, id === '' ? 'clientName' : 'clientExternalId', 'text_too_long', keyTooLong('client'));
    return null;
  }
  if (clients.has(externalId)) return externalId;
  clients.set(externalId, clientFromJob(externalId, name));
  if (setting.hasClientsFile && id !== '') {
    const reason = `Client ${quoted(id)} is not in the clients file; it was made from what the job says.`;
    reader.name(row, 'clientExternalId', 'client_unknown', reason, 'noted');
  }
  return externalId;
}
