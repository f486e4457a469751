/**
 * Reads one source file into what the house rules ask about: imports, functions with their lines, calls, its opening comment.
 * It knows no rule; rings.ts, code-rules.ts and text-rules.ts do.
 */
import { parseSync } from 'oxc-parser';

export interface Finding {
  file: string;
  line: number;
  rule: string;
  /** What is wrong, and what to do instead. */
  message: string;
}

export interface Import {
  specifier: string;
  line: number;
  /** `import type`, `export type … from` or a type-only `import('…')`: nothing of it is left when the program runs. */
  isType: boolean;
}

export interface Module {
  /** From the root of the repository, with slashes. */
  path: string;
  text: string;
  lineCount: number;
  imports: Import[];
  functions: { name: string; line: number; lineCount: number }[];
  /** Calls, constructions and reads by dotted name: `Date.now()`, `new Date()`, `process.env`. `argumentCount` is null for reads. */
  uses: { name: string; line: number; argumentCount: number | null; isNew: boolean }[];
  /** The text of the comment that opens the file, or null. */
  opening: string | null;
  defaultExportLine: number | null;
  /** By the line on which they start. */
  comments: { line: number; lastLine: number; text: string }[];
  parseErrors: string[];
}

interface Node {
  type: string;
  start: number;
  end: number;
  [key: string]: unknown;
}

export function parseModule(path: string, text: string): Module {
  const parsed = parseSync(path, text);
  const lineAt = lineFinder(text);
  const module: Module = {
    path,
    text,
    lineCount: lineAt(text.replace(/\n$/, '').length),
    imports: importsOf(parsed.module, text, lineAt),
    functions: [],
    uses: [],
    opening: openingOf(text, parsed.comments),
    defaultExportLine: null,
    comments: parsed.comments.map(({ start, end, value }) => ({
      line: lineAt(start),
      lastLine: lineAt(end),
      text: value,
    })),
    parseErrors: parsed.errors.map((error) => error.message),
  };
  for (const { entries } of parsed.module.staticExports) {
    const found = entries.find(
      (entry) => entry.exportName.kind === 'Default' || entry.exportName.name === 'default',
    );
    if (found) module.defaultExportLine = lineAt(found.start);
  }
  walk(parsed.program as unknown as Node, null, (node, parent) => visit(node, parent, module, lineAt));
  return module;
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}

type ParsedModule = ReturnType<typeof parseSync>['module'];

function importsOf(parsed: ParsedModule, text: string, lineAt: (offset: number) => number): Import[] {
  const imports: Import[] = [];
  const isType = (start: number): boolean =>
    /^(?:import|export)\s+type\b/.test(text.slice(start, start + 40));
  for (const one of parsed.staticImports) {
    imports.push({ specifier: one.moduleRequest.value, line: lineAt(one.start), isType: isType(one.start) });
  }
  for (const one of parsed.staticExports) {
    const from = one.entries.find((entry) => entry.moduleRequest !== null)?.moduleRequest;
    if (from) imports.push({ specifier: from.value, line: lineAt(one.start), isType: isType(one.start) });
  }
  for (const one of parsed.dynamicImports) {
    const literal = /^(['"])(.*)\1$/.exec(text.slice(one.moduleRequest.start, one.moduleRequest.end));
    if (literal) imports.push({ specifier: literal[2]!, line: lineAt(one.start), isType: false });
  }
  return imports;
}

function openingOf(
  text: string,
  comments: readonly { type: string; value: string; start: number }[],
): string | null {
  const first = comments[0];
  if (!first) return null;
  const before = text.slice(0, first.start).replace(/^#!.*\n/, '');
  if (before.trim() !== '' || first.type !== 'Block' || !first.value.startsWith('*')) return null;
  return first.value.replace(/^\s*\*+/gm, '').trim();
}

function walk(node: Node, parent: Node | null, visitNode: (node: Node, parent: Node | null) => void): void {
  visitNode(node, parent);
  for (const key of Object.keys(node)) {
    const value = node[key];
    if (value === null || typeof value !== 'object') continue;
    for (const child of Array.isArray(value) ? value : [value]) {
      if (child !== null && typeof child === 'object' && typeof (child as Node).type === 'string') {
        walk(child as Node, node, visitNode);
      }
    }
  }
}

function visit(node: Node, parent: Node | null, module: Module, lineAt: (offset: number) => number): void {
  const line = lineAt(node.start);
  if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type)) {
    module.functions.push({ name: functionName(node, parent), line, lineCount: lineAt(node.end) - line + 1 });
  } else if (node.type === 'CallExpression' || node.type === 'NewExpression') {
    const name = dottedName(node.callee as Node);
    const argumentCount = (node.arguments as unknown[]).length;
    if (name) module.uses.push({ name, line, argumentCount, isNew: node.type === 'NewExpression' });
  } else if (node.type === 'MemberExpression') {
    const name = dottedName(node);
    if (name) module.uses.push({ name, line, argumentCount: null, isNew: false });
  } else if (node.type === 'TSImportType') {
    const source = node.source as { value?: unknown } | undefined;
    if (typeof source?.value === 'string')
      module.imports.push({ specifier: source.value, line, isType: true });
  }
}

function functionName(node: Node, parent: Node | null): string {
  const named = (node.id ?? parent?.id ?? parent?.key) as { name?: string } | null | undefined;
  return named?.name ?? 'a function';
}

/** `crypto.randomUUID` of `globalThis.crypto?.randomUUID`; null where the object is no plain name. */
function dottedName(node: Node): string | null {
  if (node.type === 'Identifier') return node.name as string;
  if (node.type === 'ChainExpression') return dottedName(node.expression as Node);
  if (node.type === 'CallExpression') {
    const name = dottedName(node.callee as Node);
    return name === null ? null : `${name}()`;
  }
  if (node.type !== 'MemberExpression') return null;
  const object = dottedName(node.object as Node);
  const property = node.property as Node;
  const key = node.computed
    ? property.type === 'Literal'
      ? String(property.value)
      : null
    : (property.name as string);
  if (object === null || key === null) return null;
  return `${object}.${key}`.replace(/^(globalThis|window|self)\./, '');
}
