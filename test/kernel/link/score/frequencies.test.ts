// How frequent what two records agree on is, counted by hand and by naive lines, and what that is worth in bits.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecidingColumns } from '../../../../src/link/kernel/compare/deciding-column.ts';
import type { ComparisonProgram } from '../../../../src/link/kernel/compare/program.ts';
import { frequencyBits, isCountedPacked } from '../../../../src/link/kernel/score/frequency-bits.ts';
import { countWithValue, frequenciesOf, frequencyKernel, frequencyOf } from '../../../../src/link/kernel/score/frequency-kernel.ts';
import type { ComparisonWeights } from '../../../../src/link/kernel/score/weight-program.ts';
import { packCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import { codesColumn, listsColumn, tableOfColumns } from '../block/some-records.ts';

const otherwise = { kind: 'always' } as never;

/** A comparison of levels of which some count frequencies; what they ask does not matter here. */
function programOf(levels: readonly ({ column: number; weight: number; minFrequency?: number } | null)[]): ComparisonProgram {
  return { levels: levels.map((frequency) => ({ test: otherwise, isExcluded: false, frequency: frequency === null ? null : { minFrequency: 0, ...frequency } })) };
}

const weightsOf = (baselines: readonly number[]): ComparisonWeights => ({ bits: new Float64Array(baselines.length), baselineBits: Float64Array.from(baselines, (baseline) => (baseline === 0 ? 0 : Math.log2(baseline))) });

/** What is added to each of some pairs, all at the given levels. */
function added(program: ComparisonProgram, weights: ComparisonWeights, columns: ReturnType<typeof codesColumn>[], pairs: readonly (readonly [left: number, right: number, level: number])[]): number[] {
  const bits = new Float64Array(pairs.length).fill(100);
  const told = new Float64Array(pairs.length + 2).fill(NaN);
  const levels = Uint8Array.from([9, 9, ...pairs.map(([, , level]) => level)]);
  frequencyBits(program, weights, { columns })!.add(Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), pairs.length, levels, 2, bits, told);
  // What is told is what was added, at the same places.
  expect([...bits].map((sum) => sum - 100)).toEqual([...told.subarray(2)].map((more) => expect.closeTo(more, 9) as unknown));
  expect([...told.subarray(0, 2)]).toEqual([NaN, NaN]);
  return [...told.subarray(2)];
}

const code = fc.integer({ min: 0, max: 4 });

describe('the frequency of a value', () => {
  test('is counted over the records that have one', () => {
    const { total, countOf } = frequencyKernel(codesColumn([1, 1, 2, 0, 1, 0]));
    expect(total).toBe(4);
    // The more frequent of the two; a null has none.
    expect([countOf(0, 1), countOf(2, 2), countOf(0, 2), countOf(3, 2), countOf(3, 5)]).toEqual([3, 1, 3, 1, 0]);
  });

  test('is a share of the records that have one, whoever asks how often', () => {
    fc.assert(fc.property(fc.array(fc.array(code, { maxLength: 12 }), { maxLength: 4 }), (columns) => {
      const made = columns.map((codes) => codesColumn(codes));
      const expected = columns.map((codes) => codes.filter((own) => own !== 0).length);
      for (let times = 0; times < 2; times++) expect(made.map(countWithValue)).toEqual(expected);
    }), { numRuns: 40 });
  });

  test('does not depend on which record is left', () => {
    fc.assert(fc.property(fc.array(code, { minLength: 1, maxLength: 20 }), (codes) => {
      const { countOf } = frequencyKernel(codesColumn(codes));
      codes.forEach((_, left) => {
        codes.forEach((__, right) => {
          const expected = Math.max(...[codes[left]!, codes[right]!].map((own) => (own === 0 ? 0 : codes.filter((other) => other === own).length)));
          expect([countOf(left, right), countOf(right, left)]).toEqual([expected, expected]);
        });
      });
    }), { numRuns: 60 });
  });

  test('of lists is that of the rarest common element, counted once a record', () => {
    const { total, countOf } = frequencyKernel(listsColumn([[1, 2, 1], [2, 3], [1, 2], null, [], [0, 2]]));
    expect(total).toBe(5);
    // 1 is in two lists, 2 in four, 3 in one.
    expect([countOf(0, 2), countOf(0, 1), countOf(1, 1), countOf(0, 3), countOf(0, 4), countOf(5, 1)]).toEqual([2, 4, 1, 0, 0, 4]);
  });

  test('of lists is what naive lines count', () => {
    const list = fc.option(fc.array(code, { maxLength: 4 }), { nil: null });
    fc.assert(fc.property(fc.array(list, { minLength: 1, maxLength: 12 }), (lists) => {
      const { countOf } = frequencyKernel(listsColumn(lists));
      lists.forEach((one, left) => {
        lists.forEach((other, right) => {
          const common = (one ?? []).filter((text) => text !== 0 && (other ?? []).includes(text));
          const counts = common.map((text) => lists.filter((each) => each?.includes(text) === true).length);
          expect(countOf(left, right)).toBe(counts.length === 0 ? 0 : Math.min(...counts));
        });
      });
    }), { numRuns: 100 });
  });

  test('is never below the least that counts', () => {
    const least = { column: 0, weight: 1, minFrequency: 0.25 };
    expect([frequencyOf(1, 100, least), frequencyOf(50, 100, least), frequencyOf(100, 100, least)]).toEqual([0.25, 0.5, 1]);
    expect(frequencyOf(1, 1, { ...least, minFrequency: 0 })).toBe(1);
  });

  test('is asked by level, and by no level where none counts it', () => {
    const columns = [codesColumn([1, 1, 2])];
    expect(frequenciesOf(programOf([null, null]), { columns })).toBeNull();
    const found = frequenciesOf(programOf([null, { column: 0, weight: 1 }, null]), { columns })!;
    expect(found.map((kernel) => kernel?.total ?? null)).toEqual([null, 3, null]);
  });
});

describe('the bits of a frequency', () => {
  test('are the weight times log2 of ordinary over found: a value half as frequent is worth one bit more', () => {
    const columns = [codesColumn([1, 1, 2, 3, 0])];
    const program = programOf([{ column: 0, weight: 1 }, { column: 0, weight: 0.5 }, null]);
    const weights = weightsOf([0.5, 0.5, 0]);
    // Frequencies 1/2 and 1/4 of four values.
    expect(added(program, weights, columns, [[0, 1, 0], [2, 2, 0], [2, 3, 1], [0, 1, 2], [4, 4, 0], [4, 2, 0]])).toEqual([0, 1, 0.5, 0, 0, 1]);
  });

  test('go by the more frequent value where two differ, so that a rare spelling of a name is worth no more than the name', () => {
    const columns = [codesColumn([1, 1, 1, 2])];
    const program = programOf([{ column: 0, weight: 1 }]);
    expect(added(program, weightsOf([0.75]), columns, [[0, 3, 0], [3, 0, 0], [3, 3, 0]])).toEqual([0, 0, expect.closeTo(Math.log2(3), 12)]);
  });

  test('end at the least frequency', () => {
    const columns = [codesColumn([1, ...Array.from({ length: 63 }, () => 2)])];
    const free = added(programOf([{ column: 0, weight: 1 }]), weightsOf([1]), columns, [[0, 0, 0]]);
    const bounded = added(programOf([{ column: 0, weight: 1, minFrequency: 1 / 8 }]), weightsOf([1]), columns, [[0, 0, 0]]);
    expect([free, bounded]).toEqual([[6], [3]]);
  });

  test('of lists go by their rarest common element, and are none where nothing is common', () => {
    const columns = [listsColumn([[1, 2], [2], [1, 2], [3]])];
    const program = programOf([{ column: 0, weight: 2 }]);
    expect(added(program, weightsOf([1]), columns, [[0, 2, 0], [0, 1, 0], [0, 3, 0]])).toEqual([2, expect.closeTo(2 * Math.log2(4 / 3), 12), 0]);
  });

  test('are told where nobody asks by the sum alone', () => {
    const columns = [codesColumn([1, 2])];
    const bits = Float64Array.of(5);
    frequencyBits(programOf([{ column: 0, weight: 1 }]), weightsOf([1]), { columns })!.add(Uint32Array.of(0), Uint32Array.of(0), 1, Uint8Array.of(0), 0, bits, null);
    expect([...bits]).toEqual([6]);
    expect(frequencyBits(programOf([null]), weightsOf([0]), { columns })).toBeNull();
  });
});

describe('packed codes', () => {
  const equal = (left: number, right: number): ComparisonProgram['levels'][number]['test'] => ({ kind: 'equal', left, right });
  const levelOf = (test: ComparisonProgram['levels'][number]['test'], column: number): ComparisonProgram['levels'][number] => ({ test, isExcluded: false, frequency: { column, weight: 1, minFrequency: 0 } });
  const deciding = (column: number): DecidingColumns => ({ left: column, right: column, leftsBeside: new Map(), rightsBeside: new Map() });

  test('are enough where both records have the one value that is counted, and it is among them', () => {
    const columns = [codesColumn([1, 1]), codesColumn([1, 2]), listsColumn([[1], [1]])];
    const packed = { columns: [2, 0] };
    expect(isCountedPacked(levelOf(equal(0, 0), 0), columns, packed)).toBe(true);
    // Other values, values of two columns, lists, what is not packed, and what is not counted.
    for (const level of [levelOf(otherwise, 0), levelOf(equal(1, 1), 0), levelOf(equal(0, 1), 0), levelOf(equal(1, 0), 0), levelOf(equal(2, 2), 2), levelOf(equal(1, 1), 1), { ...levelOf(equal(0, 0), 0), frequency: null }]) {
      expect(isCountedPacked(level, columns, packed)).toBe(false);
    }
  });

  test('tell what naive lines count of pairs that agree, without the codes of the column', () => {
    fc.assert(fc.property(fc.array(fc.tuple(code, code), { minLength: 1, maxLength: 30 }), fc.boolean(), (rows, isFirst) => {
      const columns = [0, 1].map((side) => codesColumn(rows.map((row) => row[side as 0 | 1])));
      const packed = packCodes(tableOfColumns(columns), (isFirst ? [0, 1] : [1, 0]).map(deciding));
      const codes = rows.map(([own]) => own);
      const pairs = codes.flatMap((own, left) => codes.flatMap((other, right) => (own === other && own !== 0 && left < right ? [[left, right] as const] : [])));
      const bits = new Float64Array(pairs.length);
      const light = columns.map((column) => ({ ...column, codes: new Uint32Array(0) }));
      frequencyBits({ levels: [levelOf(equal(0, 0), 0)] }, weightsOf([0.5]), { columns: light }, packed)!
        .add(Uint32Array.from(pairs, ([left]) => left), Uint32Array.from(pairs, ([, right]) => right), pairs.length, new Uint8Array(pairs.length), 0, bits, null);
      const total = codes.filter((own) => own !== 0).length;
      expect([...bits]).toEqual(pairs.map(([left]) => -1 - Math.log2(codes.filter((own) => own === codes[left]).length / total)));
    }), { numRuns: 60 });
  });
});
