/**
 * Stripe's published test cards and what each does. The behaviour's name is stored, never the number.
 * Numbers that are not here are refused as Stripe refuses a real card in test mode.
 * Dispute cards are absent until the sandbox has disputes.
 */
export interface Decline {
  code: string;
  declineCode: string;
  advice: 'confirm_card_data' | 'do_not_try_again' | 'try_again_later' | null;
  networkCode: string | null;
  message: string;
  blocked?: boolean;
}

export interface TestCard {
  number: string;
  /** The suffix of its ready-made method, such as `pm_card_visa`, or null. */
  name: string | null;
  brand: 'visa' | 'mastercard' | 'amex' | 'discover' | 'diners' | 'jcb' | 'unionpay';
  funding: 'credit' | 'debit' | 'prepaid';
  attachable: boolean;
  /** unlessSetUp: not asked off session once it is attached to a customer. setUp: asked on session only. */
  authentication: 'none' | 'unlessSetUp' | 'always' | 'setUp';
  decline: Decline | null;
  refund: 'succeeds' | 'pendingFirst' | 'failsLater';
  /** The money is available at once instead of after two days. */
  bypassPending: boolean;
}

const message = 'Your card was declined.';
const declines = {
  generic: {
    code: 'card_declined',
    declineCode: 'generic_decline',
    advice: 'try_again_later',
    networkCode: '05',
    message,
  },
  funds: {
    code: 'card_declined',
    declineCode: 'insufficient_funds',
    advice: 'try_again_later',
    networkCode: '51',
    message: 'Your card has insufficient funds.',
  },
  lost: {
    code: 'card_declined',
    declineCode: 'lost_card',
    advice: 'do_not_try_again',
    networkCode: '41',
    message,
  },
  stolen: {
    code: 'card_declined',
    declineCode: 'stolen_card',
    advice: 'do_not_try_again',
    networkCode: '43',
    message,
  },
  expired: {
    code: 'expired_card',
    declineCode: 'expired_card',
    advice: 'confirm_card_data',
    networkCode: '54',
    message: 'Your card has expired.',
  },
  cvc: {
    code: 'incorrect_cvc',
    declineCode: 'incorrect_cvc',
    advice: 'confirm_card_data',
    networkCode: 'N7',
    message: "Your card's security code is incorrect.",
  },
  processing: {
    code: 'processing_error',
    declineCode: 'processing_error',
    advice: 'try_again_later',
    networkCode: '96',
    message: 'An error occurred while processing your card. Try again in a little bit.',
  },
  velocity: {
    code: 'card_declined',
    declineCode: 'card_velocity_exceeded',
    advice: 'try_again_later',
    networkCode: '65',
    message:
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  },
  blocked: {
    code: 'card_declined',
    declineCode: 'fraudulent',
    advice: 'do_not_try_again',
    networkCode: null,
    message,
    blocked: true,
  },
} as const satisfies Record<string, Decline>;

function card(number: string, name: string | null, parts: Partial<TestCard> = {}): TestCard {
  return {
    number,
    name,
    brand: 'visa',
    funding: 'credit',
    attachable: true,
    authentication: 'none',
    decline: null,
    refund: 'succeeds',
    bypassPending: false,
    ...parts,
  };
}

const declined = (number: string, name: string | null, decline: Decline): TestCard =>
  card(number, name, { decline, attachable: false });

export const testCards: readonly TestCard[] = [
  card('4242424242424242', 'visa'),
  card('4000056655665556', 'visa_debit', { funding: 'debit' }),
  card('5555555555554444', 'mastercard', { brand: 'mastercard' }),
  card('2223003122003222', null, { brand: 'mastercard' }),
  card('5200828282828210', 'mastercard_debit', { brand: 'mastercard', funding: 'debit' }),
  card('5105105105105100', 'mastercard_prepaid', { brand: 'mastercard', funding: 'prepaid' }),
  card('378282246310005', 'amex', { brand: 'amex' }),
  card('371449635398431', null, { brand: 'amex' }),
  card('6011111111111117', 'discover', { brand: 'discover' }),
  card('3056930009020004', 'diners', { brand: 'diners' }),
  card('3566002020360505', 'jcb', { brand: 'jcb' }),
  card('6200000000000005', 'unionpay', { brand: 'unionpay' }),
  declined('4000000000000002', 'visa_chargeDeclined', declines.generic),
  declined('4000000000009995', 'visa_chargeDeclinedInsufficientFunds', declines.funds),
  declined('4000000000009987', 'visa_chargeDeclinedLostCard', declines.lost),
  declined('4000000000009979', 'visa_chargeDeclinedStolenCard', declines.stolen),
  declined('4000000000000069', 'chargeDeclinedExpiredCard', declines.expired),
  declined('4000000000000127', 'chargeDeclinedIncorrectCvc', declines.cvc),
  declined('4000000000000119', 'chargeDeclinedProcessingError', declines.processing),
  declined('4000000000006975', 'visa_chargeDeclinedVelocityLimitExceeded', declines.velocity),
  declined('4100000000000019', 'radarBlock', declines.blocked),
  card('4000000000000341', 'chargeCustomerFail', { decline: declines.generic }),
  card('4000002500003155', 'authenticationRequiredOnSetup', { authentication: 'unlessSetUp' }),
  card('4000002760003184', 'authenticationRequired', { authentication: 'always' }),
  card('4000003800000446', 'authenticationRequiredSetupForOffSession', { authentication: 'setUp' }),
  card('4000008260003178', 'authenticationRequiredChargeDeclinedInsufficientFunds', {
    authentication: 'always',
    decline: declines.funds,
  }),
  card('4000000000000077', 'bypassPending', { bypassPending: true }),
  card('4000000000007726', 'pendingRefund', { refund: 'pendingFirst' }),
  card('4000000000005126', 'refundFail', { refund: 'failsLater' }),
];

export const cardByNumber: ReadonlyMap<string, TestCard> = new Map(
  testCards.map((item) => [item.number, item]),
);
export const cardByMethodName: ReadonlyMap<string, TestCard> = new Map(
  testCards.flatMap((item) => (item.name ? [[`pm_card_${item.name}`, item] as const] : [])),
);
export const cardByTokenName: ReadonlyMap<string, TestCard> = new Map(
  testCards.flatMap((item) => (item.name ? [[`tok_${item.name}`, item] as const] : [])),
);

/** What is stored in place of the number: brand, first six and last four digits, as receipts may show. */
export const behaviourOf = (item: TestCard): string =>
  `${item.brand}-${item.number.slice(0, 6)}-${item.number.slice(-4)}`;
export const cardByBehaviour: ReadonlyMap<string, TestCard> = new Map(
  testCards.map((item) => [behaviourOf(item), item]),
);

/** The check digit of ISO/IEC 7812-1. */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  [...digits].reverse().forEach((digit, i) => {
    const value = Number(digit) * (i % 2 === 1 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  });
  return sum % 10 === 0;
}
