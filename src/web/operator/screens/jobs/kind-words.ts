/** What the kinds of facts are called, and the unit that each usually counts in. */
import type { LineKind } from '../../../../domain/lines.ts';

export const kindWords: Record<LineKind, string> = {
  labor: 'Labor',
  material: 'Material',
  fee: 'Fee',
  travel: 'Travel',
  discount: 'Discount',
};

export const usualUnit: Record<LineKind, string> = {
  labor: 'h',
  material: 'piece',
  fee: 'piece',
  travel: 'mi',
  discount: 'piece',
};
