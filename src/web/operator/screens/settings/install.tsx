/** What this installation is made of, and in a sandbox the business clock, which moves forward only. It configures nothing: the environment does. */
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { addDays } from '../../../../domain/time.ts';
import { Button } from '../../../ui/button.tsx';
import { DateText } from '../../../ui/date-text.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { KeyValue } from '../../../ui/key-value.tsx';
import { Panel } from '../../../ui/panel.tsx';
import { DateField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useSend } from '../parts/send.ts';
import { SettingsFrame, useMay } from './settings-frame.tsx';

interface Install {
  database: string;
  live: boolean;
  mail: string;
  payment: string | null;
  now: string;
  clockAheadMs: number;
  today: string;
}

const databases: Record<string, string> = {
  embedded: 'Embedded (PGlite), in the data folder',
  postgres: 'PostgreSQL',
};
const mails: Record<string, string> = {
  smtp: 'A mail server (SMTP)',
  mailbox: 'The built-in mailbox; nothing leaves this machine',
  none: 'None: no mail can be sent',
};
const dayMs = 86_400_000;

export function InstallScreen() {
  const query = useQuery({
    queryKey: ['session', 'install'],
    queryFn: ({ signal }) => request<{ install: Install }>('GET', '/me', undefined, { signal }),
  });
  return (
    <SettingsFrame summary="These come from the environment that Closeout was started with.">
      <Loaded query={query}>{({ install }) => <Facts install={install} />}</Loaded>
    </SettingsFrame>
  );
}

function Facts({ install }: { install: Install }) {
  const mayMove = useMay('sandbox.clock');
  return (
    <>
      <Panel title="This install">
        <KeyValue
          items={[
            {
              name: 'Money',
              value: install.live
                ? 'Live: real cards, real money'
                : 'Sandbox: test cards only, no real money',
            },
            {
              name: 'Payments',
              value: install.payment
                ? `${install.payment}${install.live ? '' : ' (built-in sandbox)'}`
                : 'No payment gateway is connected',
            },
            { name: 'Mail', value: mails[install.mail] ?? install.mail },
            { name: 'Database', value: databases[install.database] ?? install.database },
            {
              name: 'Failures',
              value: (
                <Link to="/incidents" className="text-accent underline underline-offset-3">
                  Open the incidents
                </Link>
              ),
            },
          ]}
        />
      </Panel>
      {!install.live && <Clock install={install} mayMove={mayMove} />}
    </>
  );
}

function Clock({ install, mayMove }: { install: Install; mayMove: boolean }) {
  const aheadDays = Math.round(install.clockAheadMs / dayMs);
  const [day, setDay] = useState('');
  const sending = useSend<string, { now: string }>({
    // The time of day stays; only the day moves.
    call: (to, idempotencyKey) =>
      request('POST', '/sandbox/clock', { to: `${to}${install.now.slice(10)}` }, { idempotencyKey }),
    topics: ['session', 'invoices', 'jobs', 'dashboard', 'books', 'approvals'],
    onDone: (_answer, to) => {
      setDay('');
      toast({
        title: 'The business clock was moved',
        description: `It is ${to} now; what falls due by then happens by itself.`,
      });
    },
  });
  return (
    <Panel
      title="Business clock"
      description="Due days, reminders and expiry follow it. It moves forward only."
    >
      <div className="grid gap-4">
        <KeyValue
          items={[
            { name: 'Now', value: <DateText at={install.now} /> },
            {
              name: 'Ahead by',
              value:
                aheadDays === 0
                  ? 'nothing: it shows the real time'
                  : `${Math.abs(aheadDays).toLocaleString()} ${Math.abs(aheadDays) === 1 ? 'day' : 'days'}${aheadDays < 0 ? ' (behind)' : ''}`,
            },
          ]}
        />
        {mayMove && (
          <form
            className="flex flex-wrap items-end gap-2"
            onSubmit={(event) => {
              event.preventDefault();
              if (day !== '') sending.send(day);
            }}
          >
            <DateField label="Move to" value={day} min={addDays(install.today, 1)} onChange={setDay} />
            <Button type="submit" loading={sending.isSending} disabled={day === ''}>
              Move the clock
            </Button>
            {[1, 7, 30].map((days) => (
              <Button key={days} variant="quiet" onClick={() => setDay(addDays(install.today, days))}>
                {`+${days} ${days === 1 ? 'day' : 'days'}`}
              </Button>
            ))}
          </form>
        )}
        {sending.problem && <ErrorState problem={sending.problem} kept="The clock stays where it was." />}
      </div>
    </Panel>
  );
}
