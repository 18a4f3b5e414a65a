import { attackComponent } from './attack-component.ts';
import { SEEN, type AttackedCells, type AttackOptions, type AttackReport } from './attacked-cells.ts';
import { unknownComponents } from './components.ts';
import type { Verdict } from './judge-cells.ts';
import type { SearchContext } from './mover.ts';

/** Values that are no whole numbers are told apart down to this share of the largest of the table. */
export const RELATIVE_TOLERANCE: number = 1e-9;

/**
 * Attacks tables as somebody does who knows every published value, how cells add up, the bounds of what is withheld, and,
 * if asked for, the values of the cells in which he is alone.
 *
 * Whatever is told as safe was seen to be: for whole numbers, two values of the table that differ there were checked exactly.
 * What could not be shown in time is undecided, never safe.
 *
 * @param attacked - the tables.
 * @param options - solver, mode, insiders and time.
 * @returns what the attacker finds out, as numbers of cells.
 * @throws {RangeError} if arrays have not one place per cell, a value lies outside its bounds, or is missing where published.
 * @remarks Bounds are drawn from one relation after the other before any linear program; what is left falls into components,
 *   each with one program that is kept and goes on from its last solution. Values that are no whole numbers count as one when
 *   they differ by less than 10⁻⁹ of the largest published value.
 * @see Fischetti and Salazar, Models and algorithms for optimizing cell suppression in tabular data, JASA 95 (2000), for the
 *   attacker's programs; Hundepool et al., Handbook on Statistical Disclosure Control (2024), chapter 4.
 * @example
 * // 7 = a + b with a and b withheld: nothing is certain but that neither is above 7.
 * const system = cellSystem(3, [{ trees: [{ parents: Int32Array.of(-1, 0, 0) }], cells: Int32Array.of(0, 1, 2), nodes: [Int32Array.of(0, 1, 2)] }]);
 * const none = new Float64Array(3);
 * const { intervals } = attackTable(
 *   { system, seen: Uint8Array.of(0, 1, 1), values: Float64Array.of(7, 3, 4), lower: none, upper: none.map(() => Infinity), required: { below: none, above: none, width: none }, integers: true },
 *   { solver: await loadSolver(), mode: 'intervals' },
 * );
 * [...intervals.upper]; // => [7, 7, 7]
 */
export function attackTable(attacked: AttackedCells, options: AttackOptions): AttackReport {
  checkAttacked(attacked);
  const { seen, system, values, integers } = attacked;
  const tolerance = integers ? 0 : RELATIVE_TOLERANCE * values.reduce((most, value) => Math.max(most, Number.isFinite(value) ? Math.abs(value) : 0), 0);
  const unknowns = unknownComponents(attacked, tolerance);
  const runs = { linear: 0, whole: 0, insiders: 0 };
  const context = contextOf(options, integers, tolerance, runs);
  const verdicts = new Array<Verdict>(system.cells).fill('safe');
  const insider: number[] = [];
  const contradictions = new Set(unknowns.contradictions);
  if (contradictions.size === 0) {
    seen.forEach((state, cell) => {
      if (state === SEEN.withheld && unknowns.upper[cell]! - unknowns.lower[cell]! <= tolerance) verdicts[cell] = 'exact';
    });
    for (const component of unknowns.components) {
      const found = attackComponent(component, attacked, unknowns, options, context);
      runs.insiders += found.insiders;
      if (found.isContradicted) for (const { relation } of component.rows) contradictions.add(relation);
      component.cells.forEach((cell, place) => {
        if (seen[cell] === SEEN.withheld) verdicts[cell] = found.verdicts[place] ?? 'undecided';
      });
      for (const place of found.insider) insider.push(component.cells[place]!);
    }
  }
  const numbersOf = (verdict: Verdict): Int32Array => Int32Array.from(Array.from(verdicts.keys()).filter((cell) => verdicts[cell] === verdict));
  const [exact, narrow, undecided] = [numbersOf('exact'), numbersOf('narrow'), numbersOf('undecided')];
  return {
    passed: exact.length + narrow.length + undecided.length + insider.length + contradictions.size === 0,
    exact,
    narrow,
    insider: Int32Array.from(insider).sort(),
    undecided,
    contradictions: Int32Array.from(contradictions).sort(),
    intervals: options.mode === 'intervals' ? { lower: unknowns.lower, upper: unknowns.upper } : null,
    effort: {
      unknown: seen.reduce((sum, state) => sum + Number(state !== SEEN.published), 0),
      components: unknowns.components.length,
      largestComponent: unknowns.components.reduce((most, { cells }) => Math.max(most, cells.length), 0),
      programs: runs.linear,
      wholePrograms: runs.whole,
      insiders: runs.insiders,
    },
  };
}

function contextOf({ solver, seconds, now }: AttackOptions, isWhole: boolean, tolerance: number, runs: { linear: number; whole: number }): SearchContext | null {
  if (solver === null) return null;
  if ((seconds === undefined) !== (now === undefined)) throw new TypeError('seconds: expected a clock beside it');
  const end = seconds === undefined ? Infinity : now!() + 1000 * seconds;
  return {
    solver,
    isWhole,
    tolerance,
    secondsLeft: () => (now === undefined ? Infinity : Math.max(0, (end - now()) / 1000)),
    count(kind) {
      runs[kind]++;
    },
  };
}

function checkAttacked({ system, seen, values, lower, upper, required: { below, above, width }, onlyUnit, insideToo, settled }: AttackedCells): void {
  for (const [name, array] of Object.entries({ seen, values, lower, upper, below, above, width, onlyUnit, insideToo, settled })) {
    if (array !== undefined && array.length !== system.cells) throw new RangeError(`${name}: expected ${system.cells} cells, got ${array.length}`);
  }
  seen.forEach((state, cell) => {
    const value = values[cell]!;
    if (state === SEEN.published ? !Number.isFinite(value) : value < lower[cell]! || value > upper[cell]!) throw new RangeError(`values: cell ${cell} is published without a value, or outside its bounds`);
  });
}
