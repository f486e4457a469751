/**
 * The guess of columns against headers as field-service programs write them: what is guessed, what is doubted, what is never billed.
 */
import { describe, expect, it } from 'vitest';
import { headerWords, importFields } from './import-fields.ts';
import { checkMapping, guessMapping, sharedNotation } from './import-mapping.ts';
import type { ImportFile, SourceRow } from './import-source.ts';

const rowsOf = (...rows: string[]): SourceRow[] =>
  rows.map((row, index) => ({ line: index + 2, cells: row.split('|') }));
const guess = <File extends ImportFile>(file: File, headers: string, ...rows: string[]) =>
  guessMapping(file, headers.split('|'), rowsOf(...rows));

describe('exports of known shapes', () => {
  it('a plain database export: costs apart, the rest kept', () => {
    const found = guess(
      'jobs',
      'job_id|job_date|client_id|zip_code|crew_id|job_status|total_price|material_cost|labor_cost|profit|payment_status|payment_delay_days|num_services',
      '1000|2023-01-02|1001|10101|1|Completed|800|80.0|179.93|518.05|Paid|0|1',
    );
    expect(found.mapping.columns).toEqual({
      externalId: 'job_id',
      completedOn: 'job_date',
      clientExternalId: 'client_id',
      sitePostcode: 'zip_code',
      crew: 'crew_id',
      status: 'job_status',
      totalPrice: 'total_price',
      paymentStatus: 'payment_status',
      paymentDelayDays: 'payment_delay_days',
    });
    expect(found.mapping.costs).toEqual(['material_cost', 'labor_cost', 'profit']);
    expect(found).toMatchObject({ unmapped: ['num_services'], missing: [], dateFormat: 'ymd' });
  });

  it('titles in words with numbers signs', () => {
    const found = guess(
      'jobs',
      'Job #|Client name|Job title|Closed date|Service street|Service ZIP code|Total ($)|Line Cost',
      '7|Ann|Wash|Jan 05, 2023|1 Elm|10101|12.50|3',
    );
    expect(found.mapping.columns).toEqual({
      externalId: 'Job #',
      clientName: 'Client name',
      title: 'Job title',
      completedOn: 'Closed date',
      siteAddress: 'Service street',
      sitePostcode: 'Service ZIP code',
      totalPrice: 'Total ($)',
    });
    expect(found.mapping.costs).toEqual(['Line Cost']);
  });

  it('a dispatch program', () => {
    const found = guess(
      'jobs',
      'Job Number|Completion Date|Customer ID|Customer Name|Job Status|Jobs Total|Job Type|Assigned Technicians|Location Zip',
      '7|01/31/2023|5|Ann|Completed|1,234.50|Wash|Bo|10101',
    );
    expect(Object.keys(found.mapping.columns)).toHaveLength(9);
    expect(found).toMatchObject({ unmapped: [], dateFormat: 'mdy', decimalMark: '.' });
  });

  it('lines with quantity, unit price and total', () => {
    const found = guess(
      'lines',
      'Job #|Line item|Description|Qty|Unit Price|Unit Cost|Total',
      '7|Wash|House|2|10.00|4.00|20.00',
    );
    expect(found.mapping).toEqual({
      columns: {
        jobExternalId: 'Job #',
        title: 'Line item',
        detail: 'Description',
        quantity: 'Qty',
        unitPrice: 'Unit Price',
        amount: 'Total',
      },
      costs: ['Unit Cost'],
    });
  });

  it('clients with two names, a company and an address', () => {
    const found = guess(
      'clients',
      'Customer ID|First Name|Last Name|Company|Email|Mobile Phone|Billing Street|Billing City|Billing State|Billing ZIP',
      '5|Ann|Lee|Acme|ann@example.test|555|1 Elm|Town|FL|10101',
    );
    expect(Object.keys(found.mapping.columns).sort()).toEqual([
      'address',
      'city',
      'company',
      'email',
      'externalId',
      'firstName',
      'lastName',
      'phone',
      'postcode',
      'region',
    ]);
  });
});

describe('what a guess says', () => {
  it('doubts a header whose cells contradict it, and says so', () => {
    const found = guess('jobs', 'Job ID|Date', '1|soon', '2|later');
    expect(found.fields.find((field) => field.field === 'completedOn')).toMatchObject({
      column: 'Date',
      confidence: 'doubtful',
      reason: expect.stringContaining('do not look like dates'),
    });
  });

  it('prefers the column whose cells fit', () => {
    const found = guess('jobs', 'Job ID|Completed On|Date', '1|yes|2023-01-02');
    expect(found.mapping.columns).toMatchObject({ completedOn: 'Date' });
  });

  it('names what is missing and gives a reason for every field', () => {
    const found = guess('lines', 'Foo|Bar');
    expect(found).toMatchObject({ missing: ['jobExternalId'], unmapped: ['Foo', 'Bar'] });
    expect(found.fields).toHaveLength(Object.keys(importFields.lines).length);
    for (const field of found.fields) expect(field.reason).toMatch(/^[A-Z].*\.$/);
  });

  it.each(['Job #', 'job_id', 'JobID', 'job.id', ' Job  Id '])('reads %s as words', (header) => {
    expect(headerWords(header)).toMatch(/^job (id|number)$/);
  });

  it('has no synonym twice in a field and none with capitals or signs', () => {
    for (const file of ['jobs', 'lines', 'clients'] as const) {
      for (const [name, row] of Object.entries(importFields[file])) {
        expect(new Set(row.headers).size, `${file}.${name}`).toBe(row.headers.length);
        for (const header of row.headers) expect(header).toMatch(/^[a-z0-9]+$/);
      }
    }
  });
});

describe('the notation that files share', () => {
  const said = (dateFormat: 'mdy' | 'dmy' | null, decimalMark: '.' | ',' | null) => ({
    dateFormat,
    decimalMark,
  });
  it('is what one proves and none contradicts', () => {
    expect(sharedNotation([said('mdy', null), said(null, '.'), said('mdy', '.')])).toEqual(said('mdy', '.'));
    expect(sharedNotation([said('mdy', '.'), said('dmy', ',')])).toEqual(said(null, null));
    expect(sharedNotation([])).toEqual(said(null, null));
  });
});

describe('a corrected mapping is checked', () => {
  const headers = ['id', 'price', 'labor_cost'];
  it.each([
    [{ columns: { jobExternalId: 'id' }, costs: [] }, null],
    [{ columns: {}, costs: [] }, 'import_column_missing'],
    [{ columns: { jobExternalId: null }, costs: [] }, 'import_column_missing'],
    [{ columns: { jobExternalId: 'nope' }, costs: [] }, 'input_invalid'],
    [{ columns: { jobExternalId: 'id', unitPrice: 'labor_cost' }, costs: ['labor_cost'] }, 'input_invalid'],
    [{ columns: { jobExternalId: 'id', constructor: 'price' }, costs: [] }, 'input_invalid'],
  ])('%j', (mapping, code) => {
    const checked = checkMapping('lines', mapping as Parameters<typeof checkMapping<'lines'>>[1], headers);
    expect(checked.ok ? null : checked.refusal.code).toBe(code);
  });
});
