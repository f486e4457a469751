/** Queues the receipt for a paid invoice: service mail, open by the house's own permission, once per invoice. */
import { z } from 'zod';
import { readClients } from '../store/clients.ts';
import { insertDeliveries, readDeliveries } from '../store/deliveries.ts';
import { lockInvoices } from '../store/invoices.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';
import { createEffects, housePermit } from './permit.ts';

export const sendReceipt = defineAction({
  name: 'send-receipt',
  permission: 'payment.record',
  input: z.strictObject({ invoiceId: id('invoice') }),
  async run(context, { invoiceId }) {
    const [invoice] = await lockInvoices(context.tx, [context.accountId], [invoiceId]);
    if (invoice?.doc !== 'issued' || invoice.owedMinor > 0n || invoice.totalMinor === 0n)
      return { effectId: null };
    const earlier = await readDeliveries(context.tx, context.accountId, [invoiceId]);
    if (earlier.some((row) => row.purpose === 'receipt')) return { effectId: null };
    const [client] = await readClients(context.tx, context.accountId, [invoice.clientId]);
    if (!client?.email || context.house.ways.mail === 'none') return { effectId: null };
    const deliveryId = context.id('delivery');
    const [effectId] = await createEffects(context, [
      {
        permit: housePermit(invoiceId),
        kind: 'mail',
        subject: { type: 'invoice', id: invoiceId },
        payload: {
          purpose: 'receipt',
          to: client.email,
          toName: client.contactName ?? client.name,
          deliveryId,
        },
      },
    ]);
    await insertDeliveries(context.tx, [
      {
        accountId: context.accountId,
        id: deliveryId,
        invoiceId,
        effectId: effectId!,
        purpose: 'receipt',
        channel: 'email',
        recipient: client.email,
        state: 'queued',
        messageId: `${deliveryId.toLowerCase()}@closeout`,
        acceptanceId: null,
        acceptedAt: null,
        reason: null,
        createdAt: context.now,
      },
    ]);
    context.emit({
      type: 'delivery.queued',
      subject: { type: 'invoice', id: invoiceId },
      data: { deliveryId, channel: 'email', purpose: 'receipt' },
      personal: { recipient: client.email },
    });
    return { effectId: effectId! };
  },
});
