/** Choosing a password, from the link in the mail. Other sessions end when it is set; signing in follows. */
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button, buttonClass } from '../../../ui/button.tsx';
import { TextField } from '../../../ui/text-fields.tsx';
import { toast } from '../../../ui/toast.tsx';
import { callIdentity, type IdentityFault } from './identity.ts';
import { Fault, SignInFrame } from './sign-in-frame.tsx';

const shortest = 10;

export function NewPasswordScreen() {
  const { token, error } = useSearch({ from: '/sign-in/new-password' });
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<IdentityFault | null>(null);
  if (error || !token) {
    return (
      <SignInFrame
        title="This link does not work any more"
        lead="It was used already, or it is older than one hour."
      >
        <Link to="/sign-in" className={buttonClass('primary')}>
          Sign in, or ask for a new one
        </Link>
      </SignInFrame>
    );
  }
  const save = async () => {
    setBusy(true);
    const answer = await callIdentity('/reset-password', { newPassword: password, token });
    setBusy(false);
    if (!answer.ok) return setFault(answer.fault);
    toast({ title: 'Your password is set', description: 'Sign in with it.' });
    void navigate({ to: '/sign-in' });
  };
  return (
    <SignInFrame title="Choose a password" lead="Your other sessions end when you do.">
      <form
        className="grid gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        {fault && <Fault>{fault.message}</Fault>}
        <TextField
          label="New password"
          type="password"
          autoComplete="new-password"
          minLength={shortest}
          required
          hint={`At least ${shortest} characters. Long and easy to remember beats short and strange.`}
          value={password}
          onChange={setPassword}
        />
        <Button type="submit" variant="primary" wide loading={busy} disabled={password.length < shortest}>
          Set password
        </Button>
      </form>
    </SignInFrame>
  );
}
