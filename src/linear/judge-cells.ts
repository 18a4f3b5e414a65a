import { SEEN, type AttackedCells } from './attacked-cells.ts';
import type { Component } from './components.ts';
import type { Explorer } from './explorer.ts';

/** What an attack tells of a cell. */
export type Verdict = 'safe' | 'exact' | 'narrow' | 'undecided';

/**
 * Finds out, cell by cell, whether an attacker's interval is as wide as required.
 *
 * @param component - the cells.
 * @param attacked - what is required.
 * @param explorer - what was seen of the solutions, and looks for more.
 * @param mode - whether to stop when what is required was seen, or to go to both ends.
 * @param tolerance - distance below which two values are one.
 * @returns a verdict on each cell; one that is hidden is safe.
 * @remarks A linear program for each end that was not seen in the solution of another one.
 */
export function judgeCells(component: Component, attacked: AttackedCells, explorer: Explorer, mode: 'protection' | 'intervals', tolerance: number): Verdict[] {
  const { least, most, floor, ceiling } = explorer;
  return Array.from(component.cells, (cell, place) => {
    if (attacked.seen[cell] !== SEEN.withheld) return 'safe';
    const suffices = (low: number, high: number): boolean => isWideEnough(attacked, cell, low, high, tolerance);
    const isOpen = (): boolean => mode === 'intervals' || !suffices(least[place]!, most[place]!);
    if (isOpen() && most[place]! < ceiling[place]!) explorer.push(place, 1);
    if (isOpen() && least[place]! > floor[place]!) explorer.push(place, -1);
    if (suffices(least[place]!, most[place]!)) return 'safe';
    if (suffices(floor[place]!, ceiling[place]!)) return 'undecided';
    return ceiling[place]! - floor[place]! <= tolerance ? 'exact' : 'narrow';
  });
}

/**
 * Tells whether an interval is as wide as a cell requires.
 *
 * @param attacked - what is required.
 * @param cell - the cell by number.
 * @param low - lower end.
 * @param high - upper end.
 * @param tolerance - distance below which two values are one.
 * @returns whether it is; what is required on either side of a value that nobody knows is not looked at.
 */
export function isWideEnough({ values, required }: AttackedCells, cell: number, low: number, high: number, tolerance: number): boolean {
  const value = values[cell]!;
  const width = high - low;
  return width > tolerance && width >= required.width[cell]! - tolerance
    && !(low > value - required.below[cell]! + tolerance) && !(high < value + required.above[cell]! - tolerance);
}
