/**
 * Decodes Stripe's form encoding: `a[b][0][c]=v` becomes nested objects, `a[]=v` appends.
 * It does not interpret values: params.ts does, resource by resource.
 */
export type Tree = string | { [key: string]: Tree };

const emptyNode = (): { [key: string]: Tree } => Object.create(null) as { [key: string]: Tree };

export function decodeForm(text: string): { [key: string]: Tree } {
  const root = emptyNode();
  for (const [name, value] of new URLSearchParams(text)) place(root, pathOf(name), value);
  return root;
}

function pathOf(name: string): string[] {
  const open = name.indexOf('[');
  if (open < 0) return [name];
  const rest = [...name.slice(open).matchAll(/\[([^\]]*)\]/g)].map((match) => match[1] ?? '');
  return [name.slice(0, open), ...rest];
}

function place(root: { [key: string]: Tree }, path: string[], value: string): void {
  let node = root;
  path.forEach((part, depth) => {
    const key = part === '' ? String(Object.keys(node).length) : part;
    if (depth === path.length - 1) {
      node[key] = value;
      return;
    }
    const next = node[key];
    const child = next === undefined || typeof next === 'string' ? emptyNode() : next;
    node[key] = child;
    node = child;
  });
}
