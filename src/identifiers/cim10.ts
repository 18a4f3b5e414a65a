import { skipBlanks, trimBlanks } from './blanks.ts';
import { reasonTable, REASON_NULL, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';

/**
 * CIM-10 (ICD-10) codes of diagnoses: a category is a letter and two digits; up to three more characters make it
 * finer. Categories are grouped in 22 chapters.
 *
 * The canonical form has capital letters and no point. A `+` inside it fills a place, as in the French extensions; the
 * dagger, the asterisk and a `+` at the end mark the role of a code and are no part of it.
 *
 * @see World Health Organization, ICD-10, list of chapters; ATIH, CIM-10 FR à usage PMSI.
 */

/** One chapter of CIM-10. */
export interface Cim10Chapter {
  /** Roman numeral, `I` to `XXII`. */
  readonly code: string;
  /** First category. */
  readonly from: string;
  /** Last category, included. */
  readonly to: string;
  /** French title. */
  readonly label: string;
}

const chapter = (code: string, from: string, to: string, label: string): Cim10Chapter => Object.freeze({ code, from, to, label });

/** The 22 chapters in their order; chapter number `n` is at index `n − 1`. */
export const CIM10_CHAPTERS: readonly Cim10Chapter[] = Object.freeze([
  chapter('I', 'A00', 'B99', 'Certaines maladies infectieuses et parasitaires'),
  chapter('II', 'C00', 'D48', 'Tumeurs'),
  chapter('III', 'D50', 'D89', 'Maladies du sang et des organes hématopoïétiques et certains troubles du système immunitaire'),
  chapter('IV', 'E00', 'E90', 'Maladies endocriniennes, nutritionnelles et métaboliques'),
  chapter('V', 'F00', 'F99', 'Troubles mentaux et du comportement'),
  chapter('VI', 'G00', 'G99', 'Maladies du système nerveux'),
  chapter('VII', 'H00', 'H59', 'Maladies de l’œil et de ses annexes'),
  chapter('VIII', 'H60', 'H95', 'Maladies de l’oreille et de l’apophyse mastoïde'),
  chapter('IX', 'I00', 'I99', 'Maladies de l’appareil circulatoire'),
  chapter('X', 'J00', 'J99', 'Maladies de l’appareil respiratoire'),
  chapter('XI', 'K00', 'K93', 'Maladies de l’appareil digestif'),
  chapter('XII', 'L00', 'L99', 'Maladies de la peau et du tissu cellulaire sous-cutané'),
  chapter('XIII', 'M00', 'M99', 'Maladies du système ostéo-articulaire, des muscles et du tissu conjonctif'),
  chapter('XIV', 'N00', 'N99', 'Maladies de l’appareil génito-urinaire'),
  chapter('XV', 'O00', 'O99', 'Grossesse, accouchement et puerpéralité'),
  chapter('XVI', 'P00', 'P96', 'Certaines affections dont l’origine se situe dans la période périnatale'),
  chapter('XVII', 'Q00', 'Q99', 'Malformations congénitales et anomalies chromosomiques'),
  chapter('XVIII', 'R00', 'R99', 'Symptômes, signes et résultats anormaux d’examens cliniques et de laboratoire, non classés ailleurs'),
  chapter('XIX', 'S00', 'T98', 'Lésions traumatiques, empoisonnements et certaines autres conséquences de causes externes'),
  chapter('XX', 'V01', 'Y98', 'Causes externes de morbidité et de mortalité'),
  chapter('XXI', 'Z00', 'Z99', 'Facteurs influant sur l’état de santé et motifs de recours aux services de santé'),
  chapter('XXII', 'U00', 'U99', 'Codes d’utilisation particulière'),
]);

/** Names of the reasons for a CIM-10 code. */
export type Cim10Reason = CommonReason | 'empty' | 'character' | 'chapter';

const EMPTY = 2;
const CHARACTER = 3;
const CHAPTER = 4;

/** Characters of the longest CIM-10 code: category and three more. */
export const CIM10_WIDTH = 6;

const PLUS = 43;
const POINT = 46;

/** The CIM-10 code as an {@link Identifier}: 3 to 6 characters. Whether a code exists is a question for its year's table. */
export const cim10: Identifier<'cim10', Cim10Reason> = Object.freeze({
  name: 'cim10',
  width: CIM10_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['character', 'format'],
    ['chapter', 'plausibility'],
  ]),
  read: readCim10,
  format: (canonical: string): string => (canonical.length > 3 ? `${canonical.slice(0, 3)}.${canonical.slice(3)}` : canonical),
});

/** The reasons by code, for {@link Cim10Column.reasons}. */
export const CIM10_REASONS: readonly Cim10Reason[] = Object.freeze(cim10.reasons.map(({ name }) => name));

/** Categories that letter and two digits can name; category code `26·…`: letter index × 100 + number. */
export const CIM10_CATEGORY_COUNT = 2600;

/** Chapter number by category code; 0 for the few categories outside every chapter. */
const CHAPTER_OF: Uint8Array = chapterTable();

function chapterTable(): Uint8Array {
  const table = new Uint8Array(CIM10_CATEGORY_COUNT);
  CIM10_CHAPTERS.forEach(({ from, to }, index) => table.fill(index + 1, categoryNumber(from), categoryNumber(to) + 1));
  return table;
}

function categoryNumber(category: string): number {
  return (category.charCodeAt(0) - 65) * 100 + Number(category.slice(1));
}

/**
 * Reads the category of a CIM-10 code.
 *
 * Accepts either case, blanks around the code, the point after the category, up to three further digits or `+`, and a
 * closing dagger or asterisk.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the code.
 * @param end - one past its last byte.
 * @returns the category code in [0, 2600): letter index × 100 + number; −1 for an empty value and −2 for any other text.
 */
export function cim10Category(bytes: Uint8Array, start: number, end: number): number {
  const from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (from === to) return -1;
  if (to - from < 3) return -2;
  const letter = (bytes[from]! & ~0x20) - 65;
  const tens = bytes[from + 1]! - 48;
  const units = bytes[from + 2]! - 48;
  if (letter < 0 || letter > 25 || tens < 0 || tens > 9 || units < 0 || units > 9) return -2;
  return isExtension(bytes, from + 3, to) ? letter * 100 + tens * 10 + units : -2;
}

// Tells whether what follows the category may follow it.
function isExtension(bytes: Uint8Array, start: number, end: number): boolean {
  let index = start;
  if (index < end && bytes[index] === POINT) index++;
  let characters = 0;
  while (index < end && ((bytes[index]! >= 48 && bytes[index]! <= 57) || bytes[index] === PLUS)) {
    index++;
    characters++;
  }
  if (index < end && bytes[index] === 0x2a) index++;
  else if (index + 3 <= end && bytes[index] === 0xe2 && bytes[index + 1] === 0x80 && bytes[index + 2] === 0xa0) index += 3;
  return index === end && characters <= 3;
}

/**
 * Reads one CIM-10 code from bytes, as {@link cim10Category} does.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 6)`, zeros after a shorter form.
 * @returns a code into `cim10.reasons`.
 */
export function readCim10(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const category = cim10Category(bytes, start, end);
  if (category < 0) return category === -1 ? EMPTY : CHARACTER;
  let from = skipBlanks(bytes, start, end);
  out[at] = bytes[from]! & ~0x20;
  out[at + 1] = bytes[from + 1]!;
  out[at + 2] = bytes[from + 2]!;
  from += bytes[from + 3] === POINT ? 4 : 3;
  let length = 3;
  while (from < end && (bytes[from] === PLUS || (bytes[from]! >= 48 && bytes[from]! <= 57))) out[at + length++] = bytes[from++]!;
  while (out[at + length - 1] === PLUS) length--;
  out.fill(0, at + length, at + CIM10_WIDTH);
  return cim10Chapter(category) > 0 ? REASON_OK : CHAPTER;
}

/**
 * Gives the chapter of a category.
 *
 * @param category - code from {@link cim10Category}.
 * @returns the chapter's number from 1 to 22, or 0 when the category belongs to none (D49, P97 …) or is no category.
 */
export function cim10Chapter(category: number): number {
  return category < 0 ? 0 : (CHAPTER_OF[category] ?? 0);
}

/** What {@link readCim10Column} finds. */
export interface Cim10Column {
  /** Int16Array(rows): category code, −1 for rows without an accepted code. */
  readonly categories: Int16Array;
  /** Int8Array(rows): chapter number from 1 to 22, −1 for rows without an accepted code. */
  readonly chapters: Int8Array;
  /** Uint8Array(rows): code into {@link CIM10_REASONS}. */
  readonly reasons: Uint8Array;
  /** Float64Array(5): rows by reason. */
  readonly counts: Float64Array;
}

/**
 * Reads category and chapter of a column of CIM-10 codes.
 *
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns codes and reasons, row by row.
 * @throws {RangeError} if `offsets` is too short.
 * @remarks O(rows + bytes) time; allocates 4 bytes a row.
 */
export function readCim10Column(offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): Cim10Column {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const categories = new Int16Array(rows).fill(-1);
  const chapters = new Int8Array(rows).fill(-1);
  const reasons = new Uint8Array(rows);
  const counts = new Float64Array(CIM10_REASONS.length);
  for (let row = 0; row < rows; row++) {
    let reason = REASON_NULL;
    if (valid === null || (valid[row >> 3]! & (1 << (row & 7))) !== 0) {
      const category = cim10Category(bytes, offsets[row]!, offsets[row + 1]!);
      const number = cim10Chapter(category);
      if (number > 0) {
        categories[row] = category;
        chapters[row] = number;
        reason = REASON_OK;
      } else reason = category === -1 ? EMPTY : category === -2 ? CHARACTER : CHAPTER;
    }
    reasons[row] = reason;
    counts[reason]!++;
  }
  return { categories, chapters, reasons, counts };
}

/** What a CIM-10 code says. */
export interface Cim10Facts {
  /** Letter and two digits. */
  readonly category: string;
  /** The chapter that holds the category. */
  readonly chapter: Cim10Chapter;
}

/**
 * Finds category and chapter of a CIM-10 code.
 *
 * @param text - the code, with or without its point.
 * @returns its category and chapter, or `null` when the text is no CIM-10 code.
 * @example
 * extractCim10('e11.9')?.category; // => 'E11'
 * extractCim10('e11.9')?.chapter.code; // => 'IV'
 */
export function extractCim10(text: string): Cim10Facts | null {
  const code = normaliseIdentifier(cim10, text);
  if (code === null) return null;
  const category = code.slice(0, 3);
  return { category, chapter: CIM10_CHAPTERS[cim10Chapter(categoryNumber(category)) - 1]! };
}
