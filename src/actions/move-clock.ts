/** Moves the business clock of a sandbox install, forward only; before the first invoice it may start in the past. */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { defineAction } from './action.ts';

const farthestMs = 100 * 365 * 24 * 3600_000;

export const moveClock = defineAction({
  name: 'move-clock',
  permission: 'sandbox.clock',
  input: z.strictObject({ to: z.iso.datetime({ precision: 3 }) }),
  async run(context, { to }) {
    const { environment, ways } = context.house;
    if (ways.payment?.live) refuse('sandbox_only');
    const distance = Date.parse(to) - environment.machine.nowMs();
    if (Math.abs(distance) > farthestMs)
      refuse('input_invalid', {
        field: 'to',
        reason: 'The business clock stays within a hundred years of today.',
      });
    // A move to the present means it exactly; what the call itself took is no distance.
    const ahead = Math.abs(distance) < 2_000 ? 0 : distance;
    const { ahead: kept } = await context.tx.one<{ ahead: bigint }>(
      'select app.set_clock_ahead($1) as ahead',
      [ahead],
    );
    if (Number(kept) !== ahead)
      refuse('clock_backwards', {
        evidence: [
          { fact: 'now', value: context.now },
          { fact: 'to', value: to },
        ],
      });
    context.tx.afterCommit(() => environment.business.setAheadMs(ahead));
    context.emit({
      type: 'clock.moved',
      subject: { type: 'account', id: context.accountId },
      data: { from: context.now, to },
    });
    return { now: to };
  },
});
