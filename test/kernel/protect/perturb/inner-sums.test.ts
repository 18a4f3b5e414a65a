import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { innerSums, sumsOfInner } from '../../../../src/protect/kernel/perturb/inner-sums.ts';
import { randomTables } from './random-tables.ts';

describe('inner cells', () => {
  test('are those that are no total, and make up all others', () => {
    fc.assert(fc.property(randomTables(20), ({ system, values, categories }) => {
      const inner = innerSums(system);
      expect([...inner.cells]).toEqual(categories.flatMap((cell, place) => (cell.every((category) => category > 0) ? [place] : [])));
      expect([...sumsOfInner(inner, Float64Array.from(inner.cells, (cell) => values[cell]!))]).toEqual([...values]);
    }));
  });
  test('of a table without relations are all cells', () => {
    const { cells, starts, members } = innerSums({ cells: 2, starts: Int32Array.of(0), members: new Int32Array(0) });
    expect([[...cells], [...starts], [...members]]).toEqual([[0, 1], [0, 1, 2], [0, 1]]);
    expect(innerSums({ cells: 0, starts: Int32Array.of(0), members: new Int32Array(0) }).cells).toHaveLength(0);
  });
  test('are refused where a total is part of itself', () => {
    expect(() => innerSums({ cells: 2, starts: Int32Array.of(0, 2, 4), members: Int32Array.of(0, 1, 1, 0) })).toThrow(/no part of itself/);
  });
});
