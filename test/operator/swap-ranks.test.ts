import { describe, expect, test } from 'vitest';
import { swapRanks, type SwapRanksOptions } from '../../src/anonymise/index.ts';
import { PlanError } from '../../src/core/errors.ts';
import { maskingsOf } from '../../src/core/field.ts';
import { IN_MEMORY } from '../../src/core/fold.ts';
import { applyOperator, type Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const SCHEMA = schemaOf({
  id: { type: 'int32', role: 'technical' },
  day: { type: 'date', role: 'quasiIdentifier' },
  at: { type: 'timestamp', role: 'attribute' },
  big: { type: 'int64', role: 'measure' },
  x: { type: 'float64', role: 'measure' },
  name: { type: 'utf8', role: 'attribute' },
});
const OPTIONS: SwapRanksOptions = { columns: ['day', 'at', 'big', 'x'], unit: 'id', windowShare: 0.3, secretKey: SECRET };

async function mask(rows: readonly Row[], options: Partial<SwapRanksOptions> = {}): Promise<{ rows: Value[][]; found: Findings }> {
  let found: Findings = {};
  const output = applyOperator(tableOf(SCHEMA, rows), swapRanks({ ...OPTIONS, ...options }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
  return { rows: await rowsOf(output.rows), found };
}
const LIST: readonly Row[] = Array.from({ length: 40 }, (_, id) => [
  id,
  id % 7 === 0 ? null : id * 3,
  BigInt(id) * 10n ** 14n,
  2n ** 62n + BigInt(id),
  id / 8,
  'n',
]);
const sorted = (rows: readonly (readonly Value[])[], column: number): Value[] => rows.map((cells) => cells[column]!).filter((value) => value !== null).sort((left, right) => (left < right ? -1 : 1));

describe('swapRanks', () => {
  test('keeps the values of each column to the last digit, dates and large numbers too', async () => {
    const { rows, found } = await mask(LIST);
    for (const column of [1, 2, 3, 4]) expect(sorted(rows, column)).toEqual(sorted(LIST, column));
    rows.forEach((cells, row) => {
      expect(cells[1] === null).toBe(LIST[row]![1] === null);
      expect(cells[5]).toBe('n');
    });
    expect(found).toMatchObject({ columns: OPTIONS.columns, rows: 40 });
    const changed = rows.filter((cells, row) => cells[4] !== LIST[row]![4]).length;
    expect((found['changedRows'] as Record<string, number>)['x']).toBe(changed);
    expect(changed).toBeGreaterThan(30);
  });
  test('draws each column by itself', async () => {
    const { rows } = await mask(LIST, { columns: ['at', 'x'] });
    const partnerByTime = rows.map((cells) => Number(cells[2] as bigint) / 1e14);
    const partnerByNumber = rows.map((cells) => (cells[4] as number) * 8);
    expect(partnerByTime).not.toEqual(partnerByNumber);
  });
  test('moves nothing in a window of less than a rank, and all at most by the window', async () => {
    expect((await mask(LIST, { windowShare: 0.01 })).rows).toEqual(LIST);
    const { rows } = await mask(LIST, { columns: ['x'], windowShare: 0.1 });
    rows.forEach((cells, row) => {
      expect(Math.abs((cells[4] as number) * 8 - row)).toBeLessThanOrEqual(4);
    });
  });
  test('gives the ends the nearest value that stays', async () => {
    const { rows } = await mask(LIST, { columns: ['x'], windowShare: 0.01, bottomShare: 0.1, topShare: 0.05 });
    expect(rows.slice(0, 5).map((cells) => cells[4])).toEqual([0.5, 0.5, 0.5, 0.5, 0.5]);
    expect(rows.slice(-3).map((cells) => cells[4])).toEqual([37 / 8, 37 / 8, 37 / 8]);
  });
  test('leaves a column without values as it is, and refuses NaN', async () => {
    const empty = LIST.slice(0, 3).map((cells): Row => [cells[0]!, null, null, null, null, 'n']);
    expect((await mask(empty)).rows).toEqual(empty);
    const faulty = LIST.map((cells, row) => (row === 4 ? cells.with(4, NaN) : cells));
    await expect(mask(faulty)).rejects.toMatchObject({ code: 'DATA_VALUE_RANGE', detail: { column: 'x', firstRow: 5 } });
  });
  test('marks columns, and refuses options and columns that do not fit', () => {
    const field = swapRanks({ ...OPTIONS, topShare: 0.01 }).outputSchema(SCHEMA).fields[1]!;
    expect(maskingsOf(field)).toEqual([{ method: 'swapRanks', windowShare: 0.3, bottomShare: 0, topShare: 0.01 }]);
    const problems = (change: object): string[] => {
      try {
        swapRanks({ ...OPTIONS, ...change }).outputSchema(SCHEMA);
      } catch (error) {
        if (error instanceof PlanError) return error.problems.map(({ code, path }) => `${code} ${path}`);
        throw error;
      }
      return [];
    };
    expect(problems({ windowShare: 0 })).toEqual(['PLAN_OUT_OF_RANGE windowShare']);
    expect(problems({ topShare: 0.5 })).toEqual(['PLAN_OUT_OF_RANGE topShare']);
    expect(problems({ columns: [] })).toEqual(['PLAN_OUT_OF_RANGE columns']);
    expect(problems({ columns: ['name'] })).toEqual(['PLAN_COLUMN_TYPE columns[0]']);
    expect(problems({ unit: 'x' })).toEqual(['PLAN_COLUMN_TYPE unit']);
  });
});
