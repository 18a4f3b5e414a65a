import type { Component } from './components.ts';
import { componentRows, isSolution } from './distance-program.ts';
import type { Bounds, SearchContext } from './mover.ts';
import type { LinearProgram } from './solver.ts';

/** Components up to so many cells get the ends of whole numbers; in larger ones, ends are those of real numbers, rounded inwards. */
export const WHOLE_CELLS = 64;

/** Distance from a whole number within which what the solver gives is taken for it. */
const NEAR = 1e-5;

/**
 * Finds both ends of the interval of cells: the least and the most each can be.
 *
 * @param component - cells and rows.
 * @param bounds - lower and upper bounds by cell number, narrowed to the ends; they stay where time runs out.
 * @param start - Float64Array(cells of the component): a solution.
 * @param places - the cells, by place in the component.
 * @param context - solver and limits.
 * @remarks Two linear programs a cell, less those whose end was seen in the solution of another: the program is kept, and goes
 *   on from its last solution with another cost. Distances from `start` are written in it, so that no digit is lost.
 */
export function findIntervalEnds(component: Component, bounds: Bounds, start: Float64Array, places: readonly number[], context: SearchContext): void {
  const { cells } = component;
  const { solver, isWhole, secondsLeft, count } = context;
  const below = Float64Array.from(cells, (cell, place) => Math.min(0, bounds.lower[cell]! - start[place]!));
  const above = Float64Array.from(cells, (cell, place) => Math.max(0, bounds.upper[cell]! - start[place]!));
  const rows = componentRows(component);
  const sides = new Float64Array(component.rows.length);
  const integers = isWhole && cells.length <= WHOLE_CELLS ? { integers: new Uint8Array(cells.length).fill(1) } : {};
  const program: LinearProgram = { columns: cells.length, costs: new Float64Array(cells.length), lower: below, upper: above, ...rows, rowLower: sides, rowUpper: sides };
  const least = new Float64Array(cells.length);
  const most = new Float64Array(cells.length);
  const linear = solver.open(program);
  const whole = 'integers' in integers ? solver.open({ ...program, ...integers }) : null;

  /** Takes a solution in; tells whether it is one in the numbers that count. */
  function see(values: Float64Array): boolean {
    const distances = isWhole ? values.map(Math.round) : values;
    if (isWhole && !(values.every((value, place) => Math.abs(value - distances[place]!) <= NEAR) && isSolution(rows, sides, below, above, distances))) return false;
    distances.forEach((distance, place) => {
      if (distance < least[place]!) least[place] = distance;
      if (distance > most[place]!) most[place] = distance;
    });
    return true;
  }

  /** Gives how far a cell can be in a direction; NaN when that could not be found out. */
  function reach(place: number, direction: 1 | -1): number {
    linear.setCost(place, -direction);
    count('linear');
    const { status, values } = linear.run({ seconds: secondsLeft() });
    linear.setCost(place, 0);
    if (status === 'unbounded') return Infinity;
    if (status !== 'optimal') return NaN;
    const distance = direction * values[place]!;
    if (see(values) || whole === null) return isWhole ? Math.floor(distance + NEAR) : distance;
    whole.setCost(place, -direction);
    count('whole');
    const found = whole.run({ seconds: secondsLeft() });
    whole.setCost(place, 0);
    return found.status === 'optimal' && see(found.values) ? direction * Math.round(found.values[place]!) : Math.floor(distance + NEAR);
  }

  for (const place of places) {
    const cell = cells[place]!;
    const up = most[place]! < above[place]! ? reach(place, 1) : above[place]!;
    const down = least[place]! > below[place]! ? reach(place, -1) : -below[place]!;
    if (!Number.isNaN(up)) bounds.upper[cell] = Math.min(bounds.upper[cell]!, start[place]! + up);
    if (!Number.isNaN(down)) bounds.lower[cell] = Math.max(bounds.lower[cell]!, start[place]! - down);
  }
  linear.close();
  whole?.close();
}
