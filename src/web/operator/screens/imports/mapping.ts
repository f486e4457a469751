/** What a column is in a mapping, and the mapping after a person gave it another role. Pure; the server checks the result. */
import type { FileMapping, ImportPlanView } from './import.ts';

/** Roles that are no field. */
export const kept = '';
export const cost = '(cost)';

/** The field that a column holds, or `kept`, or `cost`. */
export function roleOf(mapping: FileMapping, column: string): string {
  if (mapping.costs.includes(column)) return cost;
  return Object.entries(mapping.columns).find(([, name]) => name === column)?.[0] ?? kept;
}

/** The whole mapping with one column in another role. Whatever held the field before is kept and no longer used. */
export function assign(
  mapping: FileMapping,
  fields: readonly { field: string }[],
  column: string,
  role: string,
): FileMapping {
  const columns = Object.fromEntries(
    fields.map(({ field }): [string, string | null] => {
      if (field === role) return [field, column];
      const holder = mapping.columns[field] ?? null;
      return [field, holder === column ? null : holder];
    }),
  );
  const costs = mapping.costs.filter((name) => name !== column);
  return { columns, costs: role === cost ? [...costs, column] : costs };
}

const confidenceWords = { sure: 'Sure.', likely: 'Likely.', doubtful: 'Doubtful.', none: '' } as const;

/** How sure the guess is about a column's role, in words; a role that differs from the guess was chosen by a person. */
export function meaningOf(
  guess: ImportPlanView['guesses'][number],
  column: string,
  role: string,
  corrected: boolean,
): { confidence: string; why: string } {
  const asField = guess.fields.find((field) => field.column === column);
  const asCost = guess.costs.find((row) => row.column === column);
  const guessed = asField?.field ?? (asCost ? cost : kept);
  if (corrected && role !== guessed) return { confidence: 'Chosen by you.', why: '' };
  if (role === cost) return { confidence: 'Sure.', why: asCost?.reason ?? '' };
  if (role === kept)
    return { confidence: '', why: 'No field claims it. Its cells are kept with the record.' };
  return { confidence: confidenceWords[asField?.confidence ?? 'none'], why: asField?.reason ?? '' };
}
