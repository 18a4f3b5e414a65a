// The linkage attack on masked numbers: it finds nearly everybody in the raw table, and few after each mask; and the statistics of a large sample.
import { describe, expect, test } from 'vitest';
import { addNoise, measureMasking, microaggregate, pram, swapRanks } from '../../src/anonymise/index.ts';
import { applyOperator, IN_MEMORY, type Operator } from '../../src/index.ts';
import type { Findings } from '../../src/core/operator.ts';
import { rowsOf, schemaOf, tableOf, type Row, type Value } from '../small-tables.ts';

const SECRET = Uint8Array.from({ length: 32 }, (_, index) => (index * 37 + 11) & 255);
const SCHEMA = schemaOf({
  id: { type: 'int32', role: 'technical' }, work: { type: 'utf8', role: 'quasiIdentifier' }, height: { type: 'float64', role: 'quasiIdentifier' }, weight: { type: 'float64', role: 'quasiIdentifier' }, income: { type: 'float64', role: 'sensitive' },
});
/** Park and Miller's generator; sums of twelve are nearly normal. */
function generator(): () => number {
  let state = 20_261_128;
  const next = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  return () => Array.from({ length: 12 }, next).reduce((sum, value) => sum + value, -6);
}
const deviate = generator();
const ROWS: readonly Row[] = Array.from({ length: 2000 }, (_, id) => {
  const height = 170 + 9 * deviate();
  return [id, id % 10 < 5 ? 'a' : id % 10 < 8 ? 'b' : 'c', height, 70 + 0.9 * (height - 170) + 8 * deviate(), Math.exp(7 + 0.5 * deviate())];
});
const columns = ['height', 'weight', 'income'];
const table = tableOf(SCHEMA, ROWS, [1000]);
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const covariance = (left: readonly number[], right: readonly number[]): number => {
  const [ofLeft, ofRight] = [mean(left), mean(right)];
  return left.reduce((sum, value, at) => sum + (value - ofLeft) * (right[at]! - ofRight), 0) / (left.length - 1);
};
const numbersOf = (rows: readonly (readonly Value[])[], column: number): number[] => rows.map((cells) => cells[column] as number);

const MASKS: readonly (readonly [string, () => Operator, number])[] = [
  ['microaggregate, k = 10', () => microaggregate({ columns, k: 10, entity: null }), 0.11],
  ['addNoise, a third of a standard deviation', () => addNoise({ columns, unit: 'id', method: 'preserving', share: 0.35, secretKey: SECRET }), 0.08],
  ['swapRanks, a tenth of the ranks', () => swapRanks({ columns, unit: 'id', windowShare: 0.1, secretKey: SECRET }), 0.08],
];

describe('linking masked records to their originals by distance', () => {
  test('finds everybody in the raw table', async () => {
    const { linkage, intervals, loss } = await measureMasking(table, table, { columns, rowKey: 'id' });
    expect([linkage.nearest, linkage.amongNearest, linkage.byChance]).toEqual([1, 1, 1 / 2000]);
    expect(intervals.map(({ byDeviation }) => byDeviation.all)).toEqual([1, 1, 1]);
    expect(loss.il1s).toBe(0);
  });
  test.each(MASKS)('finds few after %s', async (_, make, most) => {
    const { linkage, comparedRows, isSampled, loss } = await measureMasking(table, applyOperator(table, make()).rows, { columns, rowKey: 'id' });
    expect([comparedRows, isSampled]).toEqual([2000, false]);
    expect(linkage.nearest).toBeLessThan(most);
    expect(linkage.nearest).toBeGreaterThanOrEqual(0);
    expect(loss.il1s).toBeGreaterThan(0);
  });
  test('by microaggregation finds at most one in k of a group, as k promises', async () => {
    for (const k of [3, 20]) {
      const { linkage } = await measureMasking(table, applyOperator(table, microaggregate({ columns, k, entity: null })).rows, { columns, rowKey: 'id' });
      expect(linkage.nearest).toBeLessThanOrEqual(1 / k + 1e-9);
    }
  });
  test('measures the same in any order, samples alike, and leaves incomplete records out', async () => {
    const masked = await rowsOf(applyOperator(table, MASKS[1]![1]()).rows);
    const options = { columns, rowKey: 'id', sampleRows: 300 };
    const one = await measureMasking(table, tableOf(SCHEMA, masked), options);
    const other = await measureMasking(tableOf(SCHEMA, [...ROWS].reverse()), tableOf(SCHEMA, [...masked].reverse(), [7, 7]), options);
    expect(other).toEqual(one);
    expect([one.isSampled, one.comparedRows, one.candidateRows]).toEqual([true, 300, 300]);
    const holed = masked.slice(1).map((cells, at): Row => (at === 0 ? cells.with(2, null) : cells));
    expect(await measureMasking(table, tableOf(SCHEMA, holed), { columns, rowKey: 'id' })).toMatchObject({ maskedRows: 1999, comparedRows: 1998, candidateRows: 2000 });
    expect(await measureMasking(tableOf(SCHEMA, []), tableOf(SCHEMA, []), { columns, rowKey: 'id' })).toMatchObject({ comparedRows: 0 });
  });
  test('refuses masked rows without original, and row keys that are none', async () => {
    const refused = (before: readonly Row[], after: readonly Row[]): Promise<unknown> => measureMasking(tableOf(SCHEMA, before), tableOf(SCHEMA, after), { columns, rowKey: 'id' }).then(() => null, (error: unknown) => error);
    expect(await refused(ROWS.slice(0, 3), ROWS.slice(0, 4))).toMatchObject({ code: 'DATA_INVALID', detail: { rowCount: 1 } });
    expect(await refused([ROWS[0]!, ROWS[0]!], [])).toMatchObject({ code: 'DATA_DUPLICATE_KEY' });
    expect(await refused([[null, ...ROWS[0]!.slice(1)]], [])).toMatchObject({ code: 'DATA_NULL', detail: { firstRow: 1 } });
    await expect(measureMasking(table, table, { columns: ['work'], rowKey: 'id' })).rejects.toThrow(/PLAN_COLUMN_TYPE/);
  });
});

describe('what masks keep of a large sample', () => {
  test('noise has the declared mean and variance, and covariances where promised', async () => {
    const before = columns.map((_, place) => numbersOf(ROWS, place + 2));
    for (const method of ['additive', 'correlated', 'preserving'] as const) {
      const share = 0.5;
      const after = await rowsOf(applyOperator(table, addNoise({ columns, unit: 'id', method, share, secretKey: SECRET })).rows);
      columns.forEach((_, place) => {
        const values = numbersOf(after, place + 2);
        const variance = covariance(before[place]!, before[place]!);
        // Six standard errors of 2,000 draws.
        expect(Math.abs(mean(values) - mean(before[place]!))).toBeLessThan((6 * share * Math.sqrt(variance)) / Math.sqrt(2000));
        const expected = method === 'preserving' ? 1 : 1 + share * share;
        expect(Math.abs(covariance(values, values) / variance - expected)).toBeLessThan(0.15);
      });
      const between = covariance(numbersOf(after, 2), numbersOf(after, 3)) / covariance(before[0]!, before[1]!);
      expect(Math.abs(between - (method === 'correlated' ? 1 + share * share : 1))).toBeLessThan(0.1);
    }
  });
  test('swapping keeps each column as a whole, and moves no value beyond its window', async () => {
    const after = await rowsOf(applyOperator(table, swapRanks({ columns, unit: 'id', windowShare: 0.02, secretKey: SECRET })).rows);
    for (const place of [2, 3, 4]) {
      const [before, values] = [numbersOf(ROWS, place), numbersOf(after, place)];
      const sorted = before.toSorted((left, right) => left - right);
      expect(values.toSorted((left, right) => left - right)).toEqual(sorted);
      const rankOf = new Map(sorted.map((value, rank) => [value, rank]));
      values.forEach((value, row) => {
        expect(Math.abs(rankOf.get(value)! - rankOf.get(before[row]!)!)).toBeLessThanOrEqual(40);
      });
      expect(values.filter((value, row) => value !== before[row]).length).toBeGreaterThan(1900);
    }
  });
  test('swapping with coded ends lets nobody be recognised by an extreme value', async () => {
    const after = await rowsOf(applyOperator(table, swapRanks({ columns: ['income'], unit: 'id', windowShare: 0.01, bottomShare: 0.05, topShare: 0.05, secretKey: SECRET })).rows);
    const sorted = numbersOf(ROWS, 4).toSorted((left, right) => left - right);
    const values = numbersOf(after, 4);
    expect([values.filter((value) => value === sorted[100]).length >= 100, values.filter((value) => value === sorted[1899]).length >= 100]).toEqual([true, true]);
    expect([Math.min(...values), Math.max(...values)]).toEqual([sorted[100], sorted[1899]]);
  });
  test('PRAM replaces with the probabilities of its matrix, and keeps frequencies', async () => {
    let found: Findings = {};
    const output = applyOperator(table, pram({ column: 'work', unit: 'id', transition: { keep: 0.6, alpha: 0.8 }, secretKey: SECRET }), { fold: IN_MEMORY, onFindings: (findings) => (found = findings) });
    const after = await rowsOf(output.rows);
    const values = ['a', 'b', 'c'];
    const matrix = found['matrix'] as number[][];
    const frequencies = [1000, 600, 400];
    let chiSquare = 0;
    values.forEach((from, row) => {
      values.forEach((to, column) => {
        const observed = after.filter((cells, at) => ROWS[at]![1] === from && cells[1] === to).length;
        const expected = frequencies[row]! * matrix[row]![column]!;
        chiSquare += (observed - expected) ** 2 / expected;
      });
      // Invariance, by hand: Σ f_i R_ij = f_j.
      expect(frequencies.reduce((sum, count, at) => sum + count * matrix[at]![row]!, 0)).toBeCloseTo(frequencies[row]!, 6);
    });
    // Six degrees of freedom: 22.46 is passed once in a thousand.
    expect(chiSquare).toBeLessThan(22.46);
    expect(found['changedRows']).toBe(after.filter((cells, at) => cells[1] !== ROWS[at]![1]).length);
    const kept = matrix.map((row, at) => row[at]!);
    // Under the invariant matrix the posterior of a value is its own probability to stay.
    expect(found['kept']).toEqual({ least: Math.min(...kept), most: Math.max(...kept) });
    expect((found['posterior'] as { least: number }).least).toBeCloseTo(Math.min(...kept), 9);
  });
});
