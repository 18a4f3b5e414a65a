import { shortened, withoutControls } from '../../chart/index.ts';

/** A column of a table of text. */
export interface TextColumn {
  readonly head: string;
  /** Numbers stand at the right. */
  readonly align?: 'left' | 'right';
  /** Signs beyond which texts are always shortened. */
  readonly most?: number;
  /** Signs below which the column is never shortened to make room; it is never shortened for that when omitted. */
  readonly least?: number;
}

/** A terminal shows this many columns. */
const MOST_SIGNS = 120;
const GAP = '  ';

/**
 * Lays out a table for a terminal: aligned, no wider than 120 signs as long as its columns allow, without escape codes.
 *
 * @param columns - heads, alignment, and which of them may be shortened.
 * @param rows - texts by row and column; signs that a terminal obeys become U+FFFD.
 * @returns lines, the last one ended, without spaces at their ends.
 * @example
 * textTable([{ head: 'column' }, { head: 'nulls', align: 'right' }], [['nir', '0'], ['sex', '1,204']]); // => 'column  nulls\n──────  ─────\nnir         0\nsex     1,204\n'
 */
export function textTable(columns: readonly TextColumn[], rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => columns.map(({ most = Infinity }, index) => plain(row[index] ?? '', most)));
  const widths = fitted(columns, columns.map(({ head }, index) => Math.max(head.length, ...cells.map((row) => length(row[index]!)))));
  const line = (row: readonly string[]): string => row.map((text, index) => padded(text, widths[index]!, columns[index]!.align)).join(GAP).trimEnd();
  return [columns.map(({ head }) => head), widths.map((width) => '─'.repeat(width)), ...cells].map((row) => `${line(row)}\n`).join('');
}

/** Takes what is too much from the widest columns that may be shortened. */
function fitted(columns: readonly TextColumn[], widths: readonly number[]): number[] {
  const fit = [...widths];
  const width = (): number => fit.reduce((sum, each) => sum + each + GAP.length, -GAP.length);
  while (width() > MOST_SIGNS) {
    const spare = fit.map((each, index) => (each > Math.max(columns[index]!.least ?? Infinity, columns[index]!.head.length) ? each : 0));
    const widest = Math.max(0, ...spare);
    if (widest === 0) break;
    fit[spare.indexOf(widest)]!--;
  }
  return fit;
}

function padded(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const short = shortened(text, width);
  const blanks = ' '.repeat(width - length(short));
  return align === 'right' ? blanks + short : short + blanks;
}

function plain(text: string, most: number): string {
  const whole = withoutControls(text).replaceAll('\n', '\uFFFD');
  return most === Infinity ? whole : shortened(whole, most);
}

function length(text: string): number {
  let signs = 0;
  for (const _ of text) signs++;
  return signs;
}
