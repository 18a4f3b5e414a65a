import type { ClassTable } from './classes.ts';
import type { ColumnLevels } from './column-levels.ts';
import type { ClassRounds } from './label-classes.ts';
import { rowsByCode } from './utility/column-rows.ts';

/** How much of a column is lost: shares in [0, 1] over all rows, a suppressed row having lost everything. */
export interface ColumnUtility {
  /** Mean share of the domain that a written value may be, beyond one leaf. */
  readonly loss: number;
  /** Mean share of the levels that a value climbed. */
  readonly climbed: number;
  /** Share of the bits lost that tell the value of a row, given what is written. */
  readonly entropyLoss: number;
}

/**
 * Measures what generalisation and suppression cost each column.
 *
 * @param classes - the distinct combinations at level 0.
 * @param columns - the levels of each quasi-identifier.
 * @param chosen - which classes stay, and at which levels.
 * @returns one measure per column; 0 without rows, and for a column whose values cannot be told apart anyhow.
 * @remarks O(columns × (classes + values × rounds)).
 * @see Iyengar 2002, https://doi.org/10.1145/775047.775089 (loss); Sweeney 2002, https://doi.org/10.1142/S021848850200165X (precision);
 *   De Waal and Willenborg 1999, Information loss through global recoding and local suppression (entropy).
 */
export function columnUtility(classes: ClassTable, columns: readonly ColumnLevels[], { rounds, roundOf }: ClassRounds): ColumnUtility[] {
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const frequencies = rowsByCode(classes, columns);
  return columns.map(({ codes, leaves, domain }, column) => {
    const height = codes.length - 1;
    const lost = { leaves: 0, levels: 0, bits: 0, allBits: 0 };
    const lose = (count: number, leavesLost: number, levels: number, bits: number): void => {
      lost.leaves += count * leavesLost;
      lost.levels += count * levels;
      lost.bits += count * bits;
    };
    // A class of the population alone has no rows, and has lost nothing.
    const counted = rowsByRound(classes.rowsOf, classes.codes[column]!, roundOf, rounds.length, codes[0]!.length);
    frequencies[column]![0]!.forEach((frequency, value) => {
      if (frequency === 0) return;
      const bits = Math.log2(rows / frequency);
      lost.allBits += frequency * bits;
      rounds.forEach((levels, round) => {
        const level = levels[column]!;
        const code = codes[level]![value]!;
        lose(counted[round]![value]!, leaves[level]![code]! - 1, level, Math.log2(frequencies[column]![level]![code]! / frequency));
      });
      lose(counted[rounds.length]![value]!, domain - 1, height, bits);
    });
    return { loss: share(lost.leaves, rows * (domain - 1)), climbed: share(lost.levels, rows * height), entropyLoss: share(lost.bits, lost.allBits) };
  });
}

/** Rows of each value, by round; those of suppressed classes come last. */
function rowsByRound(rowsOf: Uint32Array, codes: Int32Array, roundOf: Int32Array, rounds: number, values: number): Float64Array[] {
  const counted = Array.from({ length: rounds + 1 }, () => new Float64Array(values));
  for (let index = 0; index < codes.length; index++) {
    const round = roundOf[index]!;
    counted[round < 0 ? rounds : round]![codes[index]!]! += rowsOf[index]!;
  }
  return counted;
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
