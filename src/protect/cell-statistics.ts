import type { DataType, Schema } from 'apache-arrow';
import { columnTypeOf } from '../core/arrow.ts';
import { isValid, type Column } from '../core/column.ts';
import { refusePlan } from '../core/errors.ts';
import { statisticOf, type Statistic } from '../core/field.ts';
import { readLimbs } from '../core/predicate/decimal.ts';

/** A column that holds a statistic of one measure. */
export interface StatisticPlace {
  readonly of: string;
  readonly index: number;
}

/** Types of the figures that rules read; sums and contributions have those of their measure. */
const MADE_TYPES: Readonly<Partial<Record<Statistic['kind'], string>>> = Object.freeze({ rows: 'int64', contributors: 'int64', largestShare: 'float64' });

/**
 * Finds the columns that hold a statistic, by the measure it is about.
 *
 * @param input - schema of the cells.
 * @param kind - which statistic.
 * @param rank - of a `largest` contribution: which.
 * @returns them in the order of the columns. A count or share that was cast is no longer what the aggregation made, and
 *   is left out: a rule that needs it says that it is missing.
 */
export function statisticPlaces(input: Schema, kind: Statistic['kind'], rank?: number): StatisticPlace[] {
  const made = MADE_TYPES[kind];
  return input.fields.flatMap((field, index) => {
    const statistic = statisticOf(field);
    if (statistic?.kind !== kind || statistic.of === undefined || statistic.rank !== rank) return [];
    return made === undefined || columnTypeOf(field.type as DataType) === made ? [{ of: statistic.of, index }] : [];
  });
}

/** A statistic that a rule cannot do without. */
interface NeededStatistic {
  readonly kind: Statistic['kind'];
  readonly of: string;
  readonly rank?: number;
  readonly count?: number;
}

/**
 * Finds the column that holds a statistic of a measure.
 *
 * @param input - schema of the cells.
 * @param statistic - which; `count` tells how many of the largest contributions are needed.
 * @param path - the option that needs it.
 * @returns the place of the column.
 * @throws {PlanError} `PLAN_MISSING` that names the statistic.
 */
export function needStatistic(input: Schema, statistic: NeededStatistic, path: string): number {
  const { kind, of, rank, count = 1 } = statistic;
  const found = statisticPlaces(input, kind, rank).find((place) => place.of === of);
  if (found !== undefined) return found.index;
  const named = kind === 'largest' ? `{ kind: largest, of: ${of}, count: ${count} }` : `{ kind: ${kind}, of: ${of} }`;
  return refusePlan('PLAN_MISSING', path, `the cells have no ${STATISTIC_WORDS[kind] ?? kind} of "${of}"; add ${named} to the aggregate step`);
}

const STATISTIC_WORDS: Readonly<Partial<Record<Statistic['kind'], string>>> = Object.freeze({
  largest: 'largest contributions', largestShare: 'largest share', absoluteSum: 'sum of absolute values',
});

/**
 * Lists the measures that are summed or averaged.
 *
 * @param input - schema of the cells.
 * @returns their names, each once.
 */
export function summedMeasures(input: Schema): string[] {
  return [...new Set([...statisticPlaces(input, 'sum'), ...statisticPlaces(input, 'mean')].map(({ of }) => of))];
}

/**
 * Reads a numeric column as doubles.
 *
 * @param column - int32, int64, float64 or decimal.
 * @param missing - what stands for null.
 * @returns Float64Array(rows).
 * @throws {TypeError} for another kind.
 */
export function numbersOf(column: Column, missing: number): Float64Array {
  const { numbers, unit } = wholeNumbersOf(column, missing);
  return unit === 1 ? numbers : numbers.map((number) => number / unit);
}

/** Numbers in a unit that makes them whole where they can be. */
export interface WholeNumbers {
  /** Float64Array(rows): as many units. */
  readonly numbers: Float64Array;
  /** How many units make 1: a power of ten for decimals, 1 for everything else. */
  readonly unit: number;
}

/**
 * Reads a numeric column as doubles without its decimal point: 12.50 of a decimal with two places is 1250.
 *
 * @param column - int32, int64, float64 or decimal.
 * @param missing - what stands for null, in units.
 * @returns the numbers; exact below 2⁵³ but for those of a float64, which are as they are.
 * @throws {TypeError} for another kind.
 */
export function wholeNumbersOf(column: Column, missing: number): WholeNumbers {
  const { kind, rows, valid } = column;
  const read = (numberOf: (row: number) => number): Float64Array => {
    const numbers = new Float64Array(rows);
    for (let row = 0; row < rows; row++) numbers[row] = isValid(valid, row) ? numberOf(row) : missing;
    return numbers;
  };
  if (kind === 'int32' || kind === 'float64') return { numbers: read((row) => column.values[row]!), unit: 1 };
  if (kind === 'int64') return { numbers: read((row) => Number(column.values[row]!)), unit: 1 };
  if (kind === 'decimal') return { numbers: read((row) => Number(readLimbs(column.limbs, row))), unit: 10 ** column.scale };
  throw new TypeError(`column: expected numbers, got ${kind}`);
}

/**
 * Tells whether a column of cells is a statistic, which is withheld with its cell.
 *
 * @param input - schema of the cells.
 * @param index - place of the column.
 * @returns whether it is.
 */
export function isStatistic(input: Schema, index: number): boolean {
  const field = input.fields[index]!;
  return statisticOf(field) !== null || field.metadata.get('a423:role') === 'cell' || columnTypeOf(field.type as DataType) === null;
}
