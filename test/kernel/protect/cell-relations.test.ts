import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellRelations, type CellTableShape } from '../../../src/protect/kernel/cell-relations.ts';

const table = (name: string, dimensions: readonly string[], margins: readonly string[] = [], population = 'stays'): CellTableShape => ({ name, population, dimensions, margins });

describe('relations between published cells', () => {
  test('one table without margins has none', () => {
    expect(cellRelations([table('a', ['hospital', 'month', 'sex'])])).toEqual([]);
    expect(cellRelations([])).toEqual([]);
  });
  test('each margin is one', () => {
    expect(cellRelations([table('a', ['hospital', 'month'], ['month', 'hospital'])])).toEqual([
      { kind: 'margin', tables: ['a'], over: ['month'] }, { kind: 'margin', tables: ['a'], over: ['hospital'] },
    ]);
  });
  test('a coarser table is nested in a finer one, whichever comes first', () => {
    const nested = { kind: 'nested', tables: ['coarse', 'fine'], over: ['sex'] };
    expect(cellRelations([table('coarse', ['month']), table('fine', ['sex', 'month'])])).toEqual([nested]);
    expect(cellRelations([table('fine', ['sex', 'month']), table('coarse', ['month'])])).toEqual([nested]);
  });
  test('the same cells twice, in any order of dimensions', () => {
    expect(cellRelations([table('a', ['sex', 'month']), table('b', ['month', 'sex'])])).toEqual([{ kind: 'repeated', tables: ['a', 'b'], over: [] }]);
  });
  test('tables that share nothing but their population still share its total', () => {
    expect(cellRelations([table('a', ['sex']), table('b', ['month'])])).toEqual([{ kind: 'crossed', tables: ['a', 'b'], over: ['sex', 'month'] }]);
  });
  test('tables of two populations are not related', () => {
    expect(cellRelations([table('a', ['sex']), table('b', ['sex'], [], 'deaths')])).toEqual([]);
  });

  test('whenever tables of real rows add up, a relation is reported', () => {
    // Two tables without margins on the same four rows; a total of one may follow from the other only when reported.
    const dimension = fc.subarray(['x', 'y', 'z'], { minLength: 1 });
    fc.assert(fc.property(dimension, dimension, (first, second) => {
      const relations = cellRelations([table('a', first), table('b', second)]);
      expect(relations).toHaveLength(1);
      const { over } = relations[0]!;
      // Summed over what is named, both tables are the table of the dimensions they share.
      const remaining = (dimensions: readonly string[]): string[] => dimensions.filter((name) => !over.includes(name)).sort();
      expect(remaining(first)).toEqual(remaining(second));
    }));
  });
});
