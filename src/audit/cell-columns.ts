import { isValid, plainText, type Column } from '../core/column.ts';
import { doubleReader } from '../core/double-reader.ts';

const decoder = new TextDecoder();

/**
 * Reads a column of codes.
 *
 * @param column - text, coded or not.
 * @returns a text per row; `null` for a missing one.
 * @throws {TypeError} for a column of another kind.
 */
export function textsOf(column: Column): (string | null)[] {
  if (column.kind !== 'text' && column.kind !== 'coded') throw new TypeError(`column: expected text, got ${column.kind}`);
  const { rows, valid, offsets, bytes } = plainText(column);
  return Array.from({ length: rows }, (_, row) => (isValid(valid, row) ? decoder.decode(bytes.subarray(offsets[row], offsets[row + 1])) : null));
}

/**
 * Reads a column of figures that may be withheld.
 *
 * @param column - numbers, or text that spells numbers.
 * @param withheld - texts that stand for a withheld figure.
 * @returns Float64Array(rows): NaN where the figure is missing or withheld; `fault` is the first row (from 0) whose text is no number, −1 when there is none.
 * @throws {TypeError} for a column of another kind.
 * @remarks A number has a decimal point or comma, and no other marks; whole numbers are exact below 2⁵³.
 */
export function figuresOf(column: Column, withheld: readonly string[]): { readonly figures: Float64Array; readonly fault: number } {
  const { kind, rows, valid } = column;
  if (kind !== 'text' && kind !== 'coded') {
    const read = doubleReader(column);
    return { figures: Float64Array.from({ length: rows }, (_, row) => (isValid(valid, row) ? read(row) : NaN)), fault: -1 };
  }
  const texts = textsOf(column);
  let fault = -1;
  const figures = Float64Array.from(texts, (text, row) => {
    if (text === null || text === '' || withheld.includes(text)) return NaN;
    if (!/^[+-]?\d{1,300}(?:[.,]\d{1,300})?$/.test(text)) {
      if (fault < 0) fault = row;
      return NaN;
    }
    return Number(text.replace(',', '.'));
  });
  return { figures, fault };
}
