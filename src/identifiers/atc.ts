import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';
import { normaliseIdentifier } from './plain-text.ts';
import { gatherCharacters } from './separators.ts';

/**
 * ATC codes of active substances: a letter, two digits, two letters, two digits, in five levels of 1, 3, 4, 5 and 7
 * characters. Codes for veterinary use have a Q before them.
 *
 * There is no check digit: whether a code exists is a question for the index of its year.
 *
 * @see WHO Collaborating Centre for Drug Statistics Methodology, ATC: structure and principles; ATCvet: general principles.
 */

/** Names of the reasons for an ATC code. */
export type AtcReason = CommonReason | 'empty' | 'length' | 'character' | 'group';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const GROUP = 5;

/** Characters of the longest ATC code: Q and the fifth level. */
export const ATC_WIDTH = 8;

/** Characters of the five levels. */
const LEVEL_WIDTHS: readonly number[] = Object.freeze([1, 3, 4, 5, 7]);

/** 1 where a code without Q may have that many characters. */
const IS_WIDTH = Uint8Array.of(0, 1, 0, 1, 1, 1, 0, 1, 0, 0);

/** 1 where a letter stands, by place in a code without Q. */
const IS_LETTER = Uint8Array.of(1, 0, 0, 1, 1, 0, 0);

/** The 14 anatomical main groups. Veterinary codes have QI besides, immunological products. */
const MAIN_GROUPS = 'ABCDGHJLMNPRSV';

const VETERINARY = 81;
const IMMUNOLOGICAL = 73;

const scratch = new Uint8Array(ATC_WIDTH + 1);

/** The ATC code as an {@link Identifier}: any of the five levels. */
export const atc: Identifier<'atc', AtcReason> = Object.freeze({
  name: 'atc',
  width: ATC_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['group', 'plausibility'],
  ]),
  read: readAtc,
  format: (canonical: string): string => canonical,
});

/**
 * Reads one ATC code from bytes, in either case; separators may stand anywhere.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 8)`, zeros after a shorter form.
 * @returns a code into `atc.reasons`.
 */
export function readAtc(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  const characters = gatherCharacters(bytes, start, end, scratch);
  if (characters === 0) return EMPTY;
  const isVeterinary = (scratch[0]! & ~0x20) === VETERINARY;
  const from = isVeterinary ? 1 : 0;
  if (IS_WIDTH[characters - from] !== 1) return LENGTH;
  out.fill(0, at, at + ATC_WIDTH);
  if (isVeterinary) out[at] = VETERINARY;
  for (let index = from; index < characters; index++) {
    const byte = scratch[index]!;
    const isLetter = IS_LETTER[index - from] === 1;
    const character = isLetter ? byte & ~0x20 : byte;
    if (isLetter ? byte < 65 || character < 65 || character > 90 : byte < 48 || byte > 57) return CHARACTER;
    out[at + index] = character;
  }
  const group = out[at + from]!;
  return isMainGroup(group) || (isVeterinary && group === IMMUNOLOGICAL) ? REASON_OK : GROUP;
}

function isMainGroup(letter: number): boolean {
  for (let index = 0; index < MAIN_GROUPS.length; index++) if (MAIN_GROUPS.charCodeAt(index) === letter) return true;
  return false;
}

/** What an ATC code says. */
export interface AtcFacts {
  /** Whether the code is for veterinary use. */
  readonly isVeterinary: boolean;
  /** The groups that hold the code, from the main group on, and the code itself: one to five codes. */
  readonly levels: readonly string[];
}

/**
 * Takes an ATC code apart.
 *
 * @param text - the code, of any level.
 * @returns its levels, or `null` when the text is no ATC code.
 * @example
 * extractAtc('A10BA02'); // => { isVeterinary: false, levels: ['A', 'A10', 'A10B', 'A10BA', 'A10BA02'] }
 * extractAtc('QJ01'); // => { isVeterinary: true, levels: ['QJ', 'QJ01'] }
 */
export function extractAtc(text: string): AtcFacts | null {
  const code = normaliseIdentifier(atc, text);
  if (code === null) return null;
  const isVeterinary = code.startsWith('Q');
  const widths = LEVEL_WIDTHS.map((width) => (isVeterinary ? width + 1 : width));
  return { isVeterinary, levels: widths.filter((width) => width <= code.length).map((width) => code.slice(0, width)) };
}
