/**
 * `closeout key`: makes, lists and revokes API keys of the running server. The value of a key is shown once, when it is made,
 * on stdout and alone, so that a script can take it; everything else goes to stderr.
 */
import { defineCommand } from 'citty';
import type { Config } from '../../config.ts';
import { type Connection, connect } from './connection.ts';

interface Key {
  id: string;
  name: string;
  start: string;
  permissions: string[] | null;
  createdAt: string;
  lastUsedAt: string | null;
  expiresAt: string | null;
}

export function keyCommand(readConfig: () => Config) {
  const open = (): Connection => connect(readConfig());
  return defineCommand({
    meta: { name: 'key', description: 'Make, list and revoke API keys' },
    subCommands: {
      create: defineCommand({
        meta: { name: 'create', description: 'Make a key; its value is printed once' },
        args: {
          name: { type: 'positional', description: 'What the key is for', required: true },
          permissions: {
            type: 'string',
            description: 'Chosen permissions, such as invoice.read,job.write; all of yours when absent',
          },
          days: {
            type: 'string',
            description: 'How long it is good for, 1 to 365; until revoked when absent',
          },
        },
        run: ({ args }) => createKey(open(), args),
      }),
      list: defineCommand({
        meta: { name: 'list', description: 'List the keys of your account' },
        run: () => listKeys(open()),
      }),
      revoke: defineCommand({
        meta: { name: 'revoke', description: 'Revoke a key; it is refused from then on' },
        args: {
          id: { type: 'positional', description: 'The id that `closeout key list` shows', required: true },
        },
        run: ({ args }) => revokeKey(open(), args.id),
      }),
    },
  });
}

async function createKey(
  server: Connection,
  args: { name: string; permissions?: string | undefined; days?: string | undefined },
): Promise<void> {
  const chosen =
    args.permissions
      ?.split(',')
      .map((text) => text.trim())
      .filter((text) => text !== '') ?? null;
  const made = (await server.call('POST', '/api/v1/keys', {
    name: args.name,
    permissions: chosen,
    ...(args.days === undefined ? {} : { validForDays: Number(args.days) }),
  })) as { id: string; value: string };
  console.error(`Key ${made.id} (${args.name}). This is the only time that its value is shown:`);
  console.log(made.value);
}

async function listKeys(server: Connection): Promise<void> {
  const { items } = (await server.call('GET', '/api/v1/keys')) as { items: Key[] };
  if (items.length === 0) console.log('There are no keys.');
  for (const key of items) console.log(lineOf(key));
}

const lineOf = (key: Key): string =>
  [
    key.id.padEnd(34),
    `${key.start}…`.padEnd(12),
    key.name.padEnd(24),
    `made ${key.createdAt.slice(0, 10)}`,
    key.lastUsedAt === null ? 'never used' : `last used ${key.lastUsedAt.slice(0, 10)}`,
    key.expiresAt === null ? '' : `until ${key.expiresAt.slice(0, 10)}`,
    key.permissions === null ? '' : key.permissions.join(','),
  ]
    .filter((part) => part !== '')
    .join('  ');

async function revokeKey(server: Connection, id: string): Promise<void> {
  await server.call('DELETE', `/api/v1/keys/${encodeURIComponent(id)}`);
  console.log(`Key ${id} is revoked.`);
}
