/**
 * The OpenAPI 3.1 document, made from the very schemas that validate input. It describes; it checks nothing.
 * Answers are described by their problem shape and their prose; inputs are exact.
 */
import { z } from 'zod';
import { permissions } from '../domain/access.ts';
import { refusalCodes } from '../domain/refusal-codes.ts';
import { importPaths } from './import-paths.ts';
import type { Route } from './route.ts';
import { routes } from './routes.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const problemSchema: Json = {
  type: 'object',
  required: ['type', 'title', 'status', 'code', 'reason', 'evidence', 'approvers', 'next'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    code: { type: 'string', enum: Object.keys(refusalCodes) },
    reason: { type: 'string' },
    evidence: {
      type: 'array',
      items: { type: 'object', properties: { fact: { type: 'string' }, value: {}, ref: { type: 'string' } } },
    },
    approvers: { type: 'array', items: { type: 'string' } },
    next: { type: 'string' },
    field: { type: 'string' },
    request: { type: 'object' },
  },
};

export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const method = route.kind === 'read' ? 'get' : route.method;
    paths[route.path] = { ...paths[route.path], [method]: operationOf(route) };
  }
  Object.assign(paths, importPaths);
  return {
    openapi: '3.1.0',
    info: {
      title: 'Closeout',
      version: '1',
      description:
        'Amounts are integers of minor units beside a currency. A gated verb without its key answers 409 `gate_closed`; `?dryRun=true` on any verb answers what it would do.',
    },
    servers: [{ url: '/api/v1' }],
    security: [{ key: [] }],
    paths,
    components: {
      securitySchemes: {
        key: {
          type: 'http',
          scheme: 'bearer',
          description: `An API key. Permissions: ${permissions.join(', ')}.`,
        },
      },
      schemas: { Problem: problemSchema },
      responses: {
        Problem: {
          description: 'A refusal',
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      },
    },
  };
}

function operationOf(route: Route): Json {
  const parameters: Json[] = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  parameters.push({
    name: 'Closeout-Account',
    in: 'header',
    schema: { type: 'string' },
    description: 'The account to work in; the first workspace when absent.',
  });
  if (route.kind === 'read') {
    for (const [name, schema] of Object.entries(route.query?.shape ?? {}))
      parameters.push({ name, in: 'query', schema: schemaOf(schema as z.ZodType) });
  } else {
    parameters.push({
      name: 'Idempotency-Key',
      in: 'header',
      schema: { type: 'string', maxLength: 255 },
      description: 'Same key and same input: same answer, done once.',
    });
    parameters.push({ name: 'dryRun', in: 'query', schema: { type: 'string', enum: ['true'] } });
  }
  return {
    operationId: operationId(route),
    summary: route.summary,
    tags: [route.tag],
    parameters,
    ...(route.kind === 'verb'
      ? {
          requestBody: {
            content: {
              'application/json': {
                schema: schemaOf(route.body ?? withoutPath(route.action.input, route.path)),
              },
            },
          },
        }
      : {}),
    responses: {
      200: { description: 'Done', content: { 'application/json': { schema: {} } } },
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

const operationId = (route: Route): string =>
  `${route.kind === 'read' ? 'get' : route.method}${route.path.replace(/[{}]/g, '').replace(/[/-](\w)/g, (_slash, letter: string) => letter.toUpperCase())}`;

/** What stands in the path is not asked for in the body. */
function withoutPath(schema: z.ZodType, path: string): z.ZodType {
  if (!(schema instanceof z.ZodObject)) return schema;
  const mask = Object.fromEntries(
    [...path.matchAll(/\{(\w+)\}/g)]
      .filter(([, name]) => name! in schema.shape)
      .map(([, name]) => [name, true] as const),
  );
  return Object.keys(mask).length === 0 ? schema : schema.omit(mask);
}
