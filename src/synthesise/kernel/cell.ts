import { reserve, type TextWriter } from '../../text/index.ts';
import type { WordList } from './word-list.ts';

/** One text value under construction, as UTF-16 code units. Reused from row to row. */
export interface Cell {
  readonly units: Uint16Array;
  /** Code units in use; −1 for a null. */
  length: number;
}

const CAPACITY = 160;

/**
 * Makes an empty cell.
 *
 * @returns a cell of up to 160 code units; what does not fit is cut off.
 */
export function createCell(): Cell {
  return { units: new Uint16Array(CAPACITY), length: 0 };
}

/**
 * Appends one code unit.
 *
 * @param cell - a cell that is not null.
 * @param unit - a code unit.
 */
export function appendUnit(cell: Cell, unit: number): void {
  if (cell.length < CAPACITY) cell.units[cell.length++] = unit;
}

/**
 * Appends a word.
 *
 * @param cell - a cell that is not null.
 * @param words - the list.
 * @param index - which word.
 */
export function appendWord(cell: Cell, words: WordList, index: number): void {
  const end = words.offsets[index + 1]!;
  for (let at = words.offsets[index]!; at < end; at++) appendUnit(cell, words.units[at]!);
}

/**
 * Appends another cell; a null appends nothing.
 *
 * @param cell - a cell that is not null.
 * @param other - the cell to copy.
 */
export function appendCell(cell: Cell, other: Cell): void {
  for (let at = 0; at < other.length; at++) appendUnit(cell, other.units[at]!);
}

/**
 * Appends a whole number with leading zeros.
 *
 * @param cell - a cell that is not null.
 * @param value - an integer in [0, 10^width).
 * @param width - digits to write; 0 for as many as needed.
 */
export function appendNumber(cell: Cell, value: number, width: number): void {
  let digits = width;
  if (digits === 0) for (let rest = value; rest >= 1 || digits === 0; rest = Math.floor(rest / 10)) digits++;
  for (let divisor = 10 ** (digits - 1); divisor >= 1; divisor /= 10) appendUnit(cell, 48 + (Math.floor(value / divisor) % 10));
}

/**
 * Copies a cell, nulls included.
 *
 * @param from - the cell to copy.
 * @param to - overwritten.
 */
export function copyCell(from: Cell, to: Cell): void {
  to.length = from.length;
  for (let at = 0; at < from.length; at++) to.units[at] = from.units[at]!;
}

/**
 * Writes a cell as a row of a text column; a null writes an empty row.
 *
 * @param cell - the cell; its code units stand alone (no surrogates).
 * @param writer - the column.
 * @returns whether the cell has a value.
 */
export function writeCell(cell: Cell, writer: TextWriter): boolean {
  if (cell.length > 0) {
    reserve(writer, 3 * cell.length);
    const { bytes } = writer;
    let at = writer.at;
    for (let index = 0; index < cell.length; index++) {
      const unit = cell.units[index]!;
      if (unit < 0x80) bytes[at++] = unit;
      else if (unit < 0x800) {
        bytes[at++] = 0xc0 | (unit >> 6);
        bytes[at++] = 0x80 | (unit & 0x3f);
      } else {
        bytes[at++] = 0xe0 | (unit >> 12);
        bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
        bytes[at++] = 0x80 | (unit & 0x3f);
      }
    }
    writer.at = at;
  }
  writer.offsets[++writer.row] = writer.at;
  return cell.length >= 0;
}
