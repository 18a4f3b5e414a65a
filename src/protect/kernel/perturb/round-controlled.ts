import type { CellSystem, LinearProgram, LinearSolver } from '../../../linear/index.ts';

/** Values that are to be rounded so that they still add up. */
export interface ControlledRoundingProblem {
  readonly system: CellSystem;
  /** Float64Array(cells) ≥ 0: whole numbers. */
  readonly values: Float64Array;
  /** Uint8Array(cells): 1 for cells that are not published and need not be rounded. */
  readonly hidden: Uint8Array;
  /** b: published values are multiples of it. */
  readonly roundingBase: number;
  /** Multiples allowed beyond the two neighbours of a value, K; 0: each value goes to one of them, and multiples stay. */
  readonly steps: number;
  /** Seconds to look for the nearest table; the best found is given. */
  readonly seconds: number;
}

/** What came of it. */
export interface ControlledRounding {
  /** `limit`: the time ran out; `values` are the best found, or empty. */
  readonly status: 'optimal' | 'infeasible' | 'limit';
  /** Float64Array(cells): multiples of b, NaN for hidden cells; empty when nothing was found. */
  readonly values: Float64Array;
  /** Sum of the distances from the true values. */
  readonly distance: number;
  /** What no such table can be below. */
  readonly bound: number;
}

/**
 * Finds the nearest table of multiples of b that adds up.
 *
 * @param problem - the values.
 * @param solver - solves integer programs.
 * @returns the table; `infeasible` when there is none with so few steps, which happens in three dimensions and more.
 * @throws {RangeError} if base or steps are out of range, or a published value is no whole number from 0 up.
 * @remarks One whole number per cell, two more where steps are allowed; one equation per relation whose members are all
 *   published. The answer is that of a fixed order of cells; between equally near tables the solver decides.
 * @see Handbook on Statistical Disclosure Control, 2nd ed. (2024), ch. 5, controlled rounding.
 */
export function roundControlled(problem: ControlledRoundingProblem, solver: LinearSolver): ControlledRounding {
  const { values, hidden, roundingBase, steps, seconds } = problem;
  checkProblem(problem);
  const published = Int32Array.from(values.keys()).filter((cell) => hidden[cell] !== 1);
  const program = roundingProgram(problem, published);
  const model = solver.open(program);
  try {
    const { status, values: found, bound } = model.run({ seconds, relativeGap: 0 });
    if (status === 'unbounded' || found.length === 0) return { status: status === 'limit' ? 'limit' : 'infeasible', values: new Float64Array(0), distance: NaN, bound };
    const rounded = new Float64Array(values.length).fill(NaN);
    let distance = 0;
    let least = 0;
    const wide = steps === 0 ? 1 : 3;
    published.forEach((cell, place) => {
      const multiple = Math.floor(values[cell]! / roundingBase) + found.subarray(wide * place, wide * (place + 1)).reduce((sum, part, kind) => sum + (kind === 2 ? -1 : 1) * Math.round(part), 0);
      rounded[cell] = multiple * roundingBase;
      distance += Math.abs(rounded[cell]! - values[cell]!);
      least += values[cell]! % roundingBase;
    });
    return { status, values: rounded, distance, bound: status === 'optimal' ? distance : Math.max(0, least + bound) };
  } finally {
    model.close();
  }
}

function checkProblem({ values, hidden, roundingBase, steps }: ControlledRoundingProblem): void {
  if (!(Number.isInteger(roundingBase) && roundingBase >= 2)) throw new RangeError(`roundingBase: expected an integer of at least 2, got ${roundingBase}`);
  if (!(Number.isInteger(steps) && steps >= 0)) throw new RangeError(`steps: expected an integer from 0 up, got ${steps}`);
  const wrong = values.findIndex((value, cell) => hidden[cell] !== 1 && !(Number.isInteger(value) && value >= 0));
  if (wrong >= 0) throw new RangeError(`values: expected whole numbers from 0 up, not so in cell ${wrong}`);
}

/**
 * A cell of value a is published as b·(⌊a / b⌋ + up + more − less): `up` is 0 or 1 and costs the difference of both distances,
 * each further multiple costs b.
 */
function roundingProgram({ system, values, hidden, roundingBase, steps }: ControlledRoundingProblem, published: Int32Array): LinearProgram {
  const wide = steps === 0 ? 1 : 3;
  const columns = wide * published.length;
  const costs = new Float64Array(columns);
  const upper = new Float64Array(columns);
  const placeOf = new Int32Array(values.length).fill(-1);
  published.forEach((cell, place) => {
    placeOf[cell] = place;
    const rest = values[cell]! % roundingBase;
    costs[wide * place] = roundingBase - 2 * rest;
    upper[wide * place] = rest === 0 ? 0 : 1;
    if (steps === 0) return;
    costs.fill(roundingBase, wide * place + 1, wide * place + 3);
    upper[wide * place + 1] = steps;
    upper[wide * place + 2] = Math.min(steps, Math.floor(values[cell]! / roundingBase));
  });
  const starts = [0];
  const rowColumns: number[] = [];
  const rowValues: number[] = [];
  const sides: number[] = [];
  for (let relation = 0; relation + 1 < system.starts.length; relation++) {
    const members = system.members.subarray(system.starts[relation], system.starts[relation + 1]);
    if (members.some((cell) => hidden[cell] === 1)) continue;
    let side = 0;
    members.forEach((cell, index) => {
      const sign = index === 0 ? -1 : 1;
      side -= sign * Math.floor(values[cell]! / roundingBase);
      for (let kind = 0; kind < wide; kind++) {
        rowColumns.push(wide * placeOf[cell]! + kind);
        rowValues.push(kind === 2 ? -sign : sign);
      }
    });
    sides.push(side);
    starts.push(rowColumns.length);
  }
  return {
    columns, costs, upper, lower: new Float64Array(columns), integers: new Uint8Array(columns).fill(1),
    rowStarts: Int32Array.from(starts), rowColumns: Int32Array.from(rowColumns), rowValues: Float64Array.from(rowValues),
    rowLower: Float64Array.from(sides), rowUpper: Float64Array.from(sides),
  };
}
