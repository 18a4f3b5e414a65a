// Records that are drawn, and the pairs of them that are looked at: a comparison that keeps a list sees every pair.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codesAsTuples, countBySource } from '../../../../src/link/kernel/train/distinct-tuples.ts';
import type { CodedRecords, PairLevels, RecordGroups, TupleCounts } from '../../../../src/link/kernel/train/pair-levels.ts';
import { RARE, SILENT, strataOf, type Stratum } from '../../../../src/link/kernel/train/record-strata.ts';
import { countDrawnPairs, drawRecords, type PairDraw } from '../../../../src/link/kernel/train/sample-unequal-pairs.ts';
import { seededDraws } from '../../../../src/link/kernel/train/seeded-draws.ts';
import { byRecords } from './levels-by-records.ts';

interface Drawing {
  readonly records: CodedRecords;
  readonly counts: TupleCounts;
  readonly kindOf: Uint8Array;
  readonly strata: readonly Stratum[];
  readonly parts: readonly (readonly PairDraw[])[];
}

/** Draws from records of some sources; code 0 says nothing. */
function drawFrom(sources: readonly (readonly number[])[], isWithin: boolean, samplePairs: number, seed = 1): Drawing {
  const codes = Uint32Array.from(sources.flat());
  const sourceStarts = Uint32Array.from([[], ...sources], (_, index) => sources.slice(0, index).flat().length);
  const tuples = codesAsTuples({ codes });
  const count = () => countBySource(tuples.tupleOf, tuples.tuples, sourceStarts);
  const counts: TupleCounts = { tuples, all: count(), without: count, groups: null };
  const kindOf = Uint8Array.from({ length: tuples.tuples }, (_, code) => (code === 0 ? SILENT : RARE));
  const strata = strataOf(counts, kindOf, { isWithin, samplePairs });
  const parts = [...drawRecords(counts, kindOf, strata, sourceStarts, seededDraws(seed))];
  return { records: { records: codes.length, sourceStarts, columns: [{ codes }] }, counts, kindOf, strata, parts };
}

/** Level 0 where a code is 0, 1 where the left record is of a lesser code, else 2; lists the pairs it is asked about. */
function listing(records: CodedRecords, isSymmetric: boolean): { readonly comparison: PairLevels; readonly seen: (readonly [left: number, right: number, level: number])[] } {
  const [{ codes }] = records.columns as [{ readonly codes: Uint32Array }];
  const seen: (readonly [number, number, number])[] = [];
  const comparison = byRecords(records, {
    levels: 3, nullLevels: Uint8Array.of(1, 0, 0), isSymmetric, columns: [0],
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0; pair < pairs; pair++) {
        const [left, right] = [lefts[pair]!, rights[pair]!];
        const level = codes[left] === 0 || codes[right] === 0 ? 0 : !isSymmetric && codes[left]! < codes[right]! ? 1 : 2;
        out[at + stride * pair] = level;
        seen.push([left, right, level]);
      }
    },
  });
  return { comparison, seen };
}

const sources = fc.array(fc.array(fc.nat(5), { maxLength: 12 }), { minLength: 1, maxLength: 4 });
const samplePairs = fc.integer({ min: 1, max: 200 });
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, one) => total + one, 0);

describe('records', () => {
  test('are drawn once for each stratum, of the kinds and sources that it is about', () => {
    fc.assert(fc.property(sources, fc.boolean(), samplePairs, (of, isWithin, wanted) => {
      const { records, counts, kindOf, strata, parts } = drawFrom(of, isWithin, wanted);
      strata.forEach(({ left, right }, index) => {
        const draws = parts.flat().filter(({ stratum }) => stratum === index);
        const drawn = draws.flatMap(({ lefts, rights }) => [...lefts, ...(rights ?? [])]);
        expect(new Set(drawn).size).toBe(drawn.length);
        const isIn = (record: number, { kinds, from, to }: Stratum['left']): boolean =>
          (kinds & kindOf[counts.tuples.tupleOf[record]!]!) !== 0 && record >= records.sourceStarts[from]! && record < records.sourceStarts[to]!;
        expect(draws.every(({ lefts }) => lefts.every((record) => isIn(record, left)))).toBe(true);
        expect(draws.every(({ rights }) => (rights === null) === (right === null) && (rights ?? []).every((record: number) => isIn(record, right!)))).toBe(true);
      });
    }));
  });

  test('share out what is wanted of each stratum, and take part all of them as soon as each can be in a pair', () => {
    const { strata, parts } = drawFrom([Array.from({ length: 5000 }, (_, record) => 1 + record)], true, 20_000);
    const draws = parts.flat();
    expect(strata.map(({ wanted }) => wanted)).toEqual([20_000]);
    expect(draws.length).toBeGreaterThan(10);
    expect(sum(draws.map(({ wanted }) => wanted))).toBe(20_000);
    expect(new Set(draws.flatMap(({ lefts }) => [...lefts])).size).toBe(5000);
  });

  test('that are not needed are left alone, two for each pair', () => {
    const { parts } = drawFrom([Array.from({ length: 5000 }, (_, record) => 1 + record)], true, 100);
    expect(sum(parts.flat().map(({ lefts }) => lefts.length))).toBeLessThan(250);
  });

  test('come in an order that the seed decides', () => {
    const of = [Array.from({ length: 50 }, (_, record) => 1 + record)];
    expect(drawFrom(of, true, 100, 4).parts).toEqual(drawFrom(of, true, 100, 4).parts);
    expect(drawFrom(of, true, 100, 5).parts).not.toEqual(drawFrom(of, true, 100, 4).parts);
  });
});

describe('pairs of drawn records', () => {
  test('are unequal, no two the same, in the order of the records where that is told, and as many as are wanted while there are any', () => {
    fc.assert(fc.property(sources, fc.boolean(), samplePairs, fc.boolean(), (of, isWithin, wanted, isSymmetric) => {
      const { records, strata, parts } = drawFrom(of, isWithin, wanted);
      const { comparison, seen } = listing(records, isSymmetric);
      const found = parts.flatMap((part) => countDrawnPairs(comparison, null, part));
      const codes = of.flat();
      expect(seen.every(([left, right]) => codes[left] !== codes[right] && (isSymmetric || left < right))).toBe(true);
      expect(new Set(seen.map(([left, right]) => `${Math.min(left, right)} ${Math.max(left, right)}`)).size).toBe(seen.length);
      expect(sum(found.map(({ drawn }) => drawn))).toBe(seen.length);
      expect([0, 1, 2].map((level) => sum(found.map((some) => some.found[level]!)))).toEqual([0, 1, 2].map((level) => seen.filter((pair) => pair[2] === level).length));
      strata.forEach(({ wanted: asked, pairs }, index) => {
        const drawn = sum(found.filter(({ stratum }) => stratum === index).map((some) => some.drawn));
        expect(drawn).toBeLessThanOrEqual(Math.min(asked, pairs));
        if (asked >= pairs) expect(drawn).toBe(pairs);
      });
    }));
  });

  test('are counted for each group that one of them is of, once', () => {
    fc.assert(fc.property(sources, fc.boolean(), samplePairs, (of, isWithin, wanted) => {
      const { records, parts } = drawFrom(of, isWithin, wanted);
      const groups: RecordGroups = { groups: 3, groupOf: Uint8Array.from({ length: records.records }, (_, record) => (record * 2) % 3) };
      const { comparison, seen } = listing(records, false);
      const found = parts.flatMap((part) => countDrawnPairs(comparison, groups, part));
      for (const group of [0, 1, 2]) {
        const touching = seen.filter(([left, right]) => groups.groupOf[left] === group || groups.groupOf[right] === group);
        expect(sum(found.map(({ drawnOf }) => drawnOf[group]!))).toBe(touching.length);
        for (const level of [0, 1, 2]) expect(sum(found.map(({ foundOf }) => foundOf[group]![level]!))).toBe(touching.filter((pair) => pair[2] === level).length);
      }
    }), { numRuns: 50 });
  });
});
