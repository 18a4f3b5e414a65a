// Which pairs of values are compared once and for all, and how those that are drawn are sorted.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesAsTuples, countBySource } from '../../../../src/link/kernel/train/distinct-tuples.ts';
import { leastFrequent } from '../../../../src/link/kernel/train/frequent-values.ts';
import { FREQUENT, RARE, SILENT, strataOf, type RecordSet } from '../../../../src/link/kernel/train/record-strata.ts';
import type { RecordGroups, TupleCounts } from '../../../../src/link/kernel/train/pair-levels.ts';

interface Coded {
  readonly codes: number[];
  readonly sourceStarts: Uint32Array;
  readonly sourceOf: number[];
}

const coded: fc.Arbitrary<Coded> = fc.array(fc.array(fc.nat(6), { maxLength: 7 }), { minLength: 1, maxLength: 5 }).map((sources) => ({
  codes: sources.flat(), sourceOf: sources.flatMap((codes, source) => codes.map(() => source)),
  sourceStarts: Uint32Array.from([[], ...sources], (_, index) => sources.slice(0, index).flat().length),
}));
/** Kinds of the values 0 to 6. */
const kinds = fc.array(fc.constantFrom(SILENT, RARE, FREQUENT), { minLength: 7, maxLength: 7 }).map((of) => Uint8Array.from(of));

function countsOf({ codes, sourceStarts }: Coded, groups: RecordGroups | null = null): TupleCounts {
  const tuples = codesAsTuples({ codes: Uint32Array.from([...codes, 6]).subarray(0, codes.length) });
  const padded = { ...tuples, tuples: 7 };
  const count = (left: number) => countBySource(padded.tupleOf, 7, sourceStarts, groups?.groupOf ?? null, left);
  return { tuples: padded, all: count(-1), without: count, groups };
}

describe('strata', () => {
  test('have every unequal pair of which one value is not frequent in exactly one of them, and no other pair', () => {
    fc.assert(fc.property(coded, kinds, fc.boolean(), (records, kindOf, isWithin) => {
      const { codes, sourceOf } = records;
      const strata = strataOf(countsOf(records), kindOf, { isWithin, samplePairs: 1000 });
      const isIn = (record: number, { kinds: some, from, to }: RecordSet): boolean => (some & kindOf[codes[record]!]!) !== 0 && sourceOf[record]! >= from && sourceOf[record]! < to;
      const found = strata.map(() => 0);
      for (let left = 0; left < codes.length; left++) for (let right = left + 1; right < codes.length; right++) {
        if (codes[left] === codes[right] || (!isWithin && sourceOf[left] === sourceOf[right])) continue;
        const own = strata.flatMap((stratum, index) => {
          const other = stratum.right ?? stratum.left;
          return (isIn(left, stratum.left) && isIn(right, other)) || (isWithin && isIn(right, stratum.left) && isIn(left, other)) ? [index] : [];
        });
        const areFrequent = kindOf[codes[left]!] === FREQUENT && kindOf[codes[right]!] === FREQUENT;
        expect(own).toHaveLength(areFrequent ? 0 : 1);
        for (const index of own) found[index]!++;
      }
      expect(found).toEqual(strata.map(({ pairs }) => pairs));
    }));
  });

  test('without a group have the pairs of the other records', () => {
    fc.assert(fc.property(coded, kinds, fc.boolean(), (records, kindOf, isWithin) => {
      const groupOf = Uint8Array.from(records.codes, (_, record) => (record * 5) % 3);
      const strata = strataOf(countsOf(records, { groups: 3, groupOf }), kindOf, { isWithin, samplePairs: 1000 });
      for (const group of [0, 1, 2]) {
        const kept = records.codes.flatMap((_, record) => (groupOf[record] === group ? [] : [record]));
        const others: Coded = {
          codes: kept.map((record) => records.codes[record]!), sourceOf: kept.map((record) => records.sourceOf[record]!),
          sourceStarts: records.sourceStarts.map((start) => kept.filter((record) => record < start).length),
        };
        const alone = new Map(strataOf(countsOf(others), kindOf, { isWithin, samplePairs: 1 }).map((stratum) => [JSON.stringify([stratum.left, stratum.right]), stratum.pairs]));
        expect(strata.map(({ without }) => without[group])).toEqual(strata.map(({ left, right }) => alone.get(JSON.stringify([left, right])) ?? 0));
      }
    }), { numRuns: 50 });
  });

  test('share the draws out by their pairs; frequent ones take their share and draw nothing, pairs with nothing to say get an eighth', () => {
    // Ten records of value 1, ten of each frequent value 2 and 3, four without a value: 400 unequal pairs that speak, of which 100 are of the frequent values.
    const codes = [...new Array<number>(10).fill(1), ...new Array<number>(10).fill(2), ...new Array<number>(10).fill(3), 0, 0, 0, 0];
    const records: Coded = { codes, sourceOf: codes.map(() => 0), sourceStarts: Uint32Array.of(0, codes.length) };
    const strata = strataOf(countsOf(records), Uint8Array.of(SILENT, RARE, FREQUENT, FREQUENT, RARE, RARE, RARE), { isWithin: true, samplePairs: 3000 });
    expect(strata.map(({ pairs, wanted }) => ({ pairs, wanted }))).toEqual([{ pairs: 200, wanted: 2000 }, { pairs: 120, wanted: 375 }]);
  });
});

describe('frequent values', () => {
  test('are those with which the fewest comparisons are left, by trying every number of records', () => {
    fc.assert(fc.property(fc.array(fc.nat(30), { minLength: 1, maxLength: 12 }), fc.integer({ min: 0, max: 40 }), fc.nat(60), fc.integer({ min: 1, max: 2 }), (counts, maxDistinctPairs, samplePairs, ways) => {
      const unequal = (of: readonly number[]): number => of.reduce((sum, count, index) => sum + of.slice(index + 1).reduce((more, other) => more + count * other, 0), 0);
      const left = (least: number): number => {
        const frequent = counts.filter((count) => count >= least);
        const compared = (ways * frequent.length * (frequent.length - 1)) / 2;
        return compared > maxDistinctPairs ? Infinity : compared - samplePairs * (unequal(frequent) / unequal(counts));
      };
      const least = leastFrequent(Float64Array.from(counts), { maxDistinctPairs, samplePairs }, ways);
      const best = Math.min(0, ...counts.filter((count) => count > 0).map(left).filter((cost) => !Number.isNaN(cost)));
      if (least === Infinity) expect(best).toBeGreaterThan(-1e-9);
      else expect(left(least)).toBeCloseTo(best, 9);
    }));
  });

  test('are none where no pair may be compared, and among no values', () => {
    expect(leastFrequent(Float64Array.of(9, 9, 9), { maxDistinctPairs: -1, samplePairs: 1e6 }, 1)).toBe(Infinity);
    expect(leastFrequent(new Float64Array(0), { maxDistinctPairs: 10, samplePairs: 10 }, 1)).toBe(Infinity);
    expect(leastFrequent(Float64Array.of(0, 0), { maxDistinctPairs: 10, samplePairs: 10 }, 1)).toBe(Infinity);
  });
});
