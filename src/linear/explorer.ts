import type { Component } from './components.ts';
import type { LinearProgram, LinearSolver, SolverModel, SolverResult } from './solver.ts';

/** What is known of a component while it is explored. Places are those of the component's cells. */
export interface Explorer {
  /** Distance below which two values are one; 0 for whole numbers. */
  readonly tolerance: number;
  /** Float64Array each: the least and the most of each cell in the solutions that were seen. */
  readonly least: Float64Array;
  readonly most: Float64Array;
  /** Float64Array each: what no solution is below or above. */
  readonly floor: Float64Array;
  readonly ceiling: Float64Array;
  /**
   * Looks for the solution in which a cell is largest (`direction` 1) or smallest (−1).
   *
   * @returns how far that is from the first solution; NaN when time ran out, and `floor` and `ceiling` hold what is certain.
   */
  push(place: number, direction: 1 | -1): number;
  /** Looks for any solution in which many cells are elsewhere: costs by place, the smallest sum of which is sought. */
  move(costs: Float64Array): void;
  /** Holds cells at the values of the first solution, or lets go all that were held. */
  hold(places: readonly number[]): void;
  /** Tells every solution seen from now on: the distance of each cell from the first one, in units of the cell. */
  onSolution(listener: (distances: Float64Array) => void): void;
  close(): void;
}

/** What limits an explorer, and counts its work. */
export interface ExplorerContext {
  readonly solver: LinearSolver;
  readonly isWhole: boolean;
  /** Distance below which two values are one, for values that are no whole numbers. */
  readonly tolerance: number;
  /** Seconds left; infinite without a limit. */
  readonly secondsLeft: () => number;
  readonly count: (kind: 'linear' | 'whole') => void;
}

/** Distance from a whole number within which a solution of the solver is taken for it, before it is checked exactly. */
const NEAR = 1e-5;

/**
 * Starts to explore the solutions of a component.
 *
 * @param component - cells and rows.
 * @param bounds - lower and upper bounds by cell number.
 * @param bounds.lower - lower ones.
 * @param bounds.upper - upper ones.
 * @param start - Float64Array(cells of the component): a solution.
 * @param context - solver and limits.
 * @returns the explorer; its model is kept, and each search starts where the last one ended.
 * @remarks Programs are written in distances from `start`, so that their right sides are 0 and no digit is lost. A solution
 *   in whole numbers counts only after its rows and bounds were checked in whole numbers: what was seen is certain whatever
 *   the solver's tolerance.
 */
export function explore(component: Component, bounds: { readonly lower: Float64Array; readonly upper: Float64Array }, start: Float64Array, context: ExplorerContext): Explorer {
  const { isWhole, secondsLeft } = context;
  const size = component.cells.length;
  const floor = Float64Array.from(component.cells, (cell) => bounds.lower[cell]!);
  const ceiling = Float64Array.from(component.cells, (cell) => bounds.upper[cell]!);
  const reach = (place: number): number => Math.max(finite(start[place]! - floor[place]!), finite(ceiling[place]! - start[place]!));
  const scale = isWhole ? 1 : component.cells.reduce((most, _, place) => Math.max(most, reach(place)), 0) || 1;
  const below = floor.map((bound, place) => Math.min(0, (bound - start[place]!) / scale));
  const above = ceiling.map((bound, place) => Math.max(0, (bound - start[place]!) / scale));
  const program = distanceProgram(component, below, above);
  const least = start.slice();
  const most = start.slice();
  const costs = new Float64Array(size);
  const held = new Set<number>();
  const listeners: ((distances: Float64Array) => void)[] = [];
  let linear: SolverModel | null = null;
  let whole: SolverModel | null = null;

  function openLinear(): SolverModel {
    linear ??= context.solver.open(program);
    return linear;
  }

  function openWhole(): SolverModel {
    if (whole === null) {
      whole = context.solver.open({ ...program, integers: new Uint8Array(size).fill(1) });
      for (const place of held) whole.setBounds(place, 0, 0);
    }
    return whole;
  }

  /** Takes a solution of the solver in if it is one. */
  function see(found: Float64Array): boolean {
    const distances = isWhole ? found.map(Math.round) : found;
    if (isWhole && found.some((value, place) => Math.abs(value - distances[place]!) > NEAR)) return false;
    if (isWhole && !isSolution(program, distances)) return false;
    distances.forEach((distance, place) => {
      const value = start[place]! + distance * scale;
      if (value < least[place]!) least[place] = value;
      if (value > most[place]!) most[place] = value;
    });
    for (const listener of listeners) listener(scale === 1 ? distances : distances.map((distance) => distance * scale));
    return true;
  }

  function setCosts(model: SolverModel, wanted: Float64Array): void {
    wanted.forEach((cost, place) => {
      if (costs[place] === cost) return;
      costs[place] = cost;
      model.setCost(place, cost);
    });
  }

  function runLinear(wanted: Float64Array): SolverResult {
    const model = openLinear();
    setCosts(model, wanted);
    context.count('linear');
    return model.run({ seconds: secondsLeft() });
  }

  /** Sets what no solution is beyond, which holds only while no cell is held. */
  function bound(place: number, direction: 1 | -1, distance: number): void {
    if (held.size > 0) return;
    const value = start[place]! + distance * scale;
    if (direction === 1) ceiling[place] = Math.min(ceiling[place]!, isWhole ? Math.floor(value + NEAR) : value);
    else floor[place] = Math.max(floor[place]!, isWhole ? Math.ceil(value - NEAR) : value);
  }

  return {
    tolerance: context.tolerance,
    least,
    most,
    floor,
    ceiling,
    push(place, direction) {
      const wanted = new Float64Array(size);
      wanted[place] = -direction;
      const { status, values } = runLinear(wanted);
      if (status === 'unbounded') {
        if (direction === 1) most[place] = Infinity;
        else least[place] = -Infinity;
        return Infinity;
      }
      if (status !== 'optimal') return NaN;
      bound(place, direction, values[place]!);
      if (see(values) || !isWhole) return Math.abs(values[place]!) * scale;
      const model = openWhole();
      model.setCost(place, -direction);
      context.count('whole');
      const found = model.run({ seconds: secondsLeft() });
      model.setCost(place, 0);
      if (found.values.length > 0) see(found.values);
      if (found.status !== 'optimal') return NaN;
      const distance = Math.round(found.values[place]!);
      bound(place, direction, distance);
      return Math.abs(distance);
    },
    move(wanted) {
      const { status, values } = runLinear(wanted);
      if (status === 'optimal') see(values);
    },
    hold(places) {
      const model = openLinear();
      const next = new Set(places);
      for (const place of new Set([...held, ...next])) {
        if (held.has(place) === next.has(place)) continue;
        const [low, high] = next.has(place) ? [0, 0] : [below[place]!, above[place]!];
        model.setBounds(place, low, high);
        whole?.setBounds(place, low, high);
      }
      held.clear();
      for (const place of next) held.add(place);
    },
    onSolution: (listener) => void listeners.push(listener),
    close() {
      linear?.close();
      whole?.close();
    },
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

/** Writes rows in distances from a solution: each sum is 0. */
function distanceProgram({ cells, rows }: Component, below: Float64Array, above: Float64Array): LinearProgram {
  const rowStarts = new Int32Array(rows.length + 1);
  rows.forEach((row, at) => {
    rowStarts[at + 1] = rowStarts[at]! + row.cells.length;
  });
  const rowColumns = new Int32Array(rowStarts[rows.length]!);
  const rowValues = new Float64Array(rowColumns.length);
  const placeOf = new Map(Array.from(cells, (cell, place) => [cell, place]));
  rows.forEach((row, at) => {
    rowColumns.set(row.cells.map((cell) => placeOf.get(cell)!), rowStarts[at]!);
    rowValues.set(row.signs, rowStarts[at]!);
  });
  return { columns: cells.length, costs: new Float64Array(cells.length), lower: below, upper: above, rowStarts, rowColumns, rowValues, rowLower: new Float64Array(rows.length), rowUpper: new Float64Array(rows.length) };
}

/** Checks a solution in whole numbers of rows that are equations, exactly. */
function isSolution({ lower, upper, rowStarts, rowColumns, rowValues, rowLower }: LinearProgram, distances: Float64Array): boolean {
  for (let place = 0; place < distances.length; place++) if (distances[place]! < lower[place]! || distances[place]! > upper[place]!) return false;
  for (let row = 0; row + 1 < rowStarts.length; row++) {
    let sum = 0;
    for (let at = rowStarts[row]!; at < rowStarts[row + 1]!; at++) sum += rowValues[at]! * distances[rowColumns[at]!]!;
    if (sum !== rowLower[row]) return false;
  }
  return true;
}

/**
 * Looks for any solution of a component.
 *
 * @param component - cells and rows.
 * @param bounds - lower and upper bounds by cell number.
 * @param bounds.lower - lower ones.
 * @param bounds.upper - upper ones.
 * @param context - solver and limits.
 * @returns a solution, `'none'` when there is none, `'unknown'` when the time did not suffice.
 */
export function findSolution(component: Component, bounds: { readonly lower: Float64Array; readonly upper: Float64Array }, context: ExplorerContext): Float64Array | 'none' | 'unknown' {
  const { isWhole, solver, secondsLeft } = context;
  const lower = Float64Array.from(component.cells, (cell) => bounds.lower[cell]!);
  const upper = Float64Array.from(component.cells, (cell) => bounds.upper[cell]!);
  const sides = Float64Array.from(component.rows, ({ side }) => side);
  const program = { ...distanceProgram(component, lower, upper), rowLower: sides, rowUpper: sides };
  for (const integers of isWhole ? [undefined, new Uint8Array(lower.length).fill(1)] : [undefined]) {
    const model = solver.open(integers === undefined ? program : { ...program, integers });
    context.count(integers === undefined ? 'linear' : 'whole');
    const { status, values } = model.run({ seconds: secondsLeft() });
    model.close();
    if (status === 'infeasible') return 'none';
    if (values.length === 0) return 'unknown';
    const rounded = isWhole ? values.map(Math.round) : values;
    if (!isWhole || isSolution(program, rounded)) return rounded;
  }
  return 'unknown';
}
