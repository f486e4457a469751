/**
 * What the client would get: the exact mail and the PDF, from the same code that sends, rolled back.
 * The mail stands in a sandboxed frame without scripts. Nothing here sends.
 */
import { useQuery } from '@tanstack/react-query';
import { Download, ExternalLink } from 'lucide-react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { Tabs } from '../../../ui/tabs.tsx';
import { fileUrl } from '../../file-url.ts';
import { asProblem } from '../../problem.ts';
import { type InvoiceDetail, type Preview, previewQuery } from './invoice-data.ts';

interface PreviewDialogProps {
  invoice: InvoiceDetail;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function PreviewDialog({ invoice, open, onOpenChange }: PreviewDialogProps) {
  const found = useQuery({ ...previewQuery(invoice.id, invoice.version), enabled: open });
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={`Preview of ${invoice.number ?? 'the draft'}`}
      size="large"
    >
      <div className="grid gap-4">
        <Notice>
          <strong className="font-semibold">Guidance: nothing was sent.</strong>{' '}
          {invoice.doc === 'draft'
            ? 'Number, dates and pay link are allotted when it is issued; everything else is what the client gets.'
            : 'The document is frozen as it was issued.'}
        </Notice>
        {found.isLoading && <Skeleton height="24rem" />}
        {found.error && !found.data && (
          <ErrorState
            problem={asProblem(found.error)}
            actions={<Button onClick={() => void found.refetch()}>Try again</Button>}
          />
        )}
        {found.data && (
          <Tabs
            label="Parts of the message"
            tabs={[
              { value: 'mail', label: 'Mail', panel: <Mail preview={found.data} /> },
              { value: 'text', label: 'Plain text', panel: <PlainText text={found.data.mail.text} /> },
              { value: 'pdf', label: 'PDF', panel: <Pdf invoice={invoice} /> },
            ]}
          />
        )}
      </div>
    </Dialog>
  );
}

function Mail({ preview }: { preview: Preview }) {
  return (
    <div className="grid gap-3">
      <KeyValue
        items={[
          {
            name: 'To',
            value: preview.to ?? <span className="text-danger">The client has no e-mail address</span>,
          },
          { name: 'Subject', value: <span className="font-medium">{preview.mail.subject}</span> },
        ]}
      />
      <iframe
        title="The mail as the client sees it"
        sandbox=""
        srcDoc={preview.mail.html}
        className="h-[52dvh] w-full rounded-m border border-line bg-white"
      />
    </div>
  );
}

function PlainText({ text }: { text: string }) {
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
      tabIndex={0}
      aria-label="The mail as plain text"
      className="max-h-[52dvh] overflow-auto rounded-m border border-line bg-paper p-3"
    >
      <pre className="font-mono text-sm whitespace-pre-wrap">{text}</pre>
    </section>
  );
}

function Pdf({ invoice }: { invoice: InvoiceDetail }) {
  const path = `/invoices/${invoice.id}/pdf`;
  return (
    <div className="grid gap-3">
      <div className="flex flex-wrap gap-2">
        <a href={fileUrl(path, { download: 'true' })} className={buttonClass('secondary')}>
          <Download aria-hidden size={16} />
          Download the PDF
        </a>
        <a href={fileUrl(path)} target="_blank" rel="noreferrer" className={buttonClass('quiet')}>
          <ExternalLink aria-hidden size={16} />
          Open in a new tab
        </a>
      </div>
      {/* Phones show no PDF inside a page; there the two links above are the way. */}
      <iframe
        key={invoice.version}
        title="The PDF"
        // The browser's own viewer: one page wide, without its side panel.
        src={`${fileUrl(path)}#navpanes=0&view=FitH`}
        className="h-[52dvh] w-full rounded-m border border-line bg-sunken pointer-coarse:hidden"
      />
    </div>
  );
}
