import { SEEN, type AttackedCells } from './attacked-cells.ts';
import type { Component } from './components.ts';
import { meetAll, type Answer, type Demand, type Mover } from './mover.ts';

/** What an attack tells of a cell. */
export type Verdict = 'safe' | 'exact' | 'narrow' | 'undecided';

/**
 * Finds out, cell by cell, whether an attacker's interval is as wide as required.
 *
 * @param component - the cells.
 * @param attacked - what is required.
 * @param mover - looks for solutions in which cells are elsewhere.
 * @param furthest - tells how far a cell can be in a direction, where a width has to be made up of both; NaN when unknown.
 * @returns a verdict on each cell; one that is hidden, or settled before, is safe.
 * @remarks Cells that moved far enough for the sake of others cost no program.
 */
export function judgeCells(component: Component, attacked: AttackedCells, mover: Mover, furthest: (place: number, direction: 1 | -1) => number): Verdict[] {
  const { cells } = component;
  const { required, values, seen, settled } = attacked;
  const { up, down, step } = mover;
  const isSeen = ({ place, direction, distance }: Demand): boolean => (direction === 1 ? up : down)[place]! >= distance;
  const answers = new Map<number, Answer>();
  const note = ({ place }: Demand, answer: Answer): void => {
    if (answers.get(place) !== 'impossible') answers.set(place, answer);
  };
  const targets = Array.from(cells.keys()).filter((place) => seen[cells[place]!] === SEEN.withheld && settled?.[cells[place]!] !== 1);
  // Of a value that nobody knows only the width can be required.
  const sideOf = (place: number, side: Float64Array): number => (Number.isNaN(values[cells[place]!]!) ? 0 : side[cells[place]!]!);
  const widthOf = (place: number): number => Math.max(step, required.width[cells[place]!]!);
  const ask = (direction: 1 | -1, distance: (place: number) => number): void => {
    const demands = targets.filter((place) => !answers.has(place)).map((place): Demand => ({ place, direction, distance: distance(place) }));
    meetAll(mover, demands.filter((demand) => demand.distance > 0), isSeen, note);
  };
  ask(1, (place) => sideOf(place, required.above));
  ask(-1, (place) => sideOf(place, required.below));
  const narrowed = new Set<number>();
  const isNarrow = (place: number): boolean => up[place]! + down[place]! < widthOf(place);
  const tryWidth = (direction: 1 | -1): void => {
    const demands = targets.filter((place) => !answers.has(place) && isNarrow(place))
      .map((place): Demand => ({ place, direction, distance: widthOf(place) - (direction === 1 ? down : up)[place]! }));
    meetAll(mover, demands, ({ place }) => !isNarrow(place), ({ place }, answer) => {
      if (answer === 'unknown') note({ place, direction, distance: 0 }, answer);
      else narrowed.add(place);
    });
  };
  tryWidth(1);
  tryWidth(-1);
  for (const place of narrowed) {
    if (!isNarrow(place)) continue;
    const width = furthest(place, 1) + furthest(place, -1);
    answers.set(place, Number.isNaN(width) ? 'unknown' : width < widthOf(place) ? 'impossible' : 'met');
  }
  // Of the cells that fail, those that cannot move at all are certain.
  const isUnmoved = (place: number): boolean => up[place]! + down[place]! < step;
  const stuck = new Set<number>();
  for (const direction of [1, -1] as const) {
    const failed = targets.filter((place) => answers.get(place) === 'impossible' && isUnmoved(place));
    meetAll(mover, failed.map((place) => ({ place, direction, distance: step })), ({ place }) => !isUnmoved(place), ({ place }, answer) => {
      if (direction === -1 && answer === 'impossible') stuck.add(place);
    });
  }
  return Array.from(cells, (_, place): Verdict => {
    switch (answers.get(place)) {
      case 'impossible':
        return stuck.has(place) ? 'exact' : 'narrow';
      case 'unknown':
        return 'undecided';
      default:
        return 'safe';
    }
  });
}
