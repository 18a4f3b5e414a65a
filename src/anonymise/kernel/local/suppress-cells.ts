import { tupleTable } from '../../../group/index.ts';
import { wildcardFrequencies } from '../wildcard-frequencies.ts';
import { presentOf, suppressUnits } from './suppress-units.ts';

/** How frequent every combination of so many columns must be. */
export interface FrequencyGoal {
  /** Number of columns; the goal holds for every choice of so many. */
  readonly size: number;
  readonly k: number;
}

/** Rows as their distinct combinations of values, and what is asked of them. */
export interface CellProblem {
  /** One Int32Array(units) per quasi-identifier, −1 for a missing value. */
  readonly codes: readonly Int32Array[];
  /** Int32Array(units): the stratum of each unit, from 0 up; ascending. An attacker knows it, so that k must hold in each. */
  readonly strata: Int32Array;
  /** Uint32Array(units): what each unit counts. */
  readonly weights: Uint32Array;
  readonly goals: readonly FrequencyGoal[];
  /** Int32Array(columns): every column once, the one to suppress first in front. */
  readonly order: Int32Array;
  readonly recheck: boolean;
}

/** Which cells remain, and what that reached. */
export interface RemainingCells {
  /** Int32Array(units): the columns in which each unit still has a value, as bits. */
  readonly present: Int32Array;
  /** Most passes that a stratum took, added up over the choices of columns. */
  readonly passes: number;
  /** For each goal, the least weight that a unit is compatible with, counted anew; `null` without units. */
  readonly reached: readonly (number | null)[];
  /**
   * Uint32Array(units): the weight that fits each unit as it was. It may be less than k: who knows what a unit has lost can rule
   * out others that kept another value.
   */
  readonly fitting: Uint32Array;
}

/**
 * Suppresses cells until every goal holds in every stratum.
 *
 * Goals are taken in their order, choices of columns in theirs. Since a suppressed cell never makes a combination rarer, what a goal
 * reached, later ones keep: one round suffices, and the count afterwards shows it.
 *
 * @param problem - see {@link CellProblem}. The order of the units decides between equally rare ones of a stratum.
 * @returns what remains; a goal that is not reached asks for more than a stratum weighs.
 * @throws {RangeError} as {@link suppressUnits}.
 * @remarks The cost of {@link suppressUnits} for every choice of columns, and that of {@link wildcardFrequencies} twice more.
 */
export function suppressCells(problem: CellProblem): RemainingCells {
  const { codes, strata, weights, goals, order, recheck } = problem;
  const units = weights.length;
  const present = presentOf(codes, units);
  let passes = 0;
  for (const { size, k } of goals) {
    for (const chosen of choices(codes.length, size)) {
      const places = Int32Array.from(order.filter((column) => chosen.includes(column)), (column) => chosen.indexOf(column));
      let most = 0;
      for (let from = 0; from < units; ) {
        let end = from + 1;
        while (end < units && strata[end] === strata[from]) end++;
        const part = { codes: chosen.map((column) => codes[column]!.subarray(from, end)), weights: weights.subarray(from, end), k, order: places, recheck };
        const found = suppressUnits(part, gathered(present, chosen, from, end));
        scatter(found.present, chosen, present, from);
        most = Math.max(most, found.passes);
        from = end;
      }
      passes += most;
    }
  }
  const reached = goals.map(({ size }) => leastOf(choices(codes.length, size).map((chosen) => leastFrequency(problem, present, chosen))));
  return { present, passes, reached, fitting: fittingWeights(problem, present) };
}

/**
 * Lists the ways of choosing columns.
 *
 * @param columns - how many there are.
 * @param size - how many to choose.
 * @returns each choice ascending; choices in lexicographic order.
 * @example
 * choices(3, 2); // => [[0, 1], [0, 2], [1, 2]]
 */
export function choices(columns: number, size: number): number[][] {
  if (size === 0) return [[]];
  return Array.from({ length: columns }, (_, first) => first).flatMap((first) =>
    choices(columns - first - 1, size - 1).map((rest) => [first, ...rest.map((column) => column + first + 1)]),
  );
}

/** The remaining cells of a run of units, the chosen columns renumbered. */
function gathered(present: Int32Array, chosen: readonly number[], from: number, end: number): Int32Array {
  return present.slice(from, end).map((bits) => chosen.reduce((set, column, place) => set | (((bits >> column) & 1) << place), 0));
}

function scatter(part: Int32Array, chosen: readonly number[], present: Int32Array, from: number): void {
  part.forEach((bits, unit) => {
    chosen.forEach((column, place) => {
      if (((bits >> place) & 1) === 0) present[from + unit]! &= ~(1 << column);
    });
  });
}

/** The least weight that a unit is compatible with in the chosen columns. */
function leastFrequency({ codes, strata, weights }: CellProblem, present: Int32Array, chosen: readonly number[]): number | null {
  return leastOf(Array.from(frequenciesOf(chosen.map((column) => remaining(codes, present, column)), strata, weights)));
}

/** For each unit, the weight of those that fit it as it was before anything was suppressed. */
function fittingWeights({ codes, strata, weights }: CellProblem, present: Int32Array): Uint32Array {
  const units = weights.length;
  const twice = (before: Int32Array, after: Int32Array): Int32Array => Int32Array.from({ length: 2 * units }, (_, unit) => (unit < units ? before[unit]! : after[unit - units]!));
  const counted = new Uint32Array(2 * units);
  counted.set(weights, units);
  return frequenciesOf(codes.map((column, index) => twice(column, remaining(codes, present, index))), twice(strata, strata), counted).subarray(0, units);
}

function remaining(codes: readonly Int32Array[], present: Int32Array, column: number): Int32Array {
  return codes[column]!.map((code, unit) => (((present[unit]! >> column) & 1) === 1 ? code : -1));
}

/** Counts compatible weights anew, by joins of patterns, which share nothing with the index of the suppression. */
function frequenciesOf(columns: readonly Int32Array[], strata: Int32Array, weights: Uint32Array): Uint32Array {
  const table = tupleTable(columns.length + 1);
  const classOf = new Int32Array(weights.length);
  table.assign([...columns, strata], weights.length, classOf);
  const together = new Uint32Array(table.size);
  classOf.forEach((index, unit) => (together[index]! += weights[unit]!));
  const frequencies = wildcardFrequencies(Array.from({ length: table.columnCount }, (_, column) => table.column(column)), together, null);
  return weights.map((_, unit) => frequencies[classOf[unit]!]!);
}

function leastOf(frequencies: readonly (number | null)[]): number | null {
  return frequencies.reduce<number | null>((least, frequency) => (least === null || (frequency !== null && frequency < least) ? frequency : least), null);
}
