#!/usr/bin/env node
/**
 * The door of the program: runs the built bundle, or the sources where nothing is built. It knows no command;
 * src/cli.ts holds the tree. Plain JavaScript, so that an old Node gets a sentence and not a syntax error.
 */
import { existsSync } from 'node:fs';

const [major, minor] = process.versions.node.split('.').map(Number);
const built = new URL('../dist/server/cli.js', import.meta.url);

if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Closeout needs Node 20.19 or later; this is ${process.versions.node}.`);
  process.exit(1);
} else if (existsSync(built)) {
  await import(built.href);
} else {
  await runSources();
}

async function runSources() {
  try {
    const { register } = await import('tsx/esm/api');
    register();
  } catch (error) {
    if (error?.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error(
      'Closeout is not built, and its build tools are not installed. Run `npm install` in its folder.',
    );
    process.exit(1);
  }
  console.error('Running from the sources, which starts slower. `npm run build` builds the bundle.');
  await import('../src/cli.ts');
}
