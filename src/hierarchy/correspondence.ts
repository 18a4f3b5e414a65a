import type { LevelColumns } from './code-tree.ts';

/** A correspondence table: values by level, and the names of the levels. */
export interface Correspondence extends LevelColumns {
  /** One name per level, the coarsest first. */
  readonly names: readonly string[];
}

/** How a correspondence table is written. */
export interface CorrespondenceForm {
  /** What stands between fields; `;` when omitted. */
  readonly separator?: string;
  /** Whether the first line has the names of the levels; they are `level1` … from the coarsest when it has none. */
  readonly header?: boolean;
  /** Where the finest level stands: first, as in ARX hierarchies (leaf; level 1; …; *), or last. */
  readonly finest: 'first' | 'last';
}

/**
 * Reads a correspondence table from text: a line per finest code, a field per level. An empty field is a gap.
 *
 * @param text - the file; fields are not quoted.
 * @param form - how it is written.
 * @returns the table, the coarsest level first.
 * @throws {RangeError} naming the line: another number of fields than in the first line, a quoted field.
 * @example
 * readCorrespondence('75;11\n78;11\n', { finest: 'first' });
 * // => { names: ['level1', 'level2'], levels: [['11', '11'], ['75', '78']] }
 */
export function readCorrespondence(text: string, { separator = ';', header = false, finest }: CorrespondenceForm): Correspondence {
  if (separator === '') throw new RangeError('separator: expected at least one character');
  const lines: string[][] = [];
  for (const [index, line] of text.replace(/^\uFEFF/, '').split(/\r*\n|\r/).entries()) {
    if (line === '') continue;
    const fields = line.split(separator);
    const wanted = lines[0]?.length ?? fields.length;
    if (fields.length !== wanted) throw new RangeError(`line ${index + 1}: expected ${wanted} fields, got ${fields.length}`);
    if (fields.some((field) => field.startsWith('"'))) throw new RangeError(`line ${index + 1}: expected fields without quotes`);
    lines.push(finest === 'first' ? fields.reverse() : fields);
  }
  const width = lines[0]?.length ?? 0;
  const names = header ? (lines.shift() ?? []) : Array.from({ length: width }, (_, level) => `level${level + 1}`);
  return { names, levels: Array.from({ length: width }, (_, level) => lines.map((fields) => (fields[level] === '' ? null : fields[level]!))) };
}

/**
 * Finds the line that a row of a correspondence table without header was read from: empty lines are no rows.
 *
 * @param text - the file.
 * @param row - number of the row, from 0.
 * @returns number of the line, from 1.
 */
export function lineOfRow(text: string, row: number): number {
  let left = row;
  return text.replace(/^\uFEFF/, '').split(/\r*\n|\r/).findIndex((line) => line !== '' && left-- === 0) + 1;
}

/**
 * Writes a correspondence table.
 *
 * @param table - names and values by level.
 * @param form - how to write it.
 * @returns the file; a gap is an empty field.
 * @throws {RangeError} naming the level (from 1) and row (from 1) if a value has the separator, a quote at its start or a line break.
 */
export function writeCorrespondence({ names, levels }: Correspondence, { separator = ';', header = false, finest }: CorrespondenceForm): string {
  const rows = levels[0]?.length ?? 0;
  const lines = Array.from({ length: rows }, (_, row) => levels.map((level, place) => {
    const value = level[row] ?? '';
    if (value.includes(separator) || /^"|[\r\n]/.test(value)) throw new RangeError(`level ${place + 1}, row ${row + 1}: expected a value without separator, quote or line break`);
    return value;
  }));
  return [...(header ? [[...names]] : []), ...lines].map((fields) => `${(finest === 'first' ? fields.reverse() : fields).join(separator)}\n`).join('');
}
