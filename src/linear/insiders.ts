import { SEEN, type AttackedCells } from './attacked-cells.ts';
import type { Component } from './components.ts';
import type { Doubts, Insider } from './doubts.ts';
import { meetAll, type Demand, type Mover } from './mover.ts';

/**
 * Lists who knows something of a component from inside.
 *
 * @param component - the cells.
 * @param attacked - the only unit of each cell.
 * @param kind - single units, or pairs of them that meet in a relation too.
 * @returns the places each one knows; those who know the same once.
 */
export function insidersOf(component: Component, { onlyUnit }: AttackedCells, kind: 'none' | 'single' | 'pairs'): Insider[] {
  if (kind === 'none' || onlyUnit === undefined) return [];
  const placesOf = new Map<number, number[]>();
  component.cells.forEach((cell, place) => {
    const unit = onlyUnit[cell]!;
    if (unit < 0) return;
    const known = placesOf.get(unit);
    if (known === undefined) placesOf.set(unit, [place]);
    else known.push(place);
  });
  const single = [...placesOf.values()];
  if (kind === 'single') return single;
  const pairs = new Map<string, number[]>();
  for (const { cells } of component.rows) {
    const units = [...new Set(Array.from(cells, (cell) => onlyUnit[cell]!).filter((unit) => unit >= 0))].sort((a, b) => a - b);
    units.forEach((first, at) => {
      for (const second of units.slice(at + 1)) pairs.set(`${first} ${second}`, [...placesOf.get(first)!, ...placesOf.get(second)!].sort((a, b) => a - b));
    });
  }
  return [...single, ...pairs.values()];
}

/** What insiders find out. */
export interface InsiderFindings {
  /** Places that are certain to one of them, ascending. */
  readonly certain: readonly number[];
  /** Places of which the time did not suffice to tell. */
  readonly undecided: readonly number[];
}

/**
 * Lists the cells of a component that are to be kept from insiders.
 *
 * @param component - the cells.
 * @param attacked - which of them are withheld, guarded, and not settled before.
 * @returns their places, ascending.
 */
export function guardedPlaces({ cells }: Component, { seen, insideToo, settled }: AttackedCells): number[] {
  return Array.from(cells.keys()).filter((place) => seen[cells[place]!] === SEEN.withheld && insideToo?.[cells[place]!] !== 0 && settled?.[cells[place]!] !== 1);
}

/**
 * Attacks a component from inside: each insider holds the cells he knows at their values, and every cell that is kept from him must
 * still be able to move.
 *
 * @param targets - places of the cells that are kept from insiders, without those that are certain to all.
 * @param mover - looks for solutions; `doubts` hears of each.
 * @param insiders - who attacks.
 * @param doubts - what moves that were seen before leave open.
 * @returns what they find out.
 * @remarks Whoever is answered by moves that were seen costs no program: most are.
 */
export function attackFromInside(targets: readonly number[], mover: Mover, insiders: readonly Insider[], doubts: Doubts): InsiderFindings {
  const certain = new Set<number>();
  const undecided = new Set<number>();
  insiders.forEach((known, insider) => {
    const open = targets.filter((place) => !certain.has(place) && doubts.isOpen(place, insider));
    if (open.length === 0) return;
    mover.hold(known);
    for (const direction of [1, -1] as const) {
      meetAll(mover, open.map((place): Demand => ({ place, direction, distance: mover.step })), ({ place }) => !doubts.isOpen(place, insider), ({ place }, answer) => {
        if (answer === 'unknown') undecided.add(place);
        else if (direction === -1 && !undecided.has(place)) certain.add(place);
      });
    }
    mover.hold([]);
  });
  return { certain: [...certain].sort((a, b) => a - b), undecided: [...undecided].filter((place) => !certain.has(place)).sort((a, b) => a - b) };
}
