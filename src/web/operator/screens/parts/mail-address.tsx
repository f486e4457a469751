/** A mail address that breaks at its at sign before anywhere else, so that it can be read in a narrow column. */
export function MailAddress({ address }: { address: string }) {
  const at = address.indexOf('@');
  if (at < 0) return <span className="text-amber-fg">{address || 'no address'}</span>;
  return (
    <span className="wrap-anywhere">
      {address.slice(0, at)}
      <wbr />
      {address.slice(at)}
    </span>
  );
}
