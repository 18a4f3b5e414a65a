import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnSubsets, largestSubset } from '../../../../src/anonymise/kernel/risk/column-subsets.ts';
import { subsetRisks } from '../../../../src/anonymise/kernel/risk/subset-risks.ts';
import type { ClassEntities } from '../../../../src/anonymise/kernel/wildcard-frequencies.ts';

type Row = readonly number[];

/** Groups equal rows with a plain map. */
function tableOf(rows: readonly Row[], persons: readonly number[] | null): { readonly codes: Int32Array[]; readonly sizes: Uint32Array; readonly entities: ClassEntities | null } {
  const names = [...new Set(rows.map((row) => row.join()))];
  const members = names.map((name) => [...new Set(rows.flatMap((row, index) => (row.join() === name ? [persons?.[index] ?? index] : [])))]);
  const starts = Int32Array.from([0, ...members.map((_, index) => members.slice(0, index + 1).flat().length)]);
  return {
    codes: (rows[0] ?? []).map((_, column) => Int32Array.from(names, (name) => Number(name.split(',')[column]))),
    sizes: Uint32Array.from(members, ({ length }) => length),
    entities: persons === null ? null : { starts, entities: Int32Array.from(members.flat()), entityCount: 1 + Math.max(0, ...persons) },
  };
}

test('five persons by state, age and sex, as ARX tests them', () => {
  // test/TestRiskQuasiIdentifiers.java: sex, age and state; distinction and separation of each set, there worked out by hand.
  const rows = [['F', 20, 'CA'], ['F', 30, 'CA'], ['F', 40, 'TX'], ['M', 20, 'NY'], ['M', 40, 'CA']].map(([sex, age, state]) => [Number(sex === 'M'), age as number, ['CA', 'TX', 'NY'].indexOf(state as string)]);
  const table = tableOf(rows, null);
  const figures = subsetRisks(table, [[0], [2], [1], [0, 2], [0, 1], [1, 2], [0, 1, 2]], 2).map(({ distinction, separation }) => [distinction, separation]);
  [[0.4, 0.6], [0.6, 0.7], [0.6, 0.8], [0.8, 0.9], [1, 1], [1, 1], [1, 1]].forEach(([distinction, separation], index) => {
    expect(figures[index]![0]).toBeCloseTo(distinction!, 14);
    expect(figures[index]![1]).toBeCloseTo(separation!, 14);
  });
});

test('figures are those of comparing every pair of units', () => {
  const tables = fc.integer({ min: 1, max: 4 }).chain((columns) => fc.array(fc.tuple(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: columns, maxLength: columns }), fc.integer({ min: 0, max: 5 })), { minLength: 1, maxLength: 12 }));
  fc.assert(fc.property(tables, fc.boolean(), fc.integer({ min: 1, max: 4 }), (list, isPersons, k) => {
    const rows = list.map(([row]) => row);
    const persons = isPersons ? list.map(([, person]) => person) : null;
    const subsets = columnSubsets(rows[0]!.length, 1000);
    const found = subsetRisks(tableOf(rows, persons), subsets, k);
    subsets.forEach((subset, place) => {
      // A person is a unit of each class it has rows in.
      const units = [...new Set(rows.map((row, index) => `${subset.map((column) => row[column]).join()}|${persons?.[index] ?? index}`))].map((name) => name.split('|')[0]!);
      const sizes = units.map((name) => units.filter((other) => other === name).length);
      const pairs = units.flatMap((one, index) => units.slice(index + 1).map((other) => one !== other));
      const { columns, classes, distinction, separation, uniques, unitsBelow } = found[place]!;
      expect(columns).toBe(subset);
      expect([classes, uniques, unitsBelow]).toEqual([new Set(units).size, sizes.filter((size) => size === 1).length, sizes.filter((size) => size < k).length]);
      expect(distinction).toBeCloseTo(new Set(units).size / units.length, 12);
      expect(separation).toBeCloseTo(pairs.length === 0 ? 0 : pairs.filter((differ) => differ).length / pairs.length, 12);
    });
  }), { numRuns: 500 });
});

test('a column more never lowers distinction, separation, uniques or units below k', () => {
  fc.assert(fc.property(fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 }), { minLength: 1, maxLength: 30 }), (rows) => {
    const [one, two, three, four] = subsetRisks(tableOf(rows, null), [[0], [0, 1], [0, 1, 2], [0, 1, 2, 3]], 3);
    for (const [fewer, more] of [[one!, two!], [two!, three!], [three!, four!]] as const) {
      for (const figure of ['classes', 'distinction', 'separation', 'uniques', 'unitsBelow'] as const) expect(more[figure]).toBeGreaterThanOrEqual(fewer[figure]);
    }
  }));
});

test('an empty table is at no risk, and a column that is none is refused', () => {
  const empty = { codes: [new Int32Array(0)], sizes: new Uint32Array(0), entities: null };
  expect(subsetRisks(empty, [[0]], 2)).toEqual([{ columns: [0], classes: 0, distinction: 0, separation: 0, uniques: 0, unitsBelow: 0 }]);
  expect(() => subsetRisks(empty, [[1]], 2)).toThrow(RangeError);
});

test('all sets of up to a size are listed, once each, and no more than allowed but for single columns', () => {
  for (let columns = 1; columns <= 8; columns++) {
    for (const most of [1, 5, 20, 100, 255]) {
      const subsets = columnSubsets(columns, most);
      const size = largestSubset(columns, most);
      const wanted = Array.from({ length: 2 ** columns }, (_, set) => Array.from({ length: columns }, (_unused, column) => column).filter((column) => (set >> column) & 1)).filter(({ length }) => length >= 1 && length <= size);
      expect(new Set(subsets.map((subset) => subset.join()))).toEqual(new Set(wanted.map((subset) => subset.join())));
      expect(subsets).toHaveLength(wanted.length);
      expect(subsets.length <= most || size === 1).toBe(true);
    }
  }
});
