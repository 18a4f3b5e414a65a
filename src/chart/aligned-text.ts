/**
 * Lines up a table of texts: the first column to the left, figures to the right.
 *
 * @param rows - texts by row, all of as many columns; the heads are the first.
 * @returns a line for each row, indented by two blanks.
 * @example
 * alignedText([['k', 'rows'], ['11', '7']]); // => ['  k   rows', '  11     7']
 */
export function alignedText(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `  ${row.map((text, column) => (column === 0 ? text.padEnd(widths[0]!) : text.padStart(widths[column]! + 2))).join('')}`);
}
