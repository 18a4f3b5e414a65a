import type { Highs, Model } from 'highs';
import { withExitGuard } from './exit-guard.ts';
import type { LinearProgram, LinearSolver, SolverModel, SolverResult } from './solver.ts';

/** Distance by which a solution may miss a bound or a row, in the units of the program. */
const FEASIBILITY_TOLERANCE = 1e-9;

let loading: Promise<LinearSolver> | undefined;

/**
 * Loads the solver of linear and whole-number programs: HiGHS, compiled to WebAssembly. Nothing of it is read before.
 *
 * @returns the solver, the same for every caller. It works on one thread, without randomness: the same program and changes give
 *   the same solution, unless time runs out.
 * @throws {Error} if the package or WebAssembly is absent.
 * @remarks 3.5 MB are read and, as far as they are called, compiled: half a second before the first solution of a linear program,
 *   one more before that of a whole-number program.
 * @see https://highs.dev — Huangfu and Hall, Parallelizing the dual revised simplex method, Mathematical Programming Computation 10 (2018).
 * @example
 * ```ts no-run
 * const solver = await loadSolver();
 * const model = solver.open(program);
 * const { status, objective } = model.run();
 * model.close();
 * ```
 */
export function loadSolver(): Promise<LinearSolver> {
  loading ??= withExitGuard(() => import('highs').then(({ default: load }) => (load as unknown as () => Promise<Highs>)())).then(
    (highs): LinearSolver => ({ name: `HiGHS ${highs.version.string}`, open: (program) => openModel(highs, program) }),
    () => {
      loading = undefined;
      throw new Error('the solver of linear programs could not be loaded');
    },
  );
  return loading;
}

/** Changes that wait for the next run: each call of the solver costs more than all of them. */
interface Changes {
  readonly costs: Map<number, number>;
  readonly bounds: Map<number, readonly [lower: number, upper: number]>;
  readonly integers: Map<number, boolean>;
  readonly rows: { readonly columns: Int32Array; readonly values: Float64Array; readonly lower: number; readonly upper: number }[];
}

function openModel(highs: Highs, program: LinearProgram): SolverModel {
  checkProgram(program);
  const model = guarded(() => {
    const opened = highs.createModel(modelData(program));
    opened.options.set({ output_flag: false, primal_feasibility_tolerance: FEASIBILITY_TOLERANCE, dual_feasibility_tolerance: FEASIBILITY_TOLERANCE });
    return opened;
  });
  const changes: Changes = { costs: new Map(), bounds: new Map(), integers: new Map(), rows: [] };
  const isInteger = Uint8Array.from({ length: program.columns }, (_, column) => program.integers?.[column] ?? 0);
  let integers = isInteger.reduce((sum, mark) => sum + mark, 0);
  let isSolved = false;
  const known = (column: number): number => {
    if (!(column >= 0 && column < program.columns)) throw new RangeError(`column: expected one below ${program.columns}, got ${column}`);
    return column;
  };
  return {
    setCost: (column, cost) => void changes.costs.set(known(column), cost),
    setBounds: (column, lower, upper) => void changes.bounds.set(known(column), [lower, upper]),
    setInteger(column, value) {
      changes.integers.set(known(column), value);
      integers += Number(value) - isInteger[column]!;
      isInteger[column] = Number(value);
    },
    addRow: (columns, values, lower, upper) => void changes.rows.push({ columns: columns.slice(), values: values.slice(), lower, upper }),
    run({ seconds = NO_LIMIT, relativeGap = 0 } = {}) {
      return guarded(() => {
        // From the last solution, the primal method goes on after changes of costs, the dual one after all others.
        const onlyCosts = isSolved && changes.bounds.size + changes.integers.size + changes.rows.length === 0;
        model.options.set({ simplex_strategy: onlyCosts ? PRIMAL : CHOOSE, mip_rel_gap: relativeGap, mip_abs_gap: 0, time_limit: Math.min(seconds, NO_LIMIT) });
        apply(model, changes);
        model.zeroAllClocks();
        const result = solve(highs, model, integers > 0);
        isSolved = result.status === 'optimal';
        return relativeGap === 0 && isSolved ? { ...result, bound: result.objective } : result;
      });
    },
    close: () => { guarded(() => { model.dispose(); }); },
  };
}

const NO_LIMIT = 1e9;
const CHOOSE = 0;
const PRIMAL = 4;

/** The solver's own words may quote the program. */
function guarded<Result>(action: () => Result): Result {
  try {
    return withExitGuard(action);
  } catch {
    throw new Error('the solver of linear programs failed, or was closed before');
  }
}

function checkProgram({ columns, costs, lower, upper, integers, rowStarts, rowColumns, rowValues, rowLower, rowUpper }: LinearProgram): void {
  const rows = rowStarts.length - 1;
  const isRight = [costs, lower, upper, integers ?? costs].every(({ length }) => length === columns)
    && rowLower.length === rows && rowUpper.length === rows && rowColumns.length === rowStarts[rows] && rowValues.length === rowStarts[rows];
  if (!isRight) throw new RangeError(`program: lengths of arrays do not fit ${columns} columns and ${rows} rows`);
}

function modelData({ columns, costs, lower, upper, integers, rowStarts, rowColumns, rowValues, rowLower, rowUpper }: LinearProgram): Parameters<Highs['createModel']>[0] {
  const rows = rowStarts.length - 1;
  return {
    numCols: columns,
    numRows: rows,
    colCost: costs,
    colLower: lower,
    colUpper: upper,
    rowLower,
    rowUpper,
    matrix: { format: 'csr', numRows: rows, numCols: columns, starts: rowStarts, indices: rowColumns, values: rowValues },
    ...(integers === undefined ? {} : { integrality: Int32Array.from(integers) }),
  };
}

function apply(model: Model, { costs, bounds, integers, rows }: Changes): void {
  for (const [column, cost] of costs) model.changeColCost(column, cost);
  for (const [column, [lower, upper]] of bounds) model.changeColBounds(column, lower, upper);
  for (const [column, value] of integers) model.changeColIntegrality(column, value ? 1 : 0);
  for (const { columns, values, lower, upper } of rows) model.addRow(lower, upper, { indices: columns, values });
  costs.clear();
  bounds.clear();
  integers.clear();
  rows.length = 0;
}

function solve({ constants: { modelStatus: STATUS, solutionStatus } }: Highs, model: Model, isWhole: boolean): SolverResult {
  let status = model.run().modelStatus;
  if (status === STATUS.unboundedOrInfeasible) {
    model.options.set('presolve', 'off');
    status = model.run().modelStatus;
    model.options.set('presolve', 'choose');
  }
  if (status === STATUS.infeasible) return { status: 'infeasible', objective: NaN, bound: Infinity, ...NOTHING };
  if (status === STATUS.unbounded) return { status: 'unbounded', objective: NaN, bound: -Infinity, ...NOTHING };
  if (status === STATUS.empty) return { status: 'optimal', objective: 0, bound: 0, ...NOTHING };
  const isOptimal = status === STATUS.optimal;
  const isFeasible = isOptimal || model.info.get('primal_solution_status') === solutionStatus.feasible;
  const objective = isFeasible ? model.getObjectiveValue() : NaN;
  const { colValue, rowDual } = isFeasible ? model.getSolution() : { colValue: NOTHING.values, rowDual: NOTHING.duals };
  const bound = isWhole ? Number(model.info.get('mip_dual_bound')) : isOptimal ? objective : -Infinity;
  return { status: isOptimal ? 'optimal' : 'limit', objective, bound, values: colValue, duals: isWhole || !isOptimal ? NOTHING.duals : rowDual };
}

const NOTHING = Object.freeze({ values: new Float64Array(0), duals: new Float64Array(0) });
