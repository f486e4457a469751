/** `npm run prove -- <folder>`: the long proof over a real export, on every database that is there. */
import { spawnSync } from 'node:child_process';

const [folder] = process.argv.slice(2);
if (!folder) {
  console.error(
    'Name the folder of the export: npm run prove -- <folder with jobs.csv, services.csv, clients.csv>',
  );
  process.exit(2);
}
const run = spawnSync('npx', ['vitest', 'run', '--config', 'vitest.proof.config.ts'], {
  stdio: 'inherit',
  env: { ...process.env, CLOSEOUT_PROVE_DATA: folder },
});
process.exit(run.status ?? 1);
