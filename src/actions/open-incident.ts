/** Opens an incident: a failure that a person must see. The same kind about the same thing stays one incident while open. */
import { z } from 'zod';
import { insertIncidents } from '../store/queue.ts';
import { defineAction } from './action.ts';

export const openIncident = defineAction({
  name: 'open-incident',
  permission: 'payment.record',
  input: z.strictObject({
    kind: z.string().max(60),
    subjectType: z.string().max(40),
    subjectId: z.string().max(200),
    reason: z.string().max(1000),
    next: z.string().max(500),
  }),
  async run(context, incident) {
    const id = context.id('incident');
    const opened = await insertIncidents(context.tx, [
      { accountId: context.accountId, id, ...incident, openedAt: context.now },
    ]);
    if (opened > 0)
      context.emit({
        type: 'incident.opened',
        subject: { type: 'incident', id },
        data: { kind: incident.kind, of: incident.subjectId },
      });
    return { opened: opened > 0 };
  },
});
