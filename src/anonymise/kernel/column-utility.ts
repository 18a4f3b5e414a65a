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
 * @remarks O(classes × columns).
 * @see Iyengar 2002, https://doi.org/10.1145/775047.775089 (loss); Sweeney 2002, https://doi.org/10.1142/S021848850200165X (precision);
 *   De Waal and Willenborg 1999, Information loss through global recoding and local suppression (entropy).
 */
export function columnUtility(classes: ClassTable, columns: readonly ColumnLevels[], { rounds, roundOf }: ClassRounds): ColumnUtility[] {
  const rows = classes.rowsOf.reduce((sum, count) => sum + count, 0);
  const frequencies = rowsByCode(classes, columns);
  return columns.map(({ codes, leaves, domain }, column) => {
    const height = codes.length - 1;
    let leavesLost = 0;
    let levelsClimbed = 0;
    let bitsLost = 0;
    let bits = 0;
    roundOf.forEach((round, index) => {
      const count = classes.rowsOf[index]!;
      // A class of the population alone has lost nothing.
      if (count === 0) return;
      const value = classes.codes[column]![index]!;
      const frequency = frequencies[column]![0]![value]!;
      bits += count * Math.log2(rows / frequency);
      if (round < 0) {
        leavesLost += count * (domain - 1);
        levelsClimbed += count * height;
        bitsLost += count * Math.log2(rows / frequency);
        return;
      }
      const level = rounds[round]![column]!;
      const code = codes[level]![value]!;
      leavesLost += count * (leaves[level]![code]! - 1);
      levelsClimbed += count * level;
      bitsLost += count * Math.log2(frequencies[column]![level]![code]! / frequency);
    });
    return { loss: share(leavesLost, rows * (domain - 1)), climbed: share(levelsClimbed, rows * height), entropyLoss: share(bitsLost, bits) };
  });
}

function share(part: number, whole: number): number {
  return whole > 0 ? part / whole : 0;
}
