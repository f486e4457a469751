/** Closes an incident: a person says what was done. It repairs nothing by itself, and a closed one stays on record. */
import { z } from 'zod';
import { refuse } from '../domain/refusal.ts';
import { closeIncidentRow } from '../store/queue.ts';
import { defineAction } from './action.ts';
import { id, text } from './input.ts';

export const closeIncident = defineAction({
  name: 'close-incident',
  permission: 'incident.manage',
  input: z.strictObject({ incidentId: id('incident'), comment: text(1000) }),
  async run(context, { incidentId, comment }) {
    const kind = await closeIncidentRow(context.tx, {
      accountId: context.accountId,
      id: incidentId,
      closedAt: context.now,
      closedBy: context.actor.id,
    });
    if (kind === undefined) refuse('not_found', { reason: 'There is no open incident under this id.' });
    context.emit({
      type: 'incident.closed',
      subject: { type: 'incident', id: incidentId },
      data: { kind },
      personal: { comment },
    });
    return { id: incidentId, state: 'resolved' };
  },
});
