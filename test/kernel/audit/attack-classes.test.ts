import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compatibleClasses } from '../../../src/audit/kernel/compatible-classes.ts';
import { sharesOf, tallier } from '../../../src/audit/kernel/counted-items.ts';
import { guessAmong } from '../../../src/audit/kernel/guess.ts';
import { matchLabels } from '../../../src/audit/kernel/match-labels.ts';

describe('labels', () => {
  test('stand for the value that reads like them, and for values that say so at any level', () => {
    const { setOf, sets } = matchLabels(['34', '35', '61', '90'], ['30-39', '61', '*', '34'], { 34: ['30-39', '*'], 35: ['30-39', '*'], 61: ['60-69'] });
    expect(Array.from(setOf, (set) => [...sets[set]!])).toEqual([[0, 2, 3], [0, 2], [1], []]);
  });

  test('values with the same labels are one, whatever the order of the labels', () => {
    const { setOf, sets } = matchLabels(['a', 'b'], ['x', 'y'], { a: ['x', 'y', 'x'], b: ['y', 'x'] });
    expect([[...setOf], sets.length]).toEqual([[0, 0], 1]);
  });

  test('names of the language are values like others', () => {
    const { setOf, sets } = matchLabels(['constructor', '__proto__'], ['constructor', 'toString'], {});
    expect(Array.from(setOf, (set) => [...sets[set]!])).toEqual([[0], []]);
  });
});

describe('compatible classes', () => {
  const code = fc.integer({ min: -1, max: 4 });
  const set = fc.option(fc.uniqueArray(fc.integer({ min: 0, max: 4 }), { maxLength: 5 }), { nil: null, freq: 4 });
  const cases = fc.integer({ min: 1, max: 4 }).chain((columns) => fc.record({
    classes: fc.array(fc.array(code, { minLength: columns, maxLength: columns }), { maxLength: 30 }),
    persons: fc.array(fc.array(set, { minLength: columns, maxLength: columns }), { minLength: 1, maxLength: 5 }),
  }));

  test('are those whose every label is withheld, unknown of the person, or among the person’s', () => {
    fc.assert(fc.property(cases, ({ classes, persons }) => {
      const columns = persons[0]!.length;
      const codes = Array.from({ length: columns }, (_, column) => Int32Array.from(classes, (labels) => labels[column]!));
      const find = compatibleClasses(codes, classes.length);
      const found = new Int32Array(classes.length);
      for (const person of persons) {
        const count = find(person.map((labels) => (labels === null ? null : Int32Array.from(labels).sort())), found);
        const expected = [...classes.keys()].filter((index) => classes[index]!.every((label, column) => label < 0 || person[column] === null || person[column]!.includes(label)));
        expect([...found.subarray(0, count)].sort((left, right) => left - right)).toEqual(expected);
      }
    }), { numRuns: 1000 });
  });

  test('there are none without classes', () => {
    expect(compatibleClasses([new Int32Array(0)], 0)([null], new Int32Array(0))).toBe(0);
  });
});

describe('a tally', () => {
  test('adds rows up, and counts an entity once however many classes it is in', () => {
    const starts = Int32Array.of(0, 2, 4);
    const rows = tallier({ starts, items: Int32Array.of(0, 2, 0, 1), counts: Uint32Array.of(3, 1, 4, 9), valueOf: null, itemCount: 3, valueCount: 3 });
    const both = rows(Int32Array.of(0, 1), 2);
    expect([[...both.units], both.size]).toEqual([[7, 9, 1], 3]);
    const entities = tallier({ starts, items: Int32Array.of(0, 2, 0, 1), counts: null, valueOf: Int32Array.of(1, 0, 1), itemCount: 3, valueCount: 2 });
    expect([...entities(Int32Array.of(0, 1), 2).units]).toEqual([1, 2]);
  });

  test('starts anew at every call', () => {
    const tally = tallier({ starts: Int32Array.of(0, 1, 2), items: Int32Array.of(0, 1), counts: Uint32Array.of(3, 5), valueOf: null, itemCount: 2, valueCount: 2 });
    tally(Int32Array.of(0, 1), 2);
    const { units, values, size } = tally(Int32Array.of(1), 1);
    expect([size, values[0], units[1]]).toEqual([1, 1, 5]);
  });

  test('of all units gives shares, nought where there are none', () => {
    const counted = { starts: Int32Array.of(0, 2), items: Int32Array.of(0, 1), counts: Uint32Array.of(1, 3), valueOf: null, itemCount: 2, valueCount: 2 };
    expect([...sharesOf(counted, 4)]).toEqual([0.25, 0.75]);
    expect([...sharesOf({ ...counted, counts: null, valueOf: Int32Array.of(1, 1) }, 4)]).toEqual([0, 0.5]);
    expect([...sharesOf({ ...counted, items: new Int32Array(0), counts: new Uint32Array(0) }, 0)]).toEqual([0, 0]);
  });
});

describe('guessing', () => {
  test('is right once in as many as fit', () => {
    const { attempts, expectedRight, share } = guessAmong(new Map([[1, { attempts: 2, right: 1 }], [4, { attempts: 8, right: 4 }]]));
    expect([attempts, expectedRight, share]).toEqual([10, 2, 0.2]);
  });

  // 95 % interval of 3 in 10: Wilson's formula worked out in Python 3.
  test('has the interval of Wilson', () => {
    const { low, high } = guessAmong(new Map([[10, { attempts: 10, right: 30 }]]));
    expect(low).toBeCloseTo(0.10779126740630104, 12);
    expect(high).toBeCloseTo(0.6032218525388546, 12);
  });

  test('nobody guesses where nothing fits', () => {
    expect(guessAmong(new Map())).toEqual({ attempts: 0, expectedRight: 0, share: 0, low: 0, high: 1 });
  });

  test('the interval holds the share, in [0, 1]', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempts, part) => {
      const { share, low, high } = guessAmong(new Map([[1, { attempts, right: Math.round(part * attempts) }]]));
      expect(low >= 0 && low <= share + 1e-12 && share <= high + 1e-12 && high <= 1).toBe(true);
    }));
  });
});
