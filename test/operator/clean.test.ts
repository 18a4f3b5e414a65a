import type { RecordBatch, Schema } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normaliseIdentifier, normaliseText, type NormaliseOtherOptions } from '../../src/clean/index.ts';
import { codedTextType, columnOf, columnTypeOf, makeBatch, makeField, makeSchema } from '../../src/core/arrow.ts';
import { plainText, type CodedColumn, type Column, type TextColumn } from '../../src/core/column.ts';
import { collect, fromBatches, type Dataset } from '../../src/core/dataset.ts';
import { PlanError } from '../../src/core/errors.ts';
import { declareSchema, METADATA, roleOf } from '../../src/core/field.ts';
import { applyOperator, pipe, type Findings, type Operator } from '../../src/core/operator.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { IDENTIFIERS } from '../../src/identifiers/index.ts';
import { stringsOf } from '../text-column.ts';

const SCHEMA: Schema = declareSchema({
  nir: { type: 'utf8', role: 'directIdentifier' },
  name: { type: 'utf8', role: 'directIdentifier' },
  rank: { type: 'int32', role: 'attribute' },
});

type Row = readonly [nir: string | null, name: string | null];

function batchOf(rows: readonly Row[]): RecordBatch {
  const rank: Column = { kind: 'int32', rows: rows.length, valid: null, values: Int32Array.from(rows, (_, row) => row) };
  return makeBatch(SCHEMA, [textColumn(rows.map(([nir]) => nir)), textColumn(rows.map(([, name]) => name)), rank], rows.length);
}

/** The rows in batches cut at the given places. */
function datasetOf(rows: readonly Row[], cuts: readonly number[] = []): Dataset {
  const places = [0, ...cuts, rows.length].map((cut) => Math.min(cut, rows.length)).sort((left, right) => left - right);
  return fromBatches(SCHEMA, places.slice(1).map((end, index) => batchOf(rows.slice(places[index], end))));
}

async function texts(dataset: Dataset, index: number): Promise<(string | null)[]> {
  const found: (string | null)[] = [];
  for (const batch of await collect(dataset)) found.push(...stringsOf(plainText(columnOf(batch, index) as TextColumn | CodedColumn)));
  return found;
}

async function run(dataset: Dataset, operator: Operator): Promise<{ findings: Findings; nirs: (string | null)[]; rejects: unknown[]; ranks: number[] }> {
  let findings: Findings = {};
  const output = applyOperator(dataset, operator, { fold: IN_MEMORY, onFindings: (found) => { findings = found; } });
  const nirs = await texts(output.rows, 0);
  const ranks: number[] = [];
  for (const batch of await collect(output.rows)) {
    const column = columnOf(batch, 2);
    if (column.kind === 'int32') ranks.push(...column.values);
  }
  const rejects: unknown[] = [];
  for (const batch of output.rejects === null ? [] : await collect(output.rejects)) {
    for (const row of batch.toArray()) rejects.push([Number(row.row), row.column, row.code]);
  }
  return { findings, nirs, rejects, ranks };
}

function problems(attempt: () => unknown): string[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
    throw error;
  }
  return [];
}

// 284058832102532 and 284052A32102552 are published examples of right keys.
const ROWS: readonly Row[] = [
  ['2 84 05 88 321 025 32', ' Lefèvre '],
  [null, null],
  ['284058832102531', 'Zoë'],
  ['284052a32102552', 'DUPONT'],
  ['', ''],
  ['2841388321025', 'Œuvre  de'],
];

describe('normaliseIdentifier', () => {
  test('invalid rows go to the rejects with row number, column and code', async () => {
    const { nirs, ranks, rejects, findings } = await run(datasetOf(ROWS, [2, 2, 4]), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'reject' }));
    expect(nirs).toEqual(['2840588321025', null, '284052A321025']);
    expect(ranks).toHaveLength(3);
    expect(rejects).toEqual([[3, 'nir', 'NIR_KEY'], [5, 'nir', 'NIR_EMPTY'], [6, 'nir', 'NIR_MONTH']]);
    expect(findings).toEqual({
      rows: 6,
      changed: 2,
      rejected: 3,
      byReason: { ok: 2, null: 1, empty: 1, length: 0, character: 0, key: 1, sex: 0, month: 1, departement: 0, commune: 0, order: 0, specimen: 0 },
    });
  });

  test('invalid values become null, or stay, when so declared', async () => {
    const asNull = await run(datasetOf(ROWS), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '15', onInvalid: 'null' }));
    expect(asNull.nirs).toEqual(['284058832102532', null, null, '284052A32102552', null, null]);
    expect(asNull.findings).toMatchObject({ nulled: 3 });
    const kept = await run(datasetOf(ROWS), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '15', onInvalid: 'keep' }));
    expect(kept.nirs).toEqual(['284058832102532', null, '284058832102531', '284052A32102552', '', '2841388321025']);
    expect(kept.findings).toMatchObject({ kept: 3 });
    expect(kept.rejects).toEqual([]);
  });

  test('a lower level accepts what fails above it', async () => {
    const checksum = await run(datasetOf(ROWS), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'null', level: 'checksum' }));
    expect(checksum.nirs).toEqual(['2840588321025', null, null, '284052A321025', null, '2841388321025']);
    const format = await run(datasetOf(ROWS), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '15', onInvalid: 'null', level: 'format' }));
    expect(format.nirs[2]).toBe('284058832102532');
  });

  test('where batches are cut changes neither rows nor rejects nor findings', async () => {
    const operator = (): Operator => normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'reject' });
    const whole = await run(datasetOf(ROWS), operator());
    await fc.assert(fc.asyncProperty(fc.array(fc.nat(6), { maxLength: 4 }), async (cuts) => {
      const cut = await run(datasetOf(ROWS, cuts), operator());
      expect(cut.nirs).toEqual(whole.nirs);
      expect(cut.rejects).toEqual(whole.rejects);
      expect(cut.findings).toEqual(whole.findings);
    }), { numRuns: 30 });
  });

  test('a column stored as integers is read, since its digits are all there but for Corsica', async () => {
    const schema = declareSchema({ nir: { type: 'int64', role: 'directIdentifier' } });
    const column: Column = { kind: 'int64', rows: 3, valid: Uint8Array.of(0b101), values: BigInt64Array.of(284058832102532n, 0n, 184n) };
    const output = pipe(fromBatches(schema, [makeBatch(schema, [column], 3)]), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'null' }));
    expect(await texts(output, 0)).toEqual(['2840588321025', null, null]);
  });

  test('an identifier of fixed width gets its lost zeros back, and its check digit decides', async () => {
    // 010780054 is the FINESS number of the hospital of Bourg-en-Bresse; as a number it has eight digits.
    const schema = declareSchema({ place: { type: 'int32', role: 'attribute' } });
    const column: Column = { kind: 'int32', rows: 3, valid: Uint8Array.of(0b011), values: Int32Array.of(10780054, 10780055, 7) };
    const source = fromBatches(schema, [makeBatch(schema, [column], 3)]);
    expect(await texts(pipe(source, normaliseIdentifier({ column: 'place', identifier: 'finess', onInvalid: 'null' })), 0)).toEqual(['010780054', null, null]);
    expect(await texts(pipe(source, normaliseIdentifier({ column: 'place', identifier: 'finess', onInvalid: 'keep' })), 0)).toEqual(['010780054', '010780055', null]);
  });

  test.each<[NormaliseOtherOptions['identifier'], bigint, string | null]>([
    // 017... are published: Bourg-en-Bresse (FINESS, postal code, commune), and a SIREN of the vectors of python-stdnum.
    ['finess', 10780054n, '010780054'], ['postalCode', 1000n, '01000'], ['commune', 1053n, '01053'], ['departement', 1n, '01'], ['departement', 971n, '971'],
    ['siren', 404833048n, '404833048'], ['phone', 612345678n, '+33612345678'], ['finess', -10780054n, null], ['siren', 404833047n, null], ['siren', -404833048n, null],
  ])('%s: the whole number %s is %s', async (identifier, value, expected) => {
    const schema = declareSchema({ code: { type: 'int64', role: 'attribute' } });
    const column: Column = { kind: 'int64', rows: 1, valid: null, values: BigInt64Array.of(value) };
    expect(await texts(pipe(fromBatches(schema, [makeBatch(schema, [column], 1)]), normaliseIdentifier({ column: 'code', identifier, onInvalid: 'null' })), 0)).toEqual([expected]);
  });

  test('identifiers with letters are not read from numbers', () => {
    const schema = declareSchema({ code: { type: 'int64', role: 'attribute' } });
    for (const identifier of ['cim10', 'ccam', 'atc', 'email', 'iban', 'tva'] as const) {
      expect(problems(() => normaliseIdentifier({ column: 'code', identifier, onInvalid: 'null' }).outputSchema(schema))).toEqual(['PLAN_COLUMN_TYPE column']);
    }
  });

  test('every identifier has reject codes of its own name, and is written for people when so asked', async () => {
    const schema = declareSchema({ code: { type: 'utf8', role: 'attribute' } });
    const source = fromBatches(schema, [makeBatch(schema, [textColumn(['34009 34872 730', '3400934872731', null])], 3)]);
    const output = applyOperator(source, normaliseIdentifier({ column: 'code', identifier: 'cip13', onInvalid: 'reject', form: 'formatted' }));
    expect(await texts(output.rows, 0)).toEqual([IDENTIFIERS.cip13.format('3400934872730'), null]);
    const codes = (await collect(output.rejects!)).flatMap((batch) => batch.toArray().map((row) => row.code as string));
    expect(codes).toEqual(['CIP13_CHECKDIGIT']);
  });

  test('a dictionary column is read, and the result is plain text declared as a NIR of the same role', async () => {
    const schema = makeSchema([makeField('nir', codedTextType(), true, new Map([[METADATA.role, 'entity']]))]);
    const column: Column = { kind: 'coded', rows: 4, valid: null, codes: Int32Array.of(1, 0, 1, 1), dictionary: textColumn(['x', '284058832102532']) };
    const output = pipe(fromBatches(schema, [makeBatch(schema, [column], 4)]), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'null' }));
    expect(await texts(output, 0)).toEqual(['2840588321025', null, '2840588321025', '2840588321025']);
    const field = output.schema.fields[0]!;
    expect([columnTypeOf(field.type), roleOf(field), field.metadata.get(METADATA.identifier), field.nullable]).toEqual(['utf8', 'entity', 'nir', true]);
  });

  test('the options are checked all at once, and the schema before any row', () => {
    expect(problems(() => normaliseIdentifier({ identifier: 'nir', column: '', form: 13, onInvalide: 'null' } as never))).toEqual([
      'PLAN_OUT_OF_RANGE column', 'PLAN_MISSING onInvalid', 'PLAN_OUT_OF_RANGE form', 'PLAN_UNKNOWN_OPTION onInvalide',
    ]);
    expect(problems(() => normaliseIdentifier({ column: 'nir', identifier: 'nir', onInvalid: 'null' } as never))).toEqual(['PLAN_MISSING form']);
    expect(problems(() => normaliseIdentifier({ column: 'nir', identifier: 'finess', form: '13', onInvalid: 'null' } as never))).toEqual(['PLAN_OUT_OF_RANGE form']);
    expect(problems(() => normaliseIdentifier({ column: 'nir', identifier: 'fines', onInvalid: 'null' } as never))).toEqual(['PLAN_OUT_OF_RANGE identifier']);
    expect(problems(() => normaliseIdentifier({ identifier: 'nir', column: 'nri', form: '13', onInvalid: 'null' }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN column']);
    expect(problems(() => normaliseIdentifier({ identifier: 'nir', column: 'rank', form: '13', onInvalid: 'null' }).outputSchema(SCHEMA))).toEqual(['PLAN_COLUMN_TYPE column']);
  });

  test('empty batches and empty tables are legal', async () => {
    const operator = normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'reject' });
    expect((await run(datasetOf([]), operator)).nirs).toEqual([]);
    expect((await run(fromBatches(SCHEMA, []), operator)).findings).toMatchObject({ rows: 0, rejected: 0 });
  });

  test('no value is in findings or rejects', async () => {
    const { findings, rejects } = await run(datasetOf([['canary-value-31', 'x']]), normaliseIdentifier({ identifier: 'nir', column: 'nir', form: '13', onInvalid: 'reject' }));
    expect(JSON.stringify([findings, rejects])).not.toContain('canary');
  });
});

describe('normaliseText', () => {
  test('white space goes unless kept, case and accents stay unless changed', async () => {
    const plain = pipe(datasetOf(ROWS), normaliseText({ columns: ['name'] }));
    expect(await texts(plain, 1)).toEqual(['Lefèvre', null, 'Zoë', 'DUPONT', '', 'Œuvre de']);
    const upper = pipe(datasetOf(ROWS), normaliseText({ columns: ['name'], case: 'upper', accents: 'strip' }));
    expect(await texts(upper, 1)).toEqual(['LEFEVRE', null, 'ZOE', 'DUPONT', '', 'OEUVRE DE']);
    const spaces = pipe(datasetOf(ROWS), normaliseText({ columns: ['name'], trim: false, collapse: false, case: 'lower' }));
    expect(await texts(spaces, 1)).toEqual([' lefèvre ', null, 'zoë', 'dupont', '', 'œuvre  de']);
  });

  test('changed values are counted by column', async () => {
    const { findings } = await run(datasetOf(ROWS, [3]), normaliseText({ columns: ['name', 'nir'], case: 'upper' }));
    expect(findings).toMatchObject({
      rows: 6, changed: 4, byReason: { ok: 8, null: 2, empty: 2 }, changedIn: { case: 4, spaces: 2, accents: 0 },
      columns: { name: { rows: 6, changed: 3, changedIn: { case: 3, spaces: 2 } }, nir: { rows: 6, changed: 1, changedIn: { case: 1, spaces: 0 } } },
    });
  });

  test('a column named twice is changed and counted once', async () => {
    const { findings } = await run(datasetOf(ROWS), normaliseText({ columns: ['name', 'name'] }));
    expect(findings).toMatchObject({ rows: 6, changed: 2, byReason: { ok: 4, null: 1, empty: 1 } });
  });

  test('a text of which nothing is left becomes null when so declared, and is not called changed', async () => {
    const rows: readonly Row[] = [[null, '  '], [null, '\u200b'], [null, '...'], [null, null], [null, 'a.']];
    const operator = (): Operator => normaliseText({ columns: ['name'], punctuation: 'remove', empty: 'null' });
    expect(await texts(pipe(datasetOf(rows), operator()), 1)).toEqual([null, null, null, null, 'a']);
    const { findings } = await run(datasetOf(rows), operator());
    expect(findings).toMatchObject({ rows: 5, changed: 1, nulled: 3, byReason: { ok: 1, null: 1, empty: 3 }, changedIn: { punctuation: 1, invisible: 0 } });
  });

  test('codes become plain text', async () => {
    const schema = makeSchema([makeField('name', codedTextType(), true)]);
    const column: Column = { kind: 'coded', rows: 3, valid: Uint8Array.of(0b011), codes: Int32Array.of(1, 0, 0), dictionary: textColumn([' a', 'A ']) };
    const output = pipe(fromBatches(schema, [makeBatch(schema, [column], 3)]), normaliseText({ columns: ['name'], case: 'upper' }));
    expect(await texts(output, 0)).toEqual(['A', 'A', null]);
  });

  test('twice is once', async () => {
    const text = fc.option(fc.string({ unit: 'grapheme' }));
    await fc.assert(fc.asyncProperty(fc.array(fc.tuple(text, text)), fc.constantFrom('upper', 'lower', 'keep'), async (rows, letterCase) => {
      const operator = (): Operator => normaliseText({ columns: ['nir', 'name'], case: letterCase, accents: 'strip' });
      const once = pipe(datasetOf(rows, [1]), operator());
      const twice = pipe(datasetOf(rows, [1]), operator(), operator());
      expect(await texts(twice, 1)).toEqual(await texts(once, 1));
    }), { numRuns: 50 });
  });

  test('every unknown column is named, and the options are closed', () => {
    expect(problems(() => normaliseText({ columns: ['nom', 'rank', 'name'] }).outputSchema(SCHEMA))).toEqual(['PLAN_UNKNOWN_COLUMN columns[0]', 'PLAN_COLUMN_TYPE columns[1]']);
    expect(problems(() => normaliseText({ columns: [], accent: 'strip' } as never))).toEqual(['PLAN_OUT_OF_RANGE columns', 'PLAN_UNKNOWN_OPTION accent']);
  });
});
