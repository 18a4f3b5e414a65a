import { NO_UNIONS, type CellUnions } from './kernel/primary-disclosure.ts';
import { SAFE } from './kernel/unsafe-cells.ts';
import type { JudgedCells, ReadyRule, Verdict } from './rule-columns.ts';

/** How far an attacker's interval must reach around a value. */
export interface ProtectionLevels {
  /** Float64Array(cells): under the value. */
  readonly below: Float64Array;
  /** Float64Array(cells): over it. */
  readonly above: Float64Array;
}

/** What rules say of all cells of a table; arrays have one place per cell. */
export interface PrimaryCells {
  /** Uint8Array: {@link SAFE}, or 1 + the number of the first rule that the cell fails. */
  readonly marks: Uint8Array;
  /** Uint8Array: 1 where a cell is published whatever happens, by hand. */
  readonly frozen: Uint8Array;
  /** Int32Array: frozen cells that a rule withholds all the same, ascending: what is asked cannot be had. */
  readonly contradicted: Int32Array;
  /** Cells that rules would withhold, waived by hand. */
  readonly waived: number;
  /** Float64Array: what withholding costs, where it was said by hand; NaN elsewhere. */
  readonly costs: Float64Array;
  /** Differences that need protection as if they were cells, from k-disclosure. */
  readonly unions: CellUnions;
  /** Levels of the unsafe cells for a figure: sums of a measure, or counts (`null`), whose values are given. */
  levelsOf(of: string | null, values: Float64Array): ProtectionLevels;
}

/**
 * Lets rules judge all cells of a table.
 *
 * @param rules - the rules, in the order in which they decide; at most 254.
 * @param cells - the whole table.
 * @returns marks, levels (of several rules the largest), and what was decided by hand.
 * @throws {DataError} `DATA_INVALID` if a cell named by hand is not there.
 * @throws {RangeError} for more rules than marks.
 */
export function primaryCells(rules: readonly ReadyRule[], cells: JudgedCells): PrimaryCells {
  if (rules.length > 254) throw new RangeError(`rules: expected at most 254, got ${rules.length}`);
  const count = cells.columns[0]?.rows ?? 0;
  const verdicts = count === 0 ? [] : rules.map((rule) => rule.judge(cells));
  const marks = new Uint8Array(count).fill(SAFE);
  const frozen = new Uint8Array(count);
  const costs = new Float64Array(count).fill(NaN);
  const isWaived = new Uint8Array(count);
  verdicts.forEach(({ unsafe, manual }, rule) => {
    for (let cell = 0; cell < count; cell++) {
      if (unsafe[cell] === 1 && marks[cell] === SAFE) marks[cell] = rule + 1;
      if (manual === undefined) continue;
      frozen[cell]! |= manual.frozen[cell]!;
      isWaived[cell]! |= manual.waived[cell]!;
      if (!Number.isNaN(manual.costs[cell]!)) costs[cell] = manual.costs[cell]!;
    }
  });
  let waived = 0;
  isWaived.forEach((waive, cell) => {
    if (waive === 0 || marks[cell] === SAFE) return;
    waived++;
    marks[cell] = SAFE;
  });
  return {
    marks,
    frozen,
    contradicted: Int32Array.from(marks.keys()).filter((cell) => marks[cell] !== SAFE && frozen[cell] === 1),
    waived,
    costs,
    unions: joinedUnions(verdicts.map(({ unions }) => unions ?? NO_UNIONS)),
    levelsOf: (of, values) => levelsOf(verdicts, marks, of, values),
  };
}

function levelsOf(verdicts: readonly Verdict[], marks: Uint8Array, of: string | null, values: Float64Array): ProtectionLevels {
  const below = new Float64Array(marks.length);
  const above = new Float64Array(marks.length);
  for (const { unsafe, protectionShare = 0, levels } of verdicts) {
    const isMeant = levels !== undefined && (levels.of === null || levels.of === of);
    for (let cell = 0; cell < marks.length; cell++) {
      if (unsafe[cell] === 0 || marks[cell] === SAFE) continue;
      const reach = protectionShare * Math.abs(values[cell]!);
      below[cell] = Math.max(below[cell]!, reach, isMeant ? levels.below[cell]! : 0);
      above[cell] = Math.max(above[cell]!, reach, isMeant ? levels.above[cell]! : 0);
    }
  }
  return { below, above };
}

function joinedUnions(parts: readonly CellUnions[]): CellUnions {
  const starts = [0];
  const members: number[] = [];
  for (const part of parts) {
    for (let union = 0; union + 1 < part.starts.length; union++) {
      members.push(...part.members.subarray(part.starts[union], part.starts[union + 1]));
      starts.push(members.length);
    }
  }
  return { starts: Int32Array.from(starts), members: Int32Array.from(members) };
}
