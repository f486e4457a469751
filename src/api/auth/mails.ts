/**
 * The words of identity's own mail: sign-in, invitation, reset. It says what the link does and how long it lasts.
 * It does not send: `sendMail` is the house's one way out.
 */
export type IdentityMailKind = 'sign_in' | 'invitation' | 'reset';

export interface IdentityMail {
  kind: IdentityMailKind;
  to: string;
  subject: string;
  text: string;
  html: string;
}

interface Words {
  subject: string;
  lead: string;
  button: string;
  ignore: string;
}

const words: Record<IdentityMailKind, Words> = {
  sign_in: {
    subject: 'Your sign-in link for Closeout',
    lead: 'Open this link to sign in to Closeout.',
    button: 'Sign in',
    ignore: 'If you did not ask for it, you can ignore this message; nobody is signed in without the link.',
  },
  invitation: {
    subject: 'You are invited to Closeout',
    lead: 'You have been invited to work in Closeout. Open this link to start.',
    button: 'Accept and sign in',
    ignore: 'If you do not know who invited you, you can ignore this message.',
  },
  reset: {
    subject: 'Choose a new password for Closeout',
    lead: 'Open this link to choose a new password. Your other sessions end when you do.',
    button: 'Choose a new password',
    ignore: 'If you did not ask for it, you can ignore this message; your password stays as it is.',
  },
};

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => escapes[char] ?? char);

/** How long, in the largest unit that divides it. */
export function duration(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  const [count, unit] =
    minutes % 1440 === 0
      ? [minutes / 1440, 'day']
      : minutes % 60 === 0
        ? [minutes / 60, 'hour']
        : [minutes, 'minute'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

export function identityMail(
  kind: IdentityMailKind,
  to: string,
  url: string,
  validForMs: number,
): IdentityMail {
  const { subject, lead, button, ignore } = words[kind];
  const limits = `The link works once, within ${duration(validForMs)}.`;
  return {
    kind,
    to,
    subject,
    text: `${lead}\n\n${url}\n\n${limits}\n${ignore}\n`,
    html: `<p>${escaped(lead)}</p><p><a href="${escaped(url)}">${escaped(button)}</a></p><p>${escaped(limits)} ${escaped(ignore)}</p>`,
  };
}
