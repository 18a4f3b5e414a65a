// What tells at a glance that two values lose much: never more than they do, by hand and against what they lose.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { comparisonKernel, type ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { hopelessBuckets, neededByLength, signsOf, type Sign } from '../../../../src/link/kernel/compare/loss-signs.ts';
import type { BoundProgram, ComparisonProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import type { TextDictionary } from '../../../../src/link/kernel/records.ts';
import { LENGTHS, mightShare, signaturesOf } from '../../../../src/link/kernel/compare/signatures.ts';
import { codeColumns } from '../../../link/record-table.ts';

const measured = (measure: string, bound: BoundProgram, column = 0): TestProgram => ({ kind: 'measure', of: { measure, left: column, right: column, q: null, overLists: false }, bound });
const program = (...tests: TestProgram[]): ComparisonProgram => ({
  levels: [{ kind: 'null', column: 0, side: 'either' } as const, { kind: 'equal', left: 0, right: 0 } as const, ...tests, { kind: 'otherwise' } as const].map((one) => ({ test: one, isExcluded: false, frequency: null })),
});

const VALUES = ['martin', 'martine', 'matrin', 'dupont', 'dupond', 'bob', 'rob', '', 'x'.repeat(40), null];
/** The texts, and beside them their lengths as numbers and their first letters. */
const COLUMNS = codeColumns([
  { kind: 'text', values: VALUES }, { kind: 'number', values: VALUES.map((value) => value?.length ?? null) }, { kind: 'text', values: VALUES.map((value) => value?.slice(0, 1) ?? null) },
], [0, 1, 2]);
const kernelOf = (...tests: TestProgram[]): ComparisonKernel => comparisonKernel(program(...tests), { columns: COLUMNS }, 'codePoint');
const told = (losses: readonly number[], ...tests: TestProgram[]): object => {
  const { different, signs } = signsOf(kernelOf(...tests).plan!, Int32Array.from(losses));
  return { different, signs: signs.map(({ rung, least }) => [rung.kind, least]) };
};

describe('signs of a smaller loss', () => {
  test('are what the levels of a ladder ask, with the least that they and later ones lose', () => {
    const ladder = [measured('jaroWinkler', { atLeast: 0.9 }), measured('jaroWinkler', { atLeast: 0.7 })];
    expect(told([9000, 0, 3000, 8000, 8500], ...ladder)).toEqual({ different: 8000, signs: [['texts', 3000]] });
    // Both levels are told from the last one, by what texts need for the lower.
    expect(told([9000, 0, 3000, 5000, 8500], ...ladder)).toEqual({ different: 8500, signs: [['texts', 3000]] });
    expect(told([9000, 0, 2000, 9000], measured('damerauLevenshtein', { atMost: 1 }))).toEqual({ different: 9000, signs: [['texts', 2000]] });
    const beside: TestProgram = { kind: 'equal', left: 2, right: 2 };
    expect(told([9000, 0, 2000, 3000, 9000], beside, measured('jaro', { atLeast: 0.8 }))).toEqual({ different: 9000, signs: [['equal', 2000], ['texts', 3000]] });
  });

  test('are none where they say little, or a later level loses as little', () => {
    expect(told([9000, 0, 8000, 8500], measured('jaroWinkler', { atLeast: 0.9 }))).toEqual({ different: 8000, signs: [] });
    expect(told([9000, 0, 4000, 1000], measured('jaroWinkler', { atLeast: 0.9 }))).toEqual({ different: 1000, signs: [] });
    // Numbers are not glanced at: whoever has other letters may still be close.
    expect(told([9000, 0, 2000, 5000, 9000], measured('damerauLevenshtein', { atMost: 1 }), measured('absoluteDifference', { atMost: 2 }, 1))).toEqual({ different: 5000, signs: [['texts', 2000]] });
  });

  test('never promise too much: no pair loses less than the least of what it shows', () => {
    const bound = fc.constantFrom(0.5, 0.7, 0.88, 0.92, 1).map((atLeast): BoundProgram => ({ atLeast }));
    const edits = fc.constantFrom(0, 1, 2, 4).map((atMost): BoundProgram => ({ atMost }));
    const some = fc.oneof(
      fc.tuple(fc.constantFrom('jaroWinkler', 'jaro'), bound).map(([measure, one]) => measured(measure, one)), fc.tuple(fc.constantFrom('levenshtein', 'osa', 'damerauLevenshtein'), edits).map(([measure, one]) => measured(measure, one)),
      edits.map((one) => measured('absoluteDifference', one, 1)), fc.constant<TestProgram>({ kind: 'equal', left: 2, right: 2 }),
    );
    fc.assert(fc.property(fc.array(some, { minLength: 1, maxLength: 4 }), fc.array(fc.integer({ min: 0, max: 9000 }), { minLength: 7, maxLength: 7 }), (tests, all) => {
      const kernel = kernelOf(...tests);
      fc.pre(kernel.plan !== null);
      const losses = Int32Array.from(all.slice(0, kernel.levels));
      const { different, signs } = signsOf(kernel.plan!, losses);
      for (let left = 0; left < VALUES.length - 1; left++) {
        for (let right = 0; right < VALUES.length - 1; right++) {
          if (left === right) continue;
          const shown = signs.filter((sign) => isShown(sign, left + 1, right + 1)).map(({ least }) => least);
          expect(losses[kernel.levelOf(left, right)]).toBeGreaterThanOrEqual(Math.min(different, ...shown));
        }
      }
    }), { numRuns: 150 });
  });

  /** As the kernel looks at it, one pair at a time, without vectors. */
  function isShown({ rung, needed }: Sign, left: number, right: number): boolean {
    const [one, other] = [rung.leftCodes?.[left] ?? left, rung.rightCodes?.[right] ?? right];
    if (rung.kind === 'equal') return one === other;
    const signatures = signaturesOf(rung.texts);
    const leastShared = new Uint8Array(2 * LENGTHS);
    for (let place = 0; place < leastShared.length; place++) leastShared[place] = neededOf(needed!, (place >> 6) & 63, place & 63, place >> 12);
    return mightShare(signatures, one, signatures, other, leastShared) === 1;
  }
});

const neededOf = (needed: Uint8Array, left: number, right: number, first: number): number => (right === 63 ? 0 : needed[64 * left + 32 * first + Math.min(right, 31)]!);

describe('symbols needed by length', () => {
  test('are those of the filter up to 31 symbols, and no more than those of any greater length', () => {
    const { plan } = kernelOf(measured('jaroWinkler', { atLeast: 0.88 }));
    const [rung] = plan!.rungs;
    if (rung?.kind !== 'texts') throw new Error('expected texts');
    const { leastShared } = rung.filter;
    const needed = neededByLength(leastShared);
    for (const first of [0, 1]) {
      for (let left = 0; left < 63; left++) {
        for (let right = 0; right < 63; right++) {
          const exact = leastShared[4096 * first + 64 * left + right]!;
          if (right < 31) expect(neededOf(needed, left, right, first)).toBe(exact);
          else expect(neededOf(needed, left, right, first)).toBeLessThanOrEqual(exact);
        }
      }
    }
    // Of texts of which nothing is known nothing is asked.
    expect([...needed.subarray(64 * 63)]).toEqual(new Array(64).fill(0));
    expect((rung.texts satisfies TextDictionary).size).toBe(9);
  });
});

describe('buckets without hope', () => {
  test('end below the first breakpoint that loses much less, and before the last', () => {
    const of = (...losses: readonly number[]): object => hopelessBuckets(losses.length - 1, (bucket) => losses[bucket]!);
    expect(of(9000, 8900, 3000)).toEqual({ reached: 1, loss: 8900 });
    expect(of(9000, 3000, 2000)).toEqual({ reached: 0, loss: 9000 });
    expect(of(9000, 9500, 9000)).toEqual({ reached: 1, loss: 9000 });
    expect(of(9000, 0)).toEqual({ reached: 0, loss: 9000 });
  });
});
