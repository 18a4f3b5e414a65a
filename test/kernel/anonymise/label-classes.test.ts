// What is written of classes, who reads what as one, and what each column loses by it: hand-worked, by rounds, drops and blanks.
import { describe, expect, test } from 'vitest';
import type { ClassTable } from '../../../src/anonymise/kernel/classes.ts';
import type { ColumnLevels } from '../../../src/anonymise/kernel/column-levels.ts';
import { columnUtility } from '../../../src/anonymise/kernel/column-utility.ts';
import { BLANKED, DROPPED, keepClasses, labelClasses, placesOf, writtenClasses, type ClassRounds } from '../../../src/anonymise/kernel/label-classes.ts';
import { toldClasses } from './search/plain-merge.ts';

/** Ages 9, 10 and a missing one: the label of 9 comes after that of 10. Level 1 joins 9 and 10, level 2 all. */
const AGES: ColumnLevels = {
  codes: [Int32Array.of(0, 1, 2), Int32Array.of(0, 0, 1), Int32Array.of(0, 0, 0)],
  labels: [['9', '10', null], ['0-19', null], ['*']],
  leaves: [Float64Array.of(1, 1, 1), Float64Array.of(2, 1), Float64Array.of(3)],
  domain: 3,
};
/** Two sexes, of which level 1 tells none. */
const SEXES: ColumnLevels = {
  codes: [Int32Array.of(0, 1), Int32Array.of(0, 0)],
  labels: [['F', 'M'], ['*']],
  leaves: [Float64Array.of(1, 1), Float64Array.of(2)],
  domain: 2,
};
const COLUMNS = [AGES, SEXES];
/** (9, F) 3 rows, (9, M) 1, (10, F) 2, (missing, M) 2: eight rows. */
const CLASSES: ClassTable = {
  codes: [Int32Array.of(0, 0, 1, 2), Int32Array.of(0, 1, 0, 1)],
  rowsOf: Uint32Array.of(3, 1, 2, 2),
  sizes: Uint32Array.of(2, 1, 2, 1),
  entities: { starts: Int32Array.of(0, 2, 3, 5, 6), entities: Int32Array.of(0, 1, 1, 1, 2, 3), entityCount: 4 },
  populationSizes: Uint32Array.of(30, 10, 20, 20),
  sensitive: [{
    starts: Int32Array.of(0, 2, 3, 4, 5), values: Int32Array.of(0, 1, 0, 1, 1), counts: Uint32Array.of(1, 1, 1, 2, 1), totals: Uint32Array.of(2, 4),
    entities: { starts: Int32Array.of(0, 1, 2, 3, 5, 6), entities: Int32Array.of(0, 1, 1, 1, 2, 3), entityCount: 4 },
  }],
};
const rounds = (...levels: readonly (readonly number[])[]): Int32Array[] => levels.map((list) => Int32Array.from(list));
const chosen = (levels: readonly (readonly number[])[], roundOf: readonly number[]): ClassRounds => ({ rounds: rounds(...levels), roundOf: Int32Array.from(roundOf) });
const read = (rows: ClassRounds): (string | null)[][] => labelClasses(CLASSES, COLUMNS, rows).map(({ labels, codes }) => Array.from(codes, (code) => (code < 0 ? null : labels[code]!)));

describe('labels of classes', () => {
  test('are those of the levels of their round', () => {
    expect(read(chosen([[0, 0]], [0, 0, 0, 0]))).toEqual([['9', '9', '10', null], ['F', 'M', 'F', 'M']]);
    expect(read(chosen([[1, 1]], [0, 0, 0, 0]))).toEqual([['0-19', '0-19', '0-19', null], ['*', '*', '*', '*']]);
    expect(read(chosen([[2, 0]], [0, 0, 0, 0]))).toEqual([['*', '*', '*', '*'], ['F', 'M', 'F', 'M']]);
    expect(read(chosen([[0, 0], [1, 1]], [0, 1, 0, 1]))).toEqual([['9', '0-19', '10', null], ['F', '*', 'F', '*']]);
  });
  test('are missing where a class is suppressed, and none of theirs is in the dictionary', () => {
    const [ages, sexes] = labelClasses(CLASSES, COLUMNS, chosen([[0, 0]], [0, DROPPED, DROPPED, BLANKED]));
    expect(ages).toEqual({ labels: ['9'], codes: Int32Array.of(0, -1, -1, -1) });
    expect(sexes).toEqual({ labels: ['F'], codes: Int32Array.of(0, -1, -1, -1) });
  });
  test('stand in the dictionary in the order of their code units, whatever the order of values', () => {
    expect(labelClasses(CLASSES, COLUMNS, chosen([[0, 0]], [0, 0, 0, 0]))[0]!.labels).toEqual(['10', '9']);
  });
});

describe('classes of what is written', () => {
  const after = (rows: ClassRounds): ReturnType<typeof writtenClasses> => writtenClasses(CLASSES, labelClasses(CLASSES, COLUMNS, rows), rows);

  test('are united by labels alone, persons counted once, also over rounds', () => {
    // (9, F), (9, M) and (10, F) read "0-19" and "*": persons 0, 1 and 2, six rows.
    const { table, classOf } = after(chosen([[1, 1]], [0, 0, 0, 0]));
    expect([...classOf]).toEqual([0, 0, 0, 1]);
    expect(toldClasses(table)).toEqual([
      { codes: [0, 0], rows: 6, units: 3, population: 60, entities: [0, 1, 2], values: ['0×2 of 0+1', '1×2 of 1+2'] },
      { codes: [-1, 0], rows: 2, units: 1, population: 20, entities: [3], values: ['1×1 of 3'] },
    ]);
    expect([...after(chosen([[1, 1], [1, 1]], [0, 1, 0, 1])).classOf]).toEqual([0, 0, 0, 1]);
  });
  test('lack what is dropped, but keep the totals of all rows', () => {
    const { table, classOf } = after(chosen([[0, 0]], [0, DROPPED, 0, DROPPED]));
    expect([...classOf]).toEqual([0, -1, 1, -1]);
    expect([...table.rowsOf]).toEqual([3, 2]);
    expect([...table.sizes]).toEqual([2, 2]);
    expect(table.entities!.entityCount).toBe(4);
    expect([...table.sensitive[0]!.totals]).toEqual([2, 4]);
    expect(toldClasses(table).map(({ values }) => values)).toEqual([['0×1 of 0', '1×1 of 1'], ['1×2 of 1+2']]);
  });
  test('have all blanked rows in one class, with those that miss everything anyhow', () => {
    const { table, classOf } = after(chosen([[0, 1]], [BLANKED, BLANKED, 0, 0]));
    expect([...classOf]).toEqual([0, 0, 1, 2]);
    expect(toldClasses(table).map(({ rows, units, entities }) => [rows, units, entities])).toEqual([[4, 2, [0, 1]], [2, 2, [1, 2]], [2, 1, [3]]]);
    const alike = { ...CLASSES, codes: [CLASSES.codes[0]!, Int32Array.of(0, 1, 0, 1)] };
    const onlyAges: ClassTable = { ...alike, codes: [alike.codes[0]!] };
    const blanked = chosen([[0]], [0, 0, BLANKED, 0]);
    const united = writtenClasses(onlyAges, labelClasses(onlyAges, [AGES], blanked), blanked);
    expect([...united.classOf]).toEqual([0, 0, 1, 1]);
    expect([...united.table.rowsOf]).toEqual([4, 4]);
    expect([...united.table.sizes]).toEqual([2, 3]);
  });
  test('are none where everything is dropped', () => {
    const { table, classOf } = after(chosen([[0, 0]], [DROPPED, DROPPED, DROPPED, DROPPED]));
    expect(table.rowsOf).toHaveLength(0);
    expect([...classOf]).toEqual([-1, -1, -1, -1]);
  });
});

describe('what a column loses', () => {
  const lost = (rows: ClassRounds): ReturnType<typeof columnUtility> => columnUtility(CLASSES, COLUMNS, rows);
  const nothing = { loss: 0, climbed: 0, entropyLoss: 0 };
  const everything = { loss: 1, climbed: 1, entropyLoss: 1 };

  test('is nothing at level 0, everything at the top or without a row', () => {
    expect(lost(chosen([[0, 0]], [0, 0, 0, 0]))).toEqual([nothing, nothing]);
    expect(lost(chosen([[2, 1]], [0, 0, 0, 0]))).toEqual([everything, everything]);
    expect(lost(chosen([[0, 0]], [DROPPED, BLANKED, DROPPED, BLANKED]))).toEqual([everything, everything]);
  });
  test('is the share of leaves, levels and bits between', () => {
    const [ages, sexes] = lost(chosen([[1, 0]], [0, 0, 0, 0]));
    // Six rows may be 2 leaves of 3, one beyond their own, of two that can be lost: 6 · 1 of 8 · 2.
    expect(ages!.loss).toBeCloseTo(6 / 16, 12);
    expect(ages!.climbed).toBe(1 / 2);
    // Bits of eight rows: 4 of 9 lose log₂ 8/4 at most, 2 of 10 and 2 missing log₂ 8/2. At level 1: 4·log₂ 6/4 + 2·log₂ 6/2.
    const most = 4 * 1 + 4 * 2;
    expect(ages!.entropyLoss).toBeCloseTo((4 * Math.log2(6 / 4) + 2 * Math.log2(3)) / most, 12);
    expect(sexes).toEqual(nothing);
  });
  test('counts suppressed rows as lost whole, and those of other rounds by theirs', () => {
    const [ages, sexes] = lost(chosen([[0, 0], [2, 1]], [0, 1, 0, DROPPED]));
    expect(ages!.loss).toBeCloseTo((1 * 2 + 2 * 2) / 16, 12);
    expect(ages!.climbed).toBeCloseTo((1 * 2 + 2 * 2) / 16, 12);
    expect(ages!.entropyLoss).toBeCloseTo((1 * 1 + 2 * 2) / 12, 12);
    expect(sexes!.loss).toBeCloseTo(3 / 8, 12);
    // M is 3 of 8: (1 + 2)·log₂ 8/3 of 5·log₂ 8/5 + 3·log₂ 8/3.
    expect(sexes!.entropyLoss).toBeCloseTo((3 * Math.log2(8 / 3)) / (5 * Math.log2(8 / 5) + 3 * Math.log2(8 / 3)), 12);
  });
  test('is 0 where there was one value, and without rows', () => {
    const alone: ColumnLevels = { codes: [Int32Array.of(0)], labels: [['F']], leaves: [Float64Array.of(1)], domain: 1 };
    const one: ClassTable = { codes: [Int32Array.of(0)], rowsOf: Uint32Array.of(4), sizes: Uint32Array.of(4), entities: null, populationSizes: null, sensitive: [] };
    expect(columnUtility(one, [alone], chosen([[0]], [0]))).toEqual([nothing]);
    expect(columnUtility(one, [alone], chosen([[0]], [DROPPED]))).toEqual([nothing]);
    const empty: ClassTable = { codes: [new Int32Array(0)], rowsOf: new Uint32Array(0), sizes: new Uint32Array(0), entities: null, populationSizes: null, sensitive: [] };
    expect(columnUtility(empty, [{ codes: [new Int32Array(0)], labels: [[]], leaves: [new Float64Array(0)], domain: 0 }], chosen([[0]], []))).toEqual([nothing]);
  });
});

describe('classes that are kept', () => {
  test('are the table itself where all are, and theirs alone where some are not', () => {
    expect(keepClasses(CLASSES, Int32Array.of(0, 1, 2, 3))).toBe(CLASSES);
    const some = keepClasses(CLASSES, Int32Array.of(1, 3));
    expect(some.codes.map((codes) => [...codes])).toEqual([[0, 2], [1, 1]]);
    expect([...some.rowsOf]).toEqual([1, 2]);
    expect([...some.sizes]).toEqual([1, 1]);
    expect([...some.populationSizes!]).toEqual([10, 20]);
    expect([...some.entities!.entities]).toEqual([1, 3]);
    expect([...keepClasses(CLASSES, new Int32Array(0)).rowsOf]).toEqual([]);
  });
  test('are found by their place', () => {
    expect([...placesOf(Int32Array.of(0, DROPPED, 1, DROPPED), (round) => round === DROPPED)]).toEqual([1, 3]);
    expect([...placesOf(new Int32Array(0), () => true)]).toEqual([]);
  });
});
