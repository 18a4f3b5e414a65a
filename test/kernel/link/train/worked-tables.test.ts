// Tables of dependent comparisons, sessions and groups, worked out by hand.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { speakingSlots } from '../../../../src/link/kernel/train/expectation-maximisation.ts';
import { cellsOf, dependenceBits, fitTable, marginOf, rake } from '../../../../src/link/kernel/train/joint-table.ts';
import { slotsOf } from '../../../../src/link/kernel/train/parameters.ts';
import { groupPersons } from '../../../../src/link/kernel/train/record-groups.ts';
import { trainInSessions } from '../../../../src/link/kernel/train/sessions.ts';
import { subtractPatterns } from '../../../../src/link/kernel/train/subtract-patterns.ts';
import { countPairs, parametersOf, rulesFor, sharesOf, slotsWithNull } from './patterns.ts';

const close = (found: Iterable<number>, expected: readonly number[], digits = 12): void => {
  const all = [...found];
  expect(all).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(all[index], `at ${index}`).toBeCloseTo(value, digits);
  });
};
const shape = [2, 3];
const cells = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 6, maxLength: 6 }).map((counts) => Float64Array.from(counts, (count) => count / counts.reduce((sum, one) => sum + one, 0)));

describe('tables of two comparisons', () => {
  test('have the last comparison running fastest', () => {
    const table = Float64Array.of(1, 2, 3, 4, 5, 6);
    close(marginOf(table, shape, [0]).shares, [6, 15]);
    close(marginOf(table, shape, [1]).shares, [5, 7, 9]);
    close(marginOf(table, shape, [0, 1]).shares, [1, 2, 3, 4, 5, 6]);
    close(marginOf(table, shape, []).shares, [21]);
  });

  test('list the cells of every choice of levels, once each', () => {
    const all = [-1, 0, 1].flatMap((one) => [-1, 0, 1, 2].map((other) => [...cellsOf(shape, [one, other])]));
    expect(all[0]).toEqual([0, 1, 2, 3, 4, 5]);
    for (const some of all) expect(new Set(some).size).toBe(some.length);
    expect([...cellsOf(shape, [1, 2])]).toEqual([5]);
    expect([...cellsOf([], [])]).toEqual([0]);
  });

  test('raked have the margins they were to have, and the odds ratios they had', () => {
    fc.assert(fc.property(cells, cells, (start, wanted) => {
      const found = rake(start, [0, 1].map((place) => marginOf(wanted, shape, [place])));
      for (const place of [0, 1]) close(marginOf(found, shape, [place]).shares, [...marginOf(wanted, shape, [place]).shares], 9);
      const ratio = (table: Float64Array, column: number): number => (table[0]! * table[3 + column]!) / (table[column]! * table[3]!);
      for (const column of [1, 2]) expect(ratio(found, column) / ratio(start, column)).toBeCloseTo(1, 9);
    }));
  });

  test('that are saturated are fitted by the counts themselves, and independent ones by the product of their margins', () => {
    fc.assert(fc.property(cells, cells, (counted, start) => {
      const pairs = counted.map((share) => 40 * share);
      close(fitTable(pairs, shape, [[0, 1]], start), [...counted], 9);
      const [rows, columns] = [0, 1].map((place) => marginOf(counted, shape, [place]).shares) as [Float64Array, Float64Array];
      const even = new Float64Array(6).fill(1 / 6);
      close(fitTable(pairs, shape, [], even), [...even.keys()].map((cell) => rows[Math.floor(cell / 3)]! * columns[cell % 3]!), 9);
    }));
    const start = Float64Array.of(0.5, 0.5);
    expect(fitTable(new Float64Array(2), [2], [], start)).toBe(start);
  });

  test('tell in bits how much more often than by chance levels meet among matches than among others', () => {
    // Matches: both agree in 0.4 of the pairs where chance has 0.25; others are independent.
    const table = { comparisons: [0, 1], shape: [2, 2], interactions: [[0, 1] as const], matches: Float64Array.of(0.4, 0.1, 0.1, 0.4), others: Float64Array.of(0.25, 0.25, 0.25, 0.25) };
    const speaks = [[false, false], [false, false]];
    close(dependenceBits(table, speaks), [Math.log2(1.6), Math.log2(0.4), Math.log2(0.4), Math.log2(1.6)]);
    // The other way round the bits change their sign.
    close(dependenceBits({ ...table, matches: table.others, others: table.matches }, speaks), [-Math.log2(1.6), -Math.log2(0.4), -Math.log2(0.4), -Math.log2(1.6)]);
    // A level that says nothing tells nothing of the other one either.
    close(dependenceBits(table, [[true, false], [false, false]]), [0, 0, Math.log2(0.4), Math.log2(1.6)]);
  });

  test('say nothing of a combination that never occurs, and at most sixteen bits of one that occurs on one side', () => {
    const table = { comparisons: [0, 1], shape: [2, 2], interactions: [[0, 1] as const], matches: Float64Array.of(0.5, 0, 0, 0.5), others: Float64Array.of(0.25, 0.25, 0.25, 0.25) };
    const speaks = [[false, false], [false, false]];
    close(dependenceBits(table, speaks), [1, -16, -16, 1]);
    close(dependenceBits({ ...table, others: table.matches }, speaks), [0, 0, 0, 0]);
  });

  test('of independent comparisons have no bits, whatever their shares', () => {
    fc.assert(fc.property(cells, cells, (one, other) => {
      const product = (of: Float64Array): Float64Array => {
        const [rows, columns] = [0, 1].map((place) => marginOf(of, shape, [place]).shares) as [Float64Array, Float64Array];
        return of.map((_, cell) => rows[Math.floor(cell / 3)]! * columns[cell % 3]!);
      };
      close(dependenceBits({ comparisons: [0, 1], shape, interactions: [[0, 1]], matches: product(one), others: product(other) }, [[false, false], [false, false, false]]), [0, 0, 0, 0, 0, 0], 9);
    }));
  });
});

describe('sessions', () => {
  const slots = slotsWithNull([2, 2]);
  const { m, u } = parametersOf([[0.8, 0.2], [0.7, 0.3]], [[0.4, 0.6], [0.1, 0.9]], []);
  const part = (comparison: number, agreeing: number, others: number): { patterns: ReturnType<typeof countPairs>; comparisons: number[] } =>
    ({ patterns: countPairs([{ levels: [1], count: agreeing }, { levels: [2], count: others }], 1), comparisons: [comparison] });
  const run = (parts: readonly ReturnType<typeof part>[], implied: readonly (readonly number[])[]): ReturnType<typeof trainInSessions> =>
    trainInSessions({ slots, parts, implied, frequency: null, m, u, prior: 0.5 }, rulesFor(6, { maxIterations: 1, m: { likeSplink: true } }));

  test('start each from the medians of those before it, at the prior that its rule implies', () => {
    const { sessions, m: found } = run([part(0, 9, 1), part(1, 5, 5)], [[4], [1]]);
    // The first rule asks for the second comparison: odds 0.7 ÷ 0.1. The second one asks for the first, whose m has been trained by then.
    expect(sessions[0]!.history[0]!.parameters.priors[0]).toBeCloseTo(7 / 8, 14);
    const trained = sharesOf(found, slots, 0)[0]!;
    expect(sessions[1]!.history[0]!.parameters.priors[0]).toBeCloseTo(trained / 0.4 / (1 + trained / 0.4), 14);
    expect(sessions[1]!.history[0]!.parameters.m[1]).toBe(trained);
  });

  test('leave a level that none of them saw where it was, and count those that saw it', () => {
    const { m: found, seenBy } = run([part(0, 9, 1), part(0, 4, 6), part(0, 2, 0)], [[], [], []]);
    expect(sharesOf(found, slots, 1)).toEqual([0.7, 0.3]);
    expect([...seenBy]).toEqual([0, 3, 2, 0, 0, 0]);
  });

  test('take the median of two as their mean, and of none nothing', () => {
    const { sessions, m: found } = run([part(0, 9, 1), part(0, 4, 6)], [[], []]);
    expect(found[1]).toBe((sessions[0]!.parameters.m[1]! + sessions[1]!.parameters.m[1]!) / 2);
    expect(run([], [])).toMatchObject({ m, u, sessions: [] });
  });
});

describe('patterns taken away', () => {
  const all = countPairs([{ levels: [0, 1], count: 5 }, { levels: [1, 1], count: 2 }], 2);

  test('must be there, in the same order', () => {
    expect([...subtractPatterns(all, countPairs([{ levels: [1, 1], count: 2 }], 2)).counts]).toEqual([5, 0]);
    expect(() => subtractPatterns(all, countPairs([{ levels: [1, 0] }], 2))).toThrow(RangeError);
    expect(() => subtractPatterns(countPairs([], 2), all)).toThrow('patterns of all');
    expect(all.counts[1]).toBe(2);
  });

  test('are told apart by their frequencies', () => {
    const rare = countPairs([{ levels: [0], factor: 2, count: 3 }, { levels: [0], factor: 8, count: 4 }], 1, true);
    expect([...subtractPatterns(rare, countPairs([{ levels: [0], factor: 8 }], 1, true)).counts]).toEqual([3, 3]);
    expect(() => subtractPatterns(rare, countPairs([{ levels: [0], factor: 4 }], 1, true))).toThrow(RangeError);
  });
});

describe('layouts', () => {
  test('leave the levels that say nothing out of what speaks', () => {
    const slots = slotsOf([[true, false, false], [], [false, true]]);
    expect([...slots.offsets]).toEqual([0, 3, 3, 5]);
    expect([0, 1, 2].map((comparison) => speakingSlots(slots, comparison))).toEqual([[1, 2], [], [3]]);
  });

  test('put a person in the group of its least record, by the hash of that one alone', () => {
    // Records 0, 2 and 3 are one person; hashes are int32, of which −1 is 4,294,967,295: 0 modulo 5.
    const { groupOf, groups } = groupPersons(Uint32Array.of(0, 1, 0, 2), Int32Array.of(-1, 7, 1, 2), 5);
    expect([...groupOf]).toEqual([0, 2, 0, 0]);
    expect(groups).toBe(5);
  });
});
