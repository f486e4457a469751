/**
 * A ready database in one piece: what an empty embedded database would be after all migrations. Starting from it skips
 * the seconds that making a database cluster takes. It never holds anybody's data.
 */
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { PGlite } from '@electric-sql/pglite';
import { embeddedOver } from './database.ts';
import { defaultMigrationsDir, migrate } from './migrate.ts';

/** @returns a tarball for the `snapshot` option of `openEmbedded`: 58 MB as it is, 7 MB compressed and 0.15 s slower to open. */
export async function buildSnapshot(
  options: { migrationsDir?: string; compressed?: boolean } = {},
): Promise<Uint8Array> {
  const pglite = await PGlite.create();
  const db = await embeddedOver(pglite);
  await migrate(db, options.migrationsDir ?? defaultMigrationsDir());
  await db.pool.query('vacuum full');
  await db.pool.query('checkpoint');
  const dump = await pglite.dumpDataDir('none');
  await db.close();
  const tarball = new Uint8Array(await dump.arrayBuffer());
  return options.compressed === false ? tarball : promisify(gzip)(tarball);
}

/** The snapshot in a file, or undefined when there is no such file: then the first start takes a little longer. */
export async function readSnapshot(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
