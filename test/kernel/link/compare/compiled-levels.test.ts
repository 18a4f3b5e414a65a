// Levels of many pairs at once: those of the rungs one by one, and those of the textbook.
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { codeComparer } from '../../../../src/link/kernel/compare/code-comparer.ts';
import { comparisonKernel, type ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { compileLevels, type CompiledLevels } from '../../../../src/link/kernel/compare/compiled-levels.ts';
import { levelFinder } from '../../../../src/link/kernel/compare/level-finder.ts';
import { NO_LIMIT } from '../../../../src/link/kernel/compare/level-losses.ts';
import { packCodes, type PackedCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import type { BoundProgram, ComparisonProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import type { RecordColumn } from '../../../../src/link/kernel/records.ts';
import { codeColumns, type Value } from '../../../link/record-table.ts';
import { naiveDamerau, naiveJaroWinkler, naiveLevenshtein, naiveOsa } from '../../text/similarity/textbook.ts';

const NULL: TestProgram = { kind: 'null', column: 0, side: 'either' };
const SAME: TestProgram = { kind: 'equal', left: 0, right: 0 };
const measured = (measure: string, bound: BoundProgram, column = 0): TestProgram => ({ kind: 'measure', of: { measure, left: column, right: column, q: null, overLists: false }, bound });
const program = (...tests: TestProgram[]): ComparisonProgram => ({ levels: [...tests, { kind: 'otherwise' } as const].map((test) => ({ test, isExcluded: false, frequency: null })) });

interface Ready {
  readonly kernels: readonly ComparisonKernel[];
  readonly packed: PackedCodes;
  readonly records: number;
}

function ready(columns: readonly RecordColumn[], programs: readonly ComparisonProgram[], unit: 'codePoint' | 'byte' = 'codePoint'): Ready {
  const records = columns[0]!.codes.length;
  const kernels = programs.map((one) => comparisonKernel(one, { columns }, unit));
  return { kernels, records, packed: packCodes({ records, sourceStarts: Uint32Array.of(0, records), columns }, kernels.map(({ single }) => single)) };
}

function compile({ kernels, packed }: Ready, losses?: readonly Int32Array[]): CompiledLevels {
  const compiled = compileLevels(kernels.map(({ plan, single, levels }, index) => {
    expect(plan).not.toBeNull();
    return { plan: plan!, left: packed.columns.indexOf(single!.left), right: packed.columns.indexOf(single!.right), losses: losses?.[index] ?? new Int32Array(levels) };
  }), packed);
  expect(compiled).not.toBeNull();
  return compiled!;
}

/** Every pair of records, many at once: by comparison, the level of left `l` and right `r` at `l · records + r`. */
function levelsOfAll(setting: Ready): number[][] {
  const compiled = compile(setting);
  const { records, kernels } = setting;
  const pairs = records * records;
  expect(pairs).toBeLessThanOrEqual(compiled.capacity);
  for (let pair = 0; pair < pairs; pair++) {
    compiled.lefts[pair] = Math.floor(pair / records);
    compiled.rights[pair] = pair % records;
  }
  expect(compiled.find(pairs, kernels.map((_, index) => index), NO_LIMIT)).toBe(pairs);
  expect([...compiled.places.subarray(0, pairs)]).toEqual(Array.from({ length: pairs }, (_, pair) => pair));
  return kernels.map((_, index) => [...compiled.levels.subarray(index * compiled.capacity, index * compiled.capacity + pairs)]);
}

const oneByOne = ({ kernels, records }: Ready): number[][] => kernels.map((kernel) => Array.from({ length: records * records }, (_, pair) => kernel.levelOf(Math.floor(pair / records), pair % records)));

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 40 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '😀', 'n', '-'), maxLength: 18 }),
  fc.constantFrom('', 'martin', 'martine', 'matrin', 'dupont', 'dupond', '1984-02-29', '1984-02-28', '1948-02-29', 'a'.repeat(31), 'a'.repeat(32), 'a'.repeat(33), `b${'a'.repeat(31)}`, 'ab', 'ba', 'abc', 'ca'),
);
const someTexts = fc.array(fc.option(word, { freq: 6 }), { minLength: 1, maxLength: 14 });
const bound = (kinds: readonly string[], numbers: readonly number[]): fc.Arbitrary<BoundProgram> => fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...numbers)).map(([kind, at]): BoundProgram => ({ [kind]: at }));
const ANY = ['atLeast', 'atMost', 'above', 'below'];

/** Levels of one measure of texts. */
const someLadder = fc.oneof(
  fc.tuple(fc.constantFrom('jaroWinkler', 'jaro'), fc.array(bound(ANY, [0, 0.5, 0.7, 0.88, 0.92, 1]), { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constantFrom('levenshtein', 'osa', 'damerauLevenshtein'), fc.array(bound(ANY, [0, 1, 2, 3, 5, 1.5]), { minLength: 1, maxLength: 3 })),
).map(([measure, bounds]) => bounds.map((one) => measured(measure, one)));

const symbols = (text: string): number[] => Array.from(text, (symbol) => symbol.codePointAt(0)!);
const NAIVE: Readonly<Record<string, (left: number[], right: number[]) => number>> = { jaroWinkler: naiveJaroWinkler, levenshtein: naiveLevenshtein, osa: naiveOsa, damerauLevenshtein: naiveDamerau };

describe('levels of many pairs', () => {
  test('are those of the rungs one by one, for every measure of short texts, any bounds, nulls, long texts, code points and bytes', () => {
    fc.assert(fc.property(someTexts, fc.array(someLadder, { minLength: 1, maxLength: 3 }), fc.constantFrom('codePoint' as const, 'byte' as const), fc.boolean(), (values, ladders, unit, asksEqual) => {
      const setting = ready(codeColumns([{ kind: 'text', values }], [0], unit), ladders.map((tests) => program(NULL, ...(asksEqual ? [SAME] : []), ...tests)), unit);
      // Where equality is not asked, equal texts are measured, which is more than a plan tells.
      if (!asksEqual) expect(setting.kernels.every(({ plan }) => plan === null)).toBe(true);
      else expect(levelsOfAll(setting)).toEqual(oneByOne(setting));
    }), { numRuns: 300 });
  });

  test.each(['jaroWinkler', 'levenshtein', 'osa', 'damerauLevenshtein'])('are those of the textbook for %s', (measure) => {
    const bounds = measure === 'jaroWinkler' ? [1, 0.92, 0.88, 0.7, 0.4].map((atLeast) => ({ atLeast })) : [0, 1, 2, 3, 4].map((atMost) => ({ atMost }));
    fc.assert(fc.property(fc.array(word, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 5 }), (values, count) => {
      const asked = bounds.slice(0, count);
      const [levels] = levelsOfAll(ready(codeColumns([{ kind: 'text', values }], [0]), [program(SAME, ...asked.map((one) => measured(measure, one)), NULL)]));
      const expected = values.flatMap((left) => values.map((right) => {
        if (left === right) return 0;
        const found = NAIVE[measure]!(symbols(left), symbols(right));
        const level = asked.findIndex((one) => ('atLeast' in one ? found >= one.atLeast - 1e-12 : found <= one.atMost));
        return level < 0 ? asked.length + 2 : level + 1;
      }));
      // The naive similarity adds in another order: on a bound itself it may be a little off, which rounded bounds hide.
      fc.pre(measure !== 'jaroWinkler' || values.every((left) => values.every((right) => asked.every((one) => Math.abs(naiveJaroWinkler(symbols(left), symbols(right)) - (one as { atLeast: number }).atLeast) > 1e-9 || left === right))));
      expect(levels).toEqual(expected);
    }), { numRuns: 150 });
  });

  test('are right for texts with more than 255 different symbols, some of which have no byte', () => {
    const values = [...Array.from({ length: 30 }, (_, row) => Array.from({ length: 12 }, (_, place) => String.fromCodePoint(0x4e00 + 11 * row + place)).join('')), null];
    const setting = ready(codeColumns([{ kind: 'text', values }], [0]), [program(NULL, SAME, measured('levenshtein', { atMost: 11 })), program(NULL, SAME, measured('jaroWinkler', { atLeast: 0.5 }))]);
    const [distances] = levelsOfAll(setting);
    expect(levelsOfAll(setting)).toEqual(oneByOne(setting));
    // By hand: neighbours share one symbol, the last of the one and the first of the other, which is no saving; all others none.
    expect([distances![0], distances![1], distances![2], distances![30]]).toEqual([1, 3, 3, 0]);
  });

  test('are right for numbers and times, of the column itself or of what stands beside it', () => {
    const number = fc.option(fc.constantFrom(0, 1, -1, 2.5, 1e300, -1e300, 86_400, Infinity, -Infinity), { freq: 5 });
    fc.assert(fc.property(fc.array(number, { minLength: 1, maxLength: 12 }), fc.array(bound(ANY, [0, 1, 2.5, 86_400, Infinity]), { minLength: 1, maxLength: 5 }), fc.constantFrom('number' as const, 'time' as const), (values, bounds, kind) => {
      const texts = values.map((value) => (value === null ? null : `n${value}`));
      const columns = codeColumns([{ kind: 'text', values: texts }, { kind, values: values as readonly Value[] }], [0, 1]);
      const name = kind === 'time' ? 'timeDifference' : 'absoluteDifference';
      const setting = ready(columns, [
        program(NULL, SAME, measured('damerauLevenshtein', { atMost: 1 }), ...bounds.map((one) => measured(name, one, 1))),
        program({ ...NULL, column: 1 } as TestProgram, { kind: 'equal', left: 1, right: 1 }, ...bounds.map((one) => measured(name, one, 1))),
      ]);
      expect(levelsOfAll(setting)).toEqual(oneByOne(setting));
    }), { numRuns: 200 });
  });

  test('are given up for pairs that lose too much, and for no others, in any order of comparisons', () => {
    const values = ['anna', 'anne', 'hanna', 'bob', 'rob', null, 'robert'];
    const setting = ready(codeColumns([{ kind: 'text', values }, { kind: 'text', values: [...values].reverse() }], [0, 1]), [
      program(NULL, SAME, measured('levenshtein', { atMost: 1 })), program({ ...NULL, column: 1 } as TestProgram, { kind: 'equal', left: 1, right: 1 }, measured('jaro', { atLeast: 0.7 }, 1)),
    ]);
    const all = oneByOne(setting);
    const loss = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 4, maxLength: 4 });
    fc.assert(fc.property(loss, loss, fc.integer({ min: 0, max: 40 }), fc.boolean(), (first, second, mostLoss, isBackwards) => {
      const compiled = compile(setting, [Int32Array.from(first), Int32Array.from(second)]);
      const pairs = values.length ** 2;
      for (let pair = 0; pair < pairs; pair++) [compiled.lefts[pair], compiled.rights[pair]] = [Math.floor(pair / values.length), pair % values.length];
      const found = compiled.find(pairs, isBackwards ? [1, 0] : [0, 1], mostLoss);
      const expected = Array.from({ length: pairs }, (_, pair) => pair).filter((pair) => first[all[0]![pair]!]! + second[all[1]![pair]!]! <= mostLoss);
      expect([...compiled.places.subarray(0, found)]).toEqual(expected);
      for (const comparison of [0, 1]) expect([...compiled.levels.subarray(comparison * compiled.capacity, comparison * compiled.capacity + found)]).toEqual(expected.map((pair) => all[comparison]![pair]));
    }), { numRuns: 100 });
  });
});

describe('a finder of levels', () => {
  const VALUES = Array.from({ length: 40 }, (_, row) => ['martin', 'martine', 'dupont', null, 'dupond'][row % 5] ?? null);
  // The last comparison is asked of two columns none of which decides: no plan, and no code to go by.
  const columns = codeColumns([{ kind: 'text', values: VALUES }, { kind: 'text', values: VALUES.map((value, row) => (row % 3 === 0 ? 'x' : value)) }], [0, 1]);
  const both: TestProgram = { kind: 'all', of: [SAME, { kind: 'equal', left: 1, right: 1 }] };
  const setting = ready(columns, [program(NULL, SAME, measured('jaroWinkler', { atLeast: 0.9 })), program(both), program(measured('jaccard', { atLeast: 0.5 })), program({ ...NULL, column: 1 } as TestProgram, { kind: 'equal', left: 1, right: 1 })]);
  const { kernels, packed, records } = setting;
  const pairs = 10_000;
  const lefts = Uint32Array.from({ length: pairs }, (_, pair) => (7 * pair) % records);
  const rights = Uint32Array.from({ length: pairs }, (_, pair) => (pair >> 3) % records);
  const rules = Uint8Array.from({ length: pairs }, (_, pair) => Math.floor(pair / 6000));
  const expected = kernels.map((kernel) => Array.from({ length: pairs }, (_, pair) => kernel.levelOf(lefts[pair]!, rights[pair]!)));
  const found = (out: Uint8Array, count: number): number[][] => kernels.map((_, index) => [...out.subarray(index * pairs, index * pairs + count)]);

  afterEach(() => { vi.unstubAllGlobals(); });

  test('has comparisons with a plan and without, and finds the same of both, over more pairs than one call of the kernel takes', () => {
    expect(kernels.map(({ plan, single }) => [plan === null, single === null])).toEqual([[false, false], [true, true], [true, false], [false, false]]);
    const out = new Uint8Array(kernels.length * pairs);
    expect(levelFinder(kernels, packed, pairs).find(lefts, rights, pairs, null, out)).toBe(pairs);
    expect(found(out, pairs)).toEqual(expected);
  });

  test('finds the same without WebAssembly, where no pair is given up', () => {
    vi.stubGlobal('WebAssembly', undefined);
    const out = new Uint8Array(kernels.length * pairs);
    const losses = kernels.map(({ levels }) => new Int32Array(levels).fill(5));
    expect(levelFinder(kernels, packed, pairs, { losses, mostLoss: 1 }).find(lefts, rights, pairs, rules, out)).toBe(pairs);
    expect(found(out, pairs)).toEqual(expected);
  });

  test('gives up pairs by the comparisons that have a plan, whatever the rule and the order it chose for it', () => {
    const losses = kernels.map(({ levels }, index) => Int32Array.from({ length: levels }, (_, level) => (index + 1) * level));
    const finder = levelFinder(kernels, packed, pairs, { losses, mostLoss: 6 });
    const kept = Array.from({ length: pairs }, (_, pair) => pair).filter((pair) => losses[0]![expected[0]![pair]!]! + losses[3]![expected[3]![pair]!]! <= 6);
    expect(kept.length).toBeGreaterThan(100);
    expect(kept.length).toBeLessThan(pairs);
    for (let round = 0; round < 2; round++) {
      const out = new Uint8Array(kernels.length * pairs);
      const count = finder.find(lefts, rights, pairs, rules, out);
      expect([...finder.places.subarray(0, count)]).toEqual(kept);
      expect(found(out, count)).toEqual(expected.map((levels) => kept.map((pair) => levels[pair])));
    }
  });

  // 128 pairs are read ahead of their comparison, where none is given up; 4,096 are compared in one call.
  test.each([1, 127, 128, 129, 257, 4096, 4097])('finds the same of %d pairs, of which some are looked at before their turn', (count) => {
    const out = new Uint8Array(kernels.length * count);
    expect(levelFinder(kernels, packed, count).find(lefts.subarray(0, count), rights.subarray(0, count), count, null, out)).toBe(count);
    expect(kernels.map((_, index) => [...out.subarray(index * count, (index + 1) * count)])).toEqual(expected.map((levels) => levels.slice(0, count)));
  });

  test.each([[[0]], [[1, 3]], [[2]], [[0, 1, 2, 3]], [[]]])('finds the levels of the comparisons that are asked, and writes nothing of others: %j', (asked) => {
    const finder = levelFinder(kernels, packed, pairs);
    for (const isCompiled of [true, false]) {
      if (!isCompiled) vi.stubGlobal('WebAssembly', undefined);
      const out = new Uint8Array(kernels.length * pairs).fill(99);
      const own = isCompiled ? finder : levelFinder(kernels, packed, pairs);
      expect(own.find(lefts, rights, pairs, null, out, asked)).toBe(pairs);
      expect(found(out, pairs)).toEqual(expected.map((levels, index) => (asked.includes(index) ? levels : new Array(pairs).fill(99))));
    }
    // Whoever asks for all afterwards has all.
    const all = new Uint8Array(kernels.length * pairs);
    finder.find(lefts, rights, pairs, null, all);
    expect(found(all, pairs)).toEqual(expected);
  });

  test('of no comparison and of no pair finds nothing', () => {
    expect(levelFinder([], packCodes({ records, sourceStarts: Uint32Array.of(0, records), columns }, []), 4).find(lefts, rights, 3, null, new Uint8Array(0))).toBe(3);
    expect(levelFinder(kernels, packed, 4).find(lefts, rights, 0, null, new Uint8Array(16))).toBe(0);
  });

  test('asks comparisons without a plan code by code and record by record', () => {
    const out = new Uint8Array(kernels.length * pairs).fill(99);
    codeComparer(kernels, [1, 2], packed)(lefts, rights, pairs, out, pairs);
    expect(found(out, pairs)).toEqual([new Array(pairs).fill(99), expected[1], expected[2], new Array(pairs).fill(99)]);
  });
});
