/** What is withheld of a part of a table. */
export interface WithheldShare {
  readonly cells: number;
  /** Cells withheld by rules, and as cover for these. */
  readonly primary: number;
  readonly secondary: number;
  /** Share in [0, 1] of the rows of these cells that stand in withheld ones; 0 where there are no rows. */
  readonly rowShare: number;
}

/** Cells with what became of them. All arrays have one place per cell. */
export interface JudgedRows {
  /** Uint8Array: 0 published, 1 withheld by a rule, 2 withheld as cover. */
  readonly outcomes: Uint8Array;
  /** Float64Array: rows of each cell. */
  readonly rows: Float64Array;
}

/**
 * Counts what is withheld in each group of cells.
 *
 * @param judged - the cells.
 * @param groupOf - Int32Array(cells): group of each cell, −1 for cells that are not to be counted.
 * @param groups - number of groups.
 * @returns one share per group.
 * @remarks O(cells + groups).
 */
export function withheldShares({ outcomes, rows }: JudgedRows, groupOf: Int32Array, groups: number): WithheldShare[] {
  const cells = new Float64Array(groups);
  const primary = new Float64Array(groups);
  const secondary = new Float64Array(groups);
  const all = new Float64Array(groups);
  const withheld = new Float64Array(groups);
  groupOf.forEach((group, cell) => {
    if (group < 0) return;
    cells[group]!++;
    all[group]! += rows[cell]!;
    if (outcomes[cell] === 0) return;
    (outcomes[cell] === 1 ? primary : secondary)[group]!++;
    withheld[group]! += rows[cell]!;
  });
  return Array.from(cells, (count, group) => ({ cells: count, primary: primary[group]!, secondary: secondary[group]!, rowShare: all[group]! > 0 ? withheld[group]! / all[group]! : 0 }));
}
