/**
 * What every payment gateway must do, whatever stands behind it. A gateway joins by giving a rig: itself,
 * a payer who can pay or be declined, and the webhooks that arrived.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type {
  Answer,
  GatewayEvent,
  GatewayFact,
  GatewayPayment,
  OpenPayment,
  PaymentGateway,
} from '../../src/gateways/payment/port.ts';

export interface ReceivedWebhook {
  rawBody: string;
  signature: string;
  receivedAtMs: number;
}

export interface PaymentRig {
  gateway: PaymentGateway;
  secrets: string[];
  received: ReceivedWebhook[];
  /** The payer acts in the browser. */
  pay(payment: GatewayPayment, outcome: 'accepted' | 'declined' | 'needs_action'): Promise<void>;
  /** Resolves once every webhook that is due has arrived. */
  settle(): Promise<void>;
  now(): string;
  close(): Promise<void>;
}

export function answered<T>(answer: Answer<T>): T {
  if (!answer.ok)
    throw new Error(
      `Expected an answer, got ${answer.fault.kind}: ${answer.fault.code} ${answer.fault.message}`,
    );
  return answer.value;
}

export function faultKind(answer: Answer<unknown>): string {
  return answer.ok ? 'no fault' : `${answer.fault.kind} ${answer.fault.code}`;
}

let count = 0;
export function opening(parts: Partial<OpenPayment> = {}): OpenPayment {
  count += 1;
  const op = `pay_${count}`;
  return {
    amountMinor: 125_00n,
    currency: 'USD',
    marks: { op, account: 'acc_1', invoice: 'inv_1', attempt: 'att_1' },
    idempotencyKey: `closeout:${op}`,
    description: 'Invoice INV-2026-00001',
    receiptEmail: null,
    allowsRedirects: false,
    ...parts,
  };
}

const eventsOf = (rig: PaymentRig): GatewayEvent[] =>
  rig.received.map((webhook) => {
    const verified = rig.gateway.verify({ ...webhook, secrets: rig.secrets });
    if (!verified.ok) throw new Error(`${verified.why}: ${verified.message}`);
    return verified.event;
  });

const factsOf = (rig: PaymentRig, objectId: string): GatewayFact[] =>
  eventsOf(rig)
    .flatMap((event) => rig.gateway.fact(event) ?? [])
    .filter((fact) => fact.objectId === objectId);

export function paymentContract(name: string, makeRig: () => Promise<PaymentRig>): void {
  describe(`payment gateway contract: ${name}`, () => {
    let rig: PaymentRig;
    beforeAll(async () => {
      rig = await makeRig();
    });
    afterAll(() => rig.close());
    opensAndReads(() => rig);
    tellsWhatThePayerDid(() => rig);
    refunds(() => rig);
    listsAndFinds(() => rig);
    verifies(() => rig);
  });
}

function opensAndReads(rig: () => PaymentRig): void {
  it('opens a payment once per key, to the cent', async () => {
    const input = opening({ amountMinor: 1_234_56n });
    const first = answered(await rig().gateway.open(input));
    const again = answered(await rig().gateway.open(input));
    expect(again.id).toBe(first.id);
    expect(first).toMatchObject({
      state: 'requires_method',
      amountMinor: 123_456n,
      currency: 'USD',
      receivedMinor: 0n,
      livemode: false,
    });
    expect(first.clientSecret).toBeTruthy();
    expect(first.metadata).toMatchObject({
      closeout_op: input.marks.op,
      closeout_account: 'acc_1',
      closeout_invoice: 'inv_1',
      closeout_attempt: 'att_1',
    });
    expect(answered(await rig().gateway.read(first.id))).toEqual(first);
  });
  it('rejects the same key with another amount', async () => {
    const input = opening();
    answered(await rig().gateway.open(input));
    expect(faultKind(await rig().gateway.open({ ...input, amountMinor: 1n + input.amountMinor }))).toBe(
      'rejected idempotency_error',
    );
  });
  it.each([
    ['JPY', 80n],
    ['ISK', 1_500n],
    ['BHD', 12_340n],
    ['EUR', 50n],
  ] as const)('counts %s by its own decimals', async (currency, amountMinor) => {
    expect(answered(await rig().gateway.open(opening({ currency, amountMinor })))).toMatchObject({
      currency,
      amountMinor,
    });
  });
  it.each([
    ['USD', 49n, 'below_provider_minimum'],
    ['EUR', 30n, 'below_provider_minimum'],
    ['JPY', 49n, 'below_provider_minimum'],
    ['BHD', 12_345n, 'amount_invalid'],
    ['USD', 100_000_000n, 'amount_invalid'],
    ['USD', 0n, 'amount_invalid'],
    ['XXY', 500n, 'currency_unsupported'],
  ] as const)('rejects %s %s as %s, before and in the call', async (currency, amountMinor, code) => {
    const checked = rig().gateway.capabilities.checkAmount(amountMinor, currency);
    expect(checked.ok ? 'accepted' : checked.refusal.code).toBe(code);
    expect(faultKind(await rig().gateway.open(opening({ currency, amountMinor })))).toBe(`rejected ${code}`);
  });
  it('changes the amount, cancels, and refuses to cancel twice', async () => {
    const input = opening();
    const { id } = answered(await rig().gateway.open(input));
    const changed = await rig().gateway.updateAmount({
      paymentId: id,
      amountMinor: 99_00n,
      currency: 'USD',
      idempotencyKey: `${input.idempotencyKey}:99`,
    });
    expect(answered(changed).amountMinor).toBe(9_900n);
    expect(
      answered(
        await rig().gateway.cancel({ paymentId: id, idempotencyKey: `${input.idempotencyKey}:cancel` }),
      ).state,
    ).toBe('canceled');
    expect(
      (await rig().gateway.cancel({ paymentId: id, idempotencyKey: `${input.idempotencyKey}:cancel2` })).ok,
    ).toBe(false);
    await rig().settle();
    expect(factsOf(rig(), id).map((fact) => fact.kind)).toEqual(['payment.canceled']);
  });
  it('rejects an id that does not exist', async () => {
    expect(faultKind(await rig().gateway.read('pi_nowhere'))).toBe('rejected resource_missing');
  });
}

function tellsWhatThePayerDid(rig: () => PaymentRig): void {
  it('tells an accepted payment by webhook and by reading, the same', async () => {
    const input = opening();
    const payment = answered(await rig().gateway.open(input));
    await rig().pay(payment, 'accepted');
    await rig().settle();
    const after = answered(await rig().gateway.read(payment.id));
    expect(after).toMatchObject({ state: 'succeeded', receivedMinor: 12_500n });
    const [fact] = factsOf(rig(), payment.id);
    expect(fact).toMatchObject({
      kind: 'payment.succeeded',
      key: payment.id,
      amountMinor: 12_500n,
      currency: 'USD',
      livemode: false,
      account: null,
      reason: null,
      chargeId: after.chargeId,
    });
    expect(fact!.metadata.closeout_op).toBe(input.marks.op);
    const read = answered(await rig().gateway.readFact(payment.id))!;
    expect({ ...read, gatewayEventId: null, feeMinor: null }).toEqual({
      ...fact,
      gatewayEventId: null,
      feeMinor: null,
    });
    const settlement = answered(await rig().gateway.settlement(after.chargeId!))!;
    expect(settlement.grossMinor).toBe(settlement.feeMinor + settlement.netMinor);
    expect(read.feeMinor).toBe(settlement.feeMinor);
    expect(settlement.availableAt >= rig().now()).toBe(true);
  });
  it('tells each decline once, with its reason, and takes another method', async () => {
    const payment = answered(await rig().gateway.open(opening()));
    await rig().pay(payment, 'declined');
    await rig().pay(payment, 'declined');
    await rig().settle();
    const declined = answered(await rig().gateway.read(payment.id));
    expect(declined.state).toBe('requires_method');
    expect(declined.lastFailure).toMatchObject({
      declineCode: 'insufficient_funds',
      advice: 'try_again_later',
    });
    const failures = factsOf(rig(), payment.id);
    expect(failures.map((fact) => fact.kind)).toEqual(['payment.failed', 'payment.failed']);
    expect(new Set(failures.map((fact) => fact.key)).size).toBe(2);
    expect(answered(await rig().gateway.readFact(payment.id))!.key).toBe(
      failures.map((fact) => fact.key).find((key) => key === declined.chargeId),
    );
    await rig().pay(payment, 'accepted');
    await rig().settle();
    expect(factsOf(rig(), payment.id).filter((fact) => fact.kind === 'payment.succeeded')).toHaveLength(1);
  });
  it('says when the bank asks for authentication', async () => {
    const payment = answered(await rig().gateway.open(opening()));
    await rig().pay(payment, 'needs_action');
    await rig().settle();
    expect(answered(await rig().gateway.read(payment.id)).state).toBe('requires_action');
    expect(factsOf(rig(), payment.id).map((fact) => fact.kind)).toEqual(['payment.requires_action']);
  });
}

function refunds(rig: () => PaymentRig): void {
  it('refunds a part, then the rest, never more', async () => {
    const payment = answered(await rig().gateway.open(opening({ amountMinor: 100_00n })));
    await rig().pay(payment, 'accepted');
    const ask = (amountMinor: bigint | null, op: string) =>
      rig().gateway.refund({
        paymentId: payment.id,
        amountMinor,
        currency: 'USD',
        marks: { op, account: 'acc_1', invoice: 'inv_1', attempt: null },
        idempotencyKey: `closeout:${op}`,
      });
    const part = answered(await ask(30_00n, 'refund_part'));
    expect(part).toMatchObject({ state: 'succeeded', amountMinor: 3_000n, paymentId: payment.id });
    expect(answered(await ask(30_00n, 'refund_part')).id).toBe(part.id);
    expect((await ask(70_01n, 'refund_much')).ok).toBe(false);
    const rest = answered(await ask(null, 'refund_rest'));
    expect(rest.amountMinor).toBe(7_000n);
    expect(faultKind(await ask(null, 'refund_again'))).toBe('rejected charge_already_refunded');
    await rig().settle();
    expect(factsOf(rig(), part.id)).toMatchObject([
      { kind: 'refund.succeeded', amountMinor: 3_000n, paymentId: payment.id },
    ]);
    expect(answered(await rig().gateway.readFact(part.id))).toMatchObject({
      kind: 'refund.succeeded',
      key: part.id,
    });
    expect(
      answered(await rig().gateway.find({ kind: 'refund', op: 'refund_rest', since: rig().now() }))?.id,
    ).toBe(rest.id);
  });
  it('rejects a refund of a payment that never succeeded', async () => {
    const payment = answered(await rig().gateway.open(opening()));
    const marks = { op: 'refund_early', account: 'acc_1', invoice: null, attempt: null };
    const answer = await rig().gateway.refund({
      paymentId: payment.id,
      amountMinor: 100n,
      currency: 'USD',
      marks,
      idempotencyKey: 'closeout:refund_early',
    });
    expect(answer.ok ? 'no fault' : answer.fault.kind).toBe('rejected');
  });
}

function listsAndFinds(rig: () => PaymentRig): void {
  it('finds a payment by its operation and says when there is none', async () => {
    const input = opening();
    const payment = answered(await rig().gateway.open(input));
    expect(
      answered(await rig().gateway.find({ kind: 'payment', op: input.marks.op, since: rig().now() }))?.id,
    ).toBe(payment.id);
    expect(
      answered(await rig().gateway.find({ kind: 'payment', op: 'never_done', since: rig().now() })),
    ).toBeNull();
  });
  it('lists events forward from a cursor, each once, oldest first', async () => {
    const before = answered(await rig().gateway.listEvents({ cursor: null, since: rig().now() }));
    const payment = answered(await rig().gateway.open(opening()));
    await rig().pay(payment, 'declined');
    await rig().pay(payment, 'accepted');
    const after = answered(await rig().gateway.listEvents({ cursor: before.cursor, since: rig().now() }));
    expect(after.events.filter((event) => event.objectId === payment.id).map((event) => event.type)).toEqual([
      'payment_intent.created',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
    ]);
    expect(after.events.some((event) => before.events.some((old) => old.id === event.id))).toBe(false);
    const nothing = answered(await rig().gateway.listEvents({ cursor: after.cursor, since: rig().now() }));
    expect(nothing).toEqual({ events: [], cursor: after.cursor, hasMore: false });
  });
}

function verifies(rig: () => PaymentRig): void {
  it('believes a webhook only with a genuine, fresh signature', async () => {
    await rig().pay(answered(await rig().gateway.open(opening())), 'accepted');
    await rig().settle();
    const webhook = rig().received.at(-1)!;
    const why = (
      parts: Partial<{ rawBody: string; signature: string | null; secrets: string[]; receivedAtMs: number }>,
    ): string => {
      const result = rig().gateway.verify({ ...webhook, secrets: rig().secrets, ...parts });
      return result.ok ? `ok ${result.event.id}` : result.why;
    };
    const { id } = JSON.parse(webhook.rawBody) as { id: string };
    expect(why({})).toBe(`ok ${id}`);
    expect(why({ secrets: ['whsec_other', ...rig().secrets] })).toBe(`ok ${id}`);
    expect(why({ receivedAtMs: webhook.receivedAtMs + 300_000 })).toBe(`ok ${id}`);
    expect(why({ receivedAtMs: webhook.receivedAtMs + 301_000 })).toBe('signature_stale');
    expect(why({ receivedAtMs: webhook.receivedAtMs - 301_000 })).toBe('signature_future');
    expect(why({ rawBody: webhook.rawBody.replace('12500', '12501') })).toBe('signature_wrong');
    expect(why({ secrets: ['whsec_other'] })).toBe('signature_wrong');
    expect(why({ secrets: [] })).toBe('signature_missing');
    expect(why({ secrets: [''] })).toBe('signature_missing');
    expect(why({ signature: null })).toBe('signature_missing');
    expect(why({ signature: 'v1=abc' })).toBe('signature_garbled');
    expect(rig().gateway.parseEvent(webhook.rawBody)).toMatchObject({ id, isPinned: true, account: null });
    expect(rig().gateway.parseEvent('{"object":"event"}')).toBeNull();
    expect(rig().gateway.parseEvent('not json')).toBeNull();
  });
}
