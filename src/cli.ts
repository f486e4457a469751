/**
 * The tree of commands, and the words of their failures. `start` runs the server in this process; every other command
 * talks to a running one or only looks. Each command is loaded when it is asked for.
 */
import { defineCommand, runCommand, runMain } from 'citty';
import packageJson from '../package.json' with { type: 'json' };
import { CommandFault } from './api/cli/connection.ts';
import { ConfigFault, readConfig } from './config.ts';

const start = () =>
  defineCommand({
    meta: { name: 'start', description: 'Start the server' },
    args: { empty: { type: 'boolean', description: 'Do not seed the demo network on an empty database' } },
    // The server is a program of its own: loading it starts it.
    run: async () => {
      await import('./main.ts');
    },
  });

const doctor = () =>
  defineCommand({
    meta: {
      name: 'doctor',
      description: 'Check what a start needs: folder, lock, disk, database, ports, mail; changes nothing',
    },
    run: async () => {
      const { examine, printFindings } = await import('./api/cli/doctor.ts');
      const findings = await examine(() => readConfig());
      printFindings(findings);
      process.exitCode = findings.some(({ state }) => state === 'bad') ? 1 : 0;
    },
  });

const key = async () => (await import('./api/cli/key.ts')).keyCommand(() => readConfig());

const importFiles = async () => {
  const { createEnvironment } = await import('./environment.ts');
  // Its randomness makes the key of the request; nothing is signed here.
  return (await import('./api/cli/import.ts')).importCommand(
    () => readConfig(),
    createEnvironment({ secret: '' }),
  );
};

const move = async () =>
  (await import('./api/cli/move.ts')).moveCommand((databaseUrl) =>
    readConfig(undefined, [], { databaseUrl }),
  );
const verify = async () => (await import('./api/cli/verify.ts')).verifyCommand(() => readConfig());
const exportFiles = async () => (await import('./api/cli/export.ts')).exportCommand(() => readConfig());

const closeout = defineCommand({
  meta: { name: 'closeout', version: packageJson.version, description: packageJson.description },
  default: 'start',
  // One line per command; a command that does not exist yet does not stand here.
  subCommands: { start, import: importFiles, export: exportFiles, verify, key, move, doctor },
});

/** A failure is a sentence for a person, not a stack; only a bug shows one. */
async function main(args: string[]): Promise<void> {
  const asksForWords =
    args.some((arg) => ['--help', '-h'].includes(arg)) ||
    (args.length === 1 && ['--version', '-v'].includes(args[0]!));
  if (asksForWords) return runMain(closeout, { rawArgs: args });
  try {
    await runCommand(closeout, { rawArgs: args });
  } catch (error) {
    if (error instanceof ConfigFault) fail(error.message, 2);
    else if (error instanceof CommandFault) fail(error.message, error.exitCode);
    else if (error instanceof Error && error.name === 'CLIError')
      fail(usage(plain(error.message), args[0] ?? ''), 2);
    else throw error;
  }
}

/** What a command looks like when it is whole. */
const examples: Readonly<Record<string, string>> = {
  key: 'closeout key create "Web shop"',
  export: 'closeout export --out books-2026',
  import: 'closeout import --jobs jobs.csv --dry-run',
  move: 'closeout move --to postgres://user@host:5432/closeout',
};

function usage(fault: string, command: string): string {
  const example = Object.hasOwn(examples, command) ? ` For example: \`${examples[command]}\`.` : '';
  const more = example === '' ? 'closeout --help' : `closeout ${command} --help`;
  return `${fault.replace(/\.+$/, '')}.${example} \`${more}\` shows what there is.`;
}

function fail(words: string, exitCode: number): void {
  console.error(words);
  process.exitCode = exitCode;
}

/** Without the colours that the parser puts in. */
const plain = (text: string): string =>
  text.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '');

await main(process.argv.slice(2));
