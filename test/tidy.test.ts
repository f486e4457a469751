/**
 * The house rules as an ordinary test: each is tried on the repository, and each is shown to fail on a small bad sample.
 * A failure names file and line, the rule, and what to write instead.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { refusalsPage, renderRefusals } from '../scripts/refusals.ts';
import {
  checkBans,
  checkExports,
  checkName,
  checkOpening,
  checkSilence,
  checkSizes,
  checkTransports,
  fileLinesMax,
  functionLinesMax,
} from './tidy/code-rules.ts';
import { exists, listFiles, readModules, readText } from './tidy/repository.ts';
import { checkCycles, checkRings } from './tidy/rings.ts';
import { type Finding, type Module, parseModule } from './tidy/source.ts';
import { checkComments, checkDocument, checkWorkplace } from './tidy/text-rules.ts';

const files = listFiles();
const fileSet = new Set(files);
const modules = readModules(files);
const sources = modules.filter(
  (module) => module.path.startsWith('src/') && !/\.test\.tsx?$/.test(module.path),
);

const show = (findings: readonly Finding[]): string[] =>
  findings.map(({ file, line, rule, message }) => `${file}:${line} ${rule}: ${message}`);
const each = (check: (module: Module) => Finding[]): string[] => show(modules.flatMap(check));

describe('the repository', () => {
  it('is read at all', () => {
    expect(modules.length).toBeGreaterThan(20);
    expect(sources.length).toBeGreaterThan(10);
    expect(modules.flatMap((module) => module.imports).length).toBeGreaterThan(modules.length);
    expect(
      modules.flatMap((module) => module.parseErrors.map((error) => `${module.path}: ${error}`)),
    ).toEqual([]);
  });

  it('keeps the rings', () => expect(each((module) => checkRings(module, fileSet))).toEqual([]));
  it('has no import cycles', () => expect(show(checkCycles(sources))).toEqual([]));
  it('keeps functions and files short', () => expect(each(checkSizes)).toEqual([]));
  it('takes clock, randomness and environment as arguments', () => expect(each(checkBans)).toEqual([]));
  it('opens every file with what it is', () => expect(each(checkOpening)).toEqual([]));
  it('exports by name', () => expect(each(checkExports)).toEqual([]));
  it('imports each transport in one place', () => expect(each(checkTransports)).toEqual([]));
  it('silences no test without a reason', () => expect(each(checkSilence)).toEqual([]));
  it('names files by what they hold', () => expect(show(files.flatMap(checkName))).toEqual([]));

  it('names nothing of the place where it was written', () => {
    expect(show(files.flatMap((path) => checkWorkplace(path, readText(path) ?? '')))).toEqual([]);
  });

  it('documents only what exists', () => {
    const documents = files.filter((path) => path.endsWith('.md') && path !== 'CHANGELOG.md');
    expect(show(documents.flatMap((path) => checkDocument(path, readText(path) ?? '', exists)))).toEqual([]);
    expect(show(modules.flatMap((module) => checkComments(module, exists)))).toEqual([]);
  });

  it('lists every refusal code in docs/refusals.md', () => {
    const page = existsSync(refusalsPage) ? readFileSync(refusalsPage, 'utf8') : '';
    expect(
      page,
      'docs/refusals.md differs from src/domain/refusal-codes.ts. Run: node --import tsx scripts/refusals.ts',
    ).toBe(renderRefusals());
  });
});

const doc = '/** A sample of a file, long enough to count. */\n';
const sample = (path: string, ...lines: string[]): Module => parseModule(path, doc + lines.join('\n'));
const rulesOf = (findings: readonly Finding[]): string[] => findings.map((one) => `${one.line} ${one.rule}`);

describe('each rule can fail', () => {
  const known = new Set([
    'src/app.ts',
    'src/environment.ts',
    'src/domain/a.ts',
    'src/store/a.ts',
    'src/gateways/mail/port.ts',
    'src/gateways/mail/a.ts',
    'src/actions/action.ts',
    'src/actions/send-it.ts',
    'src/actions/sending/part.ts',
    'src/reactions/a.ts',
    'src/worker/a.ts',
    'src/api/a.ts',
    'src/web/a.ts',
    'test/a.ts',
  ]);

  it.each([
    // from, statement, whether the rings allow it
    ['src/domain/x.ts', "import { a } from './a.ts';", true],
    ['src/domain/x.ts', "import { a } from '../store/a.ts';", false],
    ['src/domain/x.ts', "import type { A } from '../store/a.ts';", false],
    ['src/domain/x.ts', "export { a } from '../store/a.ts';", false],
    ['src/domain/x.ts', "export const a = () => import('../store/a.ts');", false],
    ['src/domain/x.ts', "export type A = import('../store/a.ts').A;", false],
    ['src/domain/x.ts', "import { readFileSync } from 'node:fs';", false],
    ['src/domain/x.ts', "import { Temporal } from 'temporal-polyfill';", true],
    ['src/domain/x.test.ts', "import { readFileSync } from 'node:fs';", true],
    ['src/domain/x.ts', "import { a } from './gone.ts';", false],
    ['src/domain/x.ts', "import { a } from './a';", false],
    ['src/store/x.ts', "import { a } from '../domain/a.ts';", true],
    ['src/store/x.ts', "import { a } from '../actions/action.ts';", false],
    ['src/store/x.ts', "import type { A } from '../environment.ts';", true],
    ['src/store/x.ts', "import { a } from '../environment.ts';", false],
    ['src/gateways/mail/x.ts', "import { a } from './port.ts';", true],
    ['src/gateways/mail/x.ts', "import { a } from '../../store/a.ts';", false],
    ['src/sandbox/x.ts', "import type { A } from '../gateways/mail/port.ts';", false],
    ['src/actions/x.ts', "import type { A } from '../gateways/mail/port.ts';", true],
    ['src/actions/x.ts', "import { a } from '../gateways/mail/port.ts';", false],
    ['src/actions/x.ts', "import { a } from '../gateways/mail/a.ts';", false],
    ['src/actions/x.ts', "import { a } from './action.ts';", true],
    ['src/actions/x.ts', "import { a } from './send-it.ts';", false],
    ['src/actions/index.ts', "import { a } from './send-it.ts';", true],
    ['src/actions/x.ts', "import { a } from './sending/part.ts';", true],
    ['src/actions/sending/x.ts', "import { a } from '../send-it.ts';", false],
    ['src/reactions/x.ts', "import { a } from '../actions/send-it.ts';", true],
    ['src/reactions/x.ts', "import { a } from '../worker/a.ts';", false],
    ['src/worker/x.ts', "import { a } from '../gateways/mail/port.ts';", true],
    ['src/worker/x.ts', "import { a } from '../gateways/mail/a.ts';", false],
    ['src/api/x.ts', "import { a } from '../actions/send-it.ts';", true],
    ['src/api/x.ts', "import { a } from '../worker/a.ts';", false],
    ['src/web/x.tsx', "import type { A } from '../api/a.ts';", true],
    ['src/web/x.tsx', "import { type A } from '../api/a.ts';", false],
    ['src/web/x.tsx', "import { a } from 'node:path';", false],
    ['src/web/x.tsx', "import { a } from '../store/a.ts';", false],
    ['src/app.ts', "import { a } from './worker/a.ts';", true],
    ['src/config.ts', "import { a } from './store/a.ts';", false],
    ['src/other.ts', '', false],
    ['src/things/x.ts', '', false],
    ['src/api/x.ts', "import { a } from '../../test/a.ts';", false],
  ])('rings: %s with %s', (path, statement, isAllowed) => {
    const findings = checkRings(sample(path, statement), known);
    expect(findings.length === 0, show(findings).join()).toBe(isAllowed);
  });

  it('cycles: by value, by type and over three', () => {
    const cycle = [
      sample('src/a.ts', "import './b.ts';"),
      sample('src/b.ts', "import type { C } from './c.ts';"),
      sample('src/c.ts', "export * from './a.ts';"),
      sample('src/d.ts', "import './a.ts';"),
    ];
    expect(show(checkCycles(cycle))).toEqual([
      'src/a.ts:2 cycles: These modules import each other: src/a.ts -> src/b.ts -> src/c.ts -> src/a.ts. Move what both need into a module of its own.',
    ]);
    expect(checkCycles(cycle.slice(1))).toEqual([]);
  });

  it('sizes: a line too many in a function, in a file', () => {
    const body = (lines: number): string[] => [
      'export function f() {',
      ...Array.from({ length: lines - 2 }, () => '  f();'),
      '}',
    ];
    expect(checkSizes(sample('src/a.ts', ...body(functionLinesMax)))).toEqual([]);
    expect(show(checkSizes(sample('src/a.ts', ...body(functionLinesMax + 1))))[0]).toContain(
      'src/a.ts:2 function-size: f has 61 lines',
    );
    expect(checkSizes(sample('test/a.test.ts', ...body(functionLinesMax + 1)))).toEqual([]);
    const lines = (count: number): string[] =>
      Array.from({ length: count }, (_, index) => `export const a${index} = 1;`);
    expect(checkSizes(sample('test/a.ts', ...lines(fileLinesMax - 1)))).toEqual([]);
    expect(rulesOf(checkSizes(sample('test/a.ts', ...lines(fileLinesMax))))).toEqual(['401 file-size']);
  });

  it.each([
    ['src/api/a.ts', 'Date.now();', true],
    ['src/api/a.ts', 'const now = Date.now;', true],
    ['src/api/a.ts', 'new Date();', true],
    ['src/api/a.ts', "new Date('2023-01-02');", false],
    ['src/api/a.ts', 'Temporal.Now.instant();', true],
    ['src/api/a.ts', "const text = 'Zoë says Date.now()'; // Math.random()", false],
    ['src/api/a.ts', 'Math.random();', true],
    ['src/web/a.ts', 'Math.random();', true],
    ['src/api/a.ts', 'globalThis.crypto?.randomUUID();', true],
    ['src/web/a.ts', 'crypto.randomUUID();', false],
    ['src/api/a.ts', 'randomBytes(16);', true],
    ['src/environment.ts', 'randomBytes(16); Date.now(); new Date(); Math.random();', false],
    ['src/api/a.ts', 'process.env.PORT;', true],
    ['src/api/a.ts', "process['env'];", true],
    ['src/config.ts', 'process.env;', false],
    ['test/a.ts', 'process.env; Date.now();', false],
    ['scripts/a.ts', 'process.env;', false],
  ])('banned calls: %s with %s', (path, statement, isBanned) => {
    const findings = checkBans(sample(path, statement));
    expect(rulesOf(findings)).toEqual(isBanned ? ['2 banned-call'] : []);
    if (isBanned) expect(findings[0]!.message).toMatch(/argument/);
  });

  it.each([
    ['src/domain/money.ts', null],
    ['src/domain/utils.ts', 'banned-name'],
    ['src/helpers/money.ts', 'banned-name'],
    ['src/domain/payment-service.ts', 'banned-name'],
    ['src/domain/service-line.ts', null],
    ['src/domain/MoneyText.ts', 'kebab-case'],
    ['src/domain/money_text.ts', 'kebab-case'],
    ['src/store/migrations/0001_ground.sql', null],
    ['src/domain/money-text.test.ts', null],
    ['README.md', null],
    ['docs/decisions/0001-rings.md', null],
  ])('names: %s', (path, rule) => expect(checkName(path).map((one) => one.rule)).toEqual(rule ? [rule] : []));

  it('opening comments: none, too short, a line comment, after code, under a shebang', () => {
    const opening = (text: string): string[] => rulesOf(checkOpening(parseModule('src/a.ts', text)));
    for (const bad of [
      'export {};',
      '/** Short. */',
      '// A line comment is not an opening.\n',
      `export const a = 1;\n${doc}`,
    ]) {
      expect(opening(bad)).toEqual(['1 opening-comment']);
    }
    expect(opening(`#!/usr/bin/env node\n${doc}`)).toEqual([]);
  });

  it('default exports', () => {
    expect(rulesOf(checkExports(sample('src/a.ts', 'export default 1;')))).toEqual(['2 named-exports']);
    expect(rulesOf(checkExports(sample('src/a.ts', 'const a = 1;', 'export { a as default };')))).toEqual([
      '3 named-exports',
    ]);
    expect(checkExports(sample('vite.config.ts', 'export default 1;'))).toEqual([]);
  });

  it.each([
    ['src/gateways/payment/stripe/sdk.ts', "import Stripe from 'stripe';", true],
    ['src/sandbox/stripe/world.ts', "import type Stripe from 'stripe';", true],
    ['src/sandbox/stripe/world.ts', "import Stripe from 'stripe';", false],
    ['src/actions/a.ts', "import type Stripe from 'stripe';", false],
    ['src/worker/a.ts', "await import('nodemailer');", false],
    ['src/worker/a.ts', "import { SMTPServer } from 'smtp-server/lib/smtp-server.js';", false],
    ['test/a.test.ts', "import Stripe from 'stripe';", true],
  ])('transports: %s with %s', (path, statement, isAllowed) => {
    expect(rulesOf(checkTransports(sample(path, statement)))).toEqual(isAllowed ? [] : ['2 transports']);
  });

  it('silenced tests: only always, skip without a reason', () => {
    const silence = (...lines: string[]): string[] =>
      rulesOf(checkSilence(sample('test/a.test.ts', ...lines)));
    expect(silence("it.only('a', () => {});")).toEqual(['2 silenced-test']);
    expect(silence('// Because.', "describe.only('a', () => {});")).toEqual(['3 silenced-test']);
    expect(silence('', "it.skip('a', () => {});")).toEqual(['3 silenced-test']);
    expect(silence('', "describe.skipIf(true)('a', () => {});")).toEqual(['3 silenced-test']);
    expect(silence('// No browser here.', "it.skip('a', () => {});")).toEqual([]);
    expect(silence("it('a', () => {});", "rows.only('a');")).toEqual([]);
  });

  it.each([
    ['see /wor', 'k/main/src'],
    ['read ..', '/shared/notes'],
    ['at /home', '/ann/code'],
    ['https://', 'npm-registry.example.test/a'],
    ['_auth', 'Token=1'],
  ])('the workplace: %s%s', (left, right) => {
    expect(rulesOf(checkWorkplace('README.md', `fine\n${left}${right}`))).toEqual(['2 workplace']);
    expect(checkWorkplace('README.md', 'framework/main https://example.test/a ./shared src/work/a')).toEqual(
      [],
    );
  });

  it('documents: paths, links, braces, stars, and pages in capitals', () => {
    const has = (path: string): boolean =>
      ['src/app.ts', 'docs', 'docs/a.md', 'src/domain', 'README.md'].includes(path.replace(/\/$/, ''));
    const check = (line: string): string[] =>
      checkDocument('docs/b.md', line, has).map((one) => one.message.split('"')[1]!);
    expect(
      check(
        '`src/app.ts`, docs/a.md. [a](a.md#x) [r](../README.md) src/domain/*.ts https://x.test/docs/gone README.md',
      ),
    ).toEqual([]);
    expect(check('See `src/gone.ts`.')).toEqual(['src/gone.ts']);
    expect(check('src/{app,gone}.ts')).toEqual(['src/gone.ts']);
    expect(check('src/gone/*.ts')).toEqual(['src/gone']);
    expect(check('[x](gone.md)')).toEqual(['docs/gone.md']);
    expect(check('as ABSENT.md says')).toEqual(['ABSENT.md']);
    expect(
      rulesOf(checkComments(sample('src/a.ts', '// As ABSENT.md says.', "const a = 'ABSENT.md';"), has)),
    ).toEqual(['2 documents']);
  });
});
