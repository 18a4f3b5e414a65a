// What is compared, laid out once: whoever finds levels in it finds what a copy of his own would tell him.
import { afterEach, describe, expect, test, vi } from 'vitest';
import { comparisonKernel, type ComparisonKernel } from '../../../../src/link/kernel/compare/comparison-kernel.ts';
import { compileLevels, shareLevels } from '../../../../src/link/kernel/compare/compiled-levels.ts';
import { levelFinder, shareComparisons } from '../../../../src/link/kernel/compare/level-finder.ts';
import { NO_LIMIT } from '../../../../src/link/kernel/compare/level-losses.ts';
import { codesToPack, packCodes, type CodesToPack, type PackedCodes } from '../../../../src/link/kernel/compare/packed-codes.ts';
import type { PlannedComparison } from '../../../../src/link/kernel/compare/planned-comparison.ts';
import type { ComparisonProgram, TestProgram } from '../../../../src/link/kernel/compare/program.ts';
import type { RecordColumn } from '../../../../src/link/kernel/records.ts';
import { sharedMemory } from '../../../../src/wasm/index.ts';
import { codeColumns } from '../../../link/record-table.ts';

const measured = (measure: string, bound: { readonly atLeast: number } | { readonly atMost: number }, column: number): TestProgram => ({ kind: 'measure', of: { measure, left: column, right: column, q: null, overLists: false }, bound });
const program = (column: number, ...tests: TestProgram[]): ComparisonProgram => ({
  levels: [{ kind: 'null', column, side: 'either' } as const, { kind: 'equal', left: column, right: column } as const, ...tests, { kind: 'otherwise' } as const].map((test) => ({ test, isExcluded: false, frequency: null })),
});

const NAMES = ['martin', 'martine', 'matrin', 'dupont', null, 'dupond', 'élodie', 'elodie', 'x'.repeat(40), `${'x'.repeat(39)}y`];
const RECORDS = 50;
const COLUMNS = codeColumns([
  { kind: 'text', values: Array.from({ length: RECORDS }, (_, row) => NAMES[row % NAMES.length]!) },
  { kind: 'number', values: Array.from({ length: RECORDS }, (_, row) => (row % 7 === 0 ? null : row % 5)) },
], [0, 1]);
const PROGRAMS = [program(0, measured('jaroWinkler', { atLeast: 0.9 }, 0), measured('jaroWinkler', { atLeast: 0.7 }, 0)), program(1, measured('absoluteDifference', { atMost: 1 }, 1)), program(0, measured('damerauLevenshtein', { atMost: 3 }, 0))];

interface Setting {
  readonly columns: readonly RecordColumn[];
  readonly kernels: readonly ComparisonKernel[];
  readonly codes: CodesToPack;
  readonly packed: PackedCodes;
}

/** What a thread makes of the same data: equal arrays, other objects. */
function onThread(programs: readonly ComparisonProgram[] = PROGRAMS): Setting {
  const columns = structuredClone(COLUMNS);
  const kernels = programs.map((one) => comparisonKernel(one, { columns }, 'codePoint'));
  const table = { records: RECORDS, sourceStarts: Uint32Array.of(0, RECORDS), columns };
  const deciding = kernels.map(({ single }) => single);
  return { columns, kernels, codes: codesToPack(table, deciding), packed: packCodes(table, deciding) };
}

function planned({ kernels, packed }: Setting): PlannedComparison[] {
  return kernels.map(({ plan, single, levels }) => ({ plan: plan!, left: packed.columns.indexOf(single!.left), right: packed.columns.indexOf(single!.right), losses: new Int32Array(levels) }));
}

/** The levels of pairs that begin with one record, by comparison. */
function levelsFrom(compiled: ReturnType<typeof compileLevels> & object, left: number, comparisons: number): number[][] {
  for (let right = 0; right < RECORDS; right++) [compiled.lefts[right], compiled.rights[right]] = [left, right];
  expect(compiled.find(RECORDS, Array.from({ length: comparisons }, (_, index) => index), NO_LIMIT)).toBe(RECORDS);
  return Array.from({ length: comparisons }, (_, index) => [...compiled.levels.subarray(index * compiled.capacity, index * compiled.capacity + RECORDS)]);
}

const expected = (left: number, { kernels }: Setting = onThread()): number[][] => kernels.map((kernel) => Array.from({ length: RECORDS }, (_, right) => kernel.levelOf(left, right)));

afterEach(() => { vi.unstubAllGlobals(); });

describe('levels in a memory that threads share', () => {
  test('are those of a copy of one\'s own, for every thread, however their calls take turns', () => {
    const shared = shareLevels(planned(onThread()), onThread().codes, 3);
    expect(shared).toMatchObject({ threads: 3 });
    const threads = Array.from({ length: 3 }, () => {
      const setting = onThread();
      return compileLevels(planned(setting), setting.packed, shared)!;
    });
    const { buffer } = shared!.memory;
    // Each has a region of its own, all have one memory.
    expect(threads.every(({ lefts }) => (lefts.buffer as unknown) === buffer)).toBe(true);
    expect(new Set(threads.map(({ lefts }) => lefts.byteOffset)).size).toBe(3);
    const bytes = buffer.byteLength;
    for (let left = 0; left < RECORDS; left++) for (const [index, thread] of threads.entries()) expect(levelsFrom(thread, (left + 7 * index) % RECORDS, 3)).toEqual(expected((left + 7 * index) % RECORDS));
    // What one wrote stays as the others write.
    for (const [index, { lefts, rights }] of threads.entries()) for (let right = 0; right < RECORDS; right++) [lefts[right], rights[right]] = [index, right];
    threads[1]!.find(RECORDS, [0, 1, 2], NO_LIMIT);
    expect(threads.map(({ lefts }) => lefts[3])).toEqual([0, 1, 2]);
    expect(shared!.memory.buffer.byteLength).toBe(bytes);
  });

  test('have the packed codes beside them, so that nobody needs his own', () => {
    const { kernels, codes, packed } = onThread();
    const shared = shareComparisons(kernels, codes, null, 2)!;
    expect((shared.packed.words.buffer as unknown) === shared.memory.buffer).toBe(true);
    expect([...shared.packed.words]).toEqual([...packed.words]);
    const setting = { ...onThread(), packed: { ...packed, words: shared.packed.words } };
    const compiled = compileLevels(planned(setting), setting.packed, shared)!;
    expect((compiled.lefts.buffer as unknown) === shared.memory.buffer).toBe(true);
    expect(levelsFrom(compiled, 5, 3)).toEqual(expected(5));
  });

  test('are right for who comes when all regions are taken: he has a copy of his own', () => {
    const shared = shareLevels(planned(onThread()), onThread().codes, 1);
    const [first, second] = [0, 1].map(() => compileLevels(planned(onThread()), onThread().packed, shared)!);
    expect((first!.lefts.buffer as unknown) === shared!.memory.buffer).toBe(true);
    expect((second!.lefts.buffer as unknown) === shared!.memory.buffer).toBe(false);
    for (const thread of [first!, second!]) expect(levelsFrom(thread, 1, 3)).toEqual(expected(1));
  });

  test('are right for who compares by something else than what was laid out', () => {
    const shared = shareLevels(planned(onThread()), onThread().codes, 2);
    const other = onThread(PROGRAMS.slice(0, 2));
    const compiled = compileLevels(planned(other), other.packed, shared)!;
    expect((compiled.lefts.buffer as unknown) === shared!.memory.buffer).toBe(false);
    expect(levelsFrom(compiled, 3, 2)).toEqual(expected(3, other));
  });

  test('are given up there as anywhere', () => {
    const { kernels, codes } = onThread();
    const bounds = { losses: kernels.map(({ levels }) => Int32Array.from({ length: levels }, (_, level) => 2 * level)), mostLoss: 7 };
    const shared = shareComparisons(kernels, codes, bounds, 2);
    expect(shared).not.toBeNull();
    const pairs = RECORDS * RECORDS;
    const lefts = Uint32Array.from({ length: pairs }, (_, pair) => Math.floor(pair / RECORDS));
    const rights = Uint32Array.from({ length: pairs }, (_, pair) => pair % RECORDS);
    const found = [shared, shared, null].map((memory) => {
      const setting = onThread();
      const finder = levelFinder(setting.kernels, setting.packed, pairs, bounds, memory);
      const out = new Uint8Array(kernels.length * pairs);
      const count = finder.find(lefts, rights, pairs, new Uint8Array(pairs), out);
      return { places: [...finder.places.subarray(0, count)], levels: kernels.map((_, index) => [...out.subarray(index * pairs, index * pairs + count)]) };
    });
    expect(found[0]!.places.length).toBeGreaterThan(50);
    expect(found[0]!.places.length).toBeLessThan(pairs);
    expect([found[0], found[1]]).toEqual([found[2], found[2]]);
  });

  test('are not laid out where no comparison is compiled, or nothing can be', () => {
    const { kernels, codes } = onThread();
    expect(shareComparisons([], codes, null, 2)).toBeNull();
    vi.stubGlobal('WebAssembly', undefined);
    expect(sharedMemory()).toBeNull();
    expect(shareComparisons(kernels, codes, null, 2)).toBeNull();
    expect(compileLevels(planned(onThread()), onThread().packed)).toBeNull();
  });

  test('need no memory that is not there: without room for one, nothing is laid out', () => {
    const { kernels, codes } = onThread();
    const noRoom = function noRoom(): never {
      throw new RangeError('no address space');
    };
    vi.stubGlobal('WebAssembly', { ...(globalThis as unknown as { WebAssembly: object }).WebAssembly, Memory: noRoom });
    expect(sharedMemory()).toBeNull();
    expect(shareComparisons(kernels, codes, null, 2)).toBeNull();
    expect(compileLevels(planned(onThread()), onThread().packed)).toBeNull();
  });
});
