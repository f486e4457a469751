/**
 * Why a label says what it says: the smallest set of evidence that yields it, and the way back from evidence to label.
 * Both run the rules of labels.ts; there is no second opinion here. It does not fetch the rows behind the evidence.
 */
import {
  type FactName,
  type FactValues,
  factNames,
  type InvoiceFacts,
  type Read,
  readFact,
} from './facts.ts';
import { type LabelFamilies, type LabelFamily, labelRules } from './labels.ts';
import { minorFromString } from './money.ts';
import type { Evidence } from './refusal.ts';

/**
 * Amounts besides the total that evidence leaves out are zero: the fold is complete, so what it does not name did not
 * happen. Every other fact must be named, and so must the total, or "no evidence at all" would prove an invoice paid.
 */
const amountsZeroWhenUnnamed: ReadonlySet<FactName> = new Set([
  'credited',
  'settled_by_gateway',
  'settled_by_person',
  'credit_applied',
  'refunded_still_owed',
  'under_review',
  'lost',
  'forgiven',
  'in_flight',
]);
const isAmount = (name: FactName): boolean => name === 'total' || amountsZeroWhenUnnamed.has(name);

type Known = Partial<FactValues>;
const undetermined = Symbol('undetermined');

/** What the balance is made of, with its signs. */
const balanceSigns: readonly [FactName, 1n | -1n][] = [
  ['total', 1n],
  ['credited', -1n],
  ['settled_by_gateway', -1n],
  ['settled_by_person', -1n],
  ['credit_applied', -1n],
  ['refunded_still_owed', 1n],
  ['lost', 1n],
  ['forgiven', -1n],
];

/** The label from the named facts alone; `undetermined` when a rule asks for one that is not there. */
function derive<F extends LabelFamily>(family: F, known: Known): LabelFamilies[F] | typeof undetermined {
  const seen = new Set<FactName>();
  const read: Read = (name) => {
    seen.add(name);
    const value = known[name];
    if (value !== undefined) return value;
    if (amountsZeroWhenUnnamed.has(name)) return 0n as FactValues[typeof name];
    throw undetermined;
  };
  try {
    const label = labelRules[family](read);
    return isOverpaid(known, seen) ? undetermined : label;
  } catch (thrown) {
    if (thrown === undetermined) return undetermined;
    throw thrown;
  }
}

/** A set whose balance was asked for and is below zero left out what the excess became; it proves nothing. */
function isOverpaid(known: Known, seen: ReadonlySet<FactName>): boolean {
  if (!balanceSigns.every(([name]) => seen.has(name))) return false;
  let balance = 0n;
  for (const [name, sign] of balanceSigns) balance += sign * ((known[name] as bigint | undefined) ?? 0n);
  return balance < 0n;
}

/** The facts that the rule looked at on its way to the label, without amounts of zero. */
function consulted(family: LabelFamily, facts: InvoiceFacts): FactName[] {
  const seen = new Set<FactName>();
  labelRules[family]((name) => {
    seen.add(name);
    return readFact(facts, name);
  });
  return factNames.filter(
    (name) => seen.has(name) && !(amountsZeroWhenUnnamed.has(name) && readFact(facts, name) === 0n),
  );
}

/** All subsets of the names, smallest first, in the order of the names. */
function* subsets(names: readonly FactName[]): Generator<readonly FactName[]> {
  function* choose(from: number, count: number): Generator<FactName[]> {
    if (count === 0) yield [];
    for (let i = from; count > 0 && i <= names.length - count; i += 1) {
      for (const rest of choose(i + 1, count - 1)) yield [names[i]!, ...rest];
    }
  }
  for (let size = 0; size <= names.length; size += 1) yield* choose(0, size);
}

function pick(facts: InvoiceFacts, names: readonly FactName[]): Known {
  return Object.fromEntries(names.map((name) => [name, readFact(facts, name)])) as Known;
}

/**
 * The smallest set of evidence that yields the family's label. Amounts are strings of minor units, `ref` holds the ids
 * of the rows behind a fact. When the stored facts are unlawful (owed below zero) it is everything that was consulted.
 */
export function why<F extends LabelFamily>(
  family: F,
  facts: InvoiceFacts,
): { label: LabelFamilies[F]; evidence: Evidence[] } {
  const label = labelRules[family]((name) => readFact(facts, name));
  const names = consulted(family, facts);
  for (const subset of subsets(names)) {
    if (derive(family, pick(facts, subset)) === label)
      return { label, evidence: subset.map((name) => cite(facts, name)) };
  }
  return { label, evidence: names.map((name) => cite(facts, name)) };
}

function cite(facts: InvoiceFacts, name: FactName): Evidence {
  const value = readFact(facts, name);
  const ids = facts.evidence?.[name] ?? (name === 'accepted' ? acceptanceIds(facts) : []);
  return {
    fact: name,
    value: typeof value === 'bigint' ? value.toString() : value,
    ...(ids.length === 0 ? {} : { ref: ids.join(' ') }),
  };
}

const acceptanceIds = (facts: InvoiceFacts): string[] =>
  facts.delivery
    .filter((delivery) => delivery.state === 'accepted' || delivery.state === 'delivered')
    .flatMap((delivery) => delivery.evidenceId ?? []);

/** The label that the evidence alone yields; `undefined` when it does not settle the question. */
export function rederive<F extends LabelFamily>(
  family: F,
  evidence: readonly Evidence[],
): LabelFamilies[F] | undefined {
  const known: Record<string, unknown> = {};
  for (const { fact, value } of evidence) {
    const name = factNames.find((each) => each === fact);
    if (name) known[name] = isAmount(name) ? minorFromString(String(value)) : value;
  }
  const label = derive(family, known as Known);
  return label === undetermined ? undefined : label;
}
