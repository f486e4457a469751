/**
 * What makes a signed event one that a person must look at: shapes that Stripe does not make, and values that a database
 * cannot hold. It judges the shape only; what the event says of money is judged where facts are read.
 */

/** Far above what Stripe nests, far below what a recursive walk survives. */
const deepest = 64;
/** The year 2000 to the year 3000, in seconds. */
const earliest = 946_684_800;
const latest = 32_503_680_000;
const eventId = /^evt_[A-Za-z0-9_-]{1,72}$/;
const objectId = /^[A-Za-z0-9_-]{1,72}$/;
const eventType = /^[A-Za-z0-9_.]{1,100}$/;
const unstorable = /[\0\p{Cs}]/u;

export interface RawEvent {
  id: string;
  object: string;
  type: string;
  created: number;
  livemode: boolean;
  api_version?: string | null;
  account?: string | null;
  data: { object: Record<string, unknown> | null };
}

/** Whether an instant of our own can be made of it. */
export const isTellable = (seconds: unknown): seconds is number =>
  Number.isSafeInteger(seconds) && (seconds as number) >= earliest && (seconds as number) <= latest;

/** The first thing that is odd, as a sentence; null when the event is of the usual shape. */
export function oddityOf(row: RawEvent): string | null {
  const { object } = row.data;
  if (object === null || Array.isArray(object)) return 'It holds no object.';
  if (isDeeper(object, deepest)) return `Its object is nested deeper than ${deepest} levels.`;
  if (!eventId.test(row.id)) return 'Its id is not spelled as event ids are.';
  if (!eventType.test(row.type)) return 'Its type is not spelled as types are.';
  if (!isTellable(row.created)) return 'Its time is not one that an event can have.';
  if (typeof row.livemode !== 'boolean') return 'It does not say whether it is live or test.';
  if (!isTextOrNothing(row.account)) return 'It does not say plainly which account it belongs to.';
  if (!isTextOrNothing(row.api_version)) return 'It does not say plainly which version it is in.';
  if (object.id !== undefined && !(typeof object.id === 'string' && objectId.test(object.id)))
    return 'The id of its object is not spelled as ids are.';
  if (object.livemode !== undefined && object.livemode !== row.livemode)
    return 'The event and its object disagree on whether they are live or test.';
  return isLabels(object.metadata) ? null : 'The metadata of its object are not plain texts.';
}

const isTextOrNothing = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && !unstorable.test(value));

/** Objects without metadata exist; `null` in their place does not. */
function isLabels(value: unknown): boolean {
  if (value === undefined) return true;
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([key, text]) => typeof text === 'string' && !unstorable.test(key) && !unstorable.test(text),
  );
}

/** Level by level and without recursion: the depth is the sender's choice. */
function isDeeper(value: object, limit: number): boolean {
  let level: object[] = [value];
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > limit) return true;
    level = level.flatMap((item) =>
      Object.values(item).filter((inner): inner is object => typeof inner === 'object' && inner !== null),
    );
  }
  return false;
}
