/**
 * House rules that one source file can break by itself: size, banned calls, names, exports, transports, silenced tests.
 * Every message names what to write instead. What lies between files is in rings.ts.
 */
import { posix } from 'node:path';
import type { Finding, Module } from './source.ts';

export const functionLinesMax = 60;
export const fileLinesMax = 400;

const isTest = (path: string): boolean => path.startsWith('test/') || /\.test\.tsx?$/.test(path);
const isTool = (path: string): boolean => /^(scripts|bin)\//.test(path) || /^[\w-]+\.config\.ts$/.test(path);

export function checkSizes(module: Module): Finding[] {
  const findings: Finding[] = [];
  if (module.lineCount > fileLinesMax) {
    const message = `The file has ${module.lineCount} lines, at most ${fileLinesMax} are allowed. Split it by decision.`;
    findings.push({ file: module.path, line: fileLinesMax + 1, rule: 'file-size', message });
  }
  if (isTest(module.path)) return findings;
  for (const one of module.functions) {
    if (one.lineCount <= functionLinesMax) continue;
    const message = `${one.name} has ${one.lineCount} lines, at most ${functionLinesMax} are allowed. Split it by decision and keep the branches in the parent.`;
    findings.push({ file: module.path, line: one.line, rule: 'function-size', message });
  }
  return findings;
}

interface Ban {
  name: RegExp;
  /** Only constructions, and only without arguments. */
  isBareNew?: boolean;
  mayUse: (path: string) => boolean;
  instead: string;
}

const environment = (path: string): boolean => path === 'src/environment.ts' || !path.startsWith('src/');
const clock = 'Take the instant as an argument; it comes from the clock of src/environment.ts.';
const random = 'Take bytes or an id as an argument; they come from the generator of src/environment.ts.';

export const bans: readonly Ban[] = [
  { name: /^Date\.now$/, mayUse: environment, instead: clock },
  { name: /^Date$/, isBareNew: true, mayUse: environment, instead: clock },
  { name: /^Temporal\.Now\b/, mayUse: environment, instead: clock },
  { name: /^Math\.random$/, mayUse: environment, instead: random },
  {
    name: /^((node)?crypto\.)?(randomUUID|getRandomValues)$/i,
    // A browser has no other source of keys for its own requests.
    mayUse: (path) => environment(path) || path.startsWith('src/web/'),
    instead: random,
  },
  {
    name: /^((node)?crypto\.)?(randomBytes|randomInt|randomFillSync)$/i,
    mayUse: environment,
    instead: random,
  },
  {
    name: /^process\.env$/,
    mayUse: (path) => path === 'src/config.ts' || path.startsWith('test/') || isTool(path),
    instead: 'Add the variable to src/config.ts and take its value as an argument.',
  },
];

export function checkBans(module: Module): Finding[] {
  const found = new Map<string, Finding>();
  for (const use of module.uses) {
    for (const ban of bans) {
      if (!ban.name.test(use.name) || ban.mayUse(module.path)) continue;
      if (ban.isBareNew && !(use.isNew && use.argumentCount === 0)) continue;
      const shown = ban.isBareNew ? `new ${use.name}()` : use.name;
      // A call is seen twice, as the call and as the member it reads.
      found.set(`${use.line} ${ban.name}`, {
        file: module.path,
        line: use.line,
        rule: 'banned-call',
        message: `${shown} is not allowed here. ${ban.instead}`,
      });
    }
  }
  return [...found.values()];
}

const bannedNames = /(^|-)(utils?|helpers?|common|managers?|services?|handlers?|misc)$/;
/** Names that tools and custom demand. */
const customaryNames =
  /^(README|CHANGELOG|CONTRIBUTING|SECURITY|ARCHITECTURE|GLOSSARY|NOTICE|LICENSE)(\.md)?$|^LICENSE[\w.-]*$|^Dockerfile$|^\./;
/** Migrations are ordered by a number, as their tool wants it. */
const migration = /^\d{4}_[a-z0-9]+(-[a-z0-9]+)*\.sql$/;
const kebab = /^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*$/;

export function checkName(path: string): Finding[] {
  const findings: Finding[] = [];
  const parts = path.split('/');
  const say = (rule: string, message: string): number =>
    findings.push({ file: path, line: 1, rule, message });
  for (const part of parts) {
    if (bannedNames.test(part.replace(/\..*$/, ''))) {
      say(
        'banned-name',
        `"${part}" says nothing about what is inside. Name the noun or the decision that it holds.`,
      );
    }
    if (![customaryNames, migration, kebab].some((form) => form.test(part)))
      say('kebab-case', `"${part}" is not in kebab-case. Write small letters, digits and hyphens.`);
  }
  return findings;
}

/** A test that stands beside its law needs none: the law's own comment speaks for both. */
export function checkOpening(module: Module): Finding[] {
  if (/^src\/.*\.test\.tsx?$/.test(module.path)) return [];
  if (module.opening !== null && module.opening.length >= 20) return [];
  const message =
    'The file does not open with a /** comment */. Say in two to five lines what it is and what it deliberately does not do.';
  return [{ file: module.path, line: 1, rule: 'opening-comment', message }];
}

/** Files whose tool wants a default export. */
const defaultExports = new Set([
  'vite.checkout.config.ts',
  'vite.config.ts',
  'vite.server.config.ts',
  'vitest.config.ts',
  'vitest.proof.config.ts',
  'playwright.config.ts',
  'stryker.config.mjs',
]);

export function checkExports(module: Module): Finding[] {
  if (module.defaultExportLine === null || defaultExports.has(posix.basename(module.path))) return [];
  const message = 'A default export has no name of its own. Export it by name.';
  return [{ file: module.path, line: module.defaultExportLine, rule: 'named-exports', message }];
}

/** Packages that reach the outside: the folders that may import them, and those that may name their types. */
export const transports: Record<string, { may: readonly string[]; mayType: readonly string[] }> = {
  nodemailer: { may: ['src/gateways/mail/', 'src/sandbox/mailbox/'], mayType: [] },
  'smtp-server': { may: ['src/sandbox/mailbox/'], mayType: [] },
  stripe: { may: ['src/gateways/payment/stripe/'], mayType: ['src/sandbox/stripe/'] },
  twilio: { may: ['src/gateways/sms/'], mayType: [] },
};

export function checkTransports(module: Module): Finding[] {
  if (isTest(module.path)) return [];
  return module.imports.flatMap((one) => {
    const name = one.specifier.split('/')[0]!;
    if (!Object.hasOwn(transports, name)) return [];
    const { may, mayType } = transports[name]!;
    const folders = one.isType ? [...may, ...mayType] : may;
    if (folders.some((prefix) => module.path.startsWith(prefix))) return [];
    const message = `"${name}" reaches the outside and may be imported only under ${folders.join(' and ')}. Go through the port.`;
    return [{ file: module.path, line: one.line, rule: 'transports', message }];
  });
}

/** A test that is left out says why, in a comment beside it; a test that leaves all others out never stays. */
export function checkSilence(module: Module): Finding[] {
  if (!isTest(module.path)) return [];
  const findings: Finding[] = [];
  for (const use of module.uses) {
    const match = /^(it|test|describe|suite)\b.*\.(only|skip|skipIf|runIf|todo)\b/.exec(use.name);
    if (!match || (use.argumentCount !== null && !use.name.endsWith(match[2]!))) continue;
    const hasReason = module.comments.some((one) => one.line === use.line || one.lastLine === use.line - 1);
    const isOnly = match[2] === 'only';
    if (!isOnly && hasReason) continue;
    const instead = isOnly
      ? 'Remove it: it silences every other test.'
      : 'Say why in a comment on the line above.';
    if (findings.some((one) => one.line === use.line)) continue;
    findings.push({
      file: module.path,
      line: use.line,
      rule: 'silenced-test',
      message: `${match[1]}.${match[2]} silences tests. ${instead}`,
    });
  }
  return findings;
}
