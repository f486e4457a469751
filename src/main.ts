/**
 * The server as a program: start, stop, signals, exit codes. Loading this file starts it (`closeout start` does).
 * 0: stopped as asked. 1: it could not start, or did not stop in time. 2: the configuration is wrong.
 * It decides nothing about the product; app.ts builds it.
 */
import { existsSync } from 'node:fs';
import packageJson from '../package.json' with { type: 'json' };
import { startFault, welcome } from './api/cli/welcome.ts';
import { type App, createApp } from './app.ts';
import { type Config, ConfigFault, readConfig } from './config.ts';
import { builtFolder, firstRun, placesOf } from './first-run.ts';

/** How long open requests and the worker may take to end. */
const closeMsMax = 10_000;
/** npm passes a Ctrl-C on that the terminal has sent to both already: two within this time are one. */
const sameSignalMs = 1_000;

const stopCodes = { SIGINT: 130, SIGTERM: 143 } as const;

let app: App | undefined;
let isReady = false;
let stoppingSince: number | undefined;

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop(signal));
await start();

async function start(): Promise<void> {
  let config: Config;
  try {
    config = readConfig(undefined, process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    console.error(`Closeout cannot start: ${error.message}`);
    process.exit(2);
  }
  try {
    app = await createApp({
      config,
      isReady: () => isReady,
      webFolder: builtFolder('web', existsSync),
      checkoutFolder: builtFolder('checkout', existsSync),
    });
    await app.listen();
    const run = await firstRun(app);
    const places = await placesOf(app, run, packageJson.version);
    isReady = true;
    console.log(welcome(places));
  } catch (error) {
    const words = startFault(error, config);
    if (words === null) console.error(error);
    else console.error(`Closeout cannot start: ${words}`);
    await app?.close().catch(() => {});
    process.exit(1);
  }
}

function stop(signal: keyof typeof stopCodes): void {
  const now = performance.now();
  if (stoppingSince !== undefined) {
    if (now - stoppingSince > sameSignalMs) process.exit(stopCodes[signal]);
    return;
  }
  stoppingSince = now;
  // Nothing is open yet that could be half done: a first start that is cut short begins anew.
  if (!app) process.exit(stopCodes[signal]);
  setTimeout(() => {
    console.error('Closeout did not stop within 10 s and was ended. Nothing that was committed is lost.');
    process.exit(1);
  }, closeMsMax).unref();
  app.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
}
