import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { dropDuplicates, normaliseDate, nullValues, padCode, recode } from '../../src/clean/index.ts';
import { IN_MEMORY, type FoldContext } from '../../src/core/fold.ts';
import { pipe, type Operator } from '../../src/core/operator.ts';
import { memorySpill, rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({ id: { type: 'int32', role: 'technical' }, t: { type: 'utf8', role: 'attribute' }, n: { type: 'int64', role: 'attribute' }, x: { type: 'float64', role: 'measure' } });

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

/** Cleans the texts, and asks DuckDB for the same. */
async function compare(texts: readonly (string | null)[], operator: Operator, expression: string): Promise<void> {
  const rows: Row[] = texts.map((text, id) => [id, text, null, null]);
  await createTable(duckdb, 'texts', SCHEMA, rows);
  const expected = (await query(duckdb, `SELECT ${expression} FROM texts ORDER BY id`)).map(([value]) => value);
  expect((await rowsOf(pipe(tableOf(SCHEMA, rows, [3]), operator))).map((row) => row[1])).toEqual(expected);
}

const two = (value: number): string => String(value).padStart(2, '0');
const parts = fc.record({ year: fc.integer({ min: 1583, max: 2200 }), month: fc.integer({ min: 0, max: 13 }), day: fc.integer({ min: 0, max: 32 }) });
const written = fc.tuple(parts, fc.constantFrom('slash', 'compact', 'iso', 'wrong')).map(([{ year, month, day }, form]) =>
  form === 'slash' ? `${two(day)}/${two(month)}/${year}` : form === 'compact' ? `${year}${two(month)}${two(day)}` : form === 'iso' ? `${year}-${two(month)}-${two(day)}` : `${day}|${month}|${year}`);

describe('values are cleaned as by DuckDB', () => {
  test('dates: of several formats, the first that gives one', async () => {
    const formats = ['dd/MM/yyyy', 'yyyyMMdd', 'yyyy-MM-dd'];
    await fc.assert(fc.asyncProperty(fc.array(fc.option(written), { minLength: 1, maxLength: 60 }), async (texts) => {
      await compare(
        texts, normaliseDate({ column: 't', formats, onInvalid: 'null', usualPlaceholders: false }),
        `(coalesce(try_strptime(t, '%d/%m/%Y'), try_strptime(t, '%Y%m%d'), try_strptime(t, '%Y-%m-%d'))::DATE - DATE '1970-01-01')::INT`,
      );
    }), { numRuns: 40 });
  });

  test('years of two digits: DuckDB has 1969 for the first of its hundred years', async () => {
    const texts = Array.from({ length: 100 }, (_, year) => `15/06/${two(year)}`);
    await compare(texts, normaliseDate({ column: 't', formats: ['dd/MM/yy'], twoDigitYearStart: 1969, onInvalid: 'null' }), `(strptime(t, '%d/%m/%y')::DATE - DATE '1970-01-01')::INT`);
  });

  const code = fc.string({ unit: fc.constantFrom(...'0012359AB .-'), maxLength: 8 });
  test('codes: trimmed, without marks, padded', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fc.option(code), { minLength: 1, maxLength: 60 }), async (texts) => {
      await compare(
        texts, padCode({ column: 't', width: 5, remove: '.-', onInvalid: 'null' }),
        `CASE WHEN length(trim(translate(t, '.-', ''))) BETWEEN 1 AND 5 THEN lpad(trim(translate(t, '.-', '')), 5, '0') END`,
      );
      await compare(texts, padCode({ column: 't', stripZeros: true, onInvalid: 'null' }), `nullif(regexp_replace(trim(t), '^[0 ]*([^ ])', '\\1'), '')`);
    }), { numRuns: 40 });
  });

  test('maps and placeholders', async () => {
    const value = fc.constantFrom('1', '2', '9', '', 'NC', 'nc', 'x');
    await fc.assert(fc.asyncProperty(fc.array(fc.option(value), { minLength: 1, maxLength: 40 }), async (texts) => {
      await compare(texts, recode({ column: 't', values: { '1': 'M', '2': 'F', '9': null, '': 'empty' }, otherwise: 'keep' }), `CASE t WHEN '1' THEN 'M' WHEN '2' THEN 'F' WHEN '9' THEN NULL WHEN '' THEN 'empty' ELSE t END`);
      await compare(texts, nullValues({ columns: { t: ['NC', ''] } }), `CASE WHEN t IN ('NC', '') THEN NULL ELSE t END`);
      await compare(texts, nullValues({ columns: { t: ['nc'] }, compare: 'folded' }), `CASE WHEN upper(t) = 'NC' THEN NULL ELSE t END`);
    }), { numRuns: 30 });
  });
});

describe('repeated rows are those of DuckDB', () => {
  const row = fc.tuple(fc.option(fc.constantFrom('a', 'b', 'ab', '')), fc.option(fc.bigInt({ min: -2n, max: 2n })), fc.option(fc.constantFrom(0, 0.5, -1e300)));
  const kept = async (rows: readonly Row[], options: Parameters<typeof dropDuplicates>[0], fold: FoldContext): Promise<Value[]> =>
    (await rowsOf(dropDuplicates(options).connect({ rows: tableOf(SCHEMA, rows, [7, 20]) }, { fold })['rows']!)).map(([id]) => id!);

  test('whole or in some columns, in memory or spilled: the first of each group stays', async () => {
    await fc.assert(fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 80 }), fc.boolean(), async (values, isSpilled) => {
      const rows: Row[] = values.map((value, id) => [id, ...value]);
      await createTable(duckdb, 'repeated', SCHEMA, rows);
      const fold = isSpilled ? { spill: memorySpill(), maxMemoryBytes: 1 } : IN_MEMORY;
      const firsts = async (columns: string, where = 'true'): Promise<unknown[]> =>
        (await query(duckdb, `SELECT min(id) AS first FROM repeated WHERE ${where} GROUP BY ${columns} ORDER BY first`)).map(([id]) => id);
      expect(await kept(rows, { columns: ['t', 'n', 'x'], nulls: 'equal' }, fold)).toEqual(await firsts('t, n, x'));
      expect(await kept(rows, { columns: ['n'], nulls: 'equal' }, fold)).toEqual(await firsts('n'));
      const distinct = await firsts('t, n', 't IS NOT NULL AND n IS NOT NULL');
      const alone = (await query(duckdb, 'SELECT id FROM repeated WHERE t IS NULL OR n IS NULL')).map(([id]) => id);
      expect(await kept(rows, { columns: ['t', 'n'], nulls: 'distinct' }, fold)).toEqual([...distinct, ...alone].sort((left, right) => Number(left) - Number(right)));
    }), { numRuns: 40 });
  });
});
