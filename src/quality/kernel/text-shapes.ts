import { byteDictionary, type ByteDictionary } from '../../group/index.ts';

/**
 * The shapes of texts: what remains when every letter is `A` or `a` and every digit is `9`. There may be as many shapes
 * as texts, so the detail falls when there are too many of them: first to runs, then to none. A coarser shape is made
 * of a finer one, and how many there are only grows, so the result depends on all the texts and on nothing else.
 */

/** How finely shapes are told apart. */
export type ShapeDetail = 'characters' | 'runs' | 'none';

/** Shapes and how often each occurs. */
export interface ShapeCounts {
  detail: ShapeDetail;
  dictionary: ByteDictionary;
  /** Counts by code of the dictionary. */
  counts: Float64Array;
}

/** Shapes of texts, one after the other. */
export interface ShapeColumn {
  /** Int32Array(rows + 1) or longer, from 0. */
  offsets: Int32Array;
  bytes: Uint8Array;
}

/** More shapes than these are brought to less detail. */
export const MOST_SHAPES = 2048;

/** Characters of a text that its shape shows. */
export const SHAPE_CHARACTERS = 32;

/** Bytes of the longest shape: its characters and the mark of a text cut short. */
export const SHAPE_BYTES: number = SHAPE_CHARACTERS + 3;

const UPPER = 0x41;
const LOWER = 0x61;
const DIGIT = 0x39;
const PLUS = 0x2b;
const REST = 0x2a;

/** Shape of each byte of ASCII. */
export const SHAPE_OF: Uint8Array = new Uint8Array(256).fill(REST);
for (let byte = 0x20; byte < 0x7f; byte++) SHAPE_OF[byte] = byte;
for (let byte = 0x30; byte <= 0x39; byte++) SHAPE_OF[byte] = DIGIT;
for (let letter = 0; letter < 26; letter++) {
  SHAPE_OF[UPPER + letter] = UPPER;
  SHAPE_OF[LOWER + letter] = LOWER;
}

/**
 * Tells the shape of a character outside ASCII.
 *
 * @param lead - its first byte.
 * @param next - its second byte.
 * @returns `A` or `a` for the letters of French and its neighbours (U+00C0 to U+00FF, U+0100 to U+017F), else `*`.
 */
export function shapeOfWide(lead: number, next: number): number {
  if (lead === 0xc3) return next === 0x97 || next === 0xb7 ? REST : next < 0x9f ? UPPER : LOWER;
  // In Latin Extended-A capitals and small letters take turns, and change places from U+0139 to U+0148 and U+0179 on.
  const code = ((lead & 0x1f) << 6) | (next & 0x3f);
  if (lead !== 0xc4 && lead !== 0xc5) return REST;
  if (code === 0x178) return UPPER;
  if (code === 0x138 || code === 0x149 || code === 0x17f) return LOWER;
  const oddIsUpper = (code >= 0x139 && code <= 0x148) || code >= 0x179;
  return ((code & 1) === 1) === oddIsUpper ? UPPER : LOWER;
}

/**
 * Makes empty counts.
 *
 * @returns the counts.
 */
export function makeShapeCounts(): ShapeCounts {
  return { detail: 'characters', dictionary: byteDictionary(), counts: new Float64Array(64) };
}

/**
 * Adds shapes by character.
 *
 * @param shapes - changed.
 * @param column - one shape per row; null rows are empty.
 * @param valid - validity bits; null rows are left out. `null` when no row is null.
 * @param weights - Float64Array(rows) or longer: how often each occurs; `null` for once.
 * @param rows - rows to add.
 * @param codes - Int32Array(rows) or longer, for use in between.
 * @remarks O(bytes). Holds {@link MOST_SHAPES} shapes and those of one call at most.
 */
export function addShapes(shapes: ShapeCounts, column: ShapeColumn, valid: Uint8Array | null, weights: Float64Array | null, rows: number, codes: Int32Array): void {
  if (shapes.detail === 'none') return;
  const { offsets, bytes } = shapes.detail === 'runs' ? runsOf(column, rows) : column;
  shapes.dictionary.encode(offsets, bytes, valid, rows, codes);
  shapes.counts = grown(shapes.counts, shapes.dictionary.size);
  const { counts } = shapes;
  for (let row = 0; row < rows; row++) if (codes[row]! >= 0) counts[codes[row]!]! += weights === null ? 1 : weights[row]!;
  if (shapes.dictionary.size > MOST_SHAPES) coarsen(shapes);
}

/**
 * Adds other counts.
 *
 * @param shapes - changed.
 * @param other - changed too: its detail may fall.
 */
export function mergeShapes(shapes: ShapeCounts, other: ShapeCounts): void {
  while (shapes.detail !== other.detail) coarsen(DETAILS.indexOf(shapes.detail) < DETAILS.indexOf(other.detail) ? shapes : other);
  if (shapes.detail === 'none') return;
  const { dictionary, counts } = other;
  const codes = new Int32Array(dictionary.size);
  shapes.dictionary.encode(dictionary.offsets(), dictionary.bytes(), null, dictionary.size, codes);
  shapes.counts = grown(shapes.counts, shapes.dictionary.size);
  for (let code = 0; code < codes.length; code++) shapes.counts[codes[code]!]! += counts[code]!;
  if (shapes.dictionary.size > MOST_SHAPES) coarsen(shapes);
}

const DETAILS: readonly ShapeDetail[] = ['characters', 'runs', 'none'];

function coarsen(shapes: ShapeCounts): void {
  const { dictionary, counts } = shapes;
  shapes.detail = shapes.detail === 'characters' ? 'runs' : 'none';
  shapes.dictionary = byteDictionary();
  shapes.counts = new Float64Array(64);
  const finer = { offsets: dictionary.offsets(), bytes: dictionary.bytes() };
  addShapes(shapes, finer, null, counts, dictionary.size, new Int32Array(dictionary.size));
}

function grown(counts: Float64Array, size: number): Float64Array {
  if (counts.length >= size) return counts;
  const larger = new Float64Array(Math.max(size, 2 * counts.length));
  larger.set(counts);
  return larger;
}

/** Writes each run of one class of characters as the character and a plus. */
function runsOf({ offsets, bytes }: ShapeColumn, rows: number): ShapeColumn {
  const ends = new Int32Array(rows + 1);
  const runs = new Uint8Array(offsets[rows]! - offsets[0]!);
  let at = 0;
  for (let row = 0; row < rows; row++) {
    for (let from = offsets[row]!; from < offsets[row + 1]!; ) {
      const byte = bytes[from]!;
      let next = from + 1;
      while (next < offsets[row + 1]! && bytes[next] === byte) next++;
      runs[at++] = byte;
      if (next > from + 1) runs[at++] = PLUS;
      from = next;
    }
    ends[row + 1] = at;
  }
  return { offsets: ends, bytes: runs };
}
