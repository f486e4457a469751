/** The promise: the OpenAPI document describes every route, from the schemas that validate, and every reference in it resolves. */
import { expect, it } from 'vitest';
import { openApiDocument } from '../../src/api/openapi.ts';
import { routes } from '../../src/api/routes.ts';

const document = JSON.parse(JSON.stringify(openApiDocument())) as {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; parameters: { name: string; in: string }[] }>>;
  components: Record<string, Record<string, unknown>>;
};

it('has every route once, with its path parameters', () => {
  expect(document.openapi).toBe('3.1.0');
  for (const route of routes) {
    const operation = document.paths[route.path]?.[route.kind === 'read' ? 'get' : route.method];
    expect(operation, route.path).toBeDefined();
    const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    const inPath = operation!.parameters.filter((one) => one.in === 'path').map((one) => one.name);
    expect(inPath).toEqual(named);
  }
});

it('names every operation differently', () => {
  const ids = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map((one) => one.operationId),
  );
  expect(new Set(ids).size).toBe(ids.length);
});

it('has no reference that leads nowhere', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/(\w+)\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(0);
  for (const [, kind, name] of references)
    expect(document.components[kind!]?.[name!], `${kind}/${name}`).toBeDefined();
});

it('describes amounts as integers, as they are validated', () => {
  const invitation = document.paths['/gates']!.put as unknown as { requestBody: object };
  expect(JSON.stringify(invitation.requestBody)).toContain('"fromMinor"');
  expect(JSON.stringify(invitation.requestBody)).toContain('"integer"');
});
