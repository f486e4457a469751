/**
 * Imports over HTTP: look at what files would bring in, bring it in, follow it, read its report.
 * The plan stores nothing and shows the mapping for a person to correct; the import itself runs beside the request.
 * It cannot read CSV and runs no batch by itself: both are injected.
 */
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { perform, refusalOfInput } from '../actions/action.ts';
import type { Actor } from '../actions/actor.ts';
import type { House } from '../actions/house.ts';
import { startImport } from '../actions/start-import.ts';
import { fieldsOf, type Intake, takeIn } from '../domain/import-intake.ts';
import type { Landing } from '../domain/import-landing.ts';
import {
  buildReport,
  countLanding,
  type ImportCame,
  mergeCame,
  nothingCame,
} from '../domain/import-outcome.ts';
import type { ImportPlan } from '../domain/import-plan.ts';
import type { SourceTable } from '../domain/import-source.ts';
import { orRefuse, type Refusal, refusal, refuse } from '../domain/refusal.ts';
import { dayOf } from '../domain/time.ts';
import { type AccountRow, readAccounts } from '../store/accounts.ts';
import { readClientIdsByExternal } from '../store/clients.ts';
import type { Reader } from '../store/database.ts';
import {
  type ImportRow,
  listImports,
  readImport,
  readImportProblems,
  readStandingJobs,
} from '../store/imports.ts';
import type { Session } from './caller.ts';
import { decodeCursor, encodeCursor, idShape, instantShape } from './cursor.ts';
import { answerRefusal } from './errors.ts';
import { type ReadCsv, readUpload, type Upload, uploadBytesMax } from './import-upload.ts';

export interface ImportDeps {
  house: House;
  /** `readCsv` of the files gateway. */
  readCsv: ReadCsv;
  /** The runner of the worker: takes a planned import over and answers at once. */
  runner: {
    submit(task: {
      importId: string;
      actor: Actor;
      plan: ImportPlan;
      landing: Landing;
      cutoverOn: string | null;
      locale: string;
    }): void;
  };
}

/** Set by the door of the API before any route here is reached. */
type ImportEnv = { Variables: { requestId: string; session: Session } };
type Call = Context<ImportEnv>;

const problemsShownMax = 1_000;
const samplesShown = 5;

export const importListQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export const importQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(200),
});

export function importRoutes(deps: ImportDeps): Hono<ImportEnv> {
  const app = new Hono<ImportEnv>();
  const bounded = bodyLimit({
    maxSize: uploadBytesMax,
    onError: (context) =>
      answerRefusal(
        context,
        refusal('file_too_large', {
          reason: 'The files are larger than 50 MiB together.',
          evidence: [{ fact: 'bytes_max', value: uploadBytesMax }],
        }),
      ),
  });
  app.post('/imports/plan', bounded, async (context) => context.json(await planned(deps, context)));
  app.post('/imports', bounded, (context) =>
    context.req.query('dryRun') === 'true' ? dryRun(deps, context) : start(deps, context),
  );
  app.get('/imports', async (context) => context.json(await list(deps, context)));
  app.get('/imports/:importId', async (context) => context.json(await one(deps, context)));
  return app;
}

/** Who calls, if they may run imports: an upload is not read for anybody else. */
function runnerOf(context: Call): Actor {
  const { actor } = context.get('session');
  if (!actor.permissions.has('import.run')) {
    refuse('permission_denied', {
      reason: `${actor.name} may not run imports: it needs "import.run".`,
      evidence: [{ fact: 'permission', value: 'import.run' }],
    });
  }
  return actor;
}

interface Taken {
  actor: Actor;
  account: AccountRow;
  upload: Upload;
  intake: Intake;
}

async function take(deps: ImportDeps, context: Call): Promise<Taken> {
  const actor = runnerOf(context);
  const account = await inside(
    deps,
    actor,
    async (reader) => (await readAccounts(reader, [actor.accountId]))[0] ?? refuse('not_found'),
  );
  const upload = orRefuse(await readUpload(context.req.raw, deps.readCsv));
  const today = dayOf(deps.house.environment.business.now(), account.timeZone);
  const intake = orRefuse(
    takeIn(upload.tables, upload.options, { currency: account.currency, timeZone: account.timeZone, today }),
  );
  return { actor, account, upload, intake };
}

async function planned(deps: ImportDeps, context: Call): Promise<object> {
  const { actor, account, upload, intake } = await take(deps, context);
  const cutoverOn = upload.options.cutoverOn ?? null;
  const report = intake.planned.ok
    ? buildReport(
        intake.planned.value.plan,
        await inside(deps, actor, (reader) => preview(reader, actor.accountId, landingOf(intake))),
        { cutoverOn, locale: account.locale, isPlan: true },
      )
    : null;
  return {
    files: Object.fromEntries(
      (['jobs', 'lines', 'clients'] as const).flatMap((file) => {
        const table = upload.tables[file];
        return table === null
          ? []
          : [[file, { name: upload.fileNames[file], ...sampleOf(table), fields: fieldsOf(file) }]];
      }),
    ),
    guesses: intake.guesses.map(({ file, fields, costs, unmapped, missing }) => ({
      file,
      fields,
      costs,
      unmapped,
      missing,
    })),
    mapping: intake.mapping,
    currency: account.currency,
    dateFormat: intake.dateFormat,
    decimalMark: intake.decimalMark,
    cutoverOn,
    asks: intake.asks,
    /** Why nothing would land with this mapping; null when something would. */
    refusal: intake.planned.ok ? null : intake.planned.refusal,
    report: report === null ? null : { ...report, problems: report.problems.slice(0, problemsShownMax) },
  };
}

const sampleOf = (table: SourceTable) => ({
  rows: table.rows.length + table.problems.filter((problem) => problem.effect === 'skipped').length,
  columns: table.headers,
  samples: table.rows.slice(0, samplesShown).map((row) => ({ line: row.line, cells: row.cells })),
});

function landingOf(intake: Intake): Landing {
  return orRefuse(intake.planned).landing;
}

/** What an import would count, by the same functions, against what is here now. */
async function preview(reader: Reader, accountId: string, landing: Landing): Promise<ImportCame> {
  let came = nothingCame();
  const step = 1_000;
  for (let at = 0; at < Math.max(landing.clients.length, landing.jobs.length); at += step) {
    const part = { clients: landing.clients.slice(at, at + step), jobs: landing.jobs.slice(at, at + step) };
    const clients = await readClientIdsByExternal(
      reader,
      accountId,
      part.clients.map((client) => client.externalId),
    );
    const jobs = await readStandingJobs(
      reader,
      accountId,
      part.jobs.map((job) => job.externalId),
    );
    came = mergeCame(
      came,
      countLanding(
        part,
        new Set(clients.map((row) => row.externalId)),
        new Map(jobs.map((job) => [job.externalId, job])),
      ),
    );
  }
  return came;
}

async function dryRun(deps: ImportDeps, context: Call): Promise<Response> {
  const result = await planned(deps, context);
  // An import has no effects and meets no gate: it never sends.
  return context.json({ dryRun: true, effects: [], gates: [], result });
}

async function start(deps: ImportDeps, context: Call): Promise<Response> {
  const key = context.req.header('idempotency-key') ?? '';
  if (key.length === 0 || key.length > 255)
    return answerRefusal(context, refusal('idempotency_key_required'));
  const { actor, account, upload, intake } = await take(deps, context);
  const { plan, landing } = orRefuse(intake.planned);
  if (landing.clients.length + landing.jobs.length === 0) return answerRefusal(context, nothingLands(plan));
  const cutoverOn = upload.options.cutoverOn ?? null;
  const outcome = await perform(
    deps.house,
    actor,
    startImport,
    {
      fileNames: upload.fileNames,
      fileHashes: upload.fileHashes,
      rowsTotal: landing.clients.length + landing.jobs.length,
      mapping: {
        files: intake.mapping,
        currency: account.currency,
        dateFormat: intake.dateFormat,
        decimalMark: intake.decimalMark,
        cutoverOn,
        statusWords: upload.options.statusWords ?? {},
      },
    },
    { key },
  );
  if (!outcome.ok) return answerRefusal(context, outcome.refusal);
  const { importId } = outcome.value;
  if (outcome.replayed) context.header('idempotent-replayed', 'true');
  else deps.runner.submit({ importId, actor, plan, landing, cutoverOn, locale: account.locale });
  context.header('location', `/api/v1/imports/${importId}`);
  return context.json({ importId }, 202);
}

/** An import that can bring nothing would end as done; it is refused, and the plan says why. */
function nothingLands(plan: ImportPlan): Refusal {
  const skipped = plan.problems.filter((problem) => problem.effect === 'skipped');
  const first = skipped[0];
  if (!first) return refusal('import_nothing_lands', { reason: 'The files have no rows.' });
  const out = skipped.length === 1 ? '1 row is' : `${skipped.length} rows are`;
  return refusal('import_nothing_lands', {
    reason: `Nothing can come in: ${out} left out. The first, line ${first.line} of ${first.file}: ${first.reason}`,
    evidence: [{ fact: 'rows_left_out', value: skipped.length }],
  });
}

async function list(deps: ImportDeps, context: Call): Promise<object> {
  const actor = runnerOf(context);
  const query = queryOf(importListQuery, context);
  const cursor = decodeCursor(query.cursor, [instantShape, idShape]);
  if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
  const before = cursor.parts && { startedAt: cursor.parts[0]!, id: cursor.parts[1]! };
  const rows = await inside(deps, actor, (reader) =>
    listImports(reader, actor.accountId, before, query.limit + 1),
  );
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(viewOf),
    nextCursor: rows.length > query.limit && last ? encodeCursor([last.startedAt, last.id]) : null,
  };
}

async function one(deps: ImportDeps, context: Call): Promise<object> {
  const actor = runnerOf(context);
  const query = queryOf(importQuery, context);
  const cursor = decodeCursor(query.cursor, [/^\d{1,9}$/]);
  if (!cursor.ok) refuse(cursor.refusal.code, cursor.refusal);
  const after = Number(cursor.parts?.[0] ?? 0);
  const importId = context.req.param('importId') ?? '';
  return inside(deps, actor, async (reader) => {
    const row = (await readImport(reader, actor.accountId, importId)) ?? refuse('not_found');
    const rows = await readImportProblems(reader, actor.accountId, importId, after, query.limit + 1);
    const nextCursor = rows.length > query.limit ? encodeCursor([String(after + query.limit)]) : null;
    return {
      ...viewOf(row),
      problems: { items: rows.slice(0, query.limit), total: row.report?.problemsTotal ?? 0, nextCursor },
    };
  });
}

function viewOf(row: ImportRow): object {
  const failure =
    row.state === 'failed' ? { reason: row.report?.failure ?? null, next: row.report?.next ?? null } : null;
  return {
    id: row.id,
    state: row.state,
    fileNames: row.fileNames,
    mapping: row.mapping,
    progress: { done: row.rowsDone, total: row.rowsTotal },
    startedBy: row.startedBy,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    failure,
    report: row.state === 'done' ? row.report : null,
  };
}

function queryOf<Q extends z.ZodObject>(schema: Q, context: Call): z.output<Q> {
  const { account: _account, ...asked } = context.req.query();
  const parsed = schema.safeParse(asked);
  if (parsed.success) return parsed.data;
  const wrong = refusalOfInput(parsed.error);
  refuse(wrong.code, wrong);
}

const inside = <T>(deps: ImportDeps, actor: Actor, run: (reader: Reader) => Promise<T>): Promise<T> =>
  deps.house.database.transaction([actor.accountId], run, { readOnly: true });
