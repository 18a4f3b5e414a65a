import { SEEN, type AttackedCells } from './attacked-cells.ts';
import type { Component } from './components.ts';
import type { Verdict } from './judge-cells.ts';
import { meetAll, type Demand, type Mover } from './mover.ts';

/** Somebody who knows the values of some cells: places of a component, ascending. */
export type Insider = readonly number[];

/** Which cells are elsewhere in the solutions that were seen. */
export interface Moves {
  /** A bit for each place, solution by solution. */
  readonly seen: readonly Uint32Array[];
  /** Set<number>: places that moved since this was cleared last. */
  readonly latest: Set<number>;
}

/** Solutions kept at most: enough that most insiders are answered by them, few enough to be looked through. */
const KEPT = 400;

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

/**
 * Keeps, of every solution a mover sees from now on, which cells are elsewhere.
 *
 * @param mover - the mover.
 * @returns the moves, which grow.
 */
export function collectMoves(mover: Mover): Moves {
  const seen: Uint32Array[] = [];
  const latest = new Set<number>();
  mover.onMove((distances) => {
    const bits = new Uint32Array((distances.length + 31) >>> 5);
    distances.forEach((distance, place) => {
      if (Math.abs(distance) < mover.step) return;
      bits[place >>> 5]! |= 1 << (place & 31);
      latest.add(place);
    });
    if (seen.length === KEPT) seen.shift();
    seen.push(bits);
  });
  return { seen, latest };
}

/** What insiders find out. */
export interface InsiderFindings {
  /** Places that are certain to one of them, ascending. */
  readonly certain: readonly number[];
  /** Places of which the time did not suffice to tell. */
  readonly undecided: readonly number[];
}

/**
 * Attacks a component from inside: each insider holds the cells he knows at their values, and every other withheld cell must
 * still be able to move.
 *
 * @param component - the cells.
 * @param attacked - which of them are withheld.
 * @param verdicts - what the attack from outside told of each; what is exact to all is not looked for again.
 * @param mover - looks for solutions.
 * @param insiders - who attacks.
 * @param moves - what was seen to move; see {@link collectMoves}.
 * @returns what they find out.
 * @remarks Whoever is answered by solutions that were seen costs no program: most are.
 */
export function attackFromInside(component: Component, attacked: AttackedCells, verdicts: readonly Verdict[], mover: Mover, insiders: readonly Insider[], moves: Moves): InsiderFindings {
  const certain = new Set<number>();
  const undecided = new Set<number>();
  const isGuarded = (cell: number): boolean => attacked.seen[cell] === SEEN.withheld && attacked.insideToo?.[cell] !== 0;
  const targets = Array.from(component.cells.keys()).filter((place) => isGuarded(component.cells[place]!) && verdicts[place] !== 'exact');
  for (const known of insiders) {
    const open = stillHeld(targets.filter((place) => !known.includes(place) && !certain.has(place)), known, moves.seen);
    if (open.length === 0) continue;
    moves.latest.clear();
    mover.hold(known);
    const isMet = ({ place }: Demand): boolean => moves.latest.has(place);
    for (const direction of [1, -1] as const) {
      meetAll(mover, open.map((place) => ({ place, direction, distance: mover.step })), isMet, ({ place }, answer) => {
        if (answer === 'unknown') undecided.add(place);
        else if (direction === -1 && !undecided.has(place)) certain.add(place);
      });
    }
    mover.hold([]);
  }
  return { certain: [...certain].sort((a, b) => a - b), undecided: [...undecided].filter((place) => !certain.has(place)).sort((a, b) => a - b) };
}

/** Gives the places that no solution moved in which the known ones stayed. */
function stillHeld(places: readonly number[], known: Insider, seen: readonly Uint32Array[]): number[] {
  const fitting = seen.filter((bits) => known.every((place) => !hasBit(bits, place)));
  return places.filter((place) => !fitting.some((bits) => hasBit(bits, place)));
}

function hasBit(bits: Uint32Array, place: number): boolean {
  return (bits[place >>> 5]! & (1 << (place & 31))) !== 0;
}
