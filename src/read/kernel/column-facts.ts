import { cim10Category, cim10Chapter, readCip13, readFiness, readNir, REASON_OK } from '../../identifiers/index.ts';
import { CELL_FLAG_BITS, type CellBlock } from './cells.ts';
import { DIGIT_0, MINUS, PLUS, skipSpaces, trimSpaces } from './digits.ts';
import { isNullMarker, type NullMarkers } from './null-markers.ts';

/** Counts about the cells of one column; no value is kept. */
export interface ColumnFacts {
  /** Cells with a text that is no marker of a missing value. */
  present: number;
  /** Empty cells. */
  empty: number;
  /** Cells by marker, in the markers' order. */
  readonly markerCells: Float64Array;
  /** Cells of two digits and more that begin with 0: codes, not numbers. */
  leadingZeros: number;
  /** Cells that are digits with at most a sign and a decimal mark. */
  plainNumbers: number;
  /** Cells of digits only. */
  digitsOnly: number;
  /** Numbers with a decimal mark: fewest and most digits after it. */
  minDecimals: number;
  maxDecimals: number;
  /** Fewest and most digits before the decimal mark. */
  minWhole: number;
  maxWhole: number;
  /** NIRs of 15 characters with the right key, and of 13 characters with plausible parts. */
  nirsWithKey: number;
  nirsWithoutKey: number;
  /** FINESS numbers, CIP13 codes and CIM-10 codes. */
  finess: number;
  cip13: number;
  cim10: number;
  /** Cells with an @, as e-mail addresses have. */
  atSigns: number;
  /** Cells equal to the field of the first line above them. */
  likeFirstLine: number;
}

/**
 * Starts counting.
 *
 * @param markers - texts that may stand for a missing value.
 * @returns facts about no cells.
 */
export function createColumnFacts(markers: NullMarkers): ColumnFacts {
  return {
    present: 0, empty: 0, markerCells: new Float64Array(markers.texts.length), leadingZeros: 0, plainNumbers: 0, digitsOnly: 0, minDecimals: Infinity,
    maxDecimals: 0, minWhole: Infinity, maxWhole: 0, nirsWithKey: 0, nirsWithoutKey: 0, finess: 0, cip13: 0, cim10: 0, atSigns: 0, likeFirstLine: 0,
  };
}

const COMMA = 44;
const DOT = 46;
const AT_SIGN = 64;
const NIR_DIGITS = 13;

/** Canonical forms go here and are not looked at. */
const discarded = new Uint8Array(32);

/**
 * Counts the cells of one field of a block.
 *
 * @param facts - what was counted so far.
 * @param block - well-formed rows.
 * @param field - the field to look at.
 * @param markers - texts that may stand for a missing value.
 * @param firstLine - the same field of the file's first line.
 */
export function addColumnFacts(facts: ColumnFacts, block: CellBlock, field: number, markers: NullMarkers, firstLine: Uint8Array): void {
  const { bytes, cells, rows } = block;
  for (let row = 0, cell = 2 * field; row < rows; row++, cell += 2 * block.fields) {
    const start = skipSpaces(bytes, cells[cell]!, cells[cell]! + (cells[cell + 1]! >>> CELL_FLAG_BITS));
    const end = trimSpaces(bytes, start, cells[cell]! + (cells[cell + 1]! >>> CELL_FLAG_BITS));
    if (start === end) facts.empty++;
    else if (isNullMarker(markers, bytes, start, end)) facts.markerCells[markerOf(markers, bytes, start, end)]!++;
    else {
      facts.present++;
      addNumber(facts, bytes, start, end);
      addIdentifier(facts, bytes, start, end);
      if (isSame(bytes, start, end, firstLine)) facts.likeFirstLine++;
    }
  }
}

function addNumber(facts: ColumnFacts, bytes: Uint8Array, start: number, end: number): void {
  const first = bytes[start] === MINUS || bytes[start] === PLUS ? start + 1 : start;
  let mark = -1;
  for (let at = first; at < end; at++) {
    const byte = bytes[at]!;
    if ((byte - DIGIT_0) >>> 0 <= 9) continue;
    if (mark >= 0 || (byte !== COMMA && byte !== DOT)) return;
    mark = at;
  }
  const whole = (mark < 0 ? end : mark) - first;
  const decimals = mark < 0 ? 0 : end - mark - 1;
  if (whole + decimals === 0) return;
  facts.plainNumbers++;
  if (mark < 0 && first === start) facts.digitsOnly++;
  if (whole > 1 && bytes[first] === DIGIT_0) facts.leadingZeros++;
  facts.minWhole = Math.min(facts.minWhole, whole);
  facts.maxWhole = Math.max(facts.maxWhole, whole);
  facts.minDecimals = Math.min(facts.minDecimals, decimals);
  facts.maxDecimals = Math.max(facts.maxDecimals, decimals);
}

function addIdentifier(facts: ColumnFacts, bytes: Uint8Array, start: number, end: number): void {
  const length = end - start;
  if (length <= 8 && cim10Chapter(cim10Category(bytes, start, end)) > 0) facts.cim10++;
  if (length >= 9 && length <= 30) {
    if (readNir(bytes, start, end, discarded, 0) === REASON_OK) {
      let characters = 0;
      for (let at = start; at < end; at++) if (bytes[at]! > 47) characters++;
      if (characters > NIR_DIGITS) facts.nirsWithKey++;
      else facts.nirsWithoutKey++;
    }
    if (readFiness(bytes, start, end, discarded, 0) === REASON_OK) facts.finess++;
    if (readCip13(bytes, start, end, discarded, 0) === REASON_OK) facts.cip13++;
  }
  for (let at = start; at < end; at++) {
    if (bytes[at] !== AT_SIGN) continue;
    facts.atSigns++;
    return;
  }
}

function markerOf(markers: NullMarkers, bytes: Uint8Array, start: number, end: number): number {
  return markers.texts.findIndex((text) => isSame(bytes, start, end, text));
}

function isSame(bytes: Uint8Array, start: number, end: number, text: Uint8Array): boolean {
  if (text.length !== end - start) return false;
  for (let index = 0; index < text.length; index++) if (bytes[start + index] !== text[index]) return false;
  return true;
}
