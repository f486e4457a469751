/** The frame of the books' pages: heading, the pages beside each other, and the download of what is shown. */
import { Download } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../../ui/button.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { downloadCsv } from '../parts/csv.ts';
import { SubNav } from '../parts/sub-nav.tsx';

const places = [
  { to: '/books', label: 'Trial balance' },
  { to: '/books/journal', label: 'Journal' },
  { to: '/books/ageing', label: 'Ageing' },
  { to: '/books/log', label: 'Log' },
] as const;

export interface BooksFile {
  /** Without its ending: "trial-balance 2026-03-12". */
  name: string;
  text: () => string;
}

export function BooksFrame({
  summary,
  download,
  children,
}: {
  summary: ReactNode;
  download?: BooksFile | undefined;
  children: ReactNode;
}) {
  return (
    <>
      <PageHeader
        title="Books"
        summary={summary}
        actions={
          download && (
            <Button icon={Download} onClick={() => downloadCsv(`${download.name}.csv`, download.text())}>
              Download CSV
            </Button>
          )
        }
      />
      <SubNav label="Books" places={places} />
      {children}
    </>
  );
}
