import type { Int32Column } from '../../core/column.ts';
import { tupleTable } from '../../group/index.ts';
import type { NamedColumns } from '../decide/named-records.ts';

/** How often errors have one pattern of agreement. */
export interface ErrorPattern {
  /** Level of each comparison, as in the table of pairs: −1 where a value is missing, 0 for the least agreement. */
  readonly levels: Readonly<Record<string, number>>;
  readonly falsePositives: number;
  /** Matches below the cut; those that blocking lost have no pattern. */
  readonly belowCut: number;
}

/** Counts errors by pattern while pairs stream by. */
export interface PatternTally {
  /**
   * Adds errors of a batch.
   *
   * @param batch - the pairs.
   * @param rows - Int32Array: its rows that are errors.
   * @param isMatch - whether these are matches, which were missed, or not.
   */
  add(batch: NamedColumns, rows: Int32Array, isMatch: boolean): void;
  /** Lists the patterns, the most frequent first; ties by levels, the highest first. */
  patterns(): ErrorPattern[];
}

const PREFIX = 'level_';

/**
 * Starts counting errors by pattern.
 *
 * @param columns - names of the columns of the pairs; those that start with `level_` are the comparisons.
 * @returns a tally; without such columns it lists nothing.
 * @remarks Memory: one entry per pattern, some thousand at most in practice.
 */
export function patternTally(columns: readonly string[]): PatternTally {
  const levels = columns.filter((name) => name.startsWith(PREFIX));
  const table = tupleTable(levels.length);
  const counts: [falsePositives: number, belowCut: number][] = [];
  return {
    add(batch, rows, isMatch) {
      if (levels.length === 0 || rows.length === 0) return;
      const codes = levels.map((name) => {
        const { values } = batch.column(name) as Int32Column;
        return rows.map((row) => values[row]!);
      });
      const patternOf = new Int32Array(rows.length);
      table.assign(codes, rows.length, patternOf);
      while (counts.length < table.size) counts.push([0, 0]);
      for (const pattern of patternOf) counts[pattern]![isMatch ? 1 : 0]++;
    },
    patterns() {
      const byLevel = levels.map((_, index) => table.column(index));
      return counts
        .map(([falsePositives, belowCut], pattern) => ({ levels: Object.fromEntries(levels.map((name, index) => [name.slice(PREFIX.length), byLevel[index]![pattern]!])), falsePositives, belowCut }))
        .sort((left, right) => right.falsePositives + right.belowCut - left.falsePositives - left.belowCut || compareLevels(Object.values(left.levels), Object.values(right.levels)));
    },
  };
}

function compareLevels(left: readonly number[], right: readonly number[]): number {
  const different = left.findIndex((level, index) => level !== right[index]);
  return different < 0 ? 0 : right[different]! - left[different]!;
}
