/**
 * The port of whatever turns a frozen snapshot into a document to keep. The engine behind it is replaceable.
 * It neither stores documents nor decides when they may exist; `issued` and `draft` come from the caller.
 */
import type { InvoiceSnapshot } from '../../domain/snapshot.ts';

/** What settled the invoice; a document with a receipt shows it in place of the way to pay. */
export interface DocumentReceipt {
  paidOn: string;
  paidMinor: string;
  /** For people to read: `Visa ending in 4242`, `Cheque 118`. */
  method: string;
  reference: string | null;
}

export interface RenderInvoiceInput {
  snapshot: InvoiceSnapshot;
  /** A draft gets a watermark and neither number, code nor link, whatever else is given. */
  state: 'issued' | 'draft';
  /** The address of the pay page, http or https; null when there is nothing to pay by. */
  payUrl: string | null;
  receipt?: DocumentReceipt;
}

export interface RenderedDocument {
  pdf: Uint8Array;
  /** Of the bytes, in lower-case hex. */
  sha256: string;
  /** The engine and its version; the same engine, template and input give the same bytes. */
  engine: string;
  /** The template and its revision. */
  template: string;
  /** Characters that no font of ours has and that print as `?`; the snapshot keeps them. */
  missingGlyphs: string[];
}

export interface DocumentGateway {
  /** @throws {DocumentFault} when the engine failed, took too long, died or is shut down. */
  renderInvoice(input: RenderInvoiceInput): Promise<RenderedDocument>;
  close(): Promise<void>;
}

export type DocumentFaultKind = 'failed' | 'timed_out' | 'died' | 'overloaded' | 'closed';

/** The outside failed: record it on the attempt and try again, except after `failed`, which will fail again. */
export class DocumentFault extends Error {
  readonly kind: DocumentFaultKind;
  constructor(kind: DocumentFaultKind, message: string) {
    super(message);
    this.name = 'DocumentFault';
    this.kind = kind;
  }
}
