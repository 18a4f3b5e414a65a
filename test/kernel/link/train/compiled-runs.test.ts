// Levels of runs of pairs, sixteen at once: those of the rungs one by one, those of the textbook, and those of the plain way.
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { comparisonKernel, type ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import type { BoundProgram, ComparisonProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import type { RecordColumn } from '../../../../src/link/kernel/records.ts';
import { compileRuns, shareRuns, type CompiledRuns } from '../../../../src/link/kernel/train/compiled-runs.ts';
import { levelsOfPairs } from '../../../../src/link/kernel/train/levels-among.ts';
import { RUN_PAIRS, type RunLevels } from '../../../../src/link/kernel/train/pair-levels.ts';
import { symbolBytes } from '../../../../src/link/kernel/compare/symbol-bytes.ts';
import { codeColumns, type Value } from '../../../link/record-table.ts';
import { naiveJaroWinkler, naiveLevenshtein } from '../../text/similarity/textbook.ts';

/** Random cases: more where they are asked for. */
const casesOf = (few: number, many: number): number => (process.env['A423_MANY_CASES'] === undefined ? few : many);

const NULL: TestProgram = { kind: 'null', column: 0, side: 'either' };
const SAME: TestProgram = { kind: 'equal', left: 0, right: 0 };
const measured = (measure: string, bound: BoundProgram, column = 0): TestProgram => ({ kind: 'measure', of: { measure, left: column, right: column, q: null, overLists: false }, bound });
const program = (...tests: TestProgram[]): ComparisonProgram => ({ levels: [...tests, { kind: 'otherwise' } as const].map((test) => ({ test, isExcluded: false, frequency: null })) });

const kernelOf = (columns: readonly RecordColumn[], tests: readonly TestProgram[], unit: 'codePoint' | 'byte' = 'codePoint'): ComparisonKernel => comparisonKernel(program(...tests), { columns }, unit);

/** Readies a compiled comparison among codes. */
const among = (compiled: CompiledRuns, codes: Uint32Array, listsLast: boolean): RunLevels => compiled(codes.length, (to) => { to.set(codes); }, { listsLast });

/** The levels of all pairs of places at some distance. */
function allOf(runs: RunLevels, members: number, apart: number): number[] {
  runs.findAll(0, apart, members - apart);
  return [...runs.levels.subarray(0, members - apart)];
}

const expectedOfAll = ({ levelOfCodes }: ComparisonKernel, codes: Uint32Array, apart: number): number[] => Array.from(codes.subarray(apart), (right, place) => levelOfCodes(codes[place]!, right));

/** The unequal pairs of places at some distance, by level; and how many of them are at the last. */
function countsOf(runs: RunLevels, members: number, apart: number): number[] {
  const before = [...runs.counts];
  const unequal = runs.count(0, apart, members - apart);
  const counts = before.map((count, level) => runs.counts[level]! - count);
  return [...counts, unequal - counts.reduce((sum, count) => sum + count, 0)];
}

function expectedCounts(kernel: ComparisonKernel, codes: Uint32Array, apart: number): number[] {
  const found = Object.values(expectedOf(kernel, codes, apart, true));
  return Array.from({ length: kernel.levels }, (_, level) => found.filter((one) => one === level).length);
}

/** Every unequal pair of places at some distance, and its level. */
type Found = Readonly<Record<string, number>>;

function foundOf(runs: RunLevels, members: number, apart: number, listsLast: boolean): Found {
  const found: Record<string, number> = {};
  const { unequal, listed } = runs.find(0, apart, members - apart);
  for (let pair = 0; pair < listed; pair++) found[`${runs.lefts[pair]!} ${runs.rights[pair]!}`] = runs.levels[pair]!;
  expect(Object.keys(found)).toHaveLength(listed);
  expect(listsLast ? listed : unequal).toBe(unequal);
  return found;
}

/** The same, asking about one pair of codes after the other. */
function expectedOf({ levelOfCodes, levels }: ComparisonKernel, codes: Uint32Array, apart: number, listsLast: boolean): Found {
  const found: Record<string, number> = {};
  for (let place = 0; place + apart < codes.length; place++) {
    const [left, right] = [codes[place]!, codes[place + apart]!];
    const level = levelOfCodes(left, right);
    if (left !== right && (listsLast || level !== levels - 1)) found[`${place} ${place + apart}`] = level;
  }
  return found;
}

const word = fc.oneof(
  fc.string({ unit: fc.constantFrom('a', 'b', 'c'), maxLength: 70 }),
  fc.string({ unit: fc.constantFrom('a', 'é', '😀', 'n', '-', '\u0000'), maxLength: 18 }),
  fc.constantFrom('', 'martin', 'martine', 'matrin', 'dupont', 'dupond', '1984-02-29', '1984-02-28', '1948-02-29', ...[31, 32, 33, 61, 62, 63, 64, 65].map((length) => 'a'.repeat(length)), `b${'a'.repeat(31)}`, `b${'a'.repeat(61)}`, 'ab', 'ba', 'abc', 'ca'),
);
const bound = (kinds: readonly string[], numbers: readonly number[]): fc.Arbitrary<BoundProgram> => fc.tuple(fc.constantFrom(...kinds), fc.constantFrom(...numbers)).map(([kind, at]): BoundProgram => ({ [kind]: at }));
const ANY = ['atLeast', 'atMost', 'above', 'below'];
const someLadder = fc.oneof(
  fc.tuple(fc.constantFrom('jaroWinkler', 'jaro'), fc.array(bound(ANY, [0, 0.5, 0.7, 0.88, 0.92, 1]), { minLength: 1, maxLength: 3 })),
  fc.tuple(fc.constantFrom('levenshtein', 'osa', 'damerauLevenshtein'), fc.array(bound(ANY, [0, 1, 2, 3, 5, 1.5]), { minLength: 1, maxLength: 3 })),
).map(([measure, bounds]) => bounds.map((one) => measured(measure, one)));

const symbols = (text: string): number[] => Array.from(text, (symbol) => symbol.codePointAt(0)!);

describe('levels of runs of pairs', () => {
  test('are those of the rungs one by one, for every measure of short texts, any bounds, nulls, long texts, code points and bytes, however many lanes are full', () => {
    fc.assert(fc.property(
      fc.array(fc.option(word, { freq: 6 }), { minLength: 2, maxLength: 45 }), someLadder, someLadder, fc.constantFrom('codePoint' as const, 'byte' as const), fc.nat(43), fc.boolean(),
      (values, first, second, unit, some, listsLast) => {
        const columns = codeColumns([{ kind: 'text', values }], [0], unit);
        const kernel = kernelOf(columns, [NULL, SAME, ...first, ...second], unit);
        const { codes } = columns[0]!;
        const apart = 1 + (some % (codes.length - 1));
        const runs = among(compileRuns([kernel.plan!])![0]!, codes, listsLast);
        expect(foundOf(runs, codes.length, apart, listsLast)).toEqual(expectedOf(kernel, codes, apart, listsLast));
        expect(allOf(runs, codes.length, apart)).toEqual(expectedOfAll(kernel, codes, apart));
        expect(countsOf(runs, codes.length, apart)).toEqual(expectedCounts(kernel, codes, apart));
      },
    ), { numRuns: casesOf(60, 600) });
  });

  test.each(['jaroWinkler', 'levenshtein'])('are those of the textbook for %s', (measure) => {
    fc.assert(fc.property(fc.array(word, { minLength: 2, maxLength: 20 }), (values) => {
      const similar = (one: string, other: string): number => naiveJaroWinkler(symbols(one), symbols(other));
      // The naive similarity adds in another order: on a bound itself it may be a little off.
      fc.pre(measure !== 'jaroWinkler' || values.every((one) => values.every((other) => [0.7, 0.9].every((at) => Math.abs(similar(one, other) - at) > 1e-9))));
      const columns = codeColumns([{ kind: 'text', values }], [0]);
      const bounds = measure === 'jaroWinkler' ? [{ atLeast: 0.9 }, { atLeast: 0.7 }] : [{ atMost: 1 }, { atMost: 4 }];
      const kernel = kernelOf(columns, [SAME, ...bounds.map((one) => measured(measure, one)), NULL]);
      const runs = among(compileRuns([kernel.plan!])![0]!, columns[0]!.codes, true);
      for (let apart = 1; apart < values.length; apart++) {
        const expected = values.flatMap((left, place) => {
          const right = values[place + apart];
          if (right === undefined || left === right) return [];
          const isWithin = (one: BoundProgram): boolean => (one.atLeast === undefined ? naiveLevenshtein(symbols(left), symbols(right)) <= one.atMost! : similar(left, right) >= one.atLeast);
          const level = bounds.findIndex(isWithin);
          return [[`${place} ${place + apart}`, level < 0 ? 4 : level + 1] as const];
        });
        expect(foundOf(runs, values.length, apart, true)).toEqual(Object.fromEntries(expected));
      }
    }), { numRuns: casesOf(20, 200) });
  });

  test('are right for texts with more than 255 different symbols, some of which have no byte', () => {
    const values = [...Array.from({ length: 60 }, (_, row) => Array.from({ length: 12 }, (_unused, place) => String.fromCodePoint(0x4e00 + 11 * (row % 33) + place + (row > 32 ? 1 : 0))).join('')), null];
    for (const tests of [[measured('levenshtein', { atMost: 3 })], [measured('jaroWinkler', { atLeast: 0.9 }), measured('jaroWinkler', { atLeast: 0.5 })]]) {
      const columns = codeColumns([{ kind: 'text', values }], [0]);
      const kernel = kernelOf(columns, [NULL, SAME, ...tests]);
      const found = foundOf(among(compileRuns([kernel.plan!])![0]!, columns[0]!.codes, false), values.length, 33, false);
      expect(found).toEqual(expectedOf(kernel, columns[0]!.codes, 33, false));
      // Row r and row 33 + r share eleven of twelve symbols, one place apart.
      expect(Object.values(found).filter((level) => level === 2)).toHaveLength(27);
    }
  });

  test('are right for what stands beside the values: texts, numbers and times, missing ones and infinite ones too', () => {
    const number = fc.option(fc.constantFrom(0, 1, -1, 2.5, 1e300, -1e300, 86_400, Infinity, -Infinity), { freq: 5 });
    fc.assert(fc.property(
      fc.array(fc.tuple(number, fc.option(word)), { minLength: 2, maxLength: 40 }), fc.array(bound(ANY, [0, 1, 2.5, 86_400, Infinity]), { minLength: 1, maxLength: 4 }), fc.constantFrom('number' as const, 'time' as const), fc.nat(38),
      (rows, bounds, kind, some) => {
        const names = rows.map(([value, text], row) => (value === null && text === null ? null : `n${value} ${text} ${row % 7}`));
        const columns = codeColumns([{ kind: 'text', values: names }, { kind, values: rows.map(([value]) => value) as readonly Value[] }, { kind: 'text', values: rows.map(([, text]) => text) }], [0, 1, 2]);
        const difference = kind === 'time' ? 'timeDifference' : 'absoluteDifference';
        const kernel = kernelOf(columns, [NULL, SAME, { kind: 'equal', left: 2, right: 2 }, measured('jaroWinkler', { atLeast: 0.8 }, 2), ...bounds.map((one) => measured(difference, one, 1))]);
        expect(kernel.single).toMatchObject({ left: 0, right: 0 });
        const { codes } = columns[0]!;
        const apart = 1 + (some % (codes.length - 1));
        expect(foundOf(among(compileRuns([kernel.plan!])![0]!, codes, true), codes.length, apart, true)).toEqual(expectedOf(kernel, codes, apart, true));
      },
    ), { numRuns: casesOf(40, 400) });
  });

  test('are found among ever more values, over as many pairs as one call takes', () => {
    const values = Array.from({ length: 3000 }, (_, row) => (row % 50 === 0 ? null : `martin${row % 97}${'x'.repeat(row % 5)}`));
    const columns = codeColumns([{ kind: 'text', values }], [0]);
    const kernel = kernelOf(columns, [NULL, SAME, measured('levenshtein', { atMost: 1 })]);
    const { codes } = columns[0]!;
    const compiled = compileRuns([kernel.plan!])![0]!;
    for (const [from, to] of [[0, 10], [10, 2500], [0, 3000], [5, 8]] as const) {
      const some = codes.subarray(from, to);
      expect(foundOf(among(compiled, some, false), some.length, 2, false)).toEqual(expectedOf(kernel, some, 2, false));
    }
    const many = Uint32Array.from({ length: RUN_PAIRS + 1 }, (_, place) => codes[place % codes.length]!);
    expect(foundOf(among(compiled, many, true), many.length, 1, true)).toEqual(expectedOf(kernel, many, 1, true));
  });

  test('of all pairs are those of equal values and of missing ones too, wherever null stands among the levels', () => {
    const values = Array.from({ length: 70 }, (_, row) => (row % 4 === 1 ? null : `dupont${row % 9}`));
    const columns = codeColumns([{ kind: 'text', values }], [0]);
    const { codes } = columns[0]!;
    const left: TestProgram = { kind: 'null', column: 0, side: 'left' };
    for (const tests of [[NULL, SAME], [SAME, NULL], [SAME], [left, SAME], [SAME, { kind: 'not', of: left } as const]]) {
      const kernel = kernelOf(columns, [...tests, measured('levenshtein', { atMost: 1 })]);
      if (kernel.plan === null) continue;
      const runs = among(compileRuns([kernel.plan])![0]!, codes, true);
      for (const apart of [1, 9, 18, 36]) expect(allOf(runs, codes.length, apart)).toEqual(expectedOfAll(kernel, codes, apart));
    }
  });

  test('of several comparisons are found in one memory, by whoever has it; of others, in a copy', () => {
    const texts = Array.from({ length: 300 }, (_, row) => (row % 11 === 0 ? null : `martin${row % 37}`));
    const columns = codeColumns([{ kind: 'text', values: texts }, { kind: 'number', values: texts.map((_, row) => (row % 13 === 0 ? null : row % 29)) }], [0, 1]);
    const kernels = [
      kernelOf(columns, [NULL, SAME, measured('levenshtein', { atMost: 1 })]),
      kernelOf(columns, [{ kind: 'null', column: 1, side: 'either' }, { kind: 'equal', left: 1, right: 1 }, measured('absoluteDifference', { atMost: 3 }, 1)]),
    ];
    const plans = kernels.map(({ plan }) => plan!);
    const shared = shareRuns(plans)!;
    const others = [compileRuns(plans, shared)!, compileRuns(plans, structuredClone(shared))!, compileRuns(plans)!, plans.map((plan) => compileRuns([plan], shared)![0]!)];
    // All are readied before any is asked, each among values of its own.
    const ready = others.map((compiled, owner) => compiled.map((runs, column) => {
      const codes = columns[column]!.codes.subarray(20 * owner);
      return { kernel: kernels[column]!, codes, runs: among(runs, codes, true) };
    }));
    for (const { kernel, codes, runs } of ready.flat()) expect(allOf(runs, codes.length, 3)).toEqual(expectedOfAll(kernel, codes, 3));
  });

  test('are counted run after run among the same values, and anew among others', () => {
    const columns = codeColumns([{ kind: 'text', values: Array.from({ length: 90 }, (_, row) => (row % 8 === 0 ? null : `dupon${row % 17}`)) }], [0]);
    const kernel = kernelOf(columns, [NULL, SAME, measured('jaroWinkler', { atLeast: 0.9 }), measured('jaroWinkler', { atLeast: 0.5 })]);
    const { codes } = columns[0]!;
    const compiled = compileRuns([kernel.plan!])![0]!;
    const runs = among(compiled, codes, false);
    const expected = [1, 4, 30].map((apart) => expectedCounts(kernel, codes, apart));
    const unequal = [1, 4, 30].map((apart) => runs.count(0, apart, codes.length - apart));
    expect([...runs.counts]).toEqual(expected[0]!.slice(0, -1).map((_, level) => expected.reduce((sum, of) => sum + of[level]!, 0)));
    expect(unequal).toEqual(expected.map((of) => of.reduce((sum, count) => sum + count, 0)));
    expect([...among(compiled, codes, false).counts]).toEqual([0, 0, 0, 0]);
  });

  test('of no pair, and of equal pairs only, are none', () => {
    const columns = codeColumns([{ kind: 'text', values: ['a', 'a', 'a'] }], [0]);
    const runs = among(compileRuns([kernelOf(columns, [NULL, SAME, measured('osa', { atMost: 1 })]).plan!])![0]!, columns[0]!.codes, true);
    expect([runs.find(0, 1, 0), runs.find(0, 1, 2)]).toEqual([{ unequal: 0, listed: 0 }, { unequal: 0, listed: 0 }]);
  });
});

describe('without WebAssembly', () => {
  afterEach(() => { vi.unstubAllGlobals(); });

  test('the same pairs are listed at the same levels', () => {
    const values = Array.from({ length: 80 }, (_, row) => [null, 'martin', 'martine', 'dupont', `dupon${row}`][row % 5]!);
    const columns = codeColumns([{ kind: 'text', values }], [0]);
    const table = { records: values.length, sourceStarts: Uint32Array.of(0, values.length), columns };
    const kernel = kernelOf(columns, [NULL, SAME, measured('jaroWinkler', { atLeast: 0.9 })]);
    const members = Uint32Array.from(values.keys()).reverse();
    for (const listsLast of [true, false]) {
      const found = (): Found => foundOf(levelsOfPairs({ table }, kernel).among(members, { isOrdered: false, listsLast }), members.length, 9, listsLast);
      const compiled = found();
      vi.stubGlobal('WebAssembly', undefined);
      expect(compileRuns([kernel.plan!])).toBeNull();
      expect(shareRuns([kernel.plan!])).toBeNull();
      expect(found()).toEqual(compiled);
      const all = levelsOfPairs({ table }, kernel).among(members, { isOrdered: false, listsLast });
      expect(allOf(all, members.length, 9)).toEqual(expectedOfAll(kernel, columns[0]!.codes.toReversed(), 9));
      expect(countsOf(all, members.length, 9)).toEqual(expectedCounts(kernel, columns[0]!.codes.toReversed(), 9));
      vi.unstubAllGlobals();
    }
  });

  test('sides are exchanged where the first record is to be the left one, and only there', () => {
    const columns = codeColumns([{ kind: 'number', values: [1, 5, 2, 4] }, { kind: 'number', values: [1, 5, 2, 4] }], [0, 0]);
    const table = { records: 4, sourceStarts: Uint32Array.of(0, 4), columns };
    const sided: TestProgram = { kind: 'all', of: [{ kind: 'literal', column: 0, side: 'left', value: '5' }, { kind: 'not', of: { kind: 'equal', left: 0, right: 1 } }] };
    const kernel = kernelOf(columns, [sided]);
    expect(kernel.isSymmetric).toBe(false);
    const levelsOf = (isOrdered: boolean): Found => foundOf(levelsOfPairs({ table }, kernel).among(Uint32Array.of(3, 1, 2, 0), { isOrdered, listsLast: true }), 4, 1, true);
    // Records 3 and 1, 1 and 2, 2 and 0: record 1 has the value that is asked of the left one.
    expect(levelsOf(false)).toEqual({ '0 1': 1, '1 2': 0, '2 3': 1 });
    expect(levelsOf(true)).toEqual({ '1 0': 0, '1 2': 0, '3 2': 1 });
  });
});

describe('symbols as bytes', () => {
  test('are themselves where they are bytes', () => {
    const bytes = Uint8Array.of(0, 255, 7);
    expect(symbolBytes({ symbols: bytes })).toMatchObject({ bytes, hasOthers: false });
  });

  test('are as different as the symbols, as long as there are no more than 255', () => {
    fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 255 }), (values) => {
      const { bytes, hasOthers } = symbolBytes({ symbols: Uint32Array.from(values) });
      expect(hasOthers).toBe(false);
      expect(bytes).not.toContain(0);
      expect(new Set(bytes).size).toBe(new Set(values).size);
      expect(new Set(values.map((value, place) => `${value} ${bytes[place]!}`)).size).toBe(new Set(values).size);
    }));
  });

  test('of others are 0', () => {
    const { bytes, hasOthers } = symbolBytes({ symbols: Uint16Array.from({ length: 300 }, (_, place) => 1000 + place) });
    expect(hasOthers).toBe(true);
    expect([...bytes]).toEqual(Array.from({ length: 300 }, (_, place) => (place < 255 ? place + 1 : 0)));
  });
});
