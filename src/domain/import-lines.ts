/**
 * Lands the service lines of an import as facts of their jobs: what was done, how many, and the price to the cent.
 * Only prices are billed; costs travel beside the fact. A negative amount is a discount only where the row says so.
 */
import { type Decimal, decimal, formatDecimal, parseDecimal, tenTo } from './decimal.ts';
import type { FactDraft, JobDraft } from './import-drafts.ts';
import type { RowReader } from './import-rows.ts';
import { quoted, type SourceRow } from './import-source.ts';
import { readKind, saysDiscount } from './import-values.ts';
import type { LineKind } from './lines.ts';
import { type Currency, decimalsOf, divideRounded, isWithinLimit, type Minor, toMajor } from './money.ts';

export interface LineSums {
  /** Every amount that could be read, wherever it went. */
  readMinor: Minor;
  landedMinor: Minor;
  /** Lines that name a job which is in no row of the jobs file. */
  orphans: { line: number; jobExternalId: string; amountMinor: Minor }[];
  /** Lines of jobs that did not land. */
  ofSkippedJobsMinor: Minor;
}

/** Adds facts to the jobs. A line lands, or is named; a job remembers its lines that did not land. */
export function readLines(
  reader: RowReader<'lines'>,
  jobs: Map<string, JobDraft>,
  skippedJobs: ReadonlySet<string>,
  currency: Currency,
): LineSums {
  const sums: LineSums = { readMinor: 0n, landedMinor: 0n, orphans: [], ofSkippedJobsMinor: 0n };
  const ordinals = new Map<string, number>();
  for (const row of reader.rows) {
    const jobExternalId = reader.text(row, 'jobExternalId');
    if (jobExternalId === '') {
      reader.name(row, 'jobExternalId', 'id_missing', 'The line names no job.');
      continue;
    }
    const ordinal = (ordinals.get(jobExternalId) ?? 0) + 1;
    ordinals.set(jobExternalId, ordinal);
    const job = jobs.get(jobExternalId);
    const fact = reader.tooLong(row)
      ? null
      : readFact(reader, row, `${jobExternalId}#${ordinal}`, ordinal, currency);
    if (fact === null) {
      job?.skippedLines.push(row.line);
      continue;
    }
    sums.readMinor += fact.amountMinor;
    if (job) {
      job.facts.push(fact);
      job.factsMinor += fact.amountMinor;
      sums.landedMinor += fact.amountMinor;
    } else if (skippedJobs.has(jobExternalId)) {
      sums.ofSkippedJobsMinor += fact.amountMinor;
      reader.name(row, 'jobExternalId', 'job_skipped', `Job ${quoted(jobExternalId)} did not come in.`);
    } else {
      sums.orphans.push({ line: row.line, jobExternalId, amountMinor: fact.amountMinor });
      reader.name(
        row,
        'jobExternalId',
        'job_unknown',
        `Job ${quoted(jobExternalId)} is not in the jobs file.`,
      );
    }
  }
  return sums;
}

function readFact(
  reader: RowReader<'lines'>,
  row: SourceRow,
  key: string,
  ordinal: number,
  currency: Currency,
): FactDraft | null {
  const words = readWords(reader, row);
  const price = words && readPrice(reader, row, currency);
  if (!words || !price) return null;
  const kindCell = reader.text(row, 'kind');
  const said = readKind(kindCell);
  const isDiscount = said === 'discount' || saysDiscount(words.title);
  if (price.amountMinor < 0n && !isDiscount) {
    const reason = `The amount is ${toMajor(price.amountMinor, currency)} ${currency} and nothing in the row says that it is a discount.`;
    reader.name(row, reader.has('amount') ? 'amount' : 'unitPrice', 'negative_amount', reason);
    return null;
  }
  if (price.amountMinor > 0n && said === 'discount') {
    reader.name(
      row,
      'kind',
      'discount_positive',
      `The row is called ${quoted(kindCell)} and its amount is positive.`,
    );
    return null;
  }
  const kind: LineKind =
    price.amountMinor < 0n ? 'discount' : said === 'discount' || said === null ? 'labor' : said;
  return {
    key,
    ordinal,
    line: row.line,
    kind,
    title: words.title,
    detail: [words.detail, price.note].filter((part) => part !== '').join('\n') || null,
    quantity: price.quantity,
    unit: reader.text(row, 'unit') || 'piece',
    unitPrice: price.unitPrice,
    amountMinor: price.amountMinor,
    costs: reader.costs(row),
    extra: reader.extra(row),
  };
}

function readWords(reader: RowReader<'lines'>, row: SourceRow): { title: string; detail: string } | null {
  const title = reader.text(row, 'title');
  const detail = reader.text(row, 'detail');
  if (title === '' && reader.has('title')) {
    reader.name(row, 'title', 'title_missing', 'The line does not say what was done.');
    return null;
  }
  // A document's title has at most 500 characters; the rest belongs to the detail, whole.
  if (title.length > 500)
    return { title: `${title.slice(0, 499)}…`, detail: [title, detail].filter(Boolean).join('\n') };
  return { title: title || 'Service', detail };
}

interface Price {
  quantity: string;
  unitPrice: string;
  amountMinor: Minor;
  /** What had to be said in words because the numbers do not divide. */
  note: string;
}

/** The line's total where the export gives it, else quantity x unit price; both must agree. Null when it was named. */
function readPrice(reader: RowReader<'lines'>, row: SourceRow, currency: Currency): Price | null {
  const quantityText = reader.number(row, 'quantity', 'quantity_invalid');
  if (quantityText === undefined) return null;
  const quantity = decimal(quantityText ?? '1');
  if (quantity.unscaled < 0n) {
    reader.name(
      row,
      'quantity',
      'quantity_invalid',
      `The quantity ${quoted(quantityText ?? '')} is negative.`,
    );
    return null;
  }
  const total = reader.amount(row, 'amount');
  if (total === undefined) return null;
  const isOne = quantity.unscaled === 1n && quantity.scale === 0;
  if (isOne && total === null) return singlePrice(reader, row, currency);
  const unit = reader.number(row, 'unitPrice', 'amount_invalid');
  if (unit === undefined) return null;
  if (unit === null) return total === null ? missing(reader, row) : divided(total, quantity, currency);
  const unitPrice = decimal(unit);
  const reckoned = times(quantity, unitPrice, currency);
  if (!isWithinLimit(reckoned)) {
    reader.name(row, 'unitPrice', 'amount_invalid', 'The amount is too large.');
    return null;
  }
  if (total !== null && total !== reckoned) {
    const reason = `${quantityText ?? '1'} x ${unit} is ${toMajor(reckoned, currency)}, the line says ${toMajor(total, currency)}. Map only the column that was charged.`;
    reader.name(row, 'amount', 'amount_mismatch', reason);
    return null;
  }
  return {
    quantity: formatDecimal(quantity),
    unitPrice: formatDecimal(unitPrice),
    amountMinor: reckoned,
    note: '',
  };
}

function missing(reader: RowReader<'lines'>, row: SourceRow): null {
  reader.name(row, reader.has('amount') ? 'amount' : 'unitPrice', 'amount_missing', 'The line has no price.');
  return null;
}

/** One piece: its price is the amount, so it may not have more decimals than the currency. */
function singlePrice(reader: RowReader<'lines'>, row: SourceRow, currency: Currency): Price | null {
  const amountMinor = reader.amount(row, 'unitPrice');
  if (amountMinor === undefined) return null;
  return amountMinor === null ? missing(reader, row) : one(amountMinor, currency);
}

const one = (amountMinor: Minor, currency: Currency, note = ''): Price => ({
  quantity: '1',
  unitPrice: formatDecimal(decimal(toMajor(amountMinor, currency))),
  amountMinor,
  note,
});

const times = (a: Decimal, b: Decimal, currency: Currency): Minor =>
  divideRounded(a.unscaled * b.unscaled * tenTo(decimalsOf(currency)), tenTo(a.scale + b.scale));

/** The price of one, if six decimals can say it exactly; else one piece at the total, with the quantity in words. */
function divided(total: Minor, quantity: Decimal, currency: Currency): Price {
  const text = formatDecimal(quantity);
  if (quantity.unscaled === 0n) return one(total, currency, `Quantity ${text}`);
  const top = total * tenTo(quantity.scale + 6);
  const bottom = quantity.unscaled * tenTo(decimalsOf(currency));
  if (top % bottom !== 0n) return one(total, currency, `Quantity ${text}`);
  const parsed = parseDecimal(formatDecimal({ unscaled: top / bottom, scale: 6 }));
  return parsed.ok
    ? { quantity: text, unitPrice: formatDecimal(parsed.value), amountMinor: total, note: '' }
    : one(total, currency, `Quantity ${text}`);
}

/** Without a lines file a job is billed as one fact at its total. Null, and named, when it has none. */
export function factFromTotal(
  reader: RowReader<'jobs'>,
  row: SourceRow,
  job: JobDraft,
  currency: Currency,
): FactDraft | null {
  const total = job.totalMinor;
  if (total === null || total < 0n) {
    const reason =
      total === null
        ? 'There is no lines file and the job has no total: it came in without anything to bill.'
        : 'The total is negative: the job came in without anything to bill.';
    reader.name(row, 'totalPrice', total === null ? 'amount_missing' : 'negative_amount', reason, 'noted');
    return null;
  }
  const price = one(total, currency);
  return {
    key: `${job.externalId}#1`,
    ordinal: 1,
    line: row.line,
    kind: 'labor',
    title: job.title || `Job ${job.externalId}`,
    detail: null,
    quantity: price.quantity,
    unit: 'job',
    unitPrice: price.unitPrice,
    amountMinor: total,
    costs: {},
    extra: {},
  };
}
