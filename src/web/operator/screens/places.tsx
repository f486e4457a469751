/**
 * The screens whose contents are still to come: each is a real place with its heading and says what will stand there.
 * They fetch nothing and invent nothing.
 */

import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Panel } from '../../ui/panel.tsx';
import { navItems } from '../shell/nav-items.ts';

const words: Record<(typeof navItems)[number]['to'], { title: string; text: string }> = {
  '/': {
    title: 'Nothing waits for you',
    text: 'Work that needs a decision, and money that is late, will be listed here.',
  },
  '/jobs': {
    title: 'No jobs yet',
    text: 'Jobs come from an import or are created here. A completed job becomes a candidate for an invoice.',
  },
  '/invoices': {
    title: 'No invoices yet',
    text: 'Complete a job and it appears here as a candidate, before any invoice exists.',
  },
  '/approvals': {
    title: 'Nothing waits for approval',
    text: 'When somebody asks to send, charge, refund or pay out, the request appears here with all that it would do.',
  },
  '/clients': { title: 'No clients yet', text: 'Clients come with an import or are created here.' },
  '/imports': {
    title: 'Nothing imported yet',
    text: 'Bring jobs, service lines and clients as CSV files. The columns are guessed, shown, and can be corrected.',
  },
  '/books': { title: 'No entries yet', text: 'Every invoice and payment posts here, in double entry.' },
  '/settings': {
    title: 'Nothing to set yet',
    text: 'Terms, tax, numbering, ways to pay, members and approval rules.',
  },
};

function Place({ to }: { to: keyof typeof words }) {
  const item = navItems.find((candidate) => candidate.to === to)!;
  return (
    <>
      <PageHeader title={item.label} />
      <Panel>
        <EmptyState icon={item.icon} title={words[to].title}>
          {words[to].text}
        </EmptyState>
      </Panel>
    </>
  );
}

export const ApprovalsPlace = () => <Place to="/approvals" />;
export const ClientsPlace = () => <Place to="/clients" />;
export const ImportsPlace = () => <Place to="/imports" />;
export const BooksPlace = () => <Place to="/books" />;
export const SettingsPlace = () => <Place to="/settings" />;
