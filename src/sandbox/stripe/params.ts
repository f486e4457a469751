/**
 * Reads the parameters of one request and refuses what Stripe refuses: unknown names, wrong kinds, too long texts.
 * It knows no resource.
 */
import { invalid, required } from './errors.ts';
import type { Tree } from './form.ts';

export class Params {
  readonly tree: { [key: string]: Tree };
  readonly #prefix: string;
  constructor(tree: { [key: string]: Tree }, prefix = '') {
    this.tree = tree;
    this.#prefix = prefix;
  }

  #name(key: string): string {
    return this.#prefix === '' ? key : `${this.#prefix}[${key}]`;
  }

  /** Refuses every name that is not listed; `expand` is always allowed. */
  only(...names: string[]): void {
    for (const key of Object.keys(this.tree)) {
      if (names.includes(key) || (key === 'expand' && this.#prefix === '')) continue;
      const name = this.#name(key);
      throw invalid(`Received unknown parameter: ${name}`, { code: 'parameter_unknown', param: name });
    }
  }

  has(key: string): boolean {
    return this.tree[key] !== undefined;
  }

  /** The text, null when sent empty (Stripe's way to unset), undefined when absent. */
  text(key: string, max = 5000): string | null | undefined {
    const value = this.tree[key];
    if (value === undefined) return undefined;
    if (typeof value !== 'string') throw invalid('Invalid string', { param: this.#name(key) });
    if (value.length > max) {
      throw invalid(`Invalid string: must be at most ${max} characters`, {
        code: 'parameter_invalid_string',
        param: this.#name(key),
      });
    }
    return value === '' ? null : value;
  }

  textRequired(key: string): string {
    const value = this.text(key);
    if (value === undefined) throw required(this.#name(key));
    if (value === null) {
      throw invalid(`You passed an empty string for '${this.#name(key)}'.`, {
        code: 'parameter_invalid_empty',
        param: this.#name(key),
      });
    }
    return value;
  }

  integer(key: string): number | undefined {
    const value = this.text(key);
    if (value === undefined || value === null) return undefined;
    if (!/^-?\d{1,15}$/.test(value)) {
      throw invalid(`Invalid integer: ${value}`, {
        code: 'parameter_invalid_integer',
        param: this.#name(key),
      });
    }
    return Number(value);
  }

  flag(key: string): boolean | undefined {
    const value = this.text(key);
    if (value === undefined || value === null) return undefined;
    if (value !== 'true' && value !== 'false')
      throw invalid(`Invalid boolean: ${value}`, { param: this.#name(key) });
    return value === 'true';
  }

  choice<T extends string>(key: string, allowed: readonly T[]): T | undefined {
    const value = this.text(key);
    if (value === undefined || value === null) return undefined;
    if (!allowed.includes(value as T)) {
      throw invalid(`Invalid ${this.#name(key)}: must be one of ${allowed.join(', ')}`, {
        param: this.#name(key),
      });
    }
    return value as T;
  }

  group(key: string): Params | undefined {
    const value = this.tree[key];
    if (value === undefined || value === '') return undefined;
    if (typeof value === 'string') throw invalid('Invalid object', { param: this.#name(key) });
    return new Params(value, this.#name(key));
  }

  list(key: string): string[] | undefined {
    const value = this.tree[key];
    if (value === undefined) return undefined;
    if (typeof value === 'string') throw invalid('Invalid array', { param: this.#name(key) });
    return Object.values(value).map((item) => {
      if (typeof item !== 'string') throw invalid('Invalid string', { param: this.#name(key) });
      return item;
    });
  }

  /** Metadata merged over what was there: an empty value removes its key, an empty `metadata` removes all. */
  metadata(before: Record<string, string> = {}): Record<string, string> {
    const value = this.tree.metadata;
    if (value === undefined) return before;
    if (typeof value === 'string') return {};
    const merged: Record<string, string> = { ...before };
    for (const [key, item] of Object.entries(value)) {
      const param = `metadata[${key}]`;
      if (typeof item !== 'string') throw invalid('Invalid string', { param });
      if (key.length > 40) throw invalid('Metadata keys can be at most 40 characters long.', { param });
      if (item.length > 500) throw invalid('Metadata values can be at most 500 characters long.', { param });
      if (item === '') delete merged[key];
      else merged[key] = item;
    }
    if (Object.keys(merged).length > 50)
      throw invalid('Metadata can have at most 50 keys.', { param: 'metadata' });
    return merged;
  }
}
