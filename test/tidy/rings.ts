/**
 * Who may import whom, as a table, and the search for import cycles.
 * Tests may import anything; a ring that is not in the table may not exist.
 */
import { posix } from 'node:path';
import type { Finding, Import, Module } from './source.ts';

interface Ring {
  /** Rings whose modules it may import. */
  may: readonly string[];
  /** Rings of which it may import types only. */
  mayType?: readonly string[];
  /** The packages it may import, when that is limited; `node:` stands for all modules of Node. */
  packages?: readonly RegExp[];
  why: string;
}

/** `ports` are the `port.ts` files of gateways; `environment` and `config` are those files at the root of src. */
export const rings: Record<string, Ring> = {
  domain: {
    may: [],
    packages: [/^@noble\/hashes(\/|$)/, /^temporal-polyfill(\/|$)/, /^dinero\.js(\/|$)/],
    why: 'the law is pure: it takes clock, randomness and data as arguments',
  },
  store: { may: ['domain'], mayType: ['environment', 'config'], why: 'the store is SQL and nothing else' },
  gateways: {
    may: ['domain', 'ports'],
    mayType: ['environment', 'config'],
    why: 'a gateway knows the outside, not our verbs',
  },
  sandbox: {
    may: ['domain'],
    mayType: ['environment', 'config'],
    why: 'a stand-in for the outside knows us only from outside',
  },
  actions: {
    may: ['domain', 'store'],
    mayType: ['ports', 'environment', 'config'],
    why: 'a verb meets the outside through ports',
  },
  reactions: {
    may: ['domain', 'store', 'actions'],
    mayType: ['ports', 'environment', 'config'],
    why: 'a consequence is the next action',
  },
  worker: {
    may: ['domain', 'store', 'actions', 'reactions', 'ports'],
    mayType: ['environment', 'config'],
    why: 'the worker performs effects through ports; app.ts hands them in',
  },
  api: {
    may: ['domain', 'store', 'actions'],
    mayType: ['ports', 'environment', 'config'],
    why: 'app.ts injects what the API must reach',
  },
  wiring: {
    may: [
      'domain',
      'store',
      'gateways',
      'ports',
      'sandbox',
      'actions',
      'reactions',
      'worker',
      'api',
      'web',
      'config',
      'environment',
    ],
    why: 'the pieces that app.ts is built from know every ring; nobody but app.ts knows them',
  },
  demo: {
    may: ['domain'],
    why: 'the demo is data; seed.ts brings it in through the verbs',
  },
  web: {
    may: ['domain'],
    mayType: ['api'],
    packages: [/^(?!node:)/],
    why: 'the browser gets the law and the types of the API, nothing of the server',
  },
};

/** Files at the root of src. They build the house and may import every ring, except these two, which stand under all. */
export const rootFiles = [
  'app.ts',
  'main.ts',
  'cli.ts',
  'seed.ts',
  'config.ts',
  'environment.ts',
  'first-run.ts',
];
const rootLimits: Record<string, readonly string[]> = {
  'config.ts': ['domain'],
  'environment.ts': ['domain'],
};

/** The files of src/actions that are no verbs: the frame and what every verb stands on. */
export const actionFrame = new Set([
  'action.ts',
  'actor.ts',
  'context.ts',
  'house.ts',
  'input.ts',
  'permit.ts',
]);
/** The files of src/actions that may import verbs, because listing them is their purpose. */
export const actionLists = new Set(['index.ts']);

const isTest = (path: string): boolean =>
  !path.startsWith('src/') || path.endsWith('.test.ts') || path.endsWith('.test.tsx');

/** The file that an import names, or null for a package. Extensions are written, so nothing has to be tried. */
export function resolveImport(from: string, specifier: string): string | null {
  if (!specifier.startsWith('.')) return null;
  return posix.normalize(posix.join(posix.dirname(from), specifier.replace(/\?.*$/, '')));
}

/** The ring of a file under src: its folder, or what stands at the root. */
export function ringOf(path: string): string {
  const [, first, ...rest] = path.split('/');
  if (rest.length === 0)
    return first === 'environment.ts' ? 'environment' : first === 'config.ts' ? 'config' : 'root';
  if (first === 'gateways' && rest.at(-1) === 'port.ts') return 'ports';
  return first!;
}

export function checkRings(module: Module, files: ReadonlySet<string>): Finding[] {
  if (!module.path.startsWith('src/')) return [];
  const findings: Finding[] = [];
  const rule = 'rings';
  const [, folder, ...rest] = module.path.split('/');
  if (rest.length === 0 && !rootFiles.includes(folder!)) {
    const message = `src has only ${rootFiles.join(', ')} at its root. Move it into the ring it belongs to.`;
    findings.push({ file: module.path, line: 1, rule, message });
  }
  if (rest.length > 0 && !Object.hasOwn(rings, folder!)) {
    const message = `src/${folder} is no ring of the house. The rings are ${Object.keys(rings).join(', ')}.`;
    findings.push({ file: module.path, line: 1, rule, message });
  }
  for (const one of module.imports) {
    const target = resolveImport(module.path, one.specifier);
    if (target !== null && !files.has(target)) {
      const message = `"${one.specifier}" names no file. Write the path with its extension (.ts, .tsx).`;
      findings.push({ file: module.path, line: one.line, rule: 'imports', message });
      continue;
    }
    if (isTest(module.path)) continue;
    const message =
      target === null
        ? refusePackage(module.path, one)
        : (refuseRing(module.path, target, one) ?? refuseVerb(module.path, target));
    if (message) findings.push({ file: module.path, line: one.line, rule, message });
  }
  return findings;
}

function refusePackage(path: string, one: Import): string | null {
  const ring = rings[path.split('/')[1]!];
  if (!ring?.packages || ring.packages.some((allowed) => allowed.test(one.specifier))) return null;
  return `${ringOf(path)} may not import "${one.specifier}": ${ring.why}. Take what you need as an argument.`;
}

function refuseRing(path: string, target: string, one: Import): string | null {
  if (target === 'package.json') return null;
  if (!target.startsWith('src/'))
    return `"${one.specifier}" lies outside src. What runs in the house lives in src.`;
  if (isTest(target)) return `"${one.specifier}" is a test. Move what both need into a module of its own.`;
  const [from, to] = [ringOf(path), ringOf(target)];
  const ring = rings[from === 'ports' ? 'gateways' : from];
  if (!ring) {
    const limits = rootLimits[posix.basename(path)];
    if (!limits || limits.includes(to)) return null;
    return `${posix.basename(path)} stands under all rings and may import only ${limits.join(', ')}. Move it up into app.ts.`;
  }
  if (from === to || (from === 'ports' && to === 'gateways') || ring.may.includes(to)) return null;
  if (ring.mayType?.includes(to)) {
    return one.isType ? null : `${from} may import only types of ${to}: ${ring.why}. Write "import type".`;
  }
  const allowed = ['itself', ...ring.may, ...(ring.mayType ?? []).map((name) => `types of ${name}`)].join(
    ', ',
  );
  return `${from} may not import ${to}: ${ring.why}. It may import ${allowed}.`;
}

/** A verb is a file directly in src/actions that is neither frame nor list. What lies in a folder below is a part of verbs. */
function isVerb(path: string): boolean {
  const name = posix.basename(path);
  return posix.dirname(path) === 'src/actions' && !actionFrame.has(name) && !actionLists.has(name);
}

function refuseVerb(path: string, target: string): string | null {
  if (ringOf(path) !== 'actions' || !isVerb(target) || path === target) return null;
  const [own, other] = [posix.basename(path), posix.basename(target)];
  if (actionLists.has(own)) return null;
  return `${own} imports the action ${other}. Verbs meet through events: add a reaction, or move the shared decision into domain.`;
}

/** Each knot of modules that import each other, once, by a shortest way around. Types count: a reader walks them too. */
export function checkCycles(modules: readonly Module[]): Finding[] {
  const edges = new Map<string, { to: string; line: number }[]>();
  const paths = new Set(modules.map((module) => module.path));
  for (const module of modules) {
    const targets = module.imports.flatMap((one) => {
      const to = resolveImport(module.path, one.specifier);
      return to !== null && paths.has(to) ? [{ to, line: one.line }] : [];
    });
    edges.set(module.path, targets);
  }
  const findings: Finding[] = [];
  const reported = new Set<string>();
  for (const path of [...paths].sort()) {
    if (reported.has(path)) continue;
    const around = wayAround(path, edges);
    if (!around) continue;
    for (const one of around) reported.add(one);
    const line = edges.get(path)!.find((edge) => edge.to === around[1])!.line;
    const message = `These modules import each other: ${around.join(' -> ')}. Move what both need into a module of its own.`;
    findings.push({ file: path, line, rule: 'cycles', message });
  }
  return findings;
}

function wayAround(start: string, edges: Map<string, { to: string }[]>): string[] | null {
  const cameFrom = new Map<string, string>();
  const queue = [start];
  for (const path of queue) {
    for (const { to } of edges.get(path) ?? []) {
      if (to === start) {
        const way = [start];
        for (let step = path; step !== start; step = cameFrom.get(step)!) way.unshift(step);
        return [start, ...way];
      }
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, path);
      queue.push(to);
    }
  }
  return null;
}
