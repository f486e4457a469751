/** What waits for a person, most urgent first, each with the way to it. Nothing is listed that has nothing behind it. */
import { Link, type LinkProps } from '@tanstack/react-router';
import { ArrowRight, CircleCheck } from 'lucide-react';
import { Panel } from '../../../ui/panel.tsx';
import { countOf, type Dashboard, overdueOf } from './dashboard-data.ts';

interface Task {
  words: string;
  count: number;
  to: LinkProps['to'];
  search?: Record<string, unknown>;
}

function tasksOf(dashboard: Dashboard): Task[] {
  const tasks: Task[] = [
    { words: 'Look into incidents', count: dashboard.incidentsOpen, to: '/incidents' },
    { words: 'Decide on approvals', count: dashboard.approvalsWaiting, to: '/approvals' },
    {
      words: 'See failed payments',
      count: countOf(dashboard, ['Failed']),
      to: '/invoices',
      search: { status: 'Failed' },
    },
    {
      words: 'Follow up what is overdue',
      count: overdueOf(dashboard).count,
      to: '/invoices',
      search: { overdue: true },
    },
    {
      words: 'Send or discard drafts',
      count: countOf(dashboard, ['Draft']),
      to: '/invoices',
      search: { status: 'Draft' },
    },
    {
      words: 'Invoice completed work',
      count: dashboard.candidates.count,
      to: '/invoices',
      search: { view: 'candidates' },
    },
  ];
  return tasks.filter((task) => task.count > 0);
}

export function WhatNext({ dashboard }: { dashboard: Dashboard }) {
  const tasks = tasksOf(dashboard);
  return (
    <Panel title="What to do next" flush>
      {tasks.length === 0 ? (
        <p className="flex items-center gap-2 px-4 py-3 text-ink-2">
          <CircleCheck aria-hidden size={16} className="text-green-fg" />
          Nothing waits for you.
        </p>
      ) : (
        <ul className="divide-y divide-line">
          {tasks.map((task) => (
            <li key={task.words}>
              <Link
                to={task.to}
                search={task.search as never}
                className="flex min-h-11 items-center gap-3 px-4 py-2 -outline-offset-2 hover:bg-paper"
              >
                <span className="flex-1">{task.words}</span>
                <span className="figures rounded-s bg-sunken px-1.5 text-sm font-semibold text-ink-2">
                  {task.count.toLocaleString()}
                </span>
                <ArrowRight aria-hidden size={16} className="text-ink-3" />
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
