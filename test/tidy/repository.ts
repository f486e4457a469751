/**
 * The files of the repository as the house rules see them: what is tracked or would be, without what is ignored.
 * Where there is no git (an unpacked archive) the folders are walked instead.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Module, parseModule } from './source.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const ignored = new Set(['node_modules', 'dist', 'coverage', '.git', '.closeout']);

export function listFiles(): string[] {
  const files = existsSync(join(root, '.git')) ? gitFiles() : walkFiles('');
  return files.filter((path) => existsSync(join(root, path)) && statSync(join(root, path)).isFile()).sort();
}

function gitFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\0').filter((path) => path !== ''))];
}

function walkFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ignored.has(entry.name)) return [];
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    return entry.isDirectory() ? walkFiles(path) : [path];
  });
}

export const exists = (path: string): boolean => existsSync(join(root, path));

/** The text of a file, or null when it is not text. */
export function readText(path: string): string | null {
  const bytes = readFileSync(join(root, path));
  return bytes.subarray(0, 8_192).includes(0) ? null : bytes.toString('utf8');
}

/** Modules in TypeScript; type declarations of others are none. */
export function readModules(files: readonly string[]): Module[] {
  return files
    .filter((path) => /\.(ts|tsx|mts)$/.test(path) && !path.endsWith('.d.ts'))
    .map((path) => parseModule(path, readFileSync(join(root, path), 'utf8')));
}
