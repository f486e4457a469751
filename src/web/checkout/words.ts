/**
 * What the pay page says, in one place: plain sentences in English; numbers and days follow the document's locale.
 * No markup, and nothing that claims more than the facts show.
 */
import type { BalanceStep, PayView } from '../../domain/pay-view.ts';

export const stepNames: Readonly<Record<BalanceStep['kind'], string>> = {
  credited: 'Credited',
  paid: 'Paid',
  credit_applied: 'Your credit applied',
  credit_kept: 'Kept as your credit',
  refunded: 'Refunded to you',
  returned: 'Returned by the bank',
  forgiven: 'Waived',
};

const methodNames: Readonly<Record<string, string>> = {
  card: 'Card',
  us_bank_account: 'Bank debit',
  link: 'Link',
  cheque: 'Cheque',
  check: 'Check',
  cash: 'Cash',
  bank_transfer: 'Bank transfer',
  bank: 'Bank transfer',
};

/** A method without a name of its own is shown as it was recorded. */
export const methodName = (method: string): string => methodNames[method] ?? method.replaceAll('_', ' ');

export const lateWords = (days: number): string => `Overdue by ${days} ${days === 1 ? 'day' : 'days'}`;

/** Why there is no button, in two sentences: what is the case, and what that means for the reader. */
export function standing(state: PayView['state'], seller: string): { title: string; text: string } | null {
  switch (state) {
    case 'in_flight':
      return {
        title: 'A payment is being processed',
        text: 'It has not arrived yet; with a bank debit this can take some days. You do not need to do anything, and nothing is charged twice.',
      };
    case 'under_review':
      return {
        title: 'This payment is under review',
        text: `Your bank is looking into it. Nothing can be paid here until that has ended; please talk to ${seller} if you have questions.`,
      };
    case 'closed':
      return {
        title: 'Online payment is closed for this invoice',
        text: `Nothing can be paid here at the moment. Please contact ${seller} if you want to pay.`,
      };
    default:
      return null;
  }
}
