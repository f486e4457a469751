/**
 * Writes `dist/database.seed`: an empty database with all migrations, from which the first start begins. Made again only
 * when the migrations or the engine changed; it never holds anybody's data. Run by `scripts/build.mjs`.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defaultMigrationsDir, knownMigrations } from '../src/store/migrate.ts';
import { buildSnapshot, readSnapshot } from '../src/store/snapshot.ts';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const seedPath = join(dist, 'database.seed');
const hashPath = join(dist, 'database.seed.sha256');

/** What the seed is made of: the SQL, its order, and the engine whose files it holds. */
function sourceHash(): string {
  const require = createRequire(import.meta.url);
  const packageJson = join(dirname(require.resolve('@electric-sql/pglite')), '..', 'package.json');
  const hash = createHash('sha256').update(readFileSync(packageJson));
  for (const name of knownMigrations()) {
    hash.update(name).update(readFileSync(join(defaultMigrationsDir(), `${name}.sql`)));
  }
  return hash.digest('hex');
}

const hash = sourceHash();
const isFresh = (await readSnapshot(seedPath)) !== undefined && (await readHash()) === hash;
if (isFresh) console.log('unchanged');
else {
  mkdirSync(dist, { recursive: true });
  const seed = await buildSnapshot();
  // The hash goes last: a build that was interrupted in between builds again.
  writeFileSync(hashPath, '');
  writeFileSync(`${seedPath}.new`, seed);
  renameSync(`${seedPath}.new`, seedPath);
  writeFileSync(hashPath, hash);
  console.log(`${(seed.byteLength / 1_000_000).toFixed(1)} MB`);
}

async function readHash(): Promise<string | undefined> {
  const bytes = await readSnapshot(hashPath);
  return bytes && Buffer.from(bytes).toString('utf8');
}
