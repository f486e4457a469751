/**
 * House rules about texts: documents name files that exist, and nothing in the repository names the place where it was written.
 * It does not check what the documents say.
 */
import { posix } from 'node:path';
import type { Finding, Module } from './source.ts';

/** Patterns are written so that they do not match themselves. */
const workplace: readonly (readonly [RegExp, string])[] = [
  [
    /(?<![\w.~$}])\/(?:work|root|home\/[\w-]+|Users\/[\w-]+)\/[\w.-]/,
    'It is a path of one machine. Write it relative to the repository.',
  ],
  [/\.\.\/shared\b/, 'It lies outside the repository. Say what is needed here, in its own words.'],
  [/\/tmp\/(?:brief|bash_jobs)/, 'It is a path of one machine. Use os.tmpdir().'],
  [
    /https?:\/\/[\w.-]*(?:registry|artifactory|nexus|verdaccio|mirror)[\w.-]*(?::\d+)?\//,
    'It is the address of a package registry. Leave it out.',
  ],
  [/_auth[T]oken/, 'It belongs to the credentials of a registry. Leave it out.'],
];

export function checkWorkplace(file: string, text: string): Finding[] {
  return eachLine(text).flatMap(({ line, number }) =>
    workplace.flatMap(([pattern, instead]) => {
      const found = pattern.exec(line);
      return found
        ? [
            {
              file,
              line: number,
              rule: 'workplace',
              message: `"${found[0]}" betrays the workplace. ${instead}`,
            },
          ]
        : [];
    }),
  );
}

const eachLine = (text: string): { line: string; number: number }[] =>
  text.split('\n').map((line, index) => ({ line, number: index + 1 }));

/** Paths into the repository, links between documents, and documents named in capitals must exist. */
export function checkDocument(file: string, text: string, exists: (path: string) => boolean): Finding[] {
  return eachLine(text).flatMap(({ line, number }) =>
    [...new Set([...pathsIn(line), ...linksIn(file, line), ...capitalsIn(line)])]
      .filter((path) => !exists(path))
      .map((path) => ({
        file,
        line: number,
        rule: 'documents',
        message: `"${path}" does not exist. Name the file as it is now, or leave it out.`,
      })),
  );
}

/** In comments of source files only documents in capitals are looked at: a comment that leans on one must lean on one of ours. */
export function checkComments(
  { path: file, comments }: Module,
  exists: (path: string) => boolean,
): Finding[] {
  return comments.flatMap(({ line, text }) =>
    capitalsIn(text)
      .filter((path) => !exists(path))
      .map((path) => ({
        file,
        line,
        rule: 'documents',
        message: `"${path}" does not exist. Say here what it says.`,
      })),
  );
}

function pathsIn(line: string): string[] {
  const found = line.match(/(?<![\w/.:@-])(?:src|docs|test|scripts|bin)\/[\w./{},*<>-]*/g) ?? [];
  return found
    .map((path) => path.replace(/[.,]+$/, ''))
    .filter((path) => !/[<>]|NNNN/.test(path))
    .flatMap(expandBraces)
    .map((path) => (path.includes('*') ? posix.dirname(path.slice(0, path.indexOf('*') + 1)) : path));
}

function expandBraces(path: string): string[] {
  const match = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(path);
  if (!match) return [path.replace(/[{}].*$/, '')];
  return match[2]!.split(',').flatMap((one) => expandBraces(`${match[1]}${one.trim()}${match[3]}`));
}

function linksIn(file: string, line: string): string[] {
  return [...line.matchAll(/\]\((?![a-z]+:|#|\/)([^)#\s]+)/g)].map((match) =>
    posix.normalize(posix.join(posix.dirname(file), match[1]!)),
  );
}

const capitalsIn = (line: string): string[] => line.match(/(?<![\w/.-])[A-Z]{4,}\.md\b/g) ?? [];
