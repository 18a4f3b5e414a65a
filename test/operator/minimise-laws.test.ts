// Laws that hold between the operators of cleaning and minimisation, whatever the data.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fixEncoding, normaliseDate, normaliseIdentifier, normaliseText, nullValues, padCode, recode } from '../../src/clean/index.ts';
import { codedTextType, makeField, makeSchema } from '../../src/core/arrow.ts';
import { fromBatches } from '../../src/core/dataset.ts';
import { METADATA, roleOf } from '../../src/core/field.ts';
import { pipe, type MapOperator } from '../../src/core/operator.ts';
import { ROLES } from '../../src/core/roles.ts';
import { ageAt, band, drop, generaliseCode, keep, truncateDate, truncateText } from '../../src/minimise/index.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SCHEMA = schemaOf({
  nir: { type: 'utf8', role: 'directIdentifier' }, birth: { type: 'date', role: 'quasiIdentifier' }, entry: { type: 'date', role: 'attribute' },
  code: { type: 'utf8', role: 'sensitive' }, commune: { type: 'utf8', role: 'quasiIdentifier' }, n: { type: 'int32', role: 'measure' }, x: { type: 'float64', role: 'measure' },
});

const row = fc.tuple(
  fc.option(fc.oneof(fc.constantFrom('284058832102532', '2 84 05 2a 321 025 52', '284058832102531', '2840588321025', 'x'), fc.string())),
  fc.option(fc.integer({ min: -40_000, max: 30_000 })), fc.option(fc.integer({ min: -40_000, max: 30_000 })),
  fc.option(fc.oneof(fc.stringMatching(/^[A-Z][0-9]{2,4}$/), fc.string())), fc.option(fc.oneof(fc.stringMatching(/^(?:[0-9]{5}|2[AB][0-9]{3})$/), fc.string())),
  fc.option(fc.integer({ min: -300, max: 300 })), fc.option(fc.double({ noDefaultInfinity: true, min: -1e4, max: 1e4 })),
);
const tables = fc.array(row, { maxLength: 40 });

const run = (rows: readonly Row[], ...operators: readonly MapOperator[]): Promise<Row[]> => rowsOf(pipe(tableOf(SCHEMA, rows), ...operators));
const column = async (name: string, rows: readonly Row[], ...operators: readonly MapOperator[]): Promise<Value[]> =>
  (await run(rows, ...operators, keep({ columns: [name] }))).map(([value]) => value!);

/** One of each operator that keeps every row. */
const ROW_KEEPING: Readonly<Record<string, MapOperator>> = {
  normaliseText: normaliseText({ columns: ['code', 'commune'], case: 'upper', accents: 'strip' }),
  'normaliseIdentifier null': normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '13', onInvalid: 'null' }),
  'normaliseIdentifier keep': normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '15', onInvalid: 'keep' }),
  'normaliseText to null': normaliseText({ columns: ['commune'], punctuation: 'space', empty: 'null' }),
  normaliseDate: normaliseDate({ column: 'commune', formats: ['d/M/yyyy', 'ddMMyy'], twoDigitYearStart: 1930, onInvalid: 'null', onPartial: 'first' }),
  'normaliseDate of dates': normaliseDate({ column: 'birth', onInvalid: 'null', earliest: '1920-01-01' }),
  padCode: padCode({ column: 'commune', width: 5, remove: '. -', onInvalid: 'keep' }),
  'padCode null': padCode({ column: 'code', stripZeros: true, suffix: '0', onInvalid: 'null' }),
  recode: recode({ column: 'code', values: { A00: 'Z00', B99: null }, otherwise: 'keep' }),
  nullValues: nullValues({ columns: { code: ['a00', ''], n: [0, 7] }, compare: 'folded' }),
  fixEncoding: fixEncoding({ columns: ['code', 'commune'] }),
  drop: drop({ columns: ['nir', 'x'] }),
  keep: keep({ columns: ['x', 'nir', 'birth'] }),
  truncateDate: truncateDate({ column: 'birth', to: 'quarter' }),
  ageAt: ageAt({ column: 'birth', at: 'entry', into: 'age' }),
  'band bounds': band({ column: 'n', bounds: [0, 18, 65], into: 'band' }),
  'band width': band({ column: 'x', width: 0.5 }),
  truncateText: truncateText({ column: 'commune', characters: 2, into: 'start' }),
  'generaliseCode chapter': generaliseCode({ column: 'code', to: 'cim10Chapter' }),
  'generaliseCode category': generaliseCode({ column: 'code', to: 'cim10Category', into: 'category' }),
  'generaliseCode departement': generaliseCode({ column: 'commune', to: 'departement' }),
};

describe('every operator that keeps its rows', () => {
  test.each(Object.keys(ROW_KEEPING))('%s treats each row by itself', async (name) => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const alone: Row[] = [];
      for (const one of rows) alone.push(...(await run([one], ROW_KEEPING[name]!)));
      expect(await run(rows, ROW_KEEPING[name]!)).toEqual(alone);
      expect(await run([...rows].reverse(), ROW_KEEPING[name]!)).toEqual([...alone].reverse());
    }), { numRuns: 25 });
  });

  test.each(Object.keys(ROW_KEEPING))('%s reads slices of larger batches', async (name) => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 3, maxLength: 20 }), fc.nat(20), fc.nat(20), async (rows, from, length) => {
      const start = from % rows.length;
      const end = Math.min(rows.length, start + length);
      const whole = tableOf(SCHEMA, rows);
      const slices = [];
      for await (const batch of whole.open()) slices.push(batch.slice(start, end));
      const sliced = await rowsOf(pipe(fromBatches(SCHEMA, slices), ROW_KEEPING[name]!));
      expect(sliced).toEqual(await run(rows.slice(start, end), ROW_KEEPING[name]!));
    }), { numRuns: 25 });
  });

  test.each(Object.keys(ROW_KEEPING))('%s promises nulls where it may give them', async (name) => {
    const output = ROW_KEEPING[name]!.outputSchema(SCHEMA);
    const found = await run([[null, null, null, null, null, null, null]], ROW_KEEPING[name]!);
    found[0]!.forEach((value, index) => {
      if (value === null) expect(output.fields[index]!.nullable).toBe(true);
    });
  });
});

describe('between operators', () => {
  test('a date cut to its month and then to its year is the date cut to its year', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const year = await column('birth', rows, truncateDate({ column: 'birth', to: 'year' }));
      for (const first of ['month', 'quarter', 'year'] as const) {
        expect(await column('birth', rows, truncateDate({ column: 'birth', to: first }), truncateDate({ column: 'birth', to: 'year' }))).toEqual(year);
      }
    }), { numRuns: 40 });
  });

  test('the chapter of a category is the chapter of the code', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const chapter = generaliseCode({ column: 'code', to: 'cim10Chapter' });
      expect(await column('code', rows, generaliseCode({ column: 'code', to: 'cim10Category' }), chapter)).toEqual(await column('code', rows, chapter));
    }), { numRuns: 40 });
  });

  test('of two cuts of a text the shorter decides', async () => {
    await fc.assert(fc.asyncProperty(tables, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), async (rows, first, second) => {
      const cut = (characters: number): MapOperator => truncateText({ column: 'commune', characters });
      expect(await column('commune', rows, cut(first), cut(second))).toEqual(await column('commune', rows, cut(Math.min(first, second))));
    }), { numRuns: 40 });
  });

  test('wider bands are unions of narrower ones whose width divides theirs', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const narrow = await column('n', rows, band({ column: 'n', width: 5 }));
      const wide = await column('n', rows, band({ column: 'n', width: 20 }));
      const wideOf = new Map<Value, Value>();
      narrow.forEach((value, index) => {
        if (wideOf.has(value)) expect(wide[index]).toBe(wideOf.get(value));
        wideOf.set(value, wide[index]!);
      });
    }), { numRuns: 60 });
  });

  test('bands by bounds and by width agree where the bounds are the multiples', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const inside = rows.filter((values) => values[5] !== null && Number(values[5]) >= 0 && Number(values[5]) < 300);
      const bounds = Array.from({ length: 61 }, (_, at) => 5 * at);
      expect(await column('n', inside, band({ column: 'n', bounds }))).toEqual(await column('n', inside, band({ column: 'n', width: 5 })));
    }), { numRuns: 40 });
  });

  test('an age never falls as the date advances, and rises by one a year', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const ages = await Promise.all([2000, 2001, 2024].map((year) => column('age', rows, ageAt({ column: 'birth', at: `${year}-06-30`, into: 'age' }))));
      rows.forEach((_, index) => {
        const [first, next, last] = ages.map((values) => values[index]!);
        if (first === null || first === undefined) return;
        expect(Number(next) - Number(first)).toBe(1);
        expect(Number(last) - Number(first)).toBe(24);
      });
    }), { numRuns: 40 });
  });

  test('keeping is dropping the others', async () => {
    await fc.assert(fc.asyncProperty(tables, fc.subarray(SCHEMA.fields.map(({ name }) => name), { minLength: 1, maxLength: 6 }), async (rows, names) => {
      const others = SCHEMA.fields.map(({ name }) => name).filter((name) => !names.includes(name));
      expect(await run(rows, keep({ columns: names }))).toEqual(await run(rows, drop({ columns: others })));
    }), { numRuns: 40 });
  });

  test('a NIR brought to 13 characters and then to 15 is the NIR brought to 15', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const form = (width: '13' | '15'): MapOperator => normaliseIdentifier({ column: 'nir', identifier: 'nir', form: width, onInvalid: 'null' });
      expect(await column('nir', rows, form('13'), form('15'))).toEqual(await column('nir', rows, form('15')));
      expect(await column('nir', rows, form('15'), form('13'))).toEqual(await column('nir', rows, form('13')));
    }), { numRuns: 60 });
  });

  test('rejecting leaves the rows that nulling leaves with a value, or that had none', async () => {
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      const nulled = await run(rows, normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '13', onInvalid: 'null' }));
      const left = nulled.filter((values, index) => values[0] !== null || rows[index]![0] === null);
      expect(await run(rows, normaliseIdentifier({ column: 'nir', identifier: 'nir', form: '13', onInvalid: 'reject' }))).toEqual(left);
    }), { numRuns: 60 });
  });

  test('text as dictionary codes gives what plain text gives', async () => {
    const coded = makeSchema(SCHEMA.fields.map((field) => (field.name === 'code' || field.name === 'commune' || field.name === 'nir' ? makeField(field.name, codedTextType(), true, field.metadata) : field)));
    const operators = ['generaliseCode chapter', 'truncateText', 'normaliseIdentifier null', 'normaliseText to null', 'normaliseDate', 'padCode', 'recode', 'nullValues', 'fixEncoding'].map((name) => ROW_KEEPING[name]!);
    await fc.assert(fc.asyncProperty(tables, async (rows) => {
      for (const operator of operators) expect(await rowsOf(pipe(tableOf(coded, rows), operator))).toEqual(await run(rows, operator));
    }), { numRuns: 30 });
  });
});

test('whatever the role of a column, what is made from it has that role', () => {
  for (const role of ROLES) {
    const schema = makeSchema(SCHEMA.fields.map((field) => makeField(field.name, field.type, true, new Map([[METADATA.role, role]]))));
    for (const [name, operator] of Object.entries(ROW_KEEPING)) {
      const roles = operator.outputSchema(schema).fields.map((field) => roleOf(field));
      expect([name, [...new Set(roles)]]).toEqual([name, [role]]);
    }
  }
});

test('a column without a declared role counts as a direct identifier, and so does what is made from it', () => {
  const schema = makeSchema(SCHEMA.fields.map((field) => makeField(field.name, field.type, true)));
  for (const operator of Object.values(ROW_KEEPING)) {
    expect(new Set(operator.outputSchema(schema).fields.map((field) => roleOf(field)))).toEqual(new Set(['directIdentifier']));
  }
});
