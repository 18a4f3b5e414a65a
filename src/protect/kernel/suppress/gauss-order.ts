import { addUp, handDown, innerCells } from '../../../linear/index.ts';
import { CELL, type SuppressionProblem } from './problem.ts';

/**
 * Which open cells are published first. `costs`: those that are dearest to withhold, then those of most inner cells.
 * `counts` and `magnitudes`: as GaussSuppression does it for tables of counts and of sums. Or the cells themselves.
 */
export type PublishingOrder = 'costs' | 'counts' | 'magnitudes' | Int32Array;

/**
 * Orders the open cells, the most wanted first; equal ones by their number.
 *
 * @param problem - the problem.
 * @param order - what is wanted.
 * @param zerosFirst - whether all cells of value 0 come before the others.
 * @returns Int32Array: the open cells.
 * @throws {RangeError} if a list of cells leaves an open cell out, names one twice, or names another.
 * @remarks O(cells · log cells + members).
 * @see GaussSuppression, `CandidatesDefault` and `CandidatesNum`: a cell weighs 1 + its count, or its absolute sum, and equals are
 *   told apart by what the cells that share inner cells with it weigh.
 */
export function publishingOrder(problem: SuppressionProblem, order: PublishingOrder, zerosFirst: boolean): Int32Array {
  const { states, values } = problem;
  const open = Int32Array.from(states.keys()).filter((cell) => states[cell] === CELL.open);
  if (typeof order !== 'string') return checkedList(order, open);
  const { weights, zeros } = order === 'costs' ? byCosts(problem) : byWeights(problem, order);
  const lift = zerosFirst ? 0.01 + weights.reduce((largest, weight) => Math.max(largest, weight), 0) : 0;
  const wish = weights.map((weight, cell) => (zeros[cell] === 0 ? weight + lift : weight));
  const ties = order === 'costs' ? innerCounts(problem) : values.map(() => 0);
  return open.sort((a, b) => wish[b]! - wish[a]! || ties[b]! - ties[a]! || a - b);
}

function byCosts({ costs, values }: SuppressionProblem): { readonly weights: Float64Array; readonly zeros: Float64Array } {
  return { weights: costs, zeros: values };
}

/** Weight of a cell: its count + 1 or its sum, and as a tie-break less than 1 for the weight of the cells that overlap it. */
function byWeights({ system, values, units }: SuppressionProblem, order: 'counts' | 'magnitudes'): { readonly weights: Float64Array; readonly zeros: Float64Array } {
  const weights = order === 'counts' ? values.map((value) => value + 1) : values.map((value, cell) => (units[cell]! + 1) * Math.abs(value / (units[cell]! + 1)));
  const inner = innerCells(system);
  const overlap = weights.slice();
  handDown(system, inner, overlap);
  if (order === 'magnitudes') for (let cell = 0; cell < overlap.length; cell++) overlap[cell]! *= units[cell]!;
  addUp(system, inner, overlap);
  const largest = overlap.reduce((most, sum) => Math.max(most, Math.abs(sum)), 0) || 1;
  return { weights: weights.map((weight, cell) => Math.abs(weight) + 0.99 * (Math.abs(overlap[cell]!) / largest)), zeros: order === 'counts' ? values : units };
}

function innerCounts({ system }: SuppressionProblem): Float64Array {
  const counts = new Float64Array(system.cells).fill(1);
  addUp(system, innerCells(system), counts);
  return counts;
}

function checkedList(order: Int32Array, open: Int32Array): Int32Array {
  const named = new Set(order);
  if (order.length !== open.length || named.size !== open.length || open.some((cell) => !named.has(cell))) {
    throw new RangeError(`order: expected the ${open.length} open cells, each once, got ${order.length}`);
  }
  return order;
}
