/**
 * `npm run build`, and by itself after a plain `npm install`: the web app, the checkout script, the server bundle and the
 * database seed, side by side, into dist/. It downloads nothing. Without the build tools (`--omit=dev`) it keeps what is there.
 */
import { spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const at = (path) => join(root, path);

/** What a start needs; with all of it in place a missing tool is no trouble. */
const products = [
  'dist/web/index.html',
  'dist/checkout/checkout.js',
  'dist/server/main.js',
  'dist/server/cli.js',
  'dist/database.seed',
];

/** Files that the server reads by path, beside itself. */
const copies = [
  ['src/sandbox/stripe/browser', 'dist/server/browser'],
  ['src/demo/photos', 'dist/server/photos'],
];

const steps = [
  // The longest first: it is one thread for seconds, the others are many threads for a moment.
  { name: 'database seed', command: ['--import', 'tsx', 'scripts/database-seed.ts'] },
  { name: 'web app', command: viteCommand('vite.config.ts') },
  {
    name: 'checkout script',
    command: viteCommand('vite.checkout.config.ts'),
    needs: 'vite.checkout.config.ts',
  },
  { name: 'server', command: viteCommand('vite.server.config.ts'), after: copyFiles },
];

function viteCommand(config) {
  return ['node_modules/vite/bin/vite.js', 'build', '--config', config, '--logLevel', 'warn'];
}

function copyFiles() {
  for (const [from, to] of copies) cpSync(at(from), at(to), { recursive: true });
}

const secondsSince = (started) => `${((performance.now() - started) / 1000).toFixed(1)} s`;

/** Runs one step as a process of its own; its words are kept, and shown in full when it fails. */
function run({ name, command, after, needs }) {
  if (needs && !existsSync(at(needs))) {
    return Promise.resolve({ name, ok: true, note: `skipped, there is no ${needs} yet`, words: '' });
  }
  const started = performance.now();
  return new Promise((resolve) => {
    // A development build of React is a half larger and slower: the mode is said, whatever the shell says.
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let words = '';
    child.stdout.on('data', (chunk) => {
      words += chunk;
    });
    child.stderr.on('data', (chunk) => {
      words += chunk;
    });
    child.on('error', (error) =>
      resolve({ name, ok: false, note: secondsSince(started), words: error.message }),
    );
    child.on('close', (code) => {
      if (code === 0) after?.();
      const said = words.trim().split('\n')[0];
      const note =
        code === 0 && name === 'database seed' ? `${secondsSince(started)}, ${said}` : secondsSince(started);
      resolve({ name, ok: code === 0, note, words });
    });
  });
}

function hasTools() {
  const require = createRequire(import.meta.url);
  try {
    for (const tool of ['vite', 'tsx']) dirname(require.resolve(`${tool}/package.json`));
    return true;
  } catch {
    return false;
  }
}

async function build() {
  const started = performance.now();
  const failed = [];
  await Promise.all(
    steps.map(async (step) => {
      const result = await run(step);
      console.log(`${result.ok ? 'built ' : 'FAILED'}  ${result.name.padEnd(16)} ${result.note}`);
      if (!result.ok) failed.push(result);
    }),
  );
  for (const { name, words } of failed) console.error(`\n── ${name} ──\n${words.trim()}`);
  console.log(
    failed.length === 0 ? `Ready in ${secondsSince(started)}. Start with: npm start` : '\nThe build failed.',
  );
  return failed.length === 0 ? 0 : 1;
}

const missing = products.filter((path) => !existsSync(at(path)));
if (hasTools()) process.exitCode = await build();
else if (missing.length === 0)
  console.log('The build tools are not installed; what was built before is kept.');
else {
  console.log(
    `Not built: the build tools are not installed (--omit=dev), and ${missing.join(', ')} is not there.\n` +
      'Run a plain `npm install` in this folder, or copy dist/ from a build of the same version, before `npm start`.',
  );
}
