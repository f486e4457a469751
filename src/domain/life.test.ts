import { describe, expect, it } from 'vitest';
import { approvalExpiresAt, approvalLife, approvalStateAt } from './approval.ts';
import { attemptLife } from './attempt.ts';
import { effectLife, effectStates } from './effect.ts';
import { docStates, linkStates } from './facts.ts';
import { invoiceLife } from './invoice-life.ts';
import { closeJob, jobLife } from './job.ts';
import type { Life } from './life.ts';
import { linkLife } from './link.ts';

/** A life drawn as states x verbs: the cell is the next state, a dot is a refusal. */
const pictures: [string, Life<string, string>, string][] = [
  [
    'job',
    jobLife as Life<string, string>,
    `
    -            schedule   start        complete   reopen       close   cancel
    new          scheduled  .            .          .            .       cancelled
    scheduled    .          in_progress  .          .            .       cancelled
    in_progress  .          .            completed  .            .       cancelled
    completed    .          .            .          in_progress  closed  cancelled
    closed       .          .            .          .            .       cancelled
    cancelled    .          .            .          .            .       .`,
  ],
  [
    'invoice',
    invoiceLife as Life<string, string>,
    `
    -            issue   discard    void
    draft        issued  discarded  .
    discarded    .       .          .
    issued       .       .          void
    void         .       .          .`,
  ],
  [
    'link',
    linkLife as Life<string, string>,
    `
    -            create  suspend    reopen  expire   renew   kill
    none         active  .          .       .        .       dead
    active       .       suspended  .       expired  .       dead
    suspended    .       .          active  .        .       dead
    expired      .       .          .       .        active  dead
    dead         .       .          .       .        .       .`,
  ],
  [
    'attempt',
    attemptLife as Life<string, string>,
    `
    -                start      succeed    process     fail    require_action   lose_sight  cancel    return
    created          in_flight  .          .           .       .                .           .         .
    in_flight        .          succeeded  processing  failed  action_required  unknown     canceled  .
    unknown          .          .          .           .       .                .           .         .
    action_required  .          .          .           .       .                .           .         .
    processing       .          succeeded  .           failed  .                .           .         returned
    canceled         .          .          .           .       .                .           .         .
    failed           .          .          .           .       .                .           .         .
    succeeded        .          .          .           .       .                .           .         .
    returned         .          .          .           .       .                .           .         .`,
  ],
  [
    'approval',
    approvalLife as Life<string, string>,
    `
    -          approve   deny    expire   consume   outdate
    requested  approved  denied  expired  .         stale
    approved   .         .       expired  consumed  stale
    denied     .         .       .        .         .
    expired    .         .       .        .         .
    consumed   .         .       .        .         .
    stale      .         .       .        .         .`,
  ],
  [
    'effect',
    effectLife as Life<string, string>,
    `
    -             lease   release  hand_over     accept    fail    lose_sight  give_up   retry   cancel
    queued        leased  .        .             .         .       .           .         .       cancelled
    leased        .       queued   handing_over  .         failed  .           .         .       .
    handing_over  .       .        .             accepted  failed  unknown     .         .       .
    accepted      .       .        .             .         .       .           .         .       .
    failed        leased  .        .             .         .       .           incident  .       cancelled
    unknown       .       .        .             accepted  failed  .           incident  .       .
    cancelled     .       .        .             .         .       .           .         .       .
    incident      .       .        .             .         .       .           .         queued  cancelled`,
  ],
];

describe.each(pictures)('the life of a %s', (_name, life, picture) => {
  const [head = '', ...rows] = picture
    .trim()
    .split('\n')
    .map((row) => row.trim());
  const verbs = head.split(/\s+/).slice(1);
  const table = rows.map((row) => row.split(/\s+/));
  it('has the states and the verbs of its picture', () => {
    expect([...life.states].sort()).toEqual(table.map(([state]) => state).sort());
    expect([...new Set(life.states.flatMap((state) => life.lawfulMoves(state)))].sort()).toEqual(
      [...verbs].sort(),
    );
  });
  for (const [state = '', ...cells] of table) {
    cells.forEach((cell, i) => {
      const verb = verbs[i]!;
      it(`${state} ${verb} -> ${cell}`, () => {
        const result = life.move(state, verb);
        if (cell === '.') {
          expect(!result.ok && result.refusal.code).toBe('move_unlawful');
          expect(life.lawfulMoves(state)).not.toContain(verb);
        } else {
          expect(result).toEqual({ ok: true, value: cell });
          expect(life.lawfulMoves(state)).toContain(verb);
        }
      });
    });
  }
  it('knows no verb from elsewhere', () => {
    for (const state of life.states)
      for (const verb of ['toString', 'constructor', '']) expect(life.move(state, verb).ok).toBe(false);
  });
});

describe('around the tables', () => {
  it('states are those of the facts', () => {
    expect(invoiceLife.states).toEqual([...docStates]);
    expect(linkLife.states).toEqual([...linkStates]);
    expect(effectLife.states).toEqual([...effectStates]);
  });
  it('a refusal says what is lawful', () => {
    const result = jobLife.move('in_progress', 'close');
    expect(!result.ok && [result.refusal.reason, result.refusal.next]).toEqual([
      'A job that is in progress does not allow "close".',
      'It allows: complete, cancel.',
    ]);
    const final = jobLife.move('cancelled', 'start');
    expect(!final.ok && final.refusal.next).toBe('This state is final.');
  });
  it('a job closes only when all is billed and settled', () => {
    expect(closeJob('completed', { unbilledFacts: 0, unsettledInvoices: 0 })).toEqual({
      ok: true,
      value: 'closed',
    });
    for (const facts of [
      { unbilledFacts: 1, unsettledInvoices: 0 },
      { unbilledFacts: 0, unsettledInvoices: 1 },
    ]) {
      const result = closeJob('completed', facts);
      expect(!result.ok && result.refusal.code).toBe('job_unsettled');
    }
    const early = closeJob('new', { unbilledFacts: 0, unsettledInvoices: 0 });
    expect(!early.ok && early.refusal.code).toBe('move_unlawful');
  });
  it('an approval lasts seven days, swept or not', () => {
    const expiresAt = approvalExpiresAt('2026-03-01T08:00:00.000Z');
    expect(expiresAt).toBe('2026-03-08T08:00:00.000Z');
    const states = approvalLife.states.map((state) => [
      approvalStateAt(state, expiresAt, '2026-03-08T07:59:59.999Z'),
      approvalStateAt(state, expiresAt, expiresAt),
    ]);
    expect(states).toEqual([
      ['requested', 'expired'],
      ['approved', 'expired'],
      ['denied', 'denied'],
      ['expired', 'expired'],
      ['consumed', 'consumed'],
      ['stale', 'stale'],
    ]);
  });
});
