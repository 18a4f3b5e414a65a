import { nearestUnits } from './nearest-units.ts';
import { projectionWeights } from './projection-weights.ts';

/** Which cells of which units may be suppressed, and until when. */
export interface SuppressionProblem {
  /** One Int32Array(units) per quasi-identifier, −1 for a missing value. Units with equal codes are treated as different units. */
  readonly codes: readonly Int32Array[];
  /** Uint32Array(units): what each unit counts: its rows, or the entities that are counted in it. */
  readonly weights: Uint32Array;
  /** Weight that must be compatible with every unit, its own included. */
  readonly k: number;
  /** Int32Array(columns): every column once, the one to suppress first in front. */
  readonly order: Int32Array;
  /** Whether a unit that became frequent enough within a pass is left alone in it; sdcMicro suppresses all the same. */
  readonly recheck: boolean;
}

/** What was decided. */
export interface Suppression {
  /** Int32Array(units): the columns in which each unit still has a value, as bits. */
  readonly present: Int32Array;
  /** Times that all units were judged and the failing ones lost a cell each. */
  readonly passes: number;
  /** Whether every unit reached k; where not, all units together weigh less. */
  readonly reached: boolean;
}

/**
 * Suppresses single cells until every unit is compatible with a weight of k, a missing value being compatible with any.
 *
 * Every pass judges all units, then takes the failing ones, the rarest first and in their order where equally rare, and
 * suppresses one cell of each: of the units nearest to it, one differs there, and of such columns it is the first in `order`.
 * Each sees what was suppressed before it. This is a heuristic, as in sdcMicro: fewer cells may be possible.
 *
 * @param problem - see {@link SuppressionProblem}. The order of the units decides between equally rare ones.
 * @param presentBefore - Int32Array(units): the cells to begin with, as bits; all that have a value when omitted.
 * @returns the cells that remain. Suppressing never makes a unit rarer, so that what reached k keeps it.
 * @throws {RangeError} if arrays differ in length, or there are more than 30 columns.
 * @remarks At most one pass a column and one more. Time O(failing units × patterns × columns) look-ups, see {@link nearestUnits}.
 * @see Templ, Kowarik and Meindl 2015, https://doi.org/10.18637/jss.v067.i04, section 3.3.
 */
export function suppressUnits(problem: SuppressionProblem, presentBefore?: Int32Array): Suppression {
  const { codes, k, order, recheck } = problem;
  checkLengths(problem);
  // More than k in one unit decides nothing.
  const weights = problem.weights.map((weight) => Math.min(weight, k));
  const present = presentBefore?.slice() ?? presentOf(codes, weights.length);
  const index = projectionWeights(codes, weights, present);
  const nearest = nearestUnits(codes, weights, index, order);
  const frequencyOf = (unit: number): number => {
    let frequency = 0;
    for (const pattern of index.patterns) {
      frequency += index.sum(pattern, pattern & present[unit]!, unit);
      if (frequency >= k) break;
    }
    return frequency;
  };
  let failing = weights.map((_, unit) => unit);
  for (let passes = 0; ; passes++) {
    const frequencies = new Map<number, number>();
    failing = failing.filter((unit) => {
      const frequency = frequencyOf(unit);
      if (frequency < k) frequencies.set(unit, frequency);
      return frequency < k;
    });
    if (failing.length === 0) return { present, passes, reached: true };
    let suppressed = 0;
    for (const unit of failing.slice().sort((left, right) => frequencies.get(left)! - frequencies.get(right)! || left - right)) {
      if (recheck && frequencyOf(unit) >= k) continue;
      const column = nearest.columnToSuppress(unit);
      if (column < 0) continue;
      index.suppress(unit, column);
      suppressed++;
    }
    if (suppressed === 0) return { present, passes, reached: false };
  }
}

/**
 * Lists the cells that have a value.
 *
 * @param codes - one Int32Array(units) per column, −1 for a missing value.
 * @param units - number of units.
 * @returns Int32Array(units): the columns with a value, column `j` being the bit `1 << j`.
 */
export function presentOf(codes: readonly Int32Array[], units: number): Int32Array {
  const present = new Int32Array(units);
  codes.forEach((column, index) => {
    for (let unit = 0; unit < units; unit++) if (column[unit]! >= 0) present[unit]! |= 1 << index;
  });
  return present;
}

function checkLengths({ codes, weights, order }: SuppressionProblem): void {
  for (const column of codes) if (column.length !== weights.length) throw new RangeError(`codes: expected ${weights.length} units, got ${column.length}`);
  if (order.length !== codes.length || new Set(order).size !== codes.length || order.some((column) => column < 0 || column >= codes.length)) {
    throw new RangeError(`order: expected each of the ${codes.length} columns once`);
  }
}
