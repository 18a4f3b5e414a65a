import { DEPARTEMENTS, departementOfCommune } from './departement.ts';
import { NIR_WIDTH } from './nir.ts';

/**
 * What a NIR says of the person: sex, birth year in two digits, birth month, place of birth. Numbers that say nothing of
 * it give unknown, never a guess.
 *
 * @see Décret n° 82-103 du 22 janvier 1982 relatif au RNIPP, article 4; service-public.fr, fiche F33078.
 */

/**
 * Kinds of number, as far as the first digit tells:
 *
 * - `nir`: 1 and 2. A waiting number (NIA) is built in the same way and cannot be told from it by its form.
 * - `registering`: 3 and 4, given to foreigners while they were being registered; built in the same way.
 * - `mig`: 5 and 6, for migrants passing through; its digits say nothing of sex, birth or place.
 * - `nnp`: 7 and 8, a provisional number (no longer given since 2023); its digits say nothing of sex, birth or place.
 */
export type NirKind = 'nir' | 'registering' | 'mig' | 'nnp';

/** The kinds by code, for {@link NirFactsColumn.kind}; 0 where there is no number. */
export const NIR_KINDS: readonly (NirKind | 'unknown')[] = Object.freeze(['unknown', 'nir', 'registering', 'mig', 'nnp']);

/**
 * What the two digits of the month are:
 *
 * - `calendar`: 01 to 12.
 * - `fictitious`: 20 to 42 and 50 to 99, given when the month was not known.
 * - `unassigned`: 43 to 49. No published list gives them and none rules them out: they are accepted as fictitious months
 *   are, and told apart here so that they can be counted.
 */
export type NirMonthKind = 'calendar' | 'fictitious' | 'unassigned';

/** The kinds of month by code, for {@link NirFactsColumn.monthKind}; 0 where the number has no month. */
export const NIR_MONTH_KINDS: readonly (NirMonthKind | 'unknown')[] = Object.freeze(['unknown', 'calendar', 'fictitious', 'unassigned']);

/** What a column of NIRs says, row by row; each array has one entry a row. */
export interface NirFactsColumn {
  /** Code into {@link NIR_KINDS}. */
  readonly kind: Uint8Array;
  /** 1 male, 2 female, 0 unknown. */
  readonly sex: Uint8Array;
  /** Last two digits of the birth year; −1 unknown. */
  readonly year: Int8Array;
  /** Birth month from 1 to 12; −1 unknown, as a fictitious month is. */
  readonly month: Int8Array;
  /** Code into {@link NIR_MONTH_KINDS}. */
  readonly monthKind: Uint8Array;
  /** Index into `DEPARTEMENTS` of the département at the time of birth, of `99` for births abroad; −1 unknown or ambiguous. */
  readonly departement: Int16Array;
  /**
   * Last three digits of the code of the commune (105 for 97105), or of the country (352 for 99352); −1 unknown or
   * ambiguous. A commune with more births in a month than order numbers also uses codes that are no commune's.
   */
  readonly commune: Int16Array;
}

const [NIR, REGISTERING, MIG, NNP] = [1, 2, 3, 4] as const;
/** Kind by first digit. */
const KIND_OF = Uint8Array.of(0, NIR, NIR, REGISTERING, REGISTERING, MIG, MIG, NNP, NNP, 0);
const [CALENDAR, FICTITIOUS, UNASSIGNED] = [1, 2, 3] as const;

const ABROAD = DEPARTEMENTS.indexOf('99');
/** 1 for départements of three digits. */
const IS_OVERSEAS = Uint8Array.from(DEPARTEMENTS, ({ length }) => (length === 3 ? 1 : 0));
/** Stands for a commune or country that is not known; overseas, where the first digit is the département's, its last two. */
const UNKNOWN_COMMUNE = 990;

/** First of the départements 91 to 96 that stood for Algeria (91 to 94), Morocco and Tunisia. */
const HISTORIC_FIRST = 91;
/** Place of Tunisia among them, the one that no département of today took over, and its code after 99. */
const [TUNISIA, TUNISIA_COUNTRY] = [5, 351] as const;
/** Year of independence by historic département from 91 on, in two digits: later births are elsewhere. */
const INDEPENDENCE = Int8Array.of(62, 62, 62, 62, 56, 56);

/**
 * Reads what a column of canonical NIRs says.
 *
 * Départements 91 to 95 are those of Île-de-France from 1968 on; before independence 91 to 94 stood for Algeria and 95
 * for Morocco. The place is ambiguous where the two digits of the year admit both (up to 62, or 56). 96 was Tunisia, and
 * is given as that country.
 *
 * @param bytes - canonical NIRs, 13 characters each, as `canonicalColumn` gives them.
 * @param offsets - Int32Array(rows + 1) or longer, ascending; need not start at 0.
 * @param valid - validity bits, least significant bit first, or `null` for no nulls.
 * @param rows - rows of the column.
 * @returns the facts; everything is unknown for a null, for other than 13 bytes and for parts that cannot be.
 * @throws {RangeError} if `offsets` is too short.
 * @remarks O(rows); allocates 9 bytes a row.
 */
export function readNirFacts(bytes: Uint8Array, offsets: Int32Array, valid: Uint8Array | null, rows: number): NirFactsColumn {
  if (offsets.length <= rows) throw new RangeError(`offsets: expected at least ${rows + 1} entries, got ${offsets.length}`);
  const facts: NirFactsColumn = {
    kind: new Uint8Array(rows),
    sex: new Uint8Array(rows),
    year: new Int8Array(rows).fill(-1),
    month: new Int8Array(rows).fill(-1),
    monthKind: new Uint8Array(rows),
    departement: new Int16Array(rows).fill(-1),
    commune: new Int16Array(rows).fill(-1),
  };
  for (let row = 0; row < rows; row++) {
    if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) continue;
    const at = offsets[row]!;
    if (offsets[row + 1]! - at !== NIR_WIDTH) continue;
    const first = bytes[at]! - 48;
    const kind = first >= 0 && first <= 9 ? KIND_OF[first]! : 0;
    facts.kind[row] = kind;
    if (kind !== NIR && kind !== REGISTERING) continue;
    facts.sex[row] = (first & 1) === 1 ? 1 : 2;
    facts.year[row] = twoDigits(bytes, at + 1);
    readMonth(twoDigits(bytes, at + 3), facts, row);
    readPlace(bytes, at + 5, facts, row);
  }
  return facts;
}

function readMonth(month: number, facts: NirFactsColumn, row: number): void {
  if (month >= 1 && month <= 12) {
    facts.month[row] = month;
    facts.monthKind[row] = CALENDAR;
  } else if (month >= 20) facts.monthKind[row] = month >= 43 && month <= 49 ? UNASSIGNED : FICTITIOUS;
}

function readPlace(bytes: Uint8Array, at: number, facts: NirFactsColumn, row: number): void {
  const commune = twoDigits(bytes, at + 2) * 10 + (bytes[at + 4]! - 48);
  const historic = twoDigits(bytes, at) - HISTORIC_FIRST;
  const isColonial = historic >= 0 && historic < INDEPENDENCE.length && facts.year[row]! >= 0 && facts.year[row]! <= INDEPENDENCE[historic]!;
  if (isColonial) {
    if (historic === TUNISIA) {
      facts.departement[row] = ABROAD;
      facts.commune[row] = TUNISIA_COUNTRY;
    }
    return;
  }
  const departement = departementOfCommune(bytes, at, at + 5);
  if (departement < 0) return;
  facts.departement[row] = departement;
  // Overseas the first of the three digits belongs to the département.
  const isUnknown = IS_OVERSEAS[departement] === 1
    ? commune % 100 === 0 || commune % 100 === UNKNOWN_COMMUNE % 100
    : commune === 0 || commune === UNKNOWN_COMMUNE;
  if (!isUnknown) facts.commune[row] = commune;
}

// Reads two digits; −1 for other characters.
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const units = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && units >= 0 && units <= 9 ? tens * 10 + units : -1;
}
