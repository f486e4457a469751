/** What an invariant of live data is: an id, a sentence and the query for its offenders. verify.ts runs them. */
export interface Invariant {
  /** As the design numbers it: `I1`, with a word where a number has several queries. */
  id: string;
  /** What holds, as a sentence. */
  says: string;
  /** Offenders: `account_id`, `subject` (a type and an id), `detail` (what is wrong with it). */
  sql: string;
}
