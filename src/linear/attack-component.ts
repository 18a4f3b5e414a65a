import { SEEN, type AttackedCells, type AttackOptions } from './attacked-cells.ts';
import type { Component, Unknowns } from './components.ts';
import { doubtAll } from './doubts.ts';
import { elimination } from './elimination.ts';
import { findSolution } from './find-solution.ts';
import { attackFromInside, guardedPlaces, insidersOf } from './insiders.ts';
import { findIntervalEnds } from './interval-ends.ts';
import { judgeCells, type Verdict } from './judge-cells.ts';
import { moveCells, type SearchContext } from './mover.ts';
import type { UnknownRow } from './unknown-rows.ts';

/** What came of the attack on a component. */
export interface ComponentFindings {
  /** One verdict per cell of the component; none when it is contradicted. */
  readonly verdicts: readonly Verdict[];
  /** Places that are certain to a unit that is alone in other cells. */
  readonly insider: readonly number[];
  /** Units, or pairs of them, that attacked. */
  readonly insiders: number;
  /** Whether no values fulfil its rows and bounds. */
  readonly isContradicted: boolean;
}

/**
 * Attacks one component.
 *
 * @param component - its cells and rows.
 * @param attacked - the tables.
 * @param unknowns - bounds that are known; narrowed by what was found.
 * @param options - how the attack goes about it.
 * @param context - solver and limits; `null` without a solver.
 * @returns a verdict on each cell.
 */
export function attackComponent(component: Component, attacked: AttackedCells, unknowns: Unknowns, options: AttackOptions, context: SearchContext | null): ComponentFindings {
  const { cells } = component;
  const isKnown = cells.every((cell) => !Number.isNaN(attacked.values[cell]!));
  if (isKnown && !component.rows.every((row) => isFulfilled(row, attacked.values, context?.tolerance ?? 0))) return { verdicts: [], insider: [], insiders: 0, isContradicted: true };
  const start = context === null ? 'unknown' : isKnown ? Float64Array.from(cells, (cell) => attacked.values[cell]!) : findSolution(component, unknowns, context);
  if (start === 'none') return { verdicts: [], insider: [], insiders: 0, isContradicted: true };
  if (start === 'unknown' || context === null) return { verdicts: certainCells(component), insider: [], insiders: 0, isContradicted: false };
  const findEnds = (places: readonly number[]): void => {
    findIntervalEnds(component, unknowns, start, places, context);
  };
  if (options.mode === 'intervals') findEnds(Array.from(cells.keys()).filter((place) => attacked.seen[cells[place]!] === SEEN.withheld));
  const mover = moveCells(component, unknowns, start, context);
  try {
    const insiders = isKnown ? insidersOf(component, attacked, options.insiders ?? 'none') : [];
    const guarded = insiders.length > 0 ? guardedPlaces(component, attacked) : [];
    const doubts = doubtAll(cells.length, guarded, insiders);
    if (guarded.length > 0) mover.onMove(doubts.note);
    const verdicts = judgeCells(component, attacked, mover, (place, direction) => {
      findEnds([place]);
      const end = direction === 1 ? unknowns.upper : unknowns.lower;
      return direction * (end[cells[place]!]! - start[place]!);
    });
    const inside = attackFromInside(guarded.filter((place) => verdicts[place] !== 'exact'), mover, insiders, doubts);
    for (const place of inside.undecided) if (verdicts[place] === 'safe') verdicts[place] = 'undecided';
    return { verdicts, insider: inside.certain, insiders: insiders.length, isContradicted: false };
  } finally {
    mover.close();
  }
}

/** Tells whether the true values add up; rounding of sums adds up over the cells. */
function isFulfilled({ cells, signs, side }: UnknownRow, values: Float64Array, tolerance: number): boolean {
  const sum = cells.reduce((total, cell, at) => total + signs[at]! * values[cell]!, 0);
  return Math.abs(sum - side) <= tolerance * (cells.length + 2);
}

/** Tells, without a solver, which cells are sums and differences of published ones; of the others nothing is known. */
function certainCells({ cells, rows }: Component): Verdict[] {
  const placeOf = new Map(Array.from(cells, (cell, place) => [cell, place]));
  const eliminated = elimination(cells.length);
  for (const { cells: members, signs } of rows) eliminated.add({ places: members.map((cell) => placeOf.get(cell)!), values: Int32Array.from(signs) });
  return Array.from(cells, (_, place) => (eliminated.reduce({ places: Int32Array.of(place), values: Int32Array.of(1) }).places.length === 0 ? 'exact' : 'undecided'));
}
