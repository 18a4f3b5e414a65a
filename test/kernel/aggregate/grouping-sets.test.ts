import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { groupingSets, MAX_GROUPING_SETS, runsOf, type TableShape } from '../../../src/aggregate/kernel/grouping-sets.ts';
import { straddlingValues } from '../../../src/aggregate/kernel/nested-values.ts';
import { combinationCount, everyCombination, occurringValues } from '../../../src/aggregate/kernel/zero-cells.ts';

const named = (shape: TableShape): string[] => groupingSets(shape).map(({ totalled, published }) => `${totalled.map((mark, place) => (mark ? '·' : 'abcdef'[place])).join('')}${published ? '' : '?'}`);

describe('grouping sets', () => {
  test('without totals are the cells alone; with totals, every combination', () => {
    expect(named({ dimensions: 2, hierarchies: [], margins: [], tables: null })).toEqual(['ab']);
    expect(named({ dimensions: 2, hierarchies: [], margins: [1, 0], tables: null })).toEqual(['ab', 'a·', '·b', '··']);
  });
  test('of a hierarchy are those of ROLLUP, its finest level totalled first', () => {
    expect(named({ dimensions: 3, hierarchies: [[0, 1, 2]], margins: [0, 1, 2], tables: null })).toEqual(['abc', 'ab·', 'a··', '···']);
    expect(named({ dimensions: 3, hierarchies: [[2, 0, 1]], margins: [0, 1], tables: null })).toEqual(['abc', 'a·c', '··c']);
    expect(named({ dimensions: 3, hierarchies: [[0, 1]], margins: [1, 2], tables: null })).toEqual(['abc', 'ab·', 'a·c', 'a··']);
  });
  test('of tables are those of each table, cells over all dimensions and what ties the tables to them', () => {
    expect(named({ dimensions: 3, hierarchies: [], margins: [], tables: [[0, 1], [0, 2]] })).toEqual(['abc?', 'ab·', 'a·c']);
    expect(named({ dimensions: 3, hierarchies: [], margins: [0], tables: [[0, 1], [0, 2]] })).toEqual(['abc?', 'ab·', 'a·c', '·b·', '··c']);
    // The table of c alone is two steps from the cells: cells over b and c lie between.
    expect(named({ dimensions: 3, hierarchies: [], margins: [], tables: [[0, 1], [2]] })).toEqual(['abc?', 'ab·', '·bc?', '··c']);
    expect(named({ dimensions: 2, hierarchies: [], margins: [], tables: [[0, 1], [0]] })).toEqual(['ab', 'a·']);
  });
  test('every set but the first unites another over one dimension, and no kept level lies under a totalled one', () => {
    const shapes = fc.record({
      hierarchies: fc.constantFrom<readonly (readonly number[])[]>([], [[0, 1, 2]], [[0, 1], [3, 4]], [[4, 3]]), margins: fc.subarray([0, 1, 2, 3, 4]),
      tables: fc.option(fc.array(fc.subarray([0, 1, 2, 3, 4], { minLength: 1 }), { minLength: 1, maxLength: 3 })),
    }).filter(({ hierarchies, tables }) => (tables ?? []).every((table) => hierarchies.every((run) => run.every((level, place) => table.includes(level) || !run.slice(place + 1).some((finer) => table.includes(finer))))));
    fc.assert(fc.property(shapes, (shape) => {
      const sets = groupingSets({ dimensions: 5, ...shape });
      expect(new Set(sets.map(({ totalled }) => String(totalled))).size).toBe(sets.length);
      sets.forEach(({ totalled, finer, published }, number) => {
        expect(finer.length > 0).toBe(number > 0);
        for (const other of finer) {
          expect(other).toBeLessThan(number);
          expect(totalled.filter((mark, dimension) => mark !== sets[other]!.totalled[dimension])).toEqual([true]);
        }
        for (const run of shape.hierarchies) expect(run.findLastIndex((level) => !totalled[level])).toBe(run.findIndex((level) => totalled[level]) < 0 ? run.length - 1 : run.findIndex((level) => totalled[level]) - 1);
        const isIn = (table: readonly number[]): boolean => totalled.every((mark, dimension) => (table.includes(dimension) ? !mark || shape.margins.includes(dimension) : mark));
        if (published) expect((shape.tables ?? [[0, 1, 2, 3, 4]]).some(isIn)).toBe(true);
      });
    }));
  });
  test('more than there may be are refused', () => {
    const dimensions = Math.log2(MAX_GROUPING_SETS) + 1;
    expect(() => groupingSets({ dimensions, hierarchies: [], margins: Array.from({ length: dimensions }, (_, index) => index), tables: null })).toThrow(RangeError);
  });
  test('runs have every dimension once, in the order of their first', () => {
    expect(runsOf({ dimensions: 4, hierarchies: [[3, 1]] })).toEqual([[0], [2], [3, 1]]);
  });
});

describe('values that do not nest', () => {
  test('are those with several paths above; a missing value may lie anywhere', () => {
    expect(straddlingValues([Int32Array.of(0, 0, 1, 1)], Int32Array.of(0, 1, 2, 2), 3)).toBe(0);
    expect(straddlingValues([Int32Array.of(0, 1, 1)], Int32Array.of(-1, -1, 0), 1)).toBe(0);
    expect(straddlingValues([Int32Array.of(0, -1)], Int32Array.of(0, 0), 1)).toBe(1);
    // Two communes of the same département that is missing, in two regions.
    expect(straddlingValues([Int32Array.of(0, 1), Int32Array.of(-1, -1)], Int32Array.of(0, 0), 1)).toBe(1);
  });
  test('are counted, as nested loops count them', () => {
    fc.assert(fc.property(fc.array(fc.tuple(fc.integer({ min: -1, max: 2 }), fc.integer({ min: -1, max: 3 }))), (cells) => {
      const parents = Array.from({ length: 4 }, (_, value) => new Set(cells.filter(([, finer]) => finer === value).map(([coarser]) => coarser)));
      const found = straddlingValues([Int32Array.from(cells, ([coarser]) => coarser)], Int32Array.from(cells, ([, finer]) => finer), 4);
      expect(found).toBe(parents.filter(({ size }) => size > 1).length);
    }));
  });
});

describe('combinations', () => {
  // Departments 0 and 1 in region 0, 2 in region 1; sexes 0 and missing.
  const codes = [Int32Array.of(0, 0, 1, 0), Int32Array.of(0, 1, 2, 0), Int32Array.of(0, 0, -1, -1)];
  const values = occurringValues(codes, [[0, 1], [2]]);
  test('are those of paths that occur: a département only in its region', () => {
    expect(combinationCount(values, [false, false, false])).toBe(6);
    const { size, codes: found } = everyCombination(values, [false, false, false]);
    const tuples = Array.from({ length: size }, (_, cell) => found.map((column) => column[cell]));
    expect(tuples).toEqual([[0, 0, 0], [0, 1, 0], [1, 2, 0], [0, 0, -1], [0, 1, -1], [1, 2, -1]]);
  });
  test('leave out what is totalled', () => {
    expect(combinationCount(values, [false, true, false])).toBe(4);
    expect(everyCombination(values, [true, true, true])).toEqual({ size: 1, codes: [new Int32Array(0), new Int32Array(0), new Int32Array(0)] });
  });
  test('of nothing are none', () => {
    const nothing = occurringValues([new Int32Array(0)], [[0]]);
    expect(everyCombination(nothing, [false]).size).toBe(0);
    expect(everyCombination(nothing, [true]).size).toBe(0);
  });
});
