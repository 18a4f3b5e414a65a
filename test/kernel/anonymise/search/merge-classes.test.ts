// Classes that become one: rows add up, persons are united, values follow; and nodes made along any way are the same.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ClassTable } from '../../../../src/anonymise/kernel/classes.ts';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import { keptClasses } from '../../../../src/anonymise/kernel/search/kept-classes.ts';
import { isBelow, latticeOf, levelsOf } from '../../../../src/anonymise/kernel/search/lattice.ts';
import { addedCounts, lengths, mergeClasses, mergedSensitive, numbersOfClasses, unitedEntities } from '../../../../src/anonymise/kernel/search/merge-classes.ts';
import { nodeQueue } from '../../../../src/anonymise/kernel/search/node-queue.ts';
import { rollUpOf } from '../../../../src/anonymise/kernel/search/roll-up.ts';
import { kernelTable, smallTables } from './small-problems.ts';
import { toldClasses } from './plain-merge.ts';

describe('classes that become one', () => {
  /** Persons 0 and 1 are in class 0, 1 and 2 in class 1, 3 in class 2; nobody in class 3. */
  const persons = { starts: Int32Array.of(0, 2, 4, 5, 5), entities: Int32Array.of(0, 1, 2, 1, 3), entityCount: 4 };

  test('add their rows up', () => {
    expect(addedCounts(Uint32Array.of(3, 1, 2, 0), Int32Array.of(1, 0, 1, 0), 2)).toEqual(Uint32Array.of(1, 5));
    expect(addedCounts(new Uint32Array(0), new Int32Array(0), 0)).toEqual(new Uint32Array(0));
  });

  test('share persons, who count once', () => {
    const united = unitedEntities(persons, Int32Array.of(0, 0, 1, 1), 2);
    expect(lengths(united)).toEqual(Uint32Array.of(3, 1));
    expect([...united.entities.subarray(0, 3)].sort((one, other) => one - other)).toEqual([0, 1, 2]);
    expect(lengths(unitedEntities(persons, Int32Array.of(0, 1, 0, 1), 2))).toEqual(Uint32Array.of(3, 2));
    expect(lengths(unitedEntities(persons, Int32Array.of(0, 0, 0, 0), 1))).toEqual(Uint32Array.of(4));
  });

  test('add up the rows of every value, values ascending, totals as they were', () => {
    // Class 0 has 5 once and 7 twice; class 1 has 5 three times; class 2 has 2 once.
    const counts = { starts: Int32Array.of(0, 2, 3, 4), values: Int32Array.of(5, 7, 5, 2), counts: Uint32Array.of(1, 2, 3, 1), totals: Uint32Array.of(0, 0, 1, 0, 0, 4, 0, 2), entities: null };
    expect(mergedSensitive(counts, Int32Array.of(0, 0, 1), 2)).toEqual({ starts: Int32Array.of(0, 2, 3), values: Int32Array.of(5, 7, 2), counts: Uint32Array.of(4, 2, 1), totals: counts.totals, entities: null });
    expect(mergedSensitive(counts, Int32Array.of(0, 0, 0), 1)).toMatchObject({ starts: Int32Array.of(0, 3), values: Int32Array.of(2, 5, 7), counts: Uint32Array.of(1, 4, 2) });
  });

  test('unite the persons of every value: who has one in both counts once', () => {
    // Value 0 in class 0 by persons 0 and 1, in class 1 by 1 and 2; value 1 in class 1 by 1.
    const counts = {
      starts: Int32Array.of(0, 1, 3), values: Int32Array.of(0, 0, 1), counts: Uint32Array.of(2, 2, 1), totals: Uint32Array.of(3, 1),
      entities: { starts: Int32Array.of(0, 2, 4, 5), entities: Int32Array.of(0, 1, 1, 2, 1), entityCount: 3 },
    };
    const merged = mergedSensitive(counts, Int32Array.of(0, 0), 1);
    expect(merged.counts).toEqual(Uint32Array.of(3, 1));
    expect(merged.values).toEqual(Int32Array.of(0, 1));
    expect(lengths(merged.entities!)).toEqual(Uint32Array.of(3, 1));
  });

  test('are asked for codes and values only when somebody looks', () => {
    let asked = 0;
    const table: ClassTable = {
      codes: [Int32Array.of(0, 1)], rowsOf: Uint32Array.of(1, 2), sizes: Uint32Array.of(1, 2), entities: null, populationSizes: Uint32Array.of(5, 6), sensitive: [],
    };
    const merged = mergeClasses(table, Int32Array.of(0, 0), 1, () => {
      asked++;
      return [Int32Array.of(0)];
    });
    expect(asked).toBe(0);
    expect(merged.rowsOf).toEqual(Uint32Array.of(3));
    expect(merged.sizes).toBe(merged.rowsOf);
    expect(merged.populationSizes).toEqual(Uint32Array.of(11));
    expect([merged.codes, merged.codes]).toEqual([[Int32Array.of(0)], [Int32Array.of(0)]]);
    expect(asked).toBe(1);
  });

  test('merged again before anybody looks at their values, merge these once, from those of the first', () => {
    // Value 0 in classes 0 and 1, value 1 in class 2, value 2 in class 3.
    const sensitive = [{ starts: Int32Array.of(0, 1, 2, 3, 4), values: Int32Array.of(0, 0, 1, 2), counts: Uint32Array.of(1, 2, 4, 8), totals: Uint32Array.of(3, 4, 8), entities: null }];
    let asked = 0;
    const rowsOf = Uint32Array.of(1, 2, 4, 8);
    const table: ClassTable = {
      codes: [], rowsOf, sizes: rowsOf, entities: null, populationSizes: null,
      get sensitive() {
        asked++;
        return sensitive;
      },
    };
    const half = mergeClasses(table, Int32Array.of(0, 0, 1, 1), 2, () => []);
    const whole = mergeClasses(half, Int32Array.of(0, 0), 1, () => []);
    // Whether there are values is asked once for each; four numbers of each tell where they will come from.
    expect(asked).toBe(2);
    expect([numbersOfClasses(half), numbersOfClasses(whole)]).toEqual([2 + 4, 1 + 4]);
    expect(whole.sensitive[0]).toMatchObject({ starts: Int32Array.of(0, 3), values: Int32Array.of(0, 1, 2), counts: Uint32Array.of(3, 4, 8) });
    expect(asked).toBe(3);
    expect(whole.sensitive).toBe(whole.sensitive);
    expect(numbersOfClasses(whole)).toBe(1 + 3 * 3);
    expect(half.sensitive[0]).toMatchObject({ starts: Int32Array.of(0, 1, 3), values: Int32Array.of(0, 1, 2), counts: Uint32Array.of(3, 4, 8) });
    // What is merged now starts from the classes that have theirs.
    const again = mergeClasses(half, Int32Array.of(0, 0), 1, () => []);
    expect(numbersOfClasses(again)).toBe(1 + 2);
    expect(again.sensitive).toEqual(whole.sensitive);
  });
});

describe('nodes made from nodes', () => {
  test.each([[false, false], [true, false], [false, true], [true, true]])('along any way are those made from the bottom (persons %s, population %s)', (entities, population) => {
    const kind = { entities, population };
    fc.assert(fc.property(smallTables(kind), fc.nat(), fc.nat(), (table, one, other) => {
      const { classes, columns } = kernelTable(table, kind);
      const lattice = latticeOf(columns);
      const rollUp = rollUpOf(classes, columns);
      const first = levelsOf(lattice, one % lattice.nodes);
      const second = levelsOf(lattice, other % lattice.nodes);
      const above = first.map((level, column) => Math.max(level, second[column]!));
      const direct = rollUp.from(rollUp.bottom, above);
      const stepped = rollUp.from(rollUp.from(rollUp.bottom, first), above);
      expect(stepped.words).toEqual(direct.words);
      expect(toldClasses(stepped.table)).toEqual(toldClasses(direct.table));
    }), { numRuns: 80 });
  });

  test('and kept for others are the same, in whatever order they are asked for', () => {
    const kind = { entities: true, population: false };
    fc.assert(fc.property(smallTables(kind), fc.array(fc.nat(), { maxLength: 12 }), (table, asked) => {
      const { classes, columns } = kernelTable(table, kind);
      const lattice = latticeOf(columns);
      const rollUp = rollUpOf(classes, columns);
      const kept = keptClasses(rollUp, columns);
      for (const node of asked) {
        const levels = levelsOf(lattice, node % lattice.nodes);
        expect(toldClasses(kept.at(levels).table)).toEqual(toldClasses(rollUp.from(rollUp.bottom, levels).table));
      }
    }), { numRuns: 80 });
  });

  test('are told apart by all columns, also by those that do not fit one word', () => {
    // Five columns of 1,000 values take ten bits each: three fit one word of 32.
    const values = 1000;
    const halved = Int32Array.from({ length: values }, (_, value) => value >> 1);
    const column: ColumnLevels = {
      codes: [Int32Array.from({ length: values }, (_, value) => value), halved],
      labels: [Array.from({ length: values }, (_, value) => `${value}`), Array.from({ length: values / 2 }, (_, value) => `${value}`)],
      leaves: [new Float64Array(values).fill(1), new Float64Array(values / 2).fill(2)],
      domain: values,
    };
    const columns = Array.from({ length: 5 }, () => column);
    const rows = 4000;
    const codes = columns.map((_, place) => Int32Array.from({ length: rows }, (_row, row) => (place < 4 ? (row * (7 + place)) % values : row % 4)));
    const rowsOf = new Uint32Array(rows).fill(1);
    const rollUp = rollUpOf({ codes, rowsOf, sizes: rowsOf, entities: null, populationSizes: null, sensitive: [] }, columns);
    const levels = Int32Array.of(1, 0, 1, 1, 1);
    const { table } = rollUp.from(rollUp.bottom, levels);
    const expected = new Map<string, number>();
    for (let row = 0; row < rows; row++) {
      const name = codes.map((column, place) => (levels[place] === 1 ? column[row]! >> 1 : column[row]!)).join();
      expected.set(name, (expected.get(name) ?? 0) + 1);
    }
    expect(toldClasses(table).map((one) => [one.codes.join(), one.rows])).toEqual([...expected]);
  });

  test('need as many columns of levels as of codes', () => {
    expect(() => rollUpOf({ codes: [], rowsOf: new Uint32Array(0), sizes: new Uint32Array(0), entities: null, populationSizes: null, sensitive: [] }, [{ codes: [new Int32Array(0)], labels: [[]], leaves: [new Float64Array(0)], domain: 0 }])).toThrow(RangeError);
  });
});

describe('the numbers of nodes', () => {
  const columns = [3, 1, 2].map((levels) => ({ codes: Array.from({ length: levels }, () => new Int32Array(1)) })) as unknown as ColumnLevels[];

  test('ascend as their levels do', () => {
    const lattice = latticeOf(columns);
    expect(lattice.nodes).toBe(6);
    expect(Array.from({ length: 6 }, (_, node) => levelsOf(lattice, node).join(''))).toEqual(['000', '001', '100', '101', '200', '201']);
    expect([...lattice.strides]).toEqual([2, 2, 1]);
  });
  test('are one where there is nothing to choose', () => {
    expect(latticeOf([]).nodes).toBe(1);
    expect(levelsOf(latticeOf([]), 0)).toEqual(new Int32Array(0));
  });
  test('fill an array that is given', () => {
    const levels = new Int32Array(3);
    expect(levelsOf(latticeOf(columns), 5, levels)).toBe(levels);
    expect(levels).toEqual(Int32Array.of(2, 0, 1));
  });
  test.each([[[0, 0], [0, 0], true], [[0, 1], [1, 1], true], [[1, 0], [0, 9], false], [[0, 2], [5, 1], false]])('%j is below %j: %s', (low, high, expected) => {
    expect(isBelow(Int32Array.from(low), Int32Array.from(high))).toBe(expected);
  });
});

describe('nodes that wait', () => {
  test('leave by bound, of equal ones in the order in which they came', () => {
    fc.assert(fc.property(fc.array(fc.option(fc.integer({ min: 0, max: 5 }), { freq: 3 }), { maxLength: 60 }), (moves) => {
      const queue = nodeQueue();
      const plain: { readonly bound: number; readonly from: number }[] = [];
      moves.forEach((bound, from) => {
        if (bound === null) {
          const least = plain.toSorted((one, other) => one.bound - other.bound || one.from - other.from)[0];
          if (least !== undefined) plain.splice(plain.indexOf(least), 1);
          expect(queue.first()?.from).toBe(least?.from);
          expect(queue.take()?.from).toBe(least?.from);
        } else {
          queue.put({ levels: new Int32Array(0), bound, from });
          plain.push({ bound, from });
        }
        expect(queue.size).toBe(plain.length);
      });
      const rest = plain.toSorted((one, other) => one.bound - other.bound || one.from - other.from);
      expect(rest.map(() => queue.take()?.from)).toEqual(rest.map(({ from }) => from));
      expect(queue.take()).toBeUndefined();
    }), { numRuns: 300 });
  });
});
