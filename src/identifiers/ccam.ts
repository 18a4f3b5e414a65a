import { skipBlanks, trimBlanks } from './blanks.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';

/**
 * CCAM codes of medical procedures: four letters and three digits, to which activity and phase may be added: `HHFA001`,
 * `BFGA004-1`, `BFGA004-1-0`.
 *
 * There is no check digit: whether a code exists is a question for the table of its year. The two-digit extension of
 * the hospital version (`EBLA002-01`) is another thing, and is refused as a wrong suffix rather than read as activity
 * and phase.
 *
 * @see ATIH, CCAM descriptive à usage PMSI.
 */

/** Names of the reasons for a CCAM code. */
export type CcamReason = CommonReason | 'empty' | 'length' | 'character' | 'suffix';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const SUFFIX = 5;

/** Characters of a CCAM code with activity and phase. */
export const CCAM_WIDTH = 11;

/** Characters of the code alone: letters, then digits. */
const CODE_WIDTH = 7;
const LETTERS = 4;

const HYPHEN = 45;

/** The CCAM code as an {@link Identifier}: 7, 9 or 11 characters. */
export const ccam: Identifier<'ccam', CcamReason> = Object.freeze({
  name: 'ccam',
  width: CCAM_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['suffix', 'format'],
  ]),
  read: readCcam,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one CCAM code from bytes, in either case, blanks around it. Activity and phase follow a hyphen or a blank each.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 11)`, zeros after a shorter form.
 * @returns a code into `ccam.reasons`.
 */
export function readCcam(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (from === to) return EMPTY;
  if (to - from < CODE_WIDTH) return LENGTH;
  for (let index = 0; index < CODE_WIDTH; index++) {
    const byte = bytes[from + index]!;
    const character = index < LETTERS ? byte & ~0x20 : byte;
    if (index < LETTERS ? character < 65 || character > 90 || byte < 65 : character < 48 || character > 57) return CHARACTER;
    out[at + index] = character;
  }
  return readSuffix(bytes, from + CODE_WIDTH, to, out, at + CODE_WIDTH);
}

// Reads activity and phase, and zeros what is left of the canonical form.
function readSuffix(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const length = end - start;
  if (length !== 0 && length !== 2 && length !== 4) return SUFFIX;
  for (let index = 0; index < CCAM_WIDTH - CODE_WIDTH; index++) {
    if (index >= length) out[at + index] = 0;
    else {
      const byte = bytes[start + index]!;
      const isRight = (index & 1) === 0 ? byte === HYPHEN || byte === 0x20 : byte >= 48 && byte <= 57;
      if (!isRight) return SUFFIX;
      out[at + index] = (index & 1) === 0 ? HYPHEN : byte;
    }
  }
  return REASON_OK;
}

/** What a CCAM code says. */
export interface CcamFacts {
  /** The seven characters of the procedure. */
  readonly procedure: string;
  /** Activity, a digit: 4 is anaesthesia; `null` when the code does not tell it. */
  readonly activity: number | null;
  /** Phase of the treatment, a digit; `null` when the code does not tell it. */
  readonly phase: number | null;
}

/**
 * Takes a CCAM code apart.
 *
 * @param text - the code, activity and phase allowed.
 * @returns its parts, or `null` when the text is no CCAM code.
 * @example
 * extractCcam('bfga004-1-0'); // => { procedure: 'BFGA004', activity: 1, phase: 0 }
 * extractCcam('HHFA001'); // => { procedure: 'HHFA001', activity: null, phase: null }
 */
export function extractCcam(text: string): CcamFacts | null {
  const code = normaliseIdentifier(ccam, text);
  if (code === null) return null;
  const digit = (at: number): number | null => (code.length > at ? Number(code[at]) : null);
  return { procedure: code.slice(0, CODE_WIDTH), activity: digit(8), phase: digit(10) };
}
