import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnLevels, type ColumnGeneralisation } from '../../src/anonymise/index.ts';
import type { Column } from '../../src/core/column.ts';
import { textColumn } from '../../src/core/rejects.ts';
import { schemaOf } from '../small-tables.ts';
import { createTable, openDuckdb, query } from './duckdb.ts';

const SCHEMA = schemaOf({ place: { type: 'int32', role: 'technical' }, n: { type: 'int32', role: 'quasiIdentifier' }, day: { type: 'date', role: 'quasiIdentifier' }, code: { type: 'utf8', role: 'quasiIdentifier' } });

let duckdb: DuckDBConnection;
beforeAll(async () => {
  duckdb = await openDuckdb();
});

/** Labels by level, from level 1 on, without the top. */
function labelled(generalisation: ColumnGeneralisation, values: Column): (string | null)[][] {
  const { codes, labels } = columnLevels({ ...generalisation, top: false }, { column: 'c', values });
  return codes.slice(1).map((level, index) => [...level].map((code) => labels[index + 1]![code]!));
}

async function sqlLabels(expressions: readonly string[]): Promise<unknown[][]> {
  const rows = await query(duckdb, `SELECT ${expressions.join(', ')} FROM rows ORDER BY place`);
  return expressions.map((_, index) => rows.map((row) => row[index]));
}

describe('generalised values are those of DuckDB', () => {
  test('whole numbers in intervals of 5, 10 and 20 from 18, below 15 and from 85 on apart', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 200 }), async (numbers) => {
      await createTable(duckdb, 'rows', SCHEMA, numbers.map((number, place) => [place, number, null, null]));
      const band = (width: number): string => {
        const low = `(18 + floor((n - 18) / ${width})::INT * ${width})`;
        return `CASE WHEN n < 15 THEN '<15' WHEN n >= 85 THEN '85+' ELSE greatest(15, ${low}) || CASE WHEN least(84, ${low} + ${width - 1}) > greatest(15, ${low}) THEN '-' || least(84, ${low} + ${width - 1}) ELSE '' END END`;
      };
      const found = labelled({ hierarchy: 'intervals', widths: [5, 10, 20], origin: 18, lower: 15, upper: 85 }, { kind: 'int32', rows: numbers.length, valid: null, values: Int32Array.from(numbers) });
      expect(found).toEqual(await sqlLabels([band(5), band(10), band(20)]));
    }), { numRuns: 15 });
  });

  test('dates in weeks, and in months, quarters, years and decades', async () => {
    await fc.assert(fc.asyncProperty(fc.uniqueArray(fc.integer({ min: -200_000, max: 100_000 }), { minLength: 1, maxLength: 300 }), async (days) => {
      await createTable(duckdb, 'rows', SCHEMA, days.map((day, place) => [place, null, day, null]));
      const values: Column = { kind: 'date', rows: days.length, valid: null, days: Int32Array.from(days) };
      expect(labelled({ hierarchy: 'dates', periods: ['week'] }, values)).toEqual(await sqlLabels(['strftime(day, \'%G-W%V\')']));
      const found = labelled({ hierarchy: 'dates', periods: ['day', 'month', 'quarter', 'year', 'decade'] }, values);
      expect(found).toEqual(await sqlLabels([
        'strftime(day, \'%Y-%m-%d\')', 'strftime(day, \'%Y-%m\')', 'year(day) || \'-Q\' || quarter(day)', 'year(day)::VARCHAR', '(year(day) // 10 * 10) || \'-\' || (year(day) // 10 * 10 + 9)',
      ]));
    }), { numRuns: 15 });
  });

  test('codes cut to their first characters, with and without their length', async () => {
    const codes = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', '1', 'é', '*'), maxLength: 6 }), { minLength: 1, maxLength: 60 });
    await fc.assert(fc.asyncProperty(codes, async (values) => {
      await createTable(duckdb, 'rows', SCHEMA, values.map((code, place) => [place, null, null, code]));
      expect(labelled({ hierarchy: 'prefixes', lengths: [3, 1] }, textColumn(values))).toEqual(await sqlLabels(['left(code, 3)', 'left(code, 1)']));
      expect(labelled({ hierarchy: 'prefixes', lengths: [3], keepLength: true }, textColumn(values))).toEqual(await sqlLabels(['left(code, 3) || repeat(\'*\', greatest(0, length(code) - 3))']));
    }), { numRuns: 15 });
  });
});
