import type { RecordTable } from '../records.ts';
import { columnsOfComparison } from './columns-of.ts';
import { recordsCompared, type ComparedTable, type RegisteredMeasure } from './compared-table.ts';
import { decidingColumns, type DecidingColumns } from './deciding-column.ts';
import { makeLadder } from './ladder.ts';
import type { ComparisonProgram } from './program.ts';
import { RUN_PAIRS, type CodesOf } from './rung.ts';
import { settledValues } from './settled-values.ts';
import type { CacheUse } from './tried-cache.ts';
import { valueLevels, type LevelPlan } from './value-levels.ts';

export type { CacheUse };

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
  readonly single: DecidingColumns | null;
  readonly program: ComparisonProgram;
  /** Whether a measure that the caller brought decides on levels. */
  readonly isRegistered: boolean;
  /** About how long it takes for one pair, in nanoseconds. */
  readonly pains: number;
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
  /**
   * Finds the levels of many pairs of values of the `single` columns; of at most `RUN_PAIRS` pairs at once.
   *
   * @param leftCodes - codes on the left.
   * @param rightCodes - codes on the right.
   * @param pairs - number of pairs.
   * @param out - receives the level of pair `i` at `at + i · stride`.
   * @throws {TypeError} where `single` is null.
   */
  levelsOfCodes(leftCodes: Uint32Array, rightCodes: Uint32Array, pairs: number, out: Uint8Array, at: number, stride: number): void;
  /** How the level of two values of the `single` columns is found, as data; null where `single` is null, or more than a plan can tell. */
  readonly plan: LevelPlan | null;
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
 * @param isFixed - whether the table stays as it is; else nothing found in it is remembered.
 * @param known - the columns that decide the comparison, where they were looked for before.
 * @returns the kernel; it holds a cache of bounded size.
 * @throws {TypeError} if a measure does not fit the kind of its values, or a registered one is missing.
 * @remarks O(records) once per pair of columns it looks at, nothing where the deciding ones are known.
 */
export function comparisonKernel(
  program: ComparisonProgram, table: Pick<RecordTable, 'columns'>, unit: 'codePoint' | 'byte', registered: Readonly<Record<string, RegisteredMeasure>> = {},
  isFixed = true, known?: DecidingColumns | null,
): ComparisonKernel {
  const used = columnsOfComparison(program);
  const single = known !== undefined || !isFixed ? known ?? null : decidingColumns(table, used);
  const records = recordsCompared(table, unit, registered, isFixed);
  const face = {
    levels: program.levels.length,
    nullLevels: Uint8Array.from(program.levels, ({ isExcluded }) => Number(isExcluded)),
    isSymmetric: used.isSymmetric,
    isRegistered: used.isRegistered,
    columns: [...new Set([...used.lefts, ...used.rights])].sort((left, right) => left - right),
    single,
    program,
  };
  if (single === null) return { ...face, ...levelsByRecords(program, records) };
  return { ...face, ...levelsByValues(program, table, single, records) };
}

type LevelFinders = Pick<ComparisonKernel, 'pains' | 'plan' | 'levelOf' | 'levelOfCodes' | 'levelsOf' | 'levelsOfCodes' | 'cacheUse'>;

/** Where no column decides: the arrays go by records. */
function levelsByRecords({ levels }: ComparisonProgram, records: ComparedTable): LevelFinders {
  const ladder = makeLadder(levels.map(({ test }) => test), records);
  const places = new Uint16Array(RUN_PAIRS);
  const found = new Uint8Array(RUN_PAIRS);
  const refuse = (): never => {
    throw new TypeError('single: expected a comparison that one column decides');
  };
  return {
    pains: ladder.pains,
    plan: null,
    levelOf: ladder.levelOf,
    levelOfCodes: refuse,
    levelsOfCodes: refuse,
    levelsOf(lefts, rights, pairs, out, at, stride) {
      for (let from = 0; from < pairs; from += RUN_PAIRS) {
        const run = Math.min(RUN_PAIRS, pairs - from);
        for (let pair = 0; pair < run; pair++) places[pair] = pair;
        found.fill(ladder.last, 0, run);
        ladder.find({ lefts: lefts.subarray(from, from + run), rights: rights.subarray(from, from + run), places, levels: found, at: 0 }, run);
        for (let pair = 0, to = at + from * stride; pair < run; pair++, to += stride) out[to] = found[pair]!;
      }
    },
    cacheUse: ladder.cacheUse,
  };
}

/** Where one column decides: the arrays go by its values. */
function levelsByValues({ levels }: ComparisonProgram, table: Pick<RecordTable, 'columns'>, single: DecidingColumns, records: ComparedTable): LevelFinders {
  const values = valuesCompared(table, single, records);
  const tests = levels.map(({ test }) => test);
  const { settled, isPossible } = settledValues(tests, values, single);
  const { codes: leftCodes, dictionary: left } = table.columns[single.left]!;
  const { codes: rightCodes, dictionary: right } = table.columns[single.right]!;
  const different = left === right ? makeLadder(tests, { ...values, isDifferent: true }, isPossible) : makeLadder(tests, values);
  // Where pairs come in runs, one alone is asked for rarely, as a rule never.
  let whole = left === right ? null : different;
  const levelOf = (one: number, other: number): number => (whole ??= makeLadder(tests, values)).levelOf(one, other);
  const found = valueLevels({ leftSize: left.size, rightSize: right.size, settled, levelOf, different });
  const lefts = new Uint32Array(RUN_PAIRS);
  const rights = new Uint32Array(RUN_PAIRS);
  return {
    pains: different.pains,
    plan: found.plan,
    levelOf: (one, other) => levelOf(leftCodes[one]!, rightCodes[other]!),
    levelOfCodes: levelOf,
    levelsOf(ofLeft, ofRight, pairs, out, at, stride) {
      for (let from = 0; from < pairs; from += RUN_PAIRS) {
        const run = Math.min(RUN_PAIRS, pairs - from);
        for (let pair = 0; pair < run; pair++) {
          lefts[pair] = leftCodes[ofLeft[from + pair]!]!;
          rights[pair] = rightCodes[ofRight[from + pair]!]!;
        }
        found.find(lefts, rights, run, out, at + from * stride, stride);
      }
    },
    levelsOfCodes: found.find,
    cacheUse: found.cacheUse,
  };
}

/** Looks at the distinct values of one column as both sides of pairs; other columns have what stands beside them. */
function valuesCompared({ columns }: Pick<RecordTable, 'columns'>, { leftsBeside, rightsBeside }: DecidingColumns, records: ComparedTable): ComparedTable {
  const besides = (beside: DecidingColumns['leftsBeside']): CodesOf[] => columns.map((_, column) => beside.get(column) ?? null);
  return { ...records, lefts: besides(leftsBeside), rights: besides(rightsBeside) };
}
