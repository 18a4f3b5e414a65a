import { exactSum } from '../../../group/index.ts';
import type { ClassTable } from '../classes.ts';
import type { ColumnLevels } from '../column-levels.ts';
import type { UtilityMetric } from '../search/search-problem.ts';
import { meanOne, rowsByCode, suppressedByCode } from './column-rows.ts';
import { rounded, type Metric } from './metric.ts';

/** Losses are rounded to about a millionth of a bit. */
const PARTS = 2 ** 20;

/**
 * Measures what is no longer known of each value, in bits: non-uniform entropy. A row with value v, generalised to g, costs
 * −log₂ of v's frequency over g's; columns add up, each with its weight. Suppressed rows lose their generalised values as
 * well: s of them add −Σ f log₂(f/s) over the frequencies f of those values, unless `ignoresSuppression`.
 *
 * The bound is the loss without suppression: g's frequency only grows as levels rise, and what suppressed rows add is never
 * negative.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each column.
 * @param metric - `ignoresSuppression`.
 * @param columnWeights - how much each column matters; `null` for all alike.
 * @returns the metric, in bits from 0 up.
 * @throws {RangeError} if weights are not usable.
 * @remarks Sums are exact before they are rounded, so that the order of classes and codes does not show.
 * @see Gionis and Tassa 2009, k-Anonymization with Minimal Loss of Information, https://doi.org/10.1109/TKDE.2008.129.
 */
export function entropyMetric(classes: ClassTable, columns: readonly ColumnLevels[], { ignoresSuppression = false }: UtilityMetric, columnWeights: Float64Array | null): Metric {
  const weights = meanOne(columnWeights, columns.length);
  const bitsOf = rowsByCode(classes, columns).map((levels, column) => levels.map((counts, level) => {
    const codeOf = columns[column]!.codes[level]!;
    return exactSum(Array.from(levels[0]!, (rows, value) => bits(rows, counts[codeOf[value]!]!)));
  }));
  const generalised = (levels: Int32Array): number => {
    let sum = 0;
    for (let column = 0; column < levels.length; column++) sum += weights[column]! * bitsOf[column]![levels[column]!]!;
    return sum;
  };
  return {
    ofLevelsOnly: ignoresSuppression,
    boundOfLevels: (levels) => [rounded(generalised(levels), PARTS)],
    lossOf: ({ levels, classes: { codes, rowsOf }, failing, suppressedRows }) => {
      if (ignoresSuppression || suppressedRows === 0) return [rounded(generalised(levels), PARTS)];
      const terms = Array.from(levels, (level, column) => {
        const counts = suppressedByCode(codes[column]!, rowsOf, failing, columns[column]!.leaves[level]!.length);
        return Array.from(counts, (rows) => weights[column]! * bits(rows, suppressedRows));
      });
      return [rounded(generalised(levels) + exactSum(terms.flat()), PARTS)];
    },
  };
}

/** Bits that `rows` rows lose when their value is no longer told from all of `among`. */
function bits(rows: number, among: number): number {
  return rows === 0 || rows === among ? 0 : rows * Math.log2(among / rows);
}
