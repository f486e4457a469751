/**
 * `npm run check`: types, lint, house rules and dead code, each as its own process, two at a time.
 * It runs no other tests (`npm test` does) and changes no file. It ends with 1 when any of them failed, and says which.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const checks = [
  { name: 'types', command: ['tsc', '--noEmit'] },
  { name: 'lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'house rules', command: ['vitest', 'run', '--root', root, 'test/tidy.test.ts'] },
  { name: 'dead code', command: ['knip', '--no-progress'] },
];

const seconds = (from) => `${((performance.now() - from) / 1000).toFixed(1)} s`;

/** Runs one tool of this repository; its words are kept and shown only when it fails. */
function run({ name, command: [tool, ...args] }) {
  const started = performance.now();
  const script = process.platform === 'win32' ? `${tool}.cmd` : tool;
  return new Promise((resolve) => {
    const child = spawn(`node_modules/.bin/${script}`, args, {
      cwd: root,
      shell: process.platform === 'win32',
    });
    let words = '';
    child.stdout.on('data', (chunk) => (words += chunk));
    child.stderr.on('data', (chunk) => (words += chunk));
    child.on('error', (error) => resolve({ name, ok: false, words: error.message, took: seconds(started) }));
    child.on('close', (code) => resolve({ name, ok: code === 0, words, took: seconds(started) }));
  });
}

const started = performance.now();
const waiting = [...checks];
const failed = [];

async function lane() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const result = await run(next);
    console.log(`${result.ok ? 'ok  ' : 'FAIL'}  ${result.name}  ${result.took}`);
    if (!result.ok) failed.push(result);
  }
}

await Promise.all(Array.from({ length: Math.min(availableParallelism(), checks.length) }, lane));
for (const { name, words } of failed) console.log(`\n── ${name} ──\n${words.trim()}`);
const names = failed.map(({ name }) => name).join(', ');
console.log(
  failed.length === 0
    ? `\nAll checks passed in ${seconds(started)}.`
    : `\nFailed: ${names} (${seconds(started)}).`,
);
process.exitCode = failed.length === 0 ? 0 : 1;
