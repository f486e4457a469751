/**
 * The way in: a link by mail, or mail address and password where one was set. The answer to a link request is the same
 * for members and strangers, so that nobody learns who works here. A link that no longer works is explained.
 */
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Mail } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { TextField } from '../../../ui/text-fields.tsx';
import { callIdentity, type IdentityFault, safeNext } from './identity.ts';
import { Fault, SignInFrame } from './sign-in-frame.tsx';

type Way = 'link' | 'password';

export function SignInScreen() {
  const { next, error } = useSearch({ from: '/sign-in' });
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState<'link' | 'reset' | null>(null);
  const [way, setWay] = useState<Way>('link');
  if (sent) return <LookInYourMail email={email} what={sent} onAgain={() => setSent(null)} />;
  return (
    <SignInFrame
      title="Sign in"
      lead={way === 'link' ? 'We mail you a link. It works once, for 15 minutes.' : undefined}
    >
      {error && (
        <Notice kind="warning">
          This link does not work any more: it was used already, or it is too old. Ask for a new one here.
        </Notice>
      )}
      {way === 'link' ? (
        <LinkForm email={email} next={safeNext(next)} onEmail={setEmail} onSent={() => setSent('link')} />
      ) : (
        <PasswordForm
          email={email}
          next={safeNext(next)}
          onEmail={setEmail}
          onReset={() => setSent('reset')}
        />
      )}
      <div className="border-t border-line pt-3">
        <Button variant="quiet" wide onClick={() => setWay(way === 'link' ? 'password' : 'link')}>
          {way === 'link' ? 'Use a password instead' : 'Get a link by mail instead'}
        </Button>
      </div>
    </SignInFrame>
  );
}

interface FormProps {
  email: string;
  next: string;
  onEmail: (email: string) => void;
}

function EmailField({ email, onEmail }: Pick<FormProps, 'email' | 'onEmail'>) {
  return (
    <TextField
      label="Mail address"
      type="email"
      name="email"
      autoComplete="username"
      required
      value={email}
      onChange={onEmail}
    />
  );
}

function LinkForm({ email, next, onEmail, onSent }: FormProps & { onSent: () => void }) {
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<IdentityFault | null>(null);
  const ask = async () => {
    setBusy(true);
    const failed = `/sign-in?next=${encodeURIComponent(next)}`;
    const answer = await callIdentity('/sign-in/magic-link', {
      email: email.trim(),
      callbackURL: next,
      errorCallbackURL: failed,
    });
    setBusy(false);
    if (answer.ok) onSent();
    else setFault(answer.fault);
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void ask();
      }}
    >
      {fault && <Fault>{fault.message}</Fault>}
      <EmailField email={email} onEmail={onEmail} />
      <Button type="submit" variant="primary" icon={Mail} wide loading={busy}>
        Mail me a sign-in link
      </Button>
    </form>
  );
}

const askForReset = (email: string) =>
  callIdentity('/request-password-reset', { email: email.trim(), redirectTo: '/sign-in/new-password' });

function PasswordForm({ email, next, onEmail, onReset }: FormProps & { onReset: () => void }) {
  const navigate = useNavigate();
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState<'sign-in' | 'reset' | null>(null);
  const [fault, setFault] = useState<IdentityFault | null>(null);
  const signIn = async () => {
    setBusy('sign-in');
    const answer = await callIdentity<{ twoFactorRedirect?: boolean }>('/sign-in/email', {
      email: email.trim(),
      password,
    });
    setBusy(null);
    if (!answer.ok) return setFault(answer.fault);
    if (answer.value.twoFactorRedirect)
      return void navigate({ to: '/sign-in/second-factor', search: { next } });
    // A full load: nothing that was read while signed out may stay.
    window.location.assign(next);
  };
  const reset = async () => {
    setBusy('reset');
    const answer = await askForReset(email);
    setBusy(null);
    if (answer.ok) onReset();
    else setFault(answer.fault);
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void signIn();
      }}
    >
      {fault && <Fault>{fault.message}</Fault>}
      <EmailField email={email} onEmail={onEmail} />
      <TextField
        label="Password"
        type="password"
        name="password"
        autoComplete="current-password"
        required
        value={password}
        onChange={setPassword}
      />
      <Button type="submit" variant="primary" wide loading={busy === 'sign-in'}>
        Sign in
      </Button>
      <Button
        variant="quiet"
        wide
        loading={busy === 'reset'}
        disabled={email.trim() === ''}
        onClick={() => void reset()}
      >
        Set or reset my password
      </Button>
    </form>
  );
}

function LookInYourMail({
  email,
  what,
  onAgain,
}: {
  email: string;
  what: 'link' | 'reset';
  onAgain: () => void;
}) {
  return (
    <SignInFrame title="Look in your mail">
      <p role="status" className="text-pretty">
        If <strong className="font-semibold wrap-anywhere">{email}</strong> belongs to a member, a{' '}
        {what === 'link' ? 'sign-in link' : 'link to choose a password'} is on its way. It works once, for{' '}
        {what === 'link' ? '15 minutes' : 'one hour'}.
      </p>
      <p className="text-sm text-pretty text-ink-2">
        Nothing there? Look in the spam folder, and check the address. On a sandbox install the mail is in the
        built-in mailbox.
      </p>
      <Button onClick={onAgain}>Use another address, or send it again</Button>
    </SignInFrame>
  );
}
