import { SEEN, type AttackedCells, type CellSystem } from '../linear/index.ts';
import type { CellsToProtect } from './cells-to-protect.ts';
import { impliedLower } from './kernel/implied-lower.ts';
import type { CellUnions } from './kernel/primary-disclosure.ts';
import { CELL, type SuppressionProblem } from './kernel/suppress/problem.ts';
import type { MeasuredCells } from './measure-cells.ts';
import type { PublishedStatistic } from './published-statistics.ts';
import type { RequiredInterval } from './secondary.ts';

/** What an unsafe count must be missed by. */
export interface CountRequirement {
  readonly interval: 'exactDisclosure' | RequiredInterval;
  /** The smallest count that every rule publishes. */
  readonly minCount: number;
}

/**
 * Makes the problem of protecting one statistic. Differences of cells that are unsafe though no cell shows them stand
 * behind the cells, as cells of their own that nobody sees.
 *
 * @param measured - the cells.
 * @param protectable - what rules said of them.
 * @param statistic - the figure to protect.
 * @param requirement - what is required of counts; sums follow their rules.
 * @param zeros - whether a withheld cell may be empty.
 * @param known - Uint8Array(cells): 1 where the figure was published before; absent when none was.
 * @returns the problem; the cells of the table come first, then joint cells and differences.
 */
export function statisticProblem(measured: MeasuredCells, protectable: CellsToProtect, statistic: PublishedStatistic, requirement: CountRequirement, zeros: 'publish' | 'withhold', known?: Uint8Array): SuppressionProblem {
  const { laidOut } = measured;
  const unions = runsOf(protectable.primary.unions);
  // Joint cells in which nobody is counted stand behind the cells of the table.
  const joint = laidOut.hidden.slice(measured.cells);
  const protectedCells = <A extends Float64Array | Uint8Array | Int32Array>(array: A, ofJoint: number, ofUnion: (members: Int32Array) => number): A => 
    extended(array, [...joint].map(() => ofJoint).concat(unions.map(ofUnion)));
  const values = extended(statistic.values, unions.map((members) => members.reduce((sum, cell) => sum + statistic.values[cell]!, 0)));
  const cells = values.length;
  const isCount = statistic.integers;
  const lower = extended(statistic.lower, unions.map(() => 0));
  if (isCount && zeros === 'withhold') lower.fill(0);
  values.forEach((value, cell) => {
    if (isCount && (value === 0 || laidOut.hidden[cell] === 1)) lower[cell] = 0;
  });
  const system = withUnions(statistic.system, unions);
  return {
    system,
    layouts: laidOut.layouts,
    values,
    // What was published before stays known, whatever becomes of the cell.
    states: protectedCells(protectable.states.map((state, cell) => (known?.[cell] === 1 ? CELL.frozen : state)), CELL.hidden, () => CELL.primary),
    costs: protectedCells(protectable.costs, 0, () => 0),
    lower,
    upper: new Float64Array(cells).fill(Infinity),
    required: requiredIntervals(protectable, statistic, requirement, impliedLower(system, lower), cells, known),
    units: protectedCells(protectable.units, 0, (members) => members.reduce((sum, cell) => sum + (protectable.units[cell] ?? 0), 0)),
    onlyUnit: protectedCells(protectable.onlyUnit, -1, () => -1),
    integers: statistic.integers,
  };
}

function runsOf({ starts, members }: CellUnions): Int32Array[] {
  return Array.from({ length: starts.length - 1 }, (_, run) => members.slice(starts[run], starts[run + 1]));
}

function extended<A extends Float64Array | Uint8Array | Int32Array>(array: A, more: readonly number[]): A {
  const all = new (array.constructor as new (length: number) => A)(array.length + more.length);
  all.set(array);
  all.set(more, array.length);
  return all;
}

function withUnions({ cells, starts, members }: CellSystem, unions: readonly Int32Array[]): CellSystem {
  const ends = [...starts];
  const all = [...members];
  unions.forEach((parts, union) => {
    all.push(cells + union, ...parts);
    ends.push(all.length);
  });
  return { cells: cells + unions.length, starts: Int32Array.from(ends), members: Int32Array.from(all) };
}

function requiredIntervals({ primary, states }: CellsToProtect, { kind, of, values, unit, integers }: PublishedStatistic, { interval, minCount }: CountRequirement, lower: Float64Array, cells: number, known?: Uint8Array): SuppressionProblem['required'] {
  const required = { below: new Float64Array(cells), above: new Float64Array(cells), width: new Float64Array(cells) };
  const levels = primary.levelsOf(kind === 'sum' ? of : null, unit === 1 ? values : values.map((value) => value / unit));
  states.forEach((state, cell) => {
    if (state !== CELL.primary || known?.[cell] === 1) return;
    const value = values[cell]!;
    const isSmall = integers && interval !== 'exactDisclosure' && value > 0 && value < minCount;
    const reaches = isSmall && interval.reachesMinCount;
    required.above[cell] = Math.max(levels.above[cell]! * unit, reaches ? minCount - value : 0);
    // Nobody can be made to believe in less than what everybody knows.
    required.below[cell] = Math.min(Math.max(levels.below[cell]! * unit, reaches ? 1 : 0), value - lower[cell]!);
    if (isSmall) required.width[cell] = interval.minWidth;
  });
  return required;
}

/**
 * Turns a problem into what an attacker sees once a pattern is chosen.
 *
 * @param problem - the problem.
 * @param withheld - Uint8Array(cells): 1 for cells that are not published.
 * @returns the attacked cells.
 */
export function attackedCells({ system, values, states, lower, upper, required, onlyUnit, integers }: SuppressionProblem, withheld: Uint8Array): AttackedCells {
  const seen = states.map((state, cell) => (state === CELL.hidden ? SEEN.hidden : state !== CELL.frozen && withheld[cell] === 1 ? SEEN.withheld : SEEN.published));
  // What somebody from inside finds out of cells that are safe, withheld as cover only, does no harm.
  return { system, seen, values, lower, upper, required, onlyUnit, insideToo: states.map((state) => Number(state === CELL.primary)), integers };
}
