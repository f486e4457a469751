/** The second step of signing in, for members who set one up: the code of their app, or a backup code. */
import { Link, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Checkbox } from '../../../ui/checkbox.tsx';
import { TextField } from '../../../ui/text-fields.tsx';
import { callIdentity, type IdentityFault, safeNext } from './identity.ts';
import { Fault, SignInFrame } from './sign-in-frame.tsx';

const backupLead = 'Type one of the backup codes that you kept. Each works once.';
const appLead = 'Type the six digits that your authenticator app shows now.';

export function SecondFactorScreen() {
  const { next } = useSearch({ from: '/sign-in/second-factor' });
  const [backup, setBackup] = useState(false);
  const [code, setCode] = useState('');
  const [trust, setTrust] = useState(false);
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<IdentityFault | null>(null);
  const verify = async () => {
    setBusy(true);
    const answer = await callIdentity(backup ? '/two-factor/verify-backup-code' : '/two-factor/verify-totp', {
      code: code.replace(/\s/g, ''),
      trustDevice: trust,
    });
    setBusy(false);
    if (answer.ok) window.location.assign(safeNext(next));
    else setFault(answer.fault);
  };
  return (
    <SignInFrame title="One more step" lead={backup ? backupLead : appLead}>
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void verify();
        }}
      >
        {fault && <Fault>{fault.message}</Fault>}
        <CodeField isBackup={backup} code={code} onChange={setCode} />
        <Checkbox label="Do not ask on this device for 30 days" checked={trust} onChange={setTrust} />
        <Button type="submit" variant="primary" wide loading={busy}>
          Sign in
        </Button>
      </form>
      <div className="grid gap-1 border-t border-line pt-3">
        <Button
          variant="quiet"
          wide
          onClick={() => {
            setBackup(!backup);
            setCode('');
            setFault(null);
          }}
        >
          {backup ? 'Use the app instead' : 'Use a backup code'}
        </Button>
        <Link
          to="/sign-in"
          search={next ? { next } : {}}
          className="py-2 text-center text-sm text-accent underline underline-offset-3"
        >
          Begin again
        </Link>
      </div>
    </SignInFrame>
  );
}

interface CodeFieldProps {
  isBackup: boolean;
  code: string;
  onChange: (code: string) => void;
}

function CodeField({ isBackup, code, onChange }: CodeFieldProps) {
  if (isBackup)
    return <TextField label="Backup code" value={code} autoComplete="off" required onChange={onChange} />;
  return (
    <TextField
      label="Code"
      value={code}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={7}
      required
      onChange={onChange}
    />
  );
}
