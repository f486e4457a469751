/**
 * Lives: which verb leads from which state to which. One table per noun; anything not listed is refused.
 * It does not know why a verb may fail for other reasons (money received, a closed gate).
 */
import { accept, decline, type Result } from './refusal.ts';

export type LifeTable<S extends string, V extends string> = { readonly [K in S]: { readonly [A in V]?: S } };

export interface Life<S extends string, V extends string> {
  readonly states: readonly S[];
  readonly table: LifeTable<S, V>;
  /** The verbs that the state allows, in the order of the table. */
  lawfulMoves(state: S): V[];
  /** The next state; refuses with `move_unlawful`. */
  move(state: S, verb: V): Result<S>;
}

/** `noun` is how a person calls the thing, with its article: `An invoice`. */
export function defineLife<S extends string, V extends string>(
  noun: string,
  table: LifeTable<S, V>,
): Life<S, V> {
  const lawfulMoves = (state: S): V[] => Object.keys(table[state]) as V[];
  const words = (text: string): string => text.replaceAll('_', ' ');
  return {
    states: Object.keys(table) as S[],
    table,
    lawfulMoves,
    move(state, verb) {
      const next = Object.hasOwn(table[state], verb) ? table[state][verb] : undefined;
      if (next !== undefined) return accept(next);
      const lawful = lawfulMoves(state);
      return decline('move_unlawful', {
        reason: `${noun} that is ${words(state)} does not allow "${words(verb)}".`,
        evidence: [{ fact: 'state', value: state }],
        next: lawful.length === 0 ? 'This state is final.' : `It allows: ${lawful.map(words).join(', ')}.`,
      });
    },
  };
}
