import type { Component } from './components.ts';
import { componentRows, isSolution } from './distance-program.ts';
import type { Bounds, SearchContext } from './mover.ts';

/**
 * Looks for any solution of a component.
 *
 * @param component - cells and rows.
 * @param bounds - lower and upper bounds by cell number.
 * @param context - solver and limits.
 * @returns a solution, `'none'` when there is none, `'unknown'` when the time did not suffice.
 */
export function findSolution(component: Component, bounds: Bounds, context: SearchContext): Float64Array | 'none' | 'unknown' {
  const { isWhole, solver, secondsLeft } = context;
  const size = component.cells.length;
  const lower = Float64Array.from(component.cells, (cell) => bounds.lower[cell]!);
  const upper = Float64Array.from(component.cells, (cell) => bounds.upper[cell]!);
  const sides = Float64Array.from(component.rows, ({ side }) => side);
  const rows = componentRows(component);
  const program = { columns: size, costs: new Float64Array(size), lower, upper, ...rows, rowLower: sides, rowUpper: sides };
  for (const kind of isWhole ? ['linear', 'whole'] as const : ['linear'] as const) {
    const model = solver.open(kind === 'linear' ? program : { ...program, integers: new Uint8Array(size).fill(1) });
    context.count(kind);
    const { status, values } = model.run({ seconds: secondsLeft() });
    model.close();
    if (status === 'infeasible') return 'none';
    if (values.length === 0) return 'unknown';
    const solution = isWhole ? values.map(Math.round) : values;
    if (!isWhole || isSolution(rows, sides, lower, upper, solution)) return solution;
  }
  return 'unknown';
}
