/**
 * Names for the ids in logs and approvals, as far as the reader may know them.
 * It invents none: who is not among the members is called by their kind.
 */
import { useQuery } from '@tanstack/react-query';
import { request } from './api.ts';
import { sessionQuery } from './session.ts';

interface Member {
  userId: string;
  name: string;
}

const kindWords: Record<string, string> = {
  system: 'Closeout',
  gateway: 'Payment gateway',
  client: 'The client',
  key: 'An API key',
  person: 'A member',
};

/** A function from an actor to a name. */
export function usePeople(): (actor: { kind: string; id: string } | string) => string {
  const session = useQuery(sessionQuery).data;
  const members = useQuery({
    queryKey: ['settings', 'members'],
    queryFn: ({ signal }) => request<{ items: Member[] }>('GET', '/members', undefined, { signal }),
    enabled: session?.permissions.includes('member.read') ?? false,
    staleTime: 300_000,
  }).data?.items;
  return (actor) => {
    const { kind, id } = typeof actor === 'string' ? { kind: 'person', id: actor } : actor;
    const name = members?.find((member) => member.userId === id)?.name;
    const own = session && session.user.id === id ? session.user.name : undefined;
    const known = name ?? own;
    if (known) return kind === 'key' ? `${known} (API key)` : known;
    return kindWords[kind] ?? 'Closeout';
  };
}
