/** Every test card of the sandbox does what Stripe documents, through the official SDK: pays, declines, asks for authentication, stays stored. */
import type { Stripe } from 'stripe';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cardByMethodName, passesLuhn, testCards } from '../../src/sandbox/stripe/cards.ts';
import { errorOf, publishableKey, raw, type StripeRig, stripeRig, usd } from './stripe-rig.ts';

let rig: StripeRig;
beforeAll(async () => {
  rig = await stripeRig('cards', { subscribes: false });
});
afterAll(() => rig.close());

describe('test cards', () => {
  it('every number passes the check digit and every name leads to one', () => {
    expect(testCards.filter((card) => !passesLuhn(card.number))).toEqual([]);
    expect(cardByMethodName.size).toBe(testCards.filter((card) => card.name).length);
  });
  it.each(testCards.map((card) => [card.number, card] as const))(
    '%s does what Stripe documents',
    async (number, card) => {
      const intent = await rig.stripe.paymentIntents.create(usd(5000));
      const method = await rig.browser.paymentMethods.create({
        type: 'card',
        card: { number, exp_month: 12, exp_year: 2030, cvc: card.brand === 'amex' ? '1234' : '123' },
      });
      expect(JSON.stringify(method)).not.toContain(number);
      const confirm = rig.browser.paymentIntents.confirm(intent.id, {
        client_secret: intent.client_secret!,
        payment_method: method.id,
      } as Stripe.PaymentIntentConfirmParams);
      if (card.authentication !== 'none') {
        expect((await confirm).status).toBe('requires_action');
        const failed = await raw(rig, '/v1/3ds2/authenticate', {
          method: 'POST',
          key: publishableKey,
          body: new URLSearchParams({
            payment_intent: intent.id,
            client_secret: intent.client_secret!,
            outcome: 'failed',
          }).toString(),
        });
        expect(failed.body).toMatchObject({
          status: 'requires_payment_method',
          last_payment_error: { code: 'payment_intent_authentication_failure' },
        });
        return;
      }
      if (!card.decline) {
        expect((await confirm).status).toBe('succeeded');
        return;
      }
      const error = await errorOf(confirm);
      expect(error).toMatchObject({
        statusCode: 402,
        rawType: 'card_error',
        code: card.decline.code,
        decline_code: card.decline.declineCode,
        advice_code: card.decline.advice ?? undefined,
      });
      expect(error.payment_intent).toMatchObject({ id: intent.id, status: 'requires_payment_method' });
      expect(error.payment_method?.id).toBe(method.id);
      const charge = await rig.stripe.charges.retrieve(error.charge!);
      expect(charge).toMatchObject({
        status: 'failed',
        paid: false,
        failure_code: card.decline.code,
        balance_transaction: null,
      });
    },
  );
  it.each([
    [{ number: '4242424242424241' }, 'incorrect_number'],
    [{ number: '4012888888881881' }, 'card_declined'],
    [{ exp_month: 13 }, 'invalid_expiry_month'],
    [{ exp_year: 2025 }, 'invalid_expiry_year'],
    [{ cvc: '12' }, 'invalid_cvc'],
  ])('a form with %o is refused as %s', async (parts, code) => {
    const card = { number: '4242424242424242', exp_month: 12, exp_year: 2030, cvc: '123', ...parts };
    expect(await errorOf(rig.browser.paymentMethods.create({ type: 'card', card }))).toMatchObject({
      statusCode: 402,
      code,
    });
  });
  it('0341 is stored with a customer and then every charge fails; a declined card is not stored', async () => {
    const customer = await rig.stripe.customers.create({ email: 'ann@example.test' });
    const method = await rig.stripe.paymentMethods.attach('pm_card_chargeCustomerFail', {
      customer: customer.id,
    });
    expect((await rig.stripe.customers.listPaymentMethods(customer.id)).data.map((row) => row.id)).toEqual([
      method.id,
    ]);
    for (let i = 0; i < 2; i += 1) {
      const error = await errorOf(
        rig.stripe.paymentIntents.create(
          usd(5000, { customer: customer.id, payment_method: method.id, confirm: true, off_session: true }),
        ),
      );
      expect(error.code).toBe('card_declined');
    }
    expect(
      (
        await errorOf(
          rig.stripe.paymentMethods.attach('pm_card_visa_chargeDeclined', { customer: customer.id }),
        )
      ).statusCode,
    ).toBe(402);
  });
  it('a card that needs authentication cannot be charged off session, and the intent stays', async () => {
    const customer = await rig.stripe.customers.create({});
    const method = await rig.stripe.paymentMethods.attach('pm_card_authenticationRequired', {
      customer: customer.id,
    });
    const error = await errorOf(
      rig.stripe.paymentIntents.create(
        usd(5000, { customer: customer.id, payment_method: method.id, confirm: true, off_session: true }),
      ),
    );
    expect([error.code, error.payment_intent?.status]).toEqual([
      'authentication_required',
      'requires_payment_method',
    ]);
    const setUp = await rig.stripe.paymentMethods.attach('pm_card_authenticationRequiredOnSetup', {
      customer: customer.id,
    });
    expect(
      (
        await rig.stripe.paymentIntents.create(
          usd(5000, { customer: customer.id, payment_method: setUp.id, confirm: true, off_session: true }),
        )
      ).status,
    ).toBe('succeeded');
  });
  it('authenticated and then insufficient funds', async () => {
    const intent = await rig.stripe.paymentIntents.create(
      usd(5000, {
        payment_method: 'pm_card_authenticationRequiredChargeDeclinedInsufficientFunds',
        confirm: true,
      }),
    );
    expect(intent.next_action?.type).toBe('use_stripe_sdk');
    const answer = await raw(rig, '/v1/3ds2/authenticate', {
      method: 'POST',
      key: publishableKey,
      body: new URLSearchParams({
        payment_intent: intent.id,
        client_secret: intent.client_secret!,
        outcome: 'authenticated',
      }).toString(),
    });
    expect([answer.status, answer.body.error]).toMatchObject([
      402,
      { code: 'card_declined', decline_code: 'insufficient_funds' },
    ]);
  });
});
