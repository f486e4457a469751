/**
 * What happens next with an invoice, from when, and whether a gate stands before it. It says what the facts call for;
 * it does not promise that a machine will do it, and it starts nothing.
 */
import type { InvoiceFacts } from './facts.ts';
import { acceptedDelivery } from './facts.ts';
import { networkStatus, owed, readiness } from './labels.ts';
import { isOverdue } from './terms.ts';
import { addDays, type Day } from './time.ts';

export const followUpSteps = [
  'none',
  'send',
  'check_delivery',
  'lift_hold',
  'await_outcome',
  'reopen_link',
  'retry_payment',
  'await_payment',
  'await_reminder_day',
  'remind',
] as const;
export type FollowUpStep = (typeof followUpSteps)[number];

export interface FollowUp {
  step: FollowUpStep;
  /** The first day on which the step is due; null when it waits for somebody else or for nothing. */
  on: Day | null;
  isGated: boolean;
  /** One sentence for people, without the day: whoever shows it writes `on` as its reader writes days. */
  says: string;
}

/** The reminder's rule: one, on the first tick with today >= due + 15. */
export const reminderAfterDays = 15;

/** Which steps need a key, and the sensitive action that they are. */
const actionOf: Partial<Record<FollowUpStep, 'send' | 'payment_link' | 'charge'>> = {
  send: 'send',
  remind: 'send',
  reopen_link: 'payment_link',
  retry_payment: 'charge',
};

/** Total. `isGated` answers for the account's policy whether the action needs an approval now. */
export function nextFollowUp(
  facts: InvoiceFacts,
  isGated: (action: 'send' | 'payment_link' | 'charge') => boolean,
): FollowUp {
  const { step, on, says } = nextStep(facts);
  const action = actionOf[step];
  return { step, on, isGated: action !== undefined && isGated(action), says };
}

type Step = Omit<FollowUp, 'isGated'>;

function nextStep(facts: InvoiceFacts): Step {
  if (facts.doc === 'discarded' || facts.doc === 'void')
    return { step: 'none', on: null, says: 'Nothing follows.' };
  if (facts.holds.length > 0)
    return { step: 'lift_hold', on: facts.today, says: 'It is on hold until somebody lifts the hold.' };
  if (facts.doc === 'draft')
    return { step: 'send', on: facts.today, says: 'The draft waits to be approved and sent.' };
  if (facts.money.H > 0n) return { step: 'await_outcome', on: null, says: 'A dispute is under review.' };
  if (owed(facts) <= 0n) return { step: 'none', on: null, says: 'Nothing is owed.' };
  if (facts.money.X > 0n) return { step: 'await_outcome', on: null, says: 'A payment is in flight.' };
  if (readiness(facts) === 'reversed') {
    return {
      step: 'reopen_link',
      on: facts.today,
      says: 'The money went back; the link waits to be reopened.',
    };
  }
  if (acceptedDelivery(facts) === null) return undelivered(facts);
  if (networkStatus(facts) === 'Failed')
    return { step: 'retry_payment', on: facts.today, says: 'The last payment attempt failed.' };
  return awaitPayment(facts);
}

function undelivered(facts: InvoiceFacts): Step {
  if (facts.delivery.length === 0)
    return { step: 'send', on: facts.today, says: 'It is issued and waits to be sent.' };
  if (facts.delivery.some((delivery) => delivery.state === 'queued')) {
    return { step: 'await_outcome', on: null, says: 'It is on its way to the mail gateway.' };
  }
  return {
    step: 'check_delivery',
    on: facts.today,
    says: 'No message is known to have been delivered; check the recipient.',
  };
}

function awaitPayment(facts: InvoiceFacts): Step {
  const due = facts.time.dueOn;
  if (due === null)
    return { step: 'await_payment', on: null, says: 'The client can pay; there is no due day.' };
  if (!isOverdue(facts.today, due))
    return { step: 'await_payment', on: due, says: 'The client has until the due day to pay.' };
  const remindOn = addDays(due, reminderAfterDays);
  if (facts.today < remindOn) {
    return {
      step: 'await_reminder_day',
      on: remindOn,
      says: 'It is overdue; it is too early for a reminder.',
    };
  }
  return { step: 'remind', on: remindOn, says: 'It is overdue and a reminder is due.' };
}
