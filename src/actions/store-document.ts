/** Keeps the bytes of a document for good. Rendering happens outside; the first bytes that arrive are the document. */
import { z } from 'zod';
import { insertDocument } from '../store/deliveries.ts';
import { defineAction } from './action.ts';
import { id } from './input.ts';

export const storeDocument = defineAction({
  name: 'store-document',
  permission: 'payment.record',
  input: z.strictObject({
    invoiceId: id('invoice'),
    kind: z.enum(['invoice', 'receipt']),
    bytes: z.instanceof(Uint8Array),
    sha256: z.string().length(64),
    engine: z.string().max(100),
    template: z.string().max(100),
  }),
  async run(context, { bytes, ...document }) {
    const kept = await insertDocument(
      context.tx,
      { accountId: context.accountId, id: context.id('document'), ...document, createdAt: context.now },
      Buffer.from(bytes),
    );
    if (kept) {
      context.emit({
        type: 'document.stored',
        subject: { type: 'invoice', id: document.invoiceId },
        data: { kind: document.kind, sha256: document.sha256, template: document.template },
      });
    }
    return { kept };
  },
});
