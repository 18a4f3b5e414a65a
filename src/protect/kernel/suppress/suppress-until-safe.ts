import { coverCells } from './cover-cells.ts';
import { CELL, type SuppressionContext, type SuppressionMethod, type SuppressionProblem } from './problem.ts';

/** What came of suppression that was attacked until it held. */
export interface AttackedPattern {
  /** Uint8Array(cells): 1 where a cell is withheld that no rule withholds. */
  readonly secondary: Uint8Array;
  /** Sum of the costs of these. */
  readonly cost: number;
  /** What no pattern can cost less than, where the method proves it and nothing was added to its pattern; else 0. */
  readonly bound: number;
  /** Attacks made; the last one failed, unless cells are left. */
  readonly attacks: number;
  /** Cells that gave way and beside which nothing is left that may be withheld, or for which there was no time, ascending; empty when all is safe. */
  readonly unprotected: Int32Array;
  /** Whether time ran out. */
  readonly isLate: boolean;
}

/**
 * Looks for withheld cells that give way; ascending. What is not decided in so many seconds has given way. Of cells that are settled (1), an
 * earlier attack told that they hold, and since then more was withheld, never less: they need not be looked at again.
 */
export type Attack = (withheld: Uint8Array, seconds: number, settled: Uint8Array) => Int32Array;

/** How a pattern is found and mended. */
export interface SuppressionMethods {
  readonly first: SuppressionMethod;
  /** Covers what was added after an attack; quick. */
  readonly repair: SuppressionMethod;
}

/** Attacks after which a table is given up: each one adds cells, so that there are never more than cells. */
const MOST_ATTACKS = 200;

/** Attacks and repairs together may take so many times as long as the search for a cheap pattern. */
const PATIENCE = 5;

/**
 * Suppresses, attacks, adds cover where cells gave way, and attacks again, until nothing gives way. No method is trusted by
 * itself: neither its pattern nor its proof.
 *
 * @param problem - what is to be protected.
 * @param methods - how.
 * @param context - what these may use.
 * @param attack - the attacker.
 * @returns the pattern; where cells are left unprotected the table must not be published.
 */
export function suppressUntilSafe(problem: SuppressionProblem, methods: SuppressionMethods, context: SuppressionContext, attack: Attack): AttackedPattern {
  const { states, costs } = problem;
  const end = context.now() + PATIENCE * 1000 * context.seconds;
  const secondsLeft = (): number => (end - context.now()) / 1000;
  const found = methods.first(problem, context);
  let { secondary } = found;
  // Where a method gave a cell up, the attacker has the last word.
  let unprotected: Int32Array = NONE;
  let settled = new Uint8Array(states.length);
  let attacks = 0;
  while (unprotected.length === 0) {
    const withheld = withheldCells(states, secondary);
    const thin = attack(withheld, Math.max(0, secondsLeft()), settled);
    attacks++;
    if (thin.length === 0) break;
    settled = withheld.slice();
    for (const cell of thin) settled[cell] = 0;
    const { chosen, bare } = attacks < MOST_ATTACKS && secondsLeft() > 0 ? coverCells({ system: problem.system, states, withheld, costs }, thin) : { chosen: NONE, bare: thin };
    // What was found stays, and what is new asks for cover of its own.
    const stated = states.map((state, cell) => (secondary[cell] === 1 ? CELL.primary : state));
    for (const cell of chosen) stated[cell] = CELL.primary;
    const mended = methods.repair({ ...problem, states: stated }, context);
    secondary = states.map((state, cell) => (state === CELL.open && (stated[cell] === CELL.primary || mended.secondary[cell] === 1) ? 1 : 0));
    unprotected = chosen.length === 0 ? bare : NONE;
  }
  const cost = secondary.reduce((sum, mark, cell) => sum + mark * costs[cell]!, 0);
  return { secondary, cost, bound: cost === found.cost ? found.bound : 0, attacks, unprotected, isLate: unprotected.length > 0 && secondsLeft() <= 0 };
}

const NONE = new Int32Array(0);

/**
 * Tells which cells a reader does not see.
 *
 * @param states - Uint8Array(cells): {@link CELL}.
 * @param secondary - Uint8Array(cells): 1 for cells withheld as cover.
 * @returns Uint8Array(cells): 1 where a cell is not published.
 */
export function withheldCells(states: Uint8Array, secondary: Uint8Array): Uint8Array {
  return states.map((state, cell) => (state === CELL.primary || state === CELL.hidden || secondary[cell] === 1 ? 1 : 0));
}
