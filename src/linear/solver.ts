/**
 * What the house needs of a solver of linear programs; one implementation stands behind it. All numbers are doubles,
 * missing bounds are infinite.
 */

/** A linear program, rows in compressed form: minimise `costs · x` within bounds of columns and rows. */
export interface LinearProgram {
  readonly columns: number;
  /** Float64Array(columns). */
  readonly costs: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Uint8Array(columns): 1 for a whole number; absent when none is. */
  readonly integers?: Uint8Array;
  /** Int32Array(rows + 1), then Int32Array and Float64Array of the entries. */
  readonly rowStarts: Int32Array;
  readonly rowColumns: Int32Array;
  readonly rowValues: Float64Array;
  readonly rowLower: Float64Array;
  readonly rowUpper: Float64Array;
}

/** What came of one run. */
export interface SolverResult {
  /** `limit`: the time ran out; `values` then hold the best that was found, if anything was. */
  readonly status: 'optimal' | 'infeasible' | 'unbounded' | 'limit';
  /** Cost of `values`; NaN when there are none. */
  readonly objective: number;
  /** What no solution can be below; equals `objective` at an optimum. */
  readonly bound: number;
  /** Float64Array(columns); empty when nothing was found. */
  readonly values: Float64Array;
  /** Float64Array(rows): dual values of a linear optimum; empty for whole numbers. */
  readonly duals: Float64Array;
}

/** A program that is kept and solved again after small changes, starting from the last solution. */
export interface SolverModel {
  setCost(column: number, cost: number): void;
  setBounds(column: number, lower: number, upper: number): void;
  setInteger(column: number, isInteger: boolean): void;
  addRow(columns: Int32Array, values: Float64Array, lower: number, upper: number): void;
  /** Solves; `seconds` limits the time. */
  run(options?: { readonly seconds?: number; readonly relativeGap?: number }): SolverResult;
  /** Frees the memory; the model cannot be used after. */
  close(): void;
}

/** Makes models. Synchronous: whoever loads it waits once. */
export interface LinearSolver {
  /** Name and version, for reports. */
  readonly name: string;
  open(program: LinearProgram): SolverModel;
}
