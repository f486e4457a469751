/**
 * An amount on the screen: tabular figures, the currency's own decimals, exact at any size.
 * It does not add or convert; a sum arrives as a sum.
 */
import { classNames } from './class-names.ts';
import { type MinorUnits, moneyText } from './money-text.ts';

export interface MoneyProps {
  minor: MinorUnits;
  currency: string;
  locale?: string;
  /** `total` draws the accountant's rules; `muted` is for zeros and context. */
  emphasis?: 'plain' | 'strong' | 'muted' | 'total';
}

const emphases = {
  plain: '',
  strong: 'font-semibold',
  muted: 'text-ink-3',
  total: 'font-semibold total-rule',
} as const;

export function Money({ minor, currency, locale, emphasis = 'plain' }: MoneyProps) {
  return (
    <data value={`${BigInt(minor)} ${currency}`} className={classNames('figures', emphases[emphasis])}>
      {moneyText(minor, currency, locale)}
    </data>
  );
}
