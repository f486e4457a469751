/**
 * From drafts to what is stored: states, cutover, texts within the bounds of a document, and what a person must look at.
 * Only completed work whose every line came in may become a candidate; the rest waits where somebody sees it.
 * It knows no database and never changes an amount.
 */
import type { ClientDraft, FactDraft, JobDraft } from './import-drafts.ts';
import type { ImportPlan } from './import-plan.ts';
import { saysPaid } from './import-values.ts';
import { computeLine, type LineKind } from './lines.ts';
import type { Currency, Minor } from './money.ts';
import { orRefuse } from './refusal.ts';
import type { Day } from './time.ts';

export interface ClientLanding {
  externalId: string;
  name: string;
  contactName: string | null;
  email: string | null;
  phone: string | null;
  address: {
    lines: string[];
    postcode: string | null;
    city: string | null;
    region: string | null;
    country: string | null;
  };
  extra: Record<string, unknown>;
}

export interface FactLanding {
  /** Job and ordinal of the export; kept in `extra.importKey`, so that the line is known again. */
  key: string;
  ordinal: number;
  line: number;
  kind: LineKind;
  title: string;
  detail: string | null;
  quantity: string;
  unit: string;
  unitPrice: string;
  netMinor: Minor;
  servedOn: Day | null;
  extra: Record<string, unknown>;
}

export interface JobLanding {
  externalId: string;
  line: number;
  clientExternalId: string;
  title: string;
  state: 'new' | 'scheduled' | 'in_progress' | 'completed' | 'cancelled';
  /** Completed before the cutover: kept for the record, never a candidate. */
  history: boolean;
  scheduledOn: Day | null;
  completedOn: Day | null;
  site: string | null;
  crew: string | null;
  facts: FactLanding[];
  factsMinor: Minor;
  /** The export says that it is paid. A warning for people; it proves nothing and changes no money. */
  saidPaid: boolean;
  /** Why a person must look before this is billed; it becomes a note on the job. */
  look: string | null;
  extra: Record<string, unknown>;
}

export interface Landing {
  clients: ClientLanding[];
  jobs: JobLanding[];
}

export interface LandingSetting {
  currency: Currency;
  /** Jobs completed before this day are history. */
  cutoverOn: Day | null;
}

export function landPlan(plan: ImportPlan, setting: LandingSetting): Landing {
  return {
    clients: plan.clients.map(landClient),
    jobs: plan.jobs.map((job) => landJob(job, setting)),
  };
}

/** Whether the job is completed work that can be billed once it is here. */
export const isCandidate = (job: JobLanding): boolean =>
  job.state === 'completed' && !job.history && job.facts.length > 0;

function landJob(job: JobDraft, setting: LandingSetting): JobLanding {
  const history =
    job.state === 'completed' &&
    setting.cutoverOn !== null &&
    job.completedOn !== null &&
    job.completedOn < setting.cutoverOn;
  // Nobody bills history or what was cancelled; its lost lines are named in the report all the same.
  const look = history || job.state === 'cancelled' ? null : lookAt(job);
  const state = stateOf(job, history, look);
  const completedOn = state === 'completed' ? job.completedOn : null;
  const site = [job.site.address, job.site.city, job.site.region, job.site.postcode];
  return {
    externalId: job.externalId,
    line: job.line,
    clientExternalId: job.clientExternalId,
    title: oneLine(job.title, 300) ?? `Job ${job.externalId}`,
    state,
    history,
    scheduledOn: state === 'completed' ? null : job.completedOn,
    completedOn,
    site: oneLine(site.filter((part) => part !== null).join(', '), 300),
    crew: oneLine(job.crew, 200),
    facts: job.facts.map((fact) => landFact(fact, completedOn, setting.currency)),
    factsMinor: job.factsMinor,
    saidPaid: saysPaid(job.said.paymentStatus),
    look,
    extra: {
      line: job.line,
      totalMinor: job.totalMinor?.toString() ?? null,
      said: clean(job.said),
      costs: clean(job.costs),
      columns: clean(job.extra),
    },
  };
}

function lookAt(job: JobDraft): string | null {
  const reasons: string[] = [];
  if (job.state === 'unclear') {
    const word = job.said.status === null ? 'no status' : `the status "${oneLine(job.said.status, 60)}"`;
    reasons.push(`The import gives ${word}, which does not say whether the work is done.`);
  }
  if (job.skippedLines.length > 0) {
    const shown = job.skippedLines.slice(0, 10).join(', ');
    const more = job.skippedLines.length > 10 ? ` and ${job.skippedLines.length - 10} more` : '';
    const what =
      job.skippedLines.length === 1
        ? `Line ${shown} of the lines file did`
        : `Lines ${shown}${more} of the lines file did`;
    reasons.push(`${what} not come in, so this job is not complete here.`);
  }
  if (reasons.length === 0) return null;
  const when = job.completedOn === null ? '' : ` The import gives the day ${job.completedOn}.`;
  return `${reasons.join(' ')}${when} Add what is missing and complete the job to bill it.`;
}

function stateOf(job: JobDraft, history: boolean, look: string | null): JobLanding['state'] {
  if (history) return 'completed';
  if (job.state === 'unclear') return 'in_progress';
  if (job.state === 'completed') return look === null ? 'completed' : 'in_progress';
  if (job.state === 'scheduled') return job.completedOn === null ? 'new' : 'scheduled';
  return job.state;
}

/** The same reckoning as for a line typed by hand: a discount comes out as a negative quantity of a positive price. */
function landFact(fact: FactDraft, servedOn: Day | null, currency: Currency): FactLanding {
  const title = oneLine(fact.title, 500) ?? 'Service';
  const detail = withinParagraphs(fact.detail, 2000);
  const line = orRefuse(
    computeLine(
      {
        id: 'fact',
        title,
        detail,
        kind: fact.kind,
        quantity: fact.quantity,
        unit: fact.unit,
        unitPrice: fact.unitPrice,
        discountPercent: null,
        taxRate: '0',
        taxCategory: 'O',
        taxName: 'None',
        servedOn,
        source: null,
      },
      currency,
      `line ${fact.line}`,
    ),
  );
  if (line.netMinor !== fact.amountMinor)
    throw new Error(
      `Bug: line ${fact.line} was read as ${fact.amountMinor} and reckons as ${line.netMinor}.`,
    );
  return {
    key: fact.key,
    ordinal: fact.ordinal,
    line: fact.line,
    kind: fact.kind,
    title,
    detail,
    quantity: line.quantity,
    unit: oneLine(fact.unit, 20) ?? 'piece',
    unitPrice: line.unitPrice,
    netMinor: line.netMinor,
    servedOn,
    extra: {
      importKey: fact.key,
      line: fact.line,
      costs: clean(fact.costs),
      columns: clean(fact.extra),
      ...(detail === fact.detail ? {} : { detail: storable(fact.detail ?? '') }),
    },
  };
}

function landClient(client: ClientDraft): ClientLanding {
  const lines = (client.address ?? '')
    .split(/[\r\n]+/)
    .map((line) => oneLine(line, 200))
    .filter((line) => line !== null)
    .slice(0, 4);
  const country = countryCode(client.country);
  return {
    externalId: client.externalId,
    name: oneLine(client.displayName, 200) ?? `Client ${client.externalId}`,
    contactName: oneLine(client.contactName, 200),
    email: client.email !== null && canBeMailed(client.email) ? client.email : null,
    phone: oneLine(client.phone, 50),
    address: {
      lines,
      postcode: oneLine(client.postcode, 20),
      city: oneLine(client.city, 100),
      region: oneLine(client.region, 100),
      country,
    },
    extra: {
      line: client.line,
      company: client.company === null ? null : storable(client.company),
      tier: client.tier === null ? null : storable(client.tier),
      columns: clean(client.extra),
      ...(country === null && client.country !== null ? { country: storable(client.country) } : {}),
      ...(client.email !== null && !canBeMailed(client.email) ? { email: storable(client.email) } : {}),
    },
  };
}

/** The same form that a person may type; what is kept as an address must be one that mail can go to. */
const canBeMailed = (address: string): boolean =>
  address.length <= 254 &&
  /^(?!\.)(?!.*\.\.)[A-Za-z0-9_'+\-.]*[A-Za-z0-9_+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/.test(
    address,
  );

const countryNames: Readonly<Record<string, string>> = {
  usa: 'US',
  'united states': 'US',
  'united states of america': 'US',
  canada: 'CA',
  'united kingdom': 'GB',
  uk: 'GB',
  australia: 'AU',
  'new zealand': 'NZ',
  ireland: 'IE',
  germany: 'DE',
};

function countryCode(text: string | null): string | null {
  const word = text?.trim().toLowerCase() ?? '';
  if (Object.hasOwn(countryNames, word)) return countryNames[word]!;
  return /^[a-z]{2}$/.test(word) ? word.toUpperCase() : null;
}

/** Half a character (a lone surrogate) cannot be stored as JSON, and bidirectional overrides can hide what is said. */
export const storable = (text: string): string =>
  [...text.replace(/[\u202a-\u202e\u2066-\u2069]/g, '')]
    .filter((character) => !/^[\ud800-\udfff]$/.test(character))
    .join('');

function oneLine(text: string | null, most: number): string | null {
  if (text === null) return null;
  const whole = storable(text).replace(/\s+/g, ' ').trim();
  return whole === '' ? null : clip(whole, most);
}

function withinParagraphs(text: string | null, most: number): string | null {
  if (text === null) return null;
  const whole = storable(text).replace(/\r\n?/g, '\n').trim();
  return whole === '' ? null : clip(whole, most);
}

function clip(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${storable(text.slice(0, most - 1))}…`;
}

/** All texts inside, keys included, as they can be stored. */
export function clean<T>(value: T): T {
  if (typeof value === 'string') return storable(value) as T;
  if (Array.isArray(value)) return value.map(clean) as T;
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [storable(key), clean(item)])) as T;
  return value;
}
