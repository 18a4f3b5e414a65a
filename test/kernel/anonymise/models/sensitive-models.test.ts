import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ColumnLevels } from '../../../../src/anonymise/kernel/column-levels.ts';
import type { ClassJudge } from '../../../../src/anonymise/kernel/models/class-judge.ts';
import { alpha, basicBetaLikeness, deltaDisclosure, enhancedBetaLikeness } from '../../../../src/anonymise/kernel/models/inference.ts';
import { distinctLDiversity, entropyLDiversity, recursiveLDiversity } from '../../../../src/anonymise/kernel/models/l-diversity.ts';
import { equalTCloseness, hierarchicalTCloseness, orderedTCloseness } from '../../../../src/anonymise/kernel/models/t-closeness.ts';
import { classesOfRows, NAIVE, naiveRecursive, naiveTwoByTwo, type PlainRow } from './plain-rows.ts';

const ROWS = { place: 0, hasEntities: false };
const PERSONS = { place: 0, hasEntities: true };

/** Rows of one class each: `of('aab', 'c')` are two classes. */
const of = (...classes: readonly string[]): PlainRow[] => classes.flatMap((letters, group) => [...letters].map((letter) => ({ group, value: letter.charCodeAt(0) })));
const failing = (judge: ClassJudge, rows: readonly PlainRow[]): number[] => {
  const classes = classesOfRows(rows);
  const marks = new Uint8Array(classes.rowsOf.length);
  judge.judge(classes, marks);
  return [...marks];
};
const attained = (judge: ClassJudge, rows: readonly PlainRow[]): number | null => judge.attained(classesOfRows(rows));

const LEAVES = [0, 1, 2, 3];
/** Four values, two above them, one above all. */
const TWO_BY_TWO: ColumnLevels = {
  codes: [Int32Array.of(0, 1, 2, 3), Int32Array.of(0, 0, 1, 1), new Int32Array(4)],
  labels: [['0', '1', '2', '3'], ['01', '23'], ['*']],
  leaves: [new Float64Array(4).fill(1), Float64Array.of(2, 2), Float64Array.of(4)],
  domain: 4,
};

const row = (withPersons: boolean): fc.Arbitrary<PlainRow> => fc.record({
  group: fc.nat(3), value: fc.nat(5), ...(withPersons ? { person: fc.nat(6) } : {}),
});
const tables = (withPersons: boolean): fc.Arbitrary<PlainRow[]> => fc.array(row(withPersons), { minLength: 1, maxLength: 24 });

describe('l-diversity by hand', () => {
  test('distinct counts values', () => {
    expect(failing(distinctLDiversity(ROWS, 3), of('aabc', 'aab'))).toEqual([0, 1]);
    expect(attained(distinctLDiversity(ROWS, 3), of('aabc', 'aab'))).toBe(2);
  });
  test('l values of equal shares have an entropy of exactly ln l, however often each stands', () => {
    for (const letters of ['abcde', 'aabbccddee', 'aaabbbcccdddeee']) expect(failing(entropyLDiversity(ROWS, 5), of(letters))).toEqual([0]);
    // Half, and four eighths: the entropy is ln 4.
    expect(failing(entropyLDiversity(ROWS, 4), of('aaaabcde'))).toEqual([0]);
    expect(failing(entropyLDiversity(ROWS, 4.001), of('aaaabcde'))).toEqual([1]);
    expect(attained(entropyLDiversity(ROWS, 2), of('aaaabcde'))).toBeCloseTo(4, 12);
  });
  test('recursive is strict, and fewer values than l never hold', () => {
    // r = 4, 2, 1: (c, 2) compares 4 with c·3.
    expect(failing(recursiveLDiversity(ROWS, 2, 4 / 3), of('aaaabbc'))).toEqual([1]);
    expect(failing(recursiveLDiversity(ROWS, 2, 1.34), of('aaaabbc'))).toEqual([0]);
    expect(failing(recursiveLDiversity(ROWS, 4, 1000), of('aaaabbc'))).toEqual([1]);
    expect(attained(recursiveLDiversity(ROWS, 4, 1), of('aaaabbc'))).toBe(Infinity);
    expect(attained(recursiveLDiversity(ROWS, 3, 1), of('aaaabbc'))).toBe(4);
  });
});

describe('inference by hand', () => {
  // a has 1/2 of the table, b and c a quarter each; the first class has a 2/3, b 1/3.
  const rows = of('aab', 'abcaca'.slice(0, 5));
  test('α is the largest share of a class, and a share of α holds', () => {
    expect(attained(alpha(ROWS, 1), rows)).toBe(2 / 3);
    expect(failing(alpha(ROWS, 0.4), rows)).toEqual([1, 0]);
    expect(failing(alpha(ROWS, 0.3), of('aaabbbcccd'))).toEqual([0]);
  });
  test('δ-disclosure is strict and in bits', () => {
    // In 'ab' of 'abbb': a doubles its share, b has 2/3 of it.
    expect(attained(deltaDisclosure(ROWS, 1), of('ab', 'bb'))).toBe(1);
    expect(failing(deltaDisclosure(ROWS, 1), of('ab', 'bb'))).toEqual([1, 0]);
    expect(failing(deltaDisclosure(ROWS, 1.001), of('ab', 'bb'))).toEqual([0, 0]);
  });
  test('β is the largest gain; enhanced allows none beyond −ln p', () => {
    expect(attained(basicBetaLikeness(ROWS, 1), of('ab', 'bb'))).toBe(1);
    // Both have half of the table, two thirds of a class: a gain of 1/3, below −ln ½.
    expect(attained(enhancedBetaLikeness(ROWS, 1), of('aab', 'abb'))).toBeCloseTo(1 / 3, 14);
    expect(attained(enhancedBetaLikeness(ROWS, 1), of('a', 'bbb'))).toBe(Infinity);
    expect(failing(enhancedBetaLikeness(ROWS, 1000), of('a', 'bbb'))).toEqual([1, 1]);
    expect(failing(basicBetaLikeness(ROWS, 3), of('a', 'bbb'))).toEqual([0, 0]);
  });
});

describe('t-closeness of published examples', () => {
  // The table of Li, Li and Venkatasubramanian 2007: salaries 3 to 11.
  const grouped = (...classes: readonly (readonly number[])[]): PlainRow[] => classes.flatMap((values, group) => values.map((value) => ({ group, value })));
  const distances = (judge: (t: number) => ClassJudge, rows: readonly PlainRow[]): number[] =>
    [...new Set(rows.map(({ group }) => group))].map((own) => {
      // The strictest t that this class alone needs, found from the verdicts.
      let [low, high] = [0, 1];
      for (let step = 0; step < 40; step++) {
        const middle = (low + high) / 2;
        if (failing(judge(middle), rows)[own] === 1) low = middle;
        else high = middle;
      }
      return high;
    });
  test('ordered: 0.375, 0.167 and 0.236; then 0.167, 0.167 and 0.083', () => {
    const found = distances((t) => orderedTCloseness(ROWS, t), grouped([3, 4, 5], [6, 8, 11], [7, 9, 10]));
    expect(found[0]).toBeCloseTo(0.375, 10);
    expect(found[1]).toBeCloseTo(1 / 6, 10);
    expect(found[2]).toBeCloseTo(0.23611, 5);
    const published = distances((t) => orderedTCloseness(ROWS, t), grouped([3, 5, 9], [6, 8, 11], [4, 7, 10]));
    [1 / 6, 1 / 6, 1 / 12].forEach((distance, index) => {
      expect(published[index]).toBeCloseTo(distance, 10);
    });
    expect(failing(orderedTCloseness(ROWS, 0.375), grouped([3, 4, 5], [6, 8, 11], [7, 9, 10]))).toEqual([0, 0, 0]);
  });
  test('hierarchical: 0.44444 and 0.29630', () => {
    // 0 gastric ulcer, 1 gastritis, 2 stomach cancer; 3 flu, 4 bronchitis, 5 pneumonia.
    const levels: ColumnLevels = {
      codes: [Int32Array.of(0, 1, 2, 3, 4, 5), Int32Array.of(0, 0, 0, 1, 1, 1), Int32Array.of(0, 0, 0, 1, 1, 1), new Int32Array(6)],
      labels: [['0', '1', '2', '3', '4', '5'], ['stomach', 'respiratory'], ['digestive', 'lung'], ['*']],
      leaves: [],
      domain: 6,
    };
    const found = distances((t) => hierarchicalTCloseness(ROWS, t, levels), grouped([0, 1, 2], [1, 3, 4], [4, 5, 2]));
    expect(found[0]).toBeCloseTo(0.44444, 5);
    expect(found[1]).toBeCloseTo(0.2963, 5);
  });
  test('a hierarchy that does not end in one value is refused', () => {
    expect(() => hierarchicalTCloseness(ROWS, 0.5, { ...TWO_BY_TWO, labels: TWO_BY_TWO.labels.slice(0, 2), codes: TWO_BY_TWO.codes.slice(0, 2) })).toThrow(RangeError);
  });
});

describe('figures are those of naive lines', () => {
  const judges: readonly (readonly [string, (column: typeof ROWS) => ClassJudge, 'least' | 'greatest'])[] = [
    ['distinct', (column) => distinctLDiversity(column, 2), 'least'],
    ['entropy', (column) => entropyLDiversity(column, 2), 'least'],
    ['alpha', (column) => alpha(column, 0.5), 'greatest'],
    ['equal', (column) => equalTCloseness(column, 0.3), 'greatest'],
    ['ordered', (column) => orderedTCloseness(column, 0.2), 'greatest'],
    ['delta', (column) => deltaDisclosure(column, 1), 'greatest'],
    ['basicBeta', (column) => basicBetaLikeness(column, 1), 'greatest'],
  ];
  const perClass = (rows: readonly PlainRow[], figure: (own: readonly PlainRow[]) => number): number[] =>
    [...new Set(rows.map(({ group }) => group))].sort((left, right) => left - right).map((group) => figure(rows.filter((each) => each.group === group)));

  test.each(judges)('%s, in rows and in persons', (name, make, extreme) => {
    for (const column of [ROWS, PERSONS]) {
      fc.assert(fc.property(tables(column.hasEntities), (rows) => {
        const figures = perClass(rows, (own) => NAIVE[name]!(own, rows));
        expect(attained(make(column), rows)).toBeCloseTo(extreme === 'least' ? Math.min(...figures) : Math.max(...figures), 10);
      }), { numRuns: 150 });
    }
  });

  test('recursive, for each l', () => {
    for (const column of [ROWS, PERSONS]) {
      fc.assert(fc.property(tables(column.hasEntities), fc.integer({ min: 1, max: 4 }), fc.double({ min: 0.1, max: 5, noNaN: true }), (rows, l, c) => {
        const quotients = perClass(rows, (own) => naiveRecursive(own, l));
        expect(attained(recursiveLDiversity(column, l, c), rows)).toBe(Math.max(...quotients));
        expect(failing(recursiveLDiversity(column, l, c), rows)).toEqual(quotients.map((quotient) => (quotient < c ? 0 : 1)));
      }), { numRuns: 150 });
    }
  });

  test('hierarchical, on a tree of two by two', () => {
    fc.assert(fc.property(tables(false), (list) => {
      // All four values occur, so that they are their own codes.
      const rows = [...list.map(({ group, value }) => ({ group, value: value % 4 })), ...LEAVES.map((value) => ({ group: 9, value }))];
      const figures = perClass(rows, (own) => naiveTwoByTwo(own, rows, LEAVES));
      expect(attained(hierarchicalTCloseness(ROWS, 0.5, TWO_BY_TWO), rows)).toBeCloseTo(Math.max(...figures), 12);
    }), { numRuns: 200 });
  });

  test('enhanced β is basic β where that allows it', () => {
    fc.assert(fc.property(tables(false), (rows) => {
      const gains = perClass(rows, (own) => NAIVE['basicBeta']!(own, rows));
      const found = attained(enhancedBetaLikeness(ROWS, 1), rows)!;
      if (found !== Infinity) expect(found).toBeCloseTo(Math.max(...gains), 12);
    }), { numRuns: 150 });
  });
});

describe('what all judges have in common', () => {
  const all: readonly ClassJudge[] = [
    distinctLDiversity(ROWS, 2), entropyLDiversity(ROWS, 2), recursiveLDiversity(ROWS, 2, 2), alpha(ROWS, 0.5), equalTCloseness(ROWS, 0.2), orderedTCloseness(ROWS, 0.2),
    hierarchicalTCloseness(ROWS, 0.2, TWO_BY_TWO), deltaDisclosure(ROWS, 1), basicBetaLikeness(ROWS, 1), enhancedBetaLikeness(ROWS, 1),
  ];
  test('no rows: nothing fails and nothing is attained', () => {
    for (const judge of all) {
      expect(attained(judge, [])).toBeNull();
      expect(failing(judge, [])).toEqual([]);
    }
  });
  test('a mark that stands stays, and a class of the population without a row holds', () => {
    const classes = classesOfRows(of('ab', 'ab'), new Map([[0, 9], [1, 9], [7, 3]]));
    for (const judge of all) {
      const marks = Uint8Array.of(1, 0, 0);
      judge.judge(classes, marks);
      expect([marks[0], marks[2]]).toEqual([1, 0]);
    }
  });
  test('one value in the whole table is as close as can be, and not diverse', () => {
    const rows = of('aaa', 'a');
    for (const judge of [equalTCloseness(ROWS, 0), orderedTCloseness(ROWS, 0), basicBetaLikeness(ROWS, 0.001), enhancedBetaLikeness(ROWS, 0.001)]) expect(failing(judge, rows)).toEqual([0, 0]);
    expect(failing(distinctLDiversity(ROWS, 2), rows)).toEqual([1, 1]);
  });
  test('a column that the classes do not have is refused', () => {
    expect(() => failing(alpha({ place: 1, hasEntities: false }, 0.5), of('a'))).toThrow(RangeError);
  });
});
