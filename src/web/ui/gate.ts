/**
 * What stands in front of a sensitive action, as a control needs to know it, and the words for each state.
 * It decides nothing: the API says which state holds, and refuses whatever a screen gets wrong.
 */
export type Gate =
  | { state: 'open' }
  | { state: 'needs_approval'; reason: string; approvers: readonly string[] }
  | { state: 'requested'; reason: string; approvers: readonly string[] }
  | { state: 'approved'; by: string }
  | { state: 'denied'; by: string; comment: string }
  | { state: 'stale'; reason: string; approvers: readonly string[] }
  | { state: 'blocked'; reason: string; next: string };

export type GateState = Gate['state'];

/** The word on the control itself. */
export const gateWords: Record<GateState, string> = {
  open: '',
  needs_approval: 'Needs approval',
  requested: 'Waiting for approval',
  approved: 'Approved',
  denied: 'Denied',
  stale: 'Changed since approval',
  blocked: 'Stopped',
};

/** "Ana Ruiz", "Ana Ruiz or an owner", "Ana, Ben or Cleo". */
export function orList(names: readonly string[]): string {
  if (names.length < 2) return names[0] ?? '';
  return `${names.slice(0, -1).join(', ')} or ${names[names.length - 1]}`;
}

function whoMay(approvers: readonly string[]): string {
  return approvers.length === 0
    ? 'Nobody in this account may approve it yet.'
    : `May approve: ${orList(approvers)}.`;
}

/** The sentence beneath the control: why it is stopped, and who or what opens the way. Empty when nothing stops it. */
export function gateSentence(gate: Gate): string {
  switch (gate.state) {
    case 'open':
      return '';
    case 'needs_approval':
    case 'requested':
    case 'stale':
      return `${gate.reason} ${whoMay(gate.approvers)}`;
    case 'approved':
      return `Approved by ${gate.by}. It is used once.`;
    case 'denied':
      return `${gate.by}: “${gate.comment}”`;
    case 'blocked':
      return `${gate.reason} ${gate.next}`;
  }
}
