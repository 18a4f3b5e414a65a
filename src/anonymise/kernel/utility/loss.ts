import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { UtilityMetric } from '../search/search-problem.ts';
import { meanOne, rowsByCode, suppressedByCode } from './column-rows.ts';
import { rounded, type JudgedNode, type Metric } from './metric.ts';

/** Losses are rounded to this many parts. (ARX cuts those of columns to 1e10, which tells apart what is equal.) */
const PARTS = 1e12;

/**
 * Measures how much of its domain each value may be: the Loss of Iyengar, as ARX computes it.
 *
 * A value of `leaves` leaves of the hierarchy's `domain` costs leaves/domain, a suppressed one 1. Over the n rows of a column
 * that is a sum between n/domain and n, and the column's loss is how far along it lies, from 0 to 1. `suppressionWeight` g
 * changes the costs: below ½ a suppressed value costs leaves/domain + 2g(1 − leaves/domain), above ½ a kept one costs
 * (2 − 2g) leaves/domain. The losses r of the columns become one: the geometric mean Π(1 + r)^(1/columns) − 1, the arithmetic mean, the
 * sum, the largest, or (`rank`) the largest with the next ones to decide when it is equal. Weights multiply r (they are
 * exponents in the geometric mean), scaled to a mean of 1.
 *
 * The bound is the loss without suppression. It is true of successors: leaves never become fewer as levels rise, no row costs less
 * for being suppressed, and every aggregate rises with each r.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @param metric - `aggregate` and `suppressionWeight`.
 * @param columnWeights - see above; `null` for equal ones.
 * @returns the metric.
 * @throws {RangeError} if weights are not usable, or `suppressionWeight` is not in [0, 1].
 * @see Iyengar 2002, Transforming data to satisfy privacy constraints, https://doi.org/10.1145/775047.775089.
 */
export function lossMetric(classes: ClassTable, columns: readonly ColumnLevels[], { aggregate = 'geometricMean', suppressionWeight = 0.5 }: UtilityMetric, columnWeights: Float64Array | null): Metric {
  if (!(suppressionWeight >= 0 && suppressionWeight <= 1)) throw new RangeError('suppressionWeight: expected a number in [0, 1]');
  const kept = suppressionWeight <= 0.5 ? 1 : 2 - 2 * suppressionWeight;
  const suppressed = suppressionWeight < 0.5 ? 2 * suppressionWeight : 1;
  const weights = meanOne(columnWeights, columns.length);
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const join = joiner(aggregate, weights);
  const joined = (losses: Float64Array): readonly number[] => join(losses).map((loss) => rounded(loss, PARTS));
  /** Leaves under the values of all rows, by column and level: integers, whose sums are exact. */
  const leavesOf = rowsByCode(classes, columns).map((levels, column) => levels.map((counts, level) => leavesUnder(counts, columns[column]!.leaves[level]!)));
  const shareOf = (column: number, level: number, extra: number): number => {
    const { domain } = columns[column]!;
    const least = rows / domain;
    // Without rows, or where there is one leaf, nothing can be lost.
    if (!(rows > least)) return 0;
    // What suppression adds is never negative, also as computed, so that the bound is never above the loss.
    return Math.max(0, ((kept * leavesOf[column]![level]! + extra) / domain - least) / (rows - least));
  };
  /** The losses of columns where nothing is suppressed, by level. */
  const generalised = columns.map(({ codes }, column) => Float64Array.from(codes, (_, level) => shareOf(column, level, 0)));
  const losses = new Float64Array(columns.length);
  const boundOfLevels = (levels: Int32Array): readonly number[] => {
    for (let column = 0; column < losses.length; column++) losses[column] = generalised[column]![levels[column]!]!;
    return joined(losses);
  };
  return {
    ofLevelsOnly: false,
    boundOfLevels,
    lossOf: ({ levels, classes: { codes, rowsOf }, failing, suppressedRows }: JudgedNode) => suppressedRows === 0 ? boundOfLevels(levels) : joined(Float64Array.from(levels, (level, column) => {
      const { leaves, domain } = columns[column]!;
      const blanked = leavesUnder(suppressedByCode(codes[column]!, rowsOf, failing, leaves[level]!.length), leaves[level]!);
      const extra = suppressed < 1 ? suppressed * (suppressedRows * domain - blanked) : suppressedRows * domain - kept * blanked;
      return shareOf(column, level, extra);
    })),
  };
}

function leavesUnder(counts: Float64Array, leaves: Float64Array): number {
  let sum = 0;
  for (let code = 0; code < counts.length; code++) sum += counts[code]! * leaves[code]!;
  return sum;
}

/** Makes one loss, and what breaks its ties, of the losses of the columns. */
function joiner(aggregate: NonNullable<UtilityMetric['aggregate']>, weights: Float64Array): (losses: Float64Array) => readonly number[] {
  const columns = weights.length;
  const sum = (losses: Float64Array): number => {
    let total = 0;
    for (let column = 0; column < columns; column++) total += weights[column]! * losses[column]!;
    return total;
  };
  const product = (losses: Float64Array): number => {
    let total = 1;
    for (let column = 0; column < columns; column++) total *= Math.pow(1 + losses[column]!, weights[column]!);
    return total;
  };
  switch (aggregate) {
    case 'geometricMean':
      return (losses) => [Math.pow(product(losses), 1 / columns) - 1];
    case 'arithmeticMean':
      return (losses) => [sum(losses) / columns];
    case 'sum':
      return (losses) => [sum(losses)];
    case 'max':
      return (losses) => [losses.reduce((most, loss, column) => Math.max(most, weights[column]! * loss), 0)];
    case 'rank':
      return (losses) => Array.from(losses, (loss, column) => weights[column]! * loss).sort((one, other) => other - one);
  }
}
