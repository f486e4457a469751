/**
 * What an import would land: clients, jobs and their facts, before anything is stored.
 * Drafts carry the export's own numbers as keys, so that importing the same file again finds the same things.
 * What the export says about payment is kept as `said`: it is never money.
 */
import type { JobState } from './import-values.ts';
import type { LineKind } from './lines.ts';
import type { Minor } from './money.ts';
import type { Day } from './time.ts';

/** Keys are indexed, so they are short; a longer one is no number of anything. */
export const keyCharactersMax = 100;
export const keyTooLong = (noun: string): string =>
  `The number of the ${noun} has more than ${keyCharactersMax} characters.`;

export interface ClientDraft {
  /** The export's number of the client; `name:…` where it has only names. */
  externalId: string;
  /** Where it stands in the clients file; null when only the jobs name it. */
  line: number | null;
  /** The name, or `Client 1001` when it is missing. */
  displayName: string;
  nameMissing: boolean;
  addressMissing: boolean;
  emailMissing: boolean;
  contactName: string | null;
  company: string | null;
  email: string | null;
  phone: string | null;
  address: string | null;
  city: string | null;
  region: string | null;
  postcode: string | null;
  country: string | null;
  tier: string | null;
  extra: Record<string, string>;
}

export interface FactDraft {
  /** Job and ordinal, `1000#2`: the same service twice in a job is two facts. */
  key: string;
  /** The place among all rows of the lines file that name the job, from 1, the unreadable ones included: mending one moves no other. */
  ordinal: number;
  /** The line of the lines file, or of the jobs file when there is no lines file. */
  line: number;
  kind: LineKind;
  title: string;
  detail: string | null;
  /** Decimal strings; round(quantity x unitPrice) is exactly `amountMinor`. */
  quantity: string;
  unit: string;
  unitPrice: string;
  amountMinor: Minor;
  costs: Record<string, string>;
  extra: Record<string, string>;
}

export interface JobDraft {
  externalId: string;
  line: number;
  clientExternalId: string;
  title: string;
  state: JobState;
  completedOn: Day | null;
  crew: string | null;
  site: { address: string | null; city: string | null; region: string | null; postcode: string | null };
  /** What the export gives as the total; null when it gives none. Billed are the facts. */
  totalMinor: Minor | null;
  facts: FactDraft[];
  factsMinor: Minor;
  /** Rows of the lines file that belong to this job and did not land: look before billing. */
  skippedLines: number[];
  said: { status: string | null; paymentStatus: string | null; paymentDelayDays: number | null };
  costs: Record<string, string>;
  extra: Record<string, string>;
}
