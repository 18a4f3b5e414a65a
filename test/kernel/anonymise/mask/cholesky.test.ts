import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cholesky } from '../../../../src/anonymise/kernel/mask/cholesky.ts';

/** Columns of numbers; their products are a covariance matrix, singular where there are more columns than rows. */
const factor = fc.record({ size: fc.integer({ min: 1, max: 5 }), inner: fc.integer({ min: 1, max: 6 }), numbers: fc.infiniteStream(fc.integer({ min: -9, max: 9 })) });

describe('the Cholesky factor', () => {
  test('is lower triangular, and its product with its transpose is the matrix', () => {
    fc.assert(fc.property(factor, ({ size, inner, numbers }) => {
      const rows = Array.from({ length: size }, () => Array.from({ length: inner }, () => numbers.next().value as number));
      const dot = (one: readonly number[], other: readonly number[]): number => one.reduce((sum, value, place) => sum + value * other[place]!, 0);
      const matrix = Float64Array.from(rows.flatMap((one) => rows.map((other) => dot(one, other))));
      const lower = cholesky(matrix, size);
      const list = Array.from({ length: size }, (_, row) => [...lower.subarray(row * size, (row + 1) * size)]);
      list.forEach((row, place) => {
        expect(row.slice(place + 1).every((value) => value === 0)).toBe(true);
        list.forEach((other, column) => {
          expect(Math.abs(dot(row, other) - matrix[place * size + column]!)).toBeLessThan(1e-3);
        });
      });
    }), { numRuns: 300 });
  });
  test('of a constant column is zero', () => {
    expect([...cholesky(Float64Array.of(0, 0, 0, 4), 2)]).toEqual([0, 0, 0, 2]);
    expect(cholesky(new Float64Array(0), 0)).toHaveLength(0);
  });
});
