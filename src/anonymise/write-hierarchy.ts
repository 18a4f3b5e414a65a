import { orderTexts, writeCorrespondence } from '../hierarchy/index.ts';
import type { ColumnLevels } from './kernel/column-levels.ts';

/**
 * Writes the levels of a column as ARX keeps hierarchies: a line per value, the value first, then what stands for it at each
 * level. The generalisation `levels` reads it as `csv`.
 *
 * A missing value has no line: a hierarchy that was read treats it as one that was built. Lines ascend by the bytes of the values, so that
 * the file is the same for the same values in any order.
 *
 * @param levels - from `columnLevels`.
 * @param separator - what stands between fields; `;` when omitted.
 * @returns the file. It holds the values of the column: keep it with the data, not with the release.
 * @throws {RangeError} naming level and row, never the value, if a value is empty or has the separator, a quote at its start or
 *   a line break.
 * @remarks O(values · levels) time and memory.
 * @example
 * const values = { kind: 'int32', rows: 2, valid: null, values: Int32Array.of(42, 7) };
 * writeHierarchy(columnLevels({ hierarchy: 'intervals', widths: [5, 20] }, { column: 'age', values }));
 * // => '42;40-44;40-59;*\n7;5-9;0-19;*\n'
 */
export function writeHierarchy({ codes, labels }: ColumnLevels, separator = ';'): string {
  const present = [...labels[0]!.keys()].filter((row) => labels[0]![row] !== null);
  const rows = Array.from(orderTexts(present.map((row) => labels[0]![row]!)), (place) => present[place]!);
  const levels = codes.map((level, index) => rows.map((row) => labels[index]![level[row]!]!));
  levels.forEach((level, index) => {
    const empty = level.indexOf('');
    if (empty >= 0) throw new RangeError(`level ${index}, row ${rows[empty]! + 1}: expected a value that is not empty`);
  });
  return writeCorrespondence({ names: [], levels: levels.toReversed() }, { separator, finest: 'first' });
}
