import type { RecordTable } from '../records.ts';
import { columnsUsed } from './columns-of.ts';
import { recordsCompared, type ComparedTable, type RegisteredMeasure } from './compared-table.ts';
import { codesBeside, decidingColumns } from './deciding-column.ts';
import { pairCache, type PairCache } from './pair-cache.ts';
import { makeProbes } from './probe.ts';
import type { ComparisonProgram, Sides } from './program.ts';
import { questionOf } from './question-of.ts';
import { TRUE } from './truth.ts';

/** What a cache did. */
export interface CacheUse {
  /** Pairs of unequal values that were looked up. */
  readonly looks: number;
  /** Those that were remembered. */
  readonly hits: number;
  readonly bytes: number;
}

/** One comparison, ready to be asked. Not re-entrant. */
export interface ComparisonKernel {
  /** Number of levels. */
  readonly levels: number;
  /** Uint8Array(levels): 1 where pairs at the level are left out of the evidence. */
  readonly nullLevels: Uint8Array;
  /** Whether exchanging the records of a pair changes nothing. */
  readonly isSymmetric: boolean;
  /** Columns it looks at on either side, rising. */
  readonly columns: readonly number[];
  /** The one column on each side that its level depends on, where it does; other columns it looks at are decided by these. */
  readonly single: Sides | null;
  readonly program: ComparisonProgram;
  /** Whether a measure that the caller brought decides on levels. */
  readonly isRegistered: boolean;
  /**
   * Finds the level of a pair.
   *
   * @param left - ordinal of a record.
   * @param right - ordinal of a record.
   * @returns index of the level, as the comparison lists them.
   */
  levelOf(left: number, right: number): number;
  /**
   * Finds the level of two values of the `single` columns.
   *
   * @param leftCode - a code that occurs in the left column, or 0 for null.
   * @param rightCode - a code that occurs in the right column, or 0 for null.
   * @returns index of the level.
   * @throws {TypeError} where `single` is null.
   * @remarks Computed anew: pairs of values that come once each gain nothing from a cache.
   */
  levelOfCodes(leftCode: number, rightCode: number): number;
  /**
   * Finds the levels of many pairs.
   *
   * @param lefts - ordinals of the left records.
   * @param rights - ordinals of the right records.
   * @param pairs - number of pairs.
   * @param out - receives the level of pair `i` at `at + i · stride`.
   */
  levelsOf(lefts: Uint32Array, rights: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
  /** Tells what the cache did so far. */
  cacheUse(): CacheUse;
}

/**
 * Readies a comparison.
 *
 * @param program - its levels.
 * @param table - the records.
 * @param unit - what a symbol of a text is.
 * @param registered - measures the caller brought, by name.
 * @returns the kernel; it holds a cache of bounded size.
 * @throws {TypeError} if a measure does not fit the kind of its values, or a registered one is missing.
 * @remarks O(records) once per pair of columns it looks at.
 */
export function comparisonKernel(
  program: ComparisonProgram, table: Pick<RecordTable, 'columns'>, unit: 'codePoint' | 'byte', registered: Readonly<Record<string, RegisteredMeasure>> = {},
): ComparisonKernel {
  const used = columnsUsed(program.levels.map(({ test }) => test));
  const single = decidingColumns(table, used);
  const records = recordsCompared(table, unit, registered);
  const face = {
    levels: program.levels.length,
    nullLevels: Uint8Array.from(program.levels, ({ isExcluded }) => Number(isExcluded)),
    isSymmetric: used.isSymmetric,
    isRegistered: used.isRegistered,
    columns: [...new Set([...used.lefts, ...used.rights])].sort((left, right) => left - right),
    single,
    program,
  };
  if (single === null) {
    const levelOf = ladderOf(program, records, true);
    return {
      ...face,
      levelOf,
      levelOfCodes: () => {
        throw new TypeError('levelOfCodes: expected a comparison that one column decides');
      },
      levelsOf(lefts, rights, pairs, out, at, stride) {
        for (let pair = 0, to = at; pair < pairs; pair++, to += stride) out[to] = levelOf(lefts[pair]!, rights[pair]!);
      },
      cacheUse: () => ({ looks: 0, hits: 0, bytes: 0 }),
    };
  }
  const levelOfCodes = ladderOf(program, valuesCompared(table, single, face.columns, records), false);
  const lefts = table.columns[single.left]!;
  const rights = table.columns[single.right]!;
  return {
    ...face,
    ...cachedLevels(lefts.codes, rights.codes, levelOfCodes, pairCache(lefts.dictionary.size, rights.dictionary.size)),
    levelOfCodes,
  };
}

/** Looks at the distinct values of one column as both sides of pairs; other columns have what stands beside them. */
function valuesCompared(table: Pick<RecordTable, 'columns'>, { left, right }: Sides, columns: readonly number[], records: ComparedTable): ComparedTable {
  const beside = (deciding: number): Uint32Array[] =>
    table.columns.map((_, column) => (columns.includes(column) ? codesBeside(table, deciding, column) : new Uint32Array(0)));
  const lefts = beside(left);
  return { ...records, lefts, rights: left === right ? lefts : beside(right) };
}

/** Tries the levels in order. */
function ladderOf({ levels }: ComparisonProgram, table: ComparedTable, isCached: boolean): (left: number, right: number) => number {
  const tests = levels.map(({ test }) => test);
  const probeOf = makeProbes(tests, table, isCached);
  const questions = tests.slice(0, -1).map((test) => questionOf(test, table, probeOf));
  const last = questions.length;
  return (left, right) => {
    for (let level = 0; level < last; level++) if (questions[level]!(left, right) === TRUE) return level;
    return last;
  };
}

function cachedLevels(
  leftCodes: Uint32Array, rightCodes: Uint32Array, levelOfCodes: (left: number, right: number) => number, cache: PairCache,
): Pick<ComparisonKernel, 'levelOf' | 'levelsOf' | 'cacheUse'> {
  let looks = 0;
  let hits = 0;

  function levelOfPair(left: number, right: number): number {
    if (left === 0 || right === 0) return levelOfCodes(left, right);
    looks++;
    const known = cache.get(left, right);
    if (known >= 0) {
      hits++;
      return known;
    }
    const level = levelOfCodes(left, right);
    cache.set(left, right, level);
    return level;
  }

  return {
    levelOf: (left, right) => levelOfPair(leftCodes[left]!, rightCodes[right]!),
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let pair = 0, to = at; pair < pairs; pair++, to += stride) out[to] = levelOfPair(leftCodes[lefts[pair]!]!, rightCodes[rights[pair]!]!);
    },
    cacheUse: () => ({ looks, hits, bytes: cache.byteLength }),
  };
}
