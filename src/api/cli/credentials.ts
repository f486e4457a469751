/**
 * What the command line remembers between runs: where the server was last, and the key of the first start. One file in
 * the data folder, readable by its owner only. The database keeps a hash of the key, so a lost file means a new key.
 */
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Credentials {
  /** Where the server listened at its last start. */
  url: string;
  /** The API key of the first start; null when it was preset from outside and is kept there. */
  apiKey: string | null;
  /** Whom sign-in links are printed for. */
  email: string;
}

export const credentialsPath = (dataFolder: string): string => join(dataFolder, 'credentials.json');

/** Null when there are none yet. @throws when the file is there and is not ours */
export function readCredentials(dataFolder: string): Credentials | null {
  const path = credentialsPath(dataFolder);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  const found = JSON.parse(text) as Partial<Credentials>;
  if (typeof found.url !== 'string' || typeof found.email !== 'string')
    throw new Error(`${path} is not what Closeout wrote. Delete it and make a new key.`);
  return { url: found.url, apiKey: found.apiKey ?? null, email: found.email };
}

/** Replaces the file in one step; it is never readable by others, not even for a moment. */
export function writeCredentials(dataFolder: string, credentials: Credentials): void {
  const path = credentialsPath(dataFolder);
  const draft = `${path}.new`;
  writeFileSync(draft, `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
  // The mode of writeFileSync counts only for a file that it creates.
  chmodSync(draft, 0o600);
  renameSync(draft, path);
}
