/** The import routes as OpenAPI paths, from the schemas that validate them; openapi.ts merges them into its document. */
import { z } from 'zod';
import { importForm } from './import-upload.ts';
import { importListQuery, importQuery } from './imports.ts';

type Json = Record<string, unknown>;

const schemaOf = (schema: z.ZodType): Json => {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  return rest;
};

const account: Json = {
  name: 'Closeout-Account',
  in: 'header',
  schema: { type: 'string' },
  description: 'The account to work in; the first workspace when absent.',
};
const key: Json = {
  name: 'Idempotency-Key',
  in: 'header',
  required: true,
  schema: { type: 'string', maxLength: 255 },
  description: 'Same key and same files: same answer, done once.',
};
const importId: Json = { name: 'importId', in: 'path', required: true, schema: { type: 'string' } };
const fromQuery = (query: z.ZodObject): Json[] =>
  Object.entries(query.shape).map(([name, schema]) => ({
    name,
    in: 'query',
    schema: schemaOf(schema as z.ZodType),
  }));
const body = (): Json => ({
  required: true,
  content: {
    'multipart/form-data': {
      schema: schemaOf(importForm),
      encoding: { options: { contentType: 'application/json' } },
    },
  },
});
const answers = (status: number, description: string, schema: Json): Json => ({
  [status]: { description, content: { 'application/json': { schema } } },
  default: { $ref: '#/components/responses/Problem' },
});

const importView: Json = {
  type: 'object',
  required: ['id', 'state', 'progress', 'startedAt'],
  properties: {
    id: { type: 'string' },
    state: { type: 'string', enum: ['running', 'done', 'failed'] },
    fileNames: { type: 'object' },
    mapping: { type: 'object' },
    progress: {
      type: 'object',
      description: 'Clients and jobs together.',
      properties: { done: { type: 'integer' }, total: { type: 'integer' } },
    },
    startedBy: { type: 'string' },
    startedAt: { type: 'string' },
    endedAt: { type: ['string', 'null'] },
    failure: { type: ['object', 'null'] },
    report: {
      type: ['object', 'null'],
      description: 'Counts and totals; amounts are integers of minor units of `currency`.',
    },
  },
};
const planView: Json = {
  type: 'object',
  properties: {
    files: { type: 'object' },
    guesses: { type: 'array', items: { type: 'object' } },
    mapping: { type: 'object' },
    currency: { type: 'string' },
    dateFormat: { type: ['string', 'null'] },
    decimalMark: { type: ['string', 'null'] },
    cutoverOn: { type: ['string', 'null'] },
    asks: {
      type: 'array',
      items: { type: 'string', enum: ['dateFormat', 'decimalMark'] },
      description: 'Notations that rows are left out for; say which the files use.',
    },
    refusal: { type: ['object', 'null'] },
    report: { type: ['object', 'null'] },
  },
};

export const importPaths: Record<string, Json> = {
  '/imports/plan': {
    post: {
      operationId: 'postImportsPlan',
      summary: 'What files would bring in: guessed mapping, samples, report. Nothing is stored.',
      tags: ['imports'],
      parameters: [account],
      requestBody: body(),
      responses: answers(200, 'The plan', planView),
    },
  },
  '/imports': {
    post: {
      operationId: 'postImports',
      summary: 'Bring files in. Every job lands once, however often it is sent; nothing is sent to anybody.',
      tags: ['imports'],
      parameters: [account, key],
      requestBody: body(),
      responses: answers(202, 'Taken over', { type: 'object', properties: { importId: { type: 'string' } } }),
    },
    get: {
      operationId: 'getImports',
      summary: 'Imports, newest first',
      tags: ['imports'],
      parameters: [account, ...fromQuery(importListQuery)],
      responses: answers(200, 'A page', {
        type: 'object',
        properties: { items: { type: 'array', items: importView }, nextCursor: { type: ['string', 'null'] } },
      }),
    },
  },
  '/imports/{importId}': {
    get: {
      operationId: 'getImportsImportId',
      summary: 'One import: progress, report, and its problems a page at a time',
      tags: ['imports'],
      parameters: [account, importId, ...fromQuery(importQuery)],
      responses: answers(200, 'The import', importView),
    },
  },
};
