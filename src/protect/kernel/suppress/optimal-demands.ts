import { CELL, type SuppressionProblem } from './problem.ts';

/** What must stay possible for a primary cell, as far as an attacker can tell. */
export interface Demand {
  readonly cell: number;
  /** 1: the cell can rise by the amount; −1: it can fall by it; 0: the two together make it. */
  readonly direction: 1 | -1 | 0;
  /** Greater than 0. */
  readonly amount: number;
}

/** Parts of its own value and of the largest one by which an interval is wider than nothing, where values are no whole numbers. */
const LEAST_WIDTH = { own: 1e-6, largest: 1e-8 } as const;

/**
 * Lists what the primary cells of a problem demand: one demand for each direction, one for a width that these do not make up, and
 * the least width for cells that need only be wider than nothing.
 *
 * @param problem - the problem; whole numbers demand whole amounts.
 * @returns the demands, by cell.
 * @remarks O(cells).
 */
export function demandsOf({ states, values, required: { below, above, width }, integers }: SuppressionProblem): Demand[] {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const amountOf = (amount: number): number => (integers ? Math.ceil(amount - 1e-9) : amount);
  return Array.from(states.keys()).filter((cell) => states[cell] === CELL.primary).flatMap((cell) => {
    const rise = amountOf(above[cell]!);
    const fall = amountOf(below[cell]!);
    const least = integers ? 1 : Math.max(LEAST_WIDTH.own * Math.abs(values[cell]!), LEAST_WIDTH.largest * (largest || 1));
    const wide = Math.max(amountOf(width[cell]!), least);
    const demands: Demand[] = [];
    if (rise > 0) demands.push({ cell, direction: 1, amount: rise });
    if (fall > 0) demands.push({ cell, direction: -1, amount: fall });
    if (wide > rise + fall) demands.push({ cell, direction: 0, amount: wide });
    return demands;
  });
}
