import { CIM10_CATEGORY_COUNT, CIM10_CHAPTERS, CIM10_REASONS, DEPARTEMENTS, departementOfCommune, readCim10Column } from '../../identifiers/index.ts';

/** What a code is generalised to. */
export type CodeLevel = 'cim10Chapter' | 'cim10Category' | 'departement';

/** A column of generalised codes. */
export interface GeneralisedCodes {
  /** Int32Array(rows): index into the names of the level; −1 without an accepted code. */
  readonly codes: Int32Array;
  /** Rows by reason; `ok` and `null` first. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Lists the names a level has, in ascending order of their codes.
 *
 * @param level - the level.
 * @returns Roman numerals of the chapters, categories `A00` to `Z99`, or codes of départements.
 */
export function namesOfLevel(level: CodeLevel): readonly string[] {
  if (level === 'departement') return DEPARTEMENTS;
  if (level === 'cim10Chapter') return CIM10_CHAPTERS.map(({ code }) => code);
  return Array.from({ length: CIM10_CATEGORY_COUNT }, (_, category) => String.fromCharCode(65 + Math.floor(category / 100)) + String(category % 100).padStart(2, '0'));
}

/**
 * Finds the chapter or category of CIM-10 codes, or the département of commune codes.
 *
 * @param level - what to find.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param bytes - UTF-8 text.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns codes into {@link namesOfLevel}, and rows by reason.
 * @remarks O(rows + bytes) time; allocates 4 to 8 bytes a row.
 */
export function generaliseCodes(level: CodeLevel, offsets: Int32Array, bytes: Uint8Array, valid: Uint8Array | null, rows: number): GeneralisedCodes {
  const codes = new Int32Array(rows).fill(-1);
  if (level !== 'departement') {
    const found = readCim10Column(offsets, bytes, valid, rows);
    if (level === 'cim10Category') codes.set(found.categories);
    else for (let row = 0; row < rows; row++) codes[row] = found.chapters[row]! < 0 ? -1 : found.chapters[row]! - 1;
    return { codes, counts: Object.fromEntries(CIM10_REASONS.map((name, code) => [name, found.counts[code]!])) };
  }
  let ok = 0;
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) {
      missing++;
      continue;
    }
    codes[row] = departementOfCommune(bytes, offsets[row]!, offsets[row + 1]!);
    if (codes[row]! >= 0) ok++;
  }
  return { codes, counts: { ok, null: missing, commune: rows - ok - missing } };
}
