/** The account's own words and rules: who it is on paper, terms, tax, numbering, ways to pay, who releases. Issued documents keep theirs. */
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Button } from '../../../ui/button.tsx';
import { ErrorState } from '../../../ui/error-state.tsx';
import { Notice } from '../../../ui/notice.tsx';
import { toast } from '../../../ui/toast.tsx';
import { request } from '../../api.ts';
import { sessionQuery } from '../../session.ts';
import { Loaded } from '../parts/loaded.tsx';
import { useSend } from '../parts/send.ts';
import { InvoicingFields, ReleaseFields, SellerFields } from './account-fields.tsx';
import { type AccountForm, bodyOfAccount, formOfAccount } from './account-form.ts';
import { type AccountSettings, SettingsFrame, settingsQuery, useMay } from './settings-frame.tsx';

export function AccountSettingsScreen() {
  const query = useQuery(settingsQuery);
  return (
    <SettingsFrame summary="How this account appears on paper, and the rules it bills by. Invoices that were issued stay as they are.">
      {/* A new version means a new form: what somebody else saved must not be overwritten by old text. */}
      <Loaded query={query}>{(account) => <AccountEditor account={account} />}</Loaded>
    </SettingsFrame>
  );
}

function AccountEditor({ account }: { account: AccountSettings }) {
  const mayWrite = useMay('settings.write');
  const session = useQuery(sessionQuery);
  const [base, setBase] = useState(account);
  const [form, setForm] = useState<AccountForm>(() => formOfAccount(account));
  const changed = JSON.stringify(form) !== JSON.stringify(formOfAccount(base));
  const take = (next: AccountSettings) => {
    setBase(next);
    setForm(formOfAccount(next));
  };
  // Nothing typed: follow what others save. Something typed: say so and let the reader choose.
  const isBehind = account.version !== base.version;
  if (isBehind && !changed) take(account);
  const sending = useSend<AccountForm, { version: number }>({
    call: (input) => request('PATCH', '/settings', bodyOfAccount(base.version, input)),
    topics: ['settings', 'session', 'invoices'],
    onDone: ({ version }, input) => {
      setBase({ ...account, ...settingsFrom(input, base), version });
      toast({ title: 'Settings saved', description: 'They count from the next invoice on.' });
    },
  });
  const fields = { form, problem: sending.problem, disabled: !mayWrite, onChange: setForm };
  return (
    <form
      className="grid grid-cols-1 gap-5"
      onSubmit={(event) => {
        event.preventDefault();
        sending.send(form);
      }}
    >
      {!mayWrite && <Notice>You can read these settings. An owner or admin can change them.</Notice>}
      {isBehind && changed && !sending.isSending && <SavedByAnother onShow={() => take(account)} />}
      <SellerFields {...fields} />
      <InvoicingFields {...fields} today={session.data?.installation.businessDay ?? '2000-01-01'} />
      <ReleaseFields {...fields} />
      {sending.problem && <ErrorState problem={sending.problem} kept="What you typed." />}
      {mayWrite && (
        <div className="flex flex-wrap items-center gap-3">
          <Button type="submit" variant="primary" loading={sending.isSending} disabled={!changed}>
            Save settings
          </Button>
          {changed && (
            <Button variant="quiet" onClick={() => setForm(formOfAccount(base))}>
              Undo changes
            </Button>
          )}
        </div>
      )}
    </form>
  );
}

function SavedByAnother({ onShow }: { onShow: () => void }) {
  return (
    <Notice
      kind="warning"
      actions={
        <Button size="small" onClick={onShow}>
          Show theirs
        </Button>
      }
    >
      Somebody saved these settings while you were typing. Saving yours will be refused; look at theirs first.
    </Notice>
  );
}

/** The saved form as the server now has it, until it is read again. */
const settingsFrom = (form: AccountForm, base: AccountSettings): Partial<AccountSettings> => {
  const { version: _version, ...body } = bodyOfAccount(base.version, form);
  return body as Partial<AccountSettings>;
};
