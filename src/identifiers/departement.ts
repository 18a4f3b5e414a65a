import { skipBlanks, trimBlanks } from './blanks.ts';
import { reasonTable, REASON_OK, type CommonReason, type Identifier } from './identifier.ts';

/**
 * Départements as the first characters of a commune's code in the official geographic code (COG).
 *
 * @see INSEE, Code officiel géographique, structure of the commune code.
 */

const range = (from: number, to: number): string[] => Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'));

/**
 * Codes of départements and collectivities: 01 to 95 (20 is Corsica before 1976), 2A, 2B, 971 to 978, 984, 986 to 989
 * overseas, 99 abroad; in ascending order of their text.
 */
export const DEPARTEMENTS: readonly string[] = Object.freeze(
  [...range(1, 95), '2A', '2B', ...range(971, 978), '984', ...range(986, 989), '99'].sort(),
);

/** Index into {@link DEPARTEMENTS} by number of the département; overseas by their three digits; −1 for none. */
const INDEX_OF: Int16Array = new Int16Array(1000).fill(-1);
DEPARTEMENTS.forEach((code, index) => {
  if (/^\d+$/.test(code)) INDEX_OF[Number(code)] = index;
});
const INDEX_2A = DEPARTEMENTS.indexOf('2A');

/**
 * Reads the département of a commune code: `2A004` gives 2A, `97105` gives 971, `99352` gives 99.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the code.
 * @param end - one past its last byte.
 * @returns the index into {@link DEPARTEMENTS}, or −1 when the text is not the code of a commune; blanks around it are
 *   allowed.
 */
export function departementOfCommune(bytes: Uint8Array, start: number, end: number): number {
  const from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (to - from !== 5) return -1;
  const first = digit(bytes[from]!);
  const third = digit(bytes[from + 2]!);
  if (first < 0 || third < 0 || digit(bytes[from + 3]!) < 0 || digit(bytes[from + 4]!) < 0) return -1;
  const second = digit(bytes[from + 1]!);
  if (second < 0) {
    const letter = (bytes[from + 1]! & ~0x20) - 65;
    return first === 2 && (letter === 0 || letter === 1) ? INDEX_2A + letter : -1;
  }
  const departement = first * 10 + second;
  return INDEX_OF[departement === 97 || departement === 98 ? departement * 10 + third : departement]!;
}

function digit(byte: number): number {
  return byte >= 48 && byte <= 57 ? byte - 48 : -1;
}

/**
 * Names of the reasons for the code of a département. `leadingZero` is one digit, as a spreadsheet leaves it;
 * `departement` is a code that none has had.
 */
export type DepartementReason = CommonReason | 'empty' | 'length' | 'character' | 'leadingZero' | 'departement';

const EMPTY = 2;
const LENGTH = 3;
const CHARACTER = 4;
const LEADING_ZERO = 5;
const DEPARTEMENT = 6;

/** Characters of the longest code of a département. */
export const DEPARTEMENT_WIDTH = 3;

/** Codes that départements had once and that are not in {@link DEPARTEMENTS}: Tunisia and Mayotte. */
const FORMER_CODES = Int16Array.of(96, 985);

/** The code of a département or collectivity as an {@link Identifier}: `01`, `2A`, `971`; `99` for abroad. */
export const departement: Identifier<'departement', DepartementReason> = Object.freeze({
  name: 'departement',
  width: DEPARTEMENT_WIDTH,
  isFixed: false,
  reasons: reasonTable([
    ['empty', 'format'],
    ['length', 'format'],
    ['character', 'format'],
    ['leadingZero', 'format'],
    ['departement', 'plausibility'],
  ]),
  read: readDepartement,
  format: (canonical: string): string => canonical,
});

/**
 * Reads the code of one département from bytes, blanks around it. The three characters of health insurance files are
 * brought to two where the first is a zero: `075`, `02A`.
 *
 * @param bytes - UTF-8 text.
 * @param start - first byte of the value.
 * @param end - one past its last byte.
 * @param out - receives the canonical form.
 * @param at - where it goes: `out[at … at + 3)`, a zero byte after two characters.
 * @returns a code into `departement.reasons`.
 */
export function readDepartement(bytes: Uint8Array, start: number, end: number, out: Uint8Array, at: number): number {
  let from = skipBlanks(bytes, start, end);
  const to = trimBlanks(bytes, from, end);
  if (from === to) return EMPTY;
  if (to - from === 1) return digit(bytes[from]!) > 0 ? LEADING_ZERO : LENGTH;
  if (to - from > DEPARTEMENT_WIDTH) return LENGTH;
  if (to - from === DEPARTEMENT_WIDTH && bytes[from] === 48) from++;
  const second = bytes[from + 1]! & ~0x20;
  const isCorsica = to - from === 2 && bytes[from] === 50 && bytes[from + 1]! >= 65 && (second === 65 || second === 66);
  let number = 0;
  for (let index = from; index < to; index++) {
    const value = digit(bytes[index]!);
    if (value < 0 && !(isCorsica && index === from + 1)) return CHARACTER;
    number = number * 10 + value;
    out[at + index - from] = bytes[index]!;
  }
  if (isCorsica) out[at + 1] = second;
  if (to - from === 2) out[at + 2] = 0;
  return isCorsica || INDEX_OF[number]! >= 0 || FORMER_CODES.includes(number) ? REASON_OK : DEPARTEMENT;
}
