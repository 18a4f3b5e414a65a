import { findEmail, findNir, findPhone } from '../../identifiers/index.ts';
import { isPlaceholder } from './placeholder-texts.ts';
import { addShapes, makeShapeCounts, mergeShapes, SHAPE_BYTES, SHAPE_CHARACTERS, SHAPE_OF, shapeOfWide, type ShapeColumn, type ShapeCounts } from './text-shapes.ts';

/** Counts about the texts of one column; no text is kept. */
export interface TextFacts {
  /** Texts, by weight; null is none. */
  count: number;
  empty: number;
  /** Lengths in characters; without a text, the least is infinite and the greatest 0. */
  minLength: number;
  maxLength: number;
  totalLength: number;
  leadingBlanks: number;
  trailingBlanks: number;
  nonAscii: number;
  controlCharacters: number;
  misread: number;
  placeholders: number;
  /** Texts that are or hold a NIR with its key, an e-mail address, a telephone number. */
  nirs: number;
  emails: number;
  phones: number;
  readonly shapes: ShapeCounts;
}

const COUNTS = [
  'count', 'empty', 'totalLength', 'leadingBlanks', 'trailingBlanks', 'nonAscii', 'controlCharacters', 'misread', 'placeholders', 'nirs', 'emails', 'phones',
] as const;

/** What bytes of a text were met. */
const WIDE = 1;
const CONTROL = 2;
const AT = 4;
const NUMERAL = 8;

const MET = new Uint8Array(256);
for (let byte = 0; byte < 0x20; byte++) MET[byte] = CONTROL;
for (let byte = 0x80; byte < 0x100; byte++) MET[byte] = WIDE;
MET.fill(NUMERAL, 0x30, 0x3a);
MET.fill(CONTROL, 0x7f, 0x80);
MET.fill(AT, 0x40, 0x41);

const NIR_WITH_KEY = 15;
const PHONE_DIGITS = 10;

/** Shapes of the rows of one call, made anew by each. */
const shapeColumn: ShapeColumn = { offsets: new Int32Array(0), bytes: new Uint8Array(0) };
let shapeCodes: Int32Array = new Int32Array(0);

/**
 * Makes facts about no text.
 *
 * @returns the facts.
 */
export function makeTextFacts(): TextFacts {
  return {
    count: 0, empty: 0, minLength: Infinity, maxLength: 0, totalLength: 0, leadingBlanks: 0, trailingBlanks: 0, nonAscii: 0, controlCharacters: 0, misread: 0,
    placeholders: 0, nirs: 0, emails: 0, phones: 0, shapes: makeShapeCounts(),
  };
}

/**
 * Adds texts.
 *
 * @param facts - changed.
 * @param offsets - Int32Array(rows + 1), ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits; null rows are left out. `null` when no row is null.
 * @param weights - Float64Array(rows) or longer: how often each occurs; `null` for once.
 * @param rows - rows to add; a few thousand at a time stay in the nearest caches.
 * @remarks O(bytes): each text is read once for its shape, and once for each kind of identifier its characters allow.
 */
export function addTexts(facts: TextFacts, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, weights: Float64Array | null, rows: number): void {
  if (shapeCodes.length < rows) {
    shapeColumn.offsets = new Int32Array(rows + 1);
    shapeColumn.bytes = new Uint8Array(SHAPE_BYTES * rows);
    shapeCodes = new Int32Array(rows);
  }
  const { offsets: ends, bytes: shapes } = shapeColumn;
  let at = 0;
  for (let row = 0; row < rows; row++) {
    if (valid === null || ((valid[row >> 3]! >> (row & 7)) & 1) !== 0) {
      const start = offsets[row]!;
      const end = offsets[row + 1]!;
      const shown = end - start <= SHAPE_CHARACTERS ? end : start + SHAPE_CHARACTERS;
      const shapeStart = at;
      let met = 0;
      let index = start;
      for (; index < shown; index++) {
        const byte = bytes[index]!;
        met |= MET[byte]!;
        shapes[at++] = SHAPE_OF[byte]!;
      }
      for (; index < end; index++) met |= MET[bytes[index]!]!;
      if ((met & WIDE) !== 0) at = shapeWide(bytes, start, end, shapes, shapeStart);
      else if (shown < end) at = markCut(shapes, at);
      addText(facts, bytes, start, end, met, weights === null ? 1 : weights[row]!);
    }
    ends[row + 1] = at;
  }
  addShapes(facts.shapes, shapeColumn, valid, weights, rows, shapeCodes);
}

function addText(facts: TextFacts, bytes: Uint8Array, start: number, end: number, met: number, weight: number): void {
  facts.count += weight;
  const characters = (met & WIDE) === 0 ? end - start : countCharacters(bytes, start, end);
  facts.totalLength += weight * characters;
  if (characters < facts.minLength) facts.minLength = characters;
  if (characters > facts.maxLength) facts.maxLength = characters;
  if (start === end) {
    facts.empty += weight;
    return;
  }
  if (bytes[start]! <= 0x20 || isWideBlank(bytes, start, end)) facts.leadingBlanks += weight;
  if (bytes[end - 1]! <= 0x20 || isWideBlank(bytes, lastCharacter(bytes, start, end), end)) facts.trailingBlanks += weight;
  if ((met & WIDE) !== 0) {
    facts.nonAscii += weight;
    if (isMisread(bytes, start, end)) facts.misread += weight;
  }
  if ((met & CONTROL) !== 0) facts.controlCharacters += weight;
  if ((met & AT) !== 0 && findEmail(bytes, start, end) >= 0) facts.emails += weight;
  if ((met & NUMERAL) !== 0) {
    if (end - start >= NIR_WITH_KEY && findNir(bytes, start, end) >= 0) facts.nirs += weight;
    if (end - start >= PHONE_DIGITS && findPhone(bytes, start, end) >= 0) facts.phones += weight;
  }
  if (isPlaceholder(bytes, start, end)) facts.placeholders += weight;
}

/** Writes the shape of a text with characters outside ASCII, and returns where it ends. */
function shapeWide(bytes: Uint8Array, start: number, end: number, shapes: Uint8Array, from: number): number {
  let at = from;
  let characters = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index]!;
    if ((byte & 0xc0) === 0x80) continue;
    if (characters === SHAPE_CHARACTERS) return markCut(shapes, at);
    shapes[at++] = byte < 0x80 ? SHAPE_OF[byte]! : shapeOfWide(byte, bytes[index + 1] ?? 0);
    characters++;
  }
  return at;
}

/** Ends the shape of a text cut short by an ellipsis. */
function markCut(shapes: Uint8Array, at: number): number {
  shapes[at] = 0xe2;
  shapes[at + 1] = 0x80;
  shapes[at + 2] = 0xa6;
  return at + 3;
}

function countCharacters(bytes: Uint8Array, start: number, end: number): number {
  let characters = 0;
  for (let index = start; index < end; index++) if ((bytes[index]! & 0xc0) !== 0x80) characters++;
  return characters;
}

function lastCharacter(bytes: Uint8Array, start: number, end: number): number {
  let index = end - 1;
  while (index > start && (bytes[index]! & 0xc0) === 0x80) index--;
  return index;
}

/** Tells a non-breaking, thin or other space outside ASCII (U+00A0, U+2000 to U+200A, U+202F, U+3000, U+FEFF). */
function isWideBlank(bytes: Uint8Array, at: number, end: number): boolean {
  const first = bytes[at]!;
  if (first < 0x80 || at + 1 >= end) return false;
  const second = bytes[at + 1]!;
  if (first === 0xc2) return second === 0xa0;
  const third = at + 2 < end ? bytes[at + 2]! : 0;
  if (first === 0xe2) return second === 0x80 && ((third >= 0x80 && third <= 0x8a) || third === 0xaf);
  return (first === 0xe3 && second === 0x80 && third === 0x80) || (first === 0xef && second === 0xbb && third === 0xbf);
}

/** Tells texts with U+FFFD, or with `Ã` or `Â` before a character from U+0080 to U+00BF: UTF-8 read as Latin-1. */
function isMisread(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index + 2 < end; index++) {
    const byte = bytes[index]!;
    if (byte === 0xef && bytes[index + 1] === 0xbf && bytes[index + 2] === 0xbd) return true;
    if (byte === 0xc3 && (bytes[index + 1] === 0x83 || bytes[index + 1] === 0x82) && bytes[index + 2] === 0xc2) return true;
  }
  return false;
}

/**
 * Adds other facts.
 *
 * @param facts - changed.
 * @param other - may be changed: the detail of its shapes may fall.
 */
export function mergeTextFacts(facts: TextFacts, other: TextFacts): void {
  for (const name of COUNTS) facts[name] += other[name];
  facts.minLength = Math.min(facts.minLength, other.minLength);
  facts.maxLength = Math.max(facts.maxLength, other.maxLength);
  mergeShapes(facts.shapes, other.shapes);
}
